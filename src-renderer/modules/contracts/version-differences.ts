/** What two people made of one draft, as the pieces that the conflict shows, and the words that the choices make. */
import type { TemplateText } from '#shared/modules/contracts/library-contract.ts'
import type { RichText } from '#shared/modules/contracts/rich-text.ts'
import {
  type Chunk,
  type Side,
  type TreeToken,
  chosenList,
  mergeFields,
  mergeLists,
  tokensOf,
  treeOf,
  usualSide,
} from '#shared/modules/contracts/merge.ts'
import type { TemplateBody } from '#shared/modules/contracts/model.ts'
import { writeText } from '#shared/modules/contracts/write-notation.ts'
import type { Names } from './use-names.ts'
import type { HeadWords } from './use-version-work.ts'
import type { Difference } from './version-conflict.tsx'

type Translate = (key: string) => string
type Choices = ReadonlyMap<string, Side>

export interface ClauseWords extends HeadWords {
  content: RichText
}
export interface TemplateWords extends HeadWords {
  kind: TemplateText['templateKind']
  body: TemplateBody
}
interface Three<W> {
  base: W
  mine: W
  theirs: W
}
export interface Merge<W> {
  differences: Difference[]
  merged(choices: Choices): W
}

export function clauseMerge(
  { base, mine, theirs }: Three<ClauseWords>,
  names: Names,
  t: Translate,
): Merge<ClauseWords> {
  const [fields, pick] = headMerge({ base, mine, theirs }, names, t)
  const chunks = mergeLists(base.content.content, mine.content.content, theirs.content.content)
  const said = { variable: names.fact, condition: names.condition }
  const linesOf = (content: RichText['content']) => writeText({ type: 'doc', content: [...content] }, said)
  return {
    differences: [
      ...fields,
      ...differencesOf(
        chunks,
        (chunk, side) => linesOf([...chunk[side]]),
        (chunk) => placeOf(linesOf([...chunk.base]), t),
      ),
    ],
    merged: (choices) => ({
      ...mine,
      ...pick(choices),
      content: { type: 'doc', content: chosenList(chunks, sidesOf(chunks, choices)) },
    }),
  }
}

export function templateMerge(
  { base, mine, theirs }: Three<TemplateWords>,
  names: Names,
  t: Translate,
): Merge<TemplateWords> {
  const flat = ({ body: { body: _, ...settings }, ...own }: TemplateWords) => ({ ...own, ...settings })
  const [fields, pick] = headMerge({ base: flat(base), mine: flat(mine), theirs: flat(theirs) }, names, t)
  const chunks = mergeLists(tokensOf(base.body.body), tokensOf(mine.body.body), tokensOf(theirs.body.body))
  const linesOf = (tokens: readonly TreeToken[]) => tokens.flatMap((token) => tokenLines(token, names, t))
  return {
    differences: [
      ...fields,
      ...differencesOf(
        chunks,
        (chunk, side) => linesOf(chunk[side]),
        (chunk) => placeOf(linesOf([...chunk.base, ...chunk.theirs, ...chunk.mine]), t),
      ),
    ],
    merged: (choices) => {
      const { title, note, kind, validFrom, validTo, ...settings } = pick(choices)
      const body = treeOf(chosenList(chunks, sidesOf(chunks, choices)))
      return { title, note, kind, validFrom, validTo, body: { ...settings, body } }
    },
  }
}

function headMerge<W extends object>({ base, mine, theirs }: Three<W>, names: Names, t: Translate) {
  const fields = mergeFields(base, mine, theirs).filter(({ field }) => field !== 'content')
  const differences = fields.map(({ field, kind }): Difference => ({
    key: `field ${field}`,
    title: t(`conflict.field.${field}`),
    kind,
    mine: [fieldText(mine[field as keyof W], names)],
    theirs: [fieldText(theirs[field as keyof W], names)],
    canBeBoth: false,
  }))
  const pick = (choices: Choices): W =>
    Object.fromEntries(
      fields.map(({ field, kind }) => [
        field,
        ((choices.get(`field ${field}`) ?? usualSide(kind)) === 'theirs' ? theirs : mine)[field as keyof W],
      ]),
    ) as W
  return [differences, pick] as const
}

function differencesOf<T>(
  chunks: readonly Chunk<T>[],
  lines: (chunk: Chunk<T>, side: 'mine' | 'theirs') => string[],
  title: (chunk: Chunk<T>) => string,
): Difference[] {
  return chunks.map((chunk, index) => ({
    key: `piece ${index}`,
    title: title(chunk),
    kind: chunk.kind,
    mine: lines(chunk, 'mine'),
    theirs: lines(chunk, 'theirs'),
    canBeBoth: true,
  }))
}

function sidesOf(chunks: readonly unknown[], choices: Choices): (Side | undefined)[] {
  return chunks.map((_, index) => choices.get(`piece ${index}`))
}

function placeOf(lines: readonly string[], t: Translate): string {
  const words = lines.find((line) => line.trim() !== '')
  return words === undefined ? t('conflict.added') : words.length > 60 ? `${words.slice(0, 60)}…` : words
}

function tokenLines(token: TreeToken, names: Names, t: Translate): string[] {
  if (token.kind === 'end') return []
  if (token.kind === 'section') {
    const heading = writeText({ type: 'doc', content: [{ type: 'paragraph', content: token.heading ?? [] }] })[0] ?? ''
    const when = token.when === true ? '' : names.condition(token.when)
    return [[heading || token.key, when].filter(Boolean).join(' · ')]
  }
  return [
    token.isRequired ? token.title : `${token.title} (${t('conflict.optional')})`,
    ...token.variants.map(
      ({ clause, version, when, priority }) =>
        `— ${[clause, version === undefined ? '' : `№ ${version}`, names.condition(when), priority === 0 ? '' : String(priority)].filter(Boolean).join(' · ')}`,
    ),
  ]
}

function fieldText(value: unknown, names: Names): string {
  if (value === null || value === undefined) return '—'
  if (Array.isArray(value)) return writeText({ type: 'doc', content: [{ type: 'paragraph', content: value }] })[0] ?? ''
  if (value === true || value === false) return names.value('', value)
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  if (typeof value !== 'object') return ''
  if ('top' in value) return Object.values(value).join(' / ')
  return names.condition(value as Parameters<Names['condition']>[0])
}
