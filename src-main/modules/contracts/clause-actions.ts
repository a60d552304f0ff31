/** What takes longer than a query: judging the library in its own thread, and Word files in both directions. */
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import type { contracts } from '#shared/modules/contracts/contract.ts'
import type { Matrix, WordPart } from '#shared/modules/contracts/library-contract.ts'
import { unusedClauses } from '#shared/modules/contracts/lint.ts'
import type { Shelf } from '#shared/modules/contracts/matrix.ts'
import type { ClauseVersion, TemplateVersion } from '#shared/modules/contracts/model.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import { withMarks, withOwnAnchors, wordParts } from '#shared/modules/contracts/word-parts.ts'
import { writeInner } from '#shared/modules/contracts/write-notation.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { ActionBody, ActionContext } from '#main/engine/define.ts'
import { importDocx } from '#main/engine/documents/docx-import.ts'
import { renderDocx } from '#main/engine/documents/docx.ts'
import { USES_PAGE, contractsWith } from './contract-uses.ts'
import { today } from './drafts.ts'
import { printedClause } from './printed-clause.ts'
import { judge } from './lint-thread.ts'
import { type Published, clauseOf, published, templateVersionOf, templatesOn } from './published.ts'

type Contracts = typeof contracts

/** What was judged of a library stays true of it for the day. */
let lastReport: { key: string; answer: ReturnType<typeof lintAll> } | undefined

export const lint: ActionBody<Contracts['lint']> = async (_args, context) => {
  const on = today(context.now)
  const all = await published(context.cache)
  const key = `${all.stamp} ${on}`
  if (lastReport?.key !== key) {
    const answer = lintAll(all, on, context)
    lastReport = { key, answer }
    answer.catch(() => (lastReport = undefined))
  }
  return lastReport.answer
}

async function lintAll(all: Published, on: string, context: ActionContext) {
  const templates = templatesOn(all, on)
  const found = await judge({ op: 'lint', shelf: { clauses: all.clauses, templates }, on }, context)
  const problems = [...found.flatMap((report) => report.problems), ...unusedClauses(all.clauses, templates)]
  return {
    variants: found.reduce((sum, { variants }) => sum + variants, 0),
    problems: problems.map((problem) => ({ ...problem, example: problem.example ?? {} })),
    templates: found.map(({ template, variants, isComplete }) => ({ template, variants, isComplete })),
  }
}

export const matrix: ActionBody<Contracts['matrix']> = async ({ kind, id, validFrom, validTo }, context) => {
  const all = await published(context.cache)
  const day = today(context.now)
  // A version for later is judged on the first day of its own.
  const on = validFrom !== null && validFrom > day ? validFrom : day
  const before: Shelf = { clauses: all.clauses, templates: templatesOn(all, on) }
  const dates = { status: 'approved' as const, validFrom, validTo }
  const candidate = kind === 'clause' ? await clauseOfId(id, context) : await templateOfId(id, context)
  const after: Shelf =
    'clause' in candidate
      ? { ...before, clauses: [...before.clauses, { ...candidate, ...dates }] }
      : {
          ...before,
          templates: [
            ...before.templates.filter(({ template }) => template !== candidate.template),
            { ...candidate, ...dates },
          ],
        }
  const key = 'clause' in candidate ? candidate.clause : candidate.template
  const found = await judge({ op: 'matrix', before, after, changed: { kind, key }, on }, context)
  return {
    stamp: all.stamp,
    on,
    ...found,
    contracts: await contractsWith(context.cache, kind, key, { offset: 0, limit: USES_PAGE }),
  } satisfies Matrix
}

async function clauseOfId(id: string, { cache }: ActionContext): Promise<ClauseVersion> {
  const row = await cache
    .selectFrom('clause_version')
    .select(['clause', 'version', 'title', 'state', 'valid_from', 'valid_to', 'content_json'])
    .where('id', '=', id)
    .executeTakeFirst()
  const found = row && clauseOf(row)
  if (!found) throw new AppError('not-found', 'There is no such version', { reason: 'contracts.no-version' })
  return found
}

async function templateOfId(id: string, { cache }: ActionContext): Promise<TemplateVersion> {
  const row = await cache
    .selectFrom('template_version')
    .select(['template', 'kind', 'version', 'title', 'state', 'valid_from', 'valid_to', 'body_json'])
    .where('id', '=', id)
    .executeTakeFirst()
  const found = row && templateVersionOf(row)
  if (!found) throw new AppError('not-found', 'There is no such version', { reason: 'contracts.no-version' })
  return found
}

export const exportClause: ActionBody<Contracts['exportClause']> = async ({ id }, context) => {
  const clause = await clauseOfId(id, context)
  const content = withMarks(clause.content, (node) => writeInner(node))
  const document = printedClause(clause.title, content, today(context.now))
  const { path, ref } = context.newFile(`${clause.title.slice(0, 80)} v${clause.version}.docx`.replace(/[\\/]/g, '-'))
  await writeFile(path, await renderDocx(document, { copy: 'clean' }), { mode: 0o600 })
  return { ref }
}

export const readWord: ActionBody<Contracts['readWord']> = async ({ file }, context) => {
  const bytes = await readFile(context.pathOf(file))
  const { content, losses } = importDocx(bytes)
  // The first bytes of the file's name in each key keep two files of one heading apart.
  const mark = createHash('sha256').update(bytes).digest('hex').slice(0, 4)
  const parts = wordParts(content, WORDS)
  const texts = withOwnAnchors(
    parts.map((part) => part.content),
    `w${mark}`,
  )
  return {
    parts: parts.map((part, index) => ({
      ...part,
      content: texts[index] ?? part.content,
      key: `word-${mark}.${part.key}`,
    })),
    losses: [...losses, ...marksIn(parts)],
  }
}

/** Marks that stayed words in any part, as one line of the list. */
function marksIn(parts: readonly WordPart[]): WordPart['losses'] {
  const [first, ...others] = parts.flatMap((part) => part.losses)
  return first ? [{ ...first, count: others.reduce((sum, { count }) => sum + count, first.count) }] : []
}
