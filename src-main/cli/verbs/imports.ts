/** Tables in and out from a shell, for analysts' schedules: the same way as the wizard's, without the screen. */
import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { KINDS } from '#shared/modules/imports/kinds/index.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { FileRef } from '#shared/rpc/host.ts'
import { locate, takeIn } from '#main/engine/files.ts'
import { text, type Verb, type VerbContext } from '../verb.ts'

const kinds = KINDS.map(({ name }) => name).join('|')

export const importVerbs: Verb[] = [
  {
    name: 'import',
    usage: `<${kinds}> <file> [--sheet NAME] [--mapping NAME] [--columns A=field[,B=]] [--header ROW] [--set field=value[,field=value]] [--expect rows=N[,price_minor=KOPECKS]] [--dry-run | --commit] [--accept-warnings] [--create-places] [--sold] [--lang ru|en]`,
    about: 'What a table would change, and with --commit changes it; --dry-run is the default',
    words: [2, 2],
    options: {
      sheet: { type: 'string' },
      mapping: { type: 'string' },
      expect: { type: 'string' },
      columns: { type: 'string' },
      header: { type: 'string' },
      set: { type: 'string' },
      'dry-run': { type: 'boolean' },
      commit: { type: 'boolean' },
      'accept-warnings': { type: 'boolean' },
      'create-places': { type: 'boolean' },
      sold: { type: 'boolean' },
      lang: { type: 'string' },
    },
    async run(context) {
      const [kind = '', given = ''] = context.words
      const { values } = context
      if (values['dry-run'] === true && values['commit'] === true) {
        throw new AppError('invalid', 'Say --dry-run or --commit, not both')
      }
      const { api } = await context.signedIn()
      const file = await bring(context, given)
      const [sheet, mapping, header] = [text(context, 'sheet'), text(context, 'mapping'), text(context, 'header')]
      return api.imports.run(
        {
          file,
          kind,
          ...(sheet === undefined ? {} : { sheet }),
          ...(mapping === undefined ? {} : { mapping }),
          columns: Object.fromEntries(
            Object.entries(pairs('columns', text(context, 'columns'))).map(([column, field]) => [
              column.toUpperCase(),
              field === '' ? null : field,
            ]),
          ),
          ...(header === undefined ? {} : { header: Number(header) }),
          constants: pairs('set', text(context, 'set')),
          options: { createsReferences: values['create-places'] === true, takesSold: values['sold'] === true },
          expected: expected(text(context, 'expect')),
          isCommitted: values['commit'] === true,
          acceptsWarnings: values['accept-warnings'] === true,
          language: language(context),
        },
        { signal: context.signal, onProgress: context.progress },
      )
    },
  },
  {
    name: 'export',
    usage: `<${kinds}> <file.xlsx> [--lang ru|en]`,
    about: 'The rows of the base as a workbook that may come back as a difference',
    words: [2, 2],
    options: { lang: { type: 'string' } },
    async run(context) {
      const [kind = '', target = ''] = context.words
      const { api } = await context.signedIn()
      const calling = { signal: context.signal, onProgress: context.progress }
      return keep(context, await api.imports.exportKind({ kind, language: language(context) }, calling), target)
    },
  },
  {
    name: 'template',
    usage: `<${kinds}> <file.xlsx> [--lang ru|en]`,
    about: 'An empty workbook to fill in, with lists, an example and explanations',
    words: [2, 2],
    options: { lang: { type: 'string' } },
    async run(context) {
      const [kind = '', target = ''] = context.words
      const { api } = await context.signedIn()
      return keep(context, await api.imports.template({ kind, language: language(context) }), target)
    },
  },
]

async function bring({ profileDir }: VerbContext, given: string): Promise<FileRef> {
  const found = await stat(given).catch(() => null)
  if (!found?.isFile()) throw new AppError('not-found', `There is no file ${given}`)
  return takeIn(profileDir, path.basename(given), createReadStream(given))
}

async function keep({ profileDir }: VerbContext, ref: FileRef, target: string) {
  await pipeline(createReadStream(locate(profileDir, ref.file)), createWriteStream(target))
  return { file: path.resolve(target), name: ref.name }
}

/** `complex=Северный парк,section=1`: values for what the file does not say. */
function pairs(option: string, given: string | undefined): Record<string, string> {
  const list = (given ?? '').split(',').filter((pair) => pair !== '')
  return Object.fromEntries(
    list.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1)
        throw new AppError(
          'invalid',
          `--${option} takes ${option === 'set' ? 'field=value' : 'A=field'}, not '${pair}'`,
        )
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
    }),
  )
}

/** Control totals; sums in stored units: kopecks, square centimetres. */
function expected(given: string | undefined) {
  const { rows, ...sums } = Object.fromEntries(
    Object.entries(pairs('expect', given)).map(([name, value]) => [name, Number(value)]),
  )
  return { rows: rows ?? null, sums }
}

function language(context: VerbContext): 'ru' | 'en' {
  return text(context, 'lang') === 'ru' ? 'ru' : 'en'
}
