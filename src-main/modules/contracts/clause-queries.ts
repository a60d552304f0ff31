/** The library as lists and cards: what is in force, what is being written, its history, its words and what is said about them. */
import { sql } from 'kysely'
import { assemble } from '#shared/modules/contracts/assemble.ts'
import { exampleFacts } from '#shared/modules/contracts/example.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import type { Id } from '#shared/kernel/id.ts'
import type {
  libraryCalls as calls,
  LibraryRow,
  VersionKind,
  VersionRow,
} from '#shared/modules/contracts/library-contract.ts'
import { TemplateBody, slotsOf } from '#shared/modules/contracts/model.ts'
import { RichText, plainText } from '#shared/modules/contracts/rich-text.ts'
import { whereUsed as usesOfClause } from '#shared/modules/contracts/lint.ts'
import type { Db, QueryBody } from '#main/engine/define.ts'
import { today } from './drafts.ts'
import { assembledClause } from './printed-clause.ts'
import { placesOf } from './places.ts'
import { latestOf, published, templatesOn } from './published.ts'

type Calls = typeof calls

const LIFE = [
  'v.id',
  'v.version',
  'v.title',
  'v.state',
  'v.valid_from',
  'v.valid_to',
  'v.shipped',
  'v.note',
  'v.writers_json',
  'v.created_at',
  'v.changed_at',
  'v.submitted_at',
  'v.decided_at',
  'v.decision_note',
  'v.retired_at',
  'v.revision',
  'author.name as author',
  'submitter.name as submitter',
  'decider.name as decider',
  'retirer.name as retirer',
] as const

/** Both tables share the columns of a life; to the compiler they are one. */
const TABLE = { clause: 'clause_version', template: 'template_version' as 'clause_version' } as const

const withPeople = (db: Db, kind: VersionKind) =>
  db
    .selectFrom(`${TABLE[kind]} as v`)
    .leftJoin('app_user as author', 'author.id', 'v.author_id')
    .leftJoin('app_user as submitter', 'submitter.id', 'v.submitted_by_id')
    .leftJoin('app_user as decider', 'decider.id', 'v.decided_by_id')
    .leftJoin('app_user as retirer', 'retirer.id', 'v.retired_by_id')

interface LifeRow {
  id: Id
  version: number
  title: string
  state: VersionRow['state']
  valid_from: string | null
  valid_to: string | null
  shipped: number | null
  note: string
  writers_json: unknown
  created_at: string
  changed_at: string
  submitted_at: string | null
  decided_at: string | null
  decision_note: string | null
  retired_at: string | null
  revision: number
  author: string | null
  submitter: string | null
  decider: string | null
  retirer: string | null
}

function lifeOf(row: LifeRow, me: Id): VersionRow {
  return {
    id: row.id,
    version: row.version,
    title: row.title,
    state: row.state,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    shipped: row.shipped,
    note: row.note,
    author: row.author,
    createdAt: row.created_at,
    changedAt: row.changed_at,
    submittedBy: row.submitter,
    submittedAt: row.submitted_at,
    decidedBy: row.decider,
    decidedAt: row.decided_at,
    decisionNote: row.decision_note,
    retiredBy: row.retirer,
    retiredAt: row.retired_at,
    revision: row.revision,
    isMine: Array.isArray(row.writers_json) && row.writers_json.includes(me),
  }
}

export const history: QueryBody<Calls['history']> = async (db, { kind, key }, { actor }) => {
  const rows = await withPeople(db, kind)
    .select(LIFE)
    .where(sql.ref(kind === 'clause' ? 'v.clause' : 'v.template'), '=', key)
    .orderBy('v.version', 'desc')
    .execute()
  return rows.map((row) => lifeOf(row, actor.userId))
}

export const version: QueryBody<Calls['version']> = async (db, { kind, id }, { actor }) => {
  const life = await withPeople(db, kind).select(LIFE).where('v.id', '=', id).executeTakeFirst()
  if (!life) return null
  const common = lifeOf(life, actor.userId)
  if (kind === 'clause') {
    const row = await db
      .selectFrom('clause_version')
      .select(['clause', 'content_json'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const content = RichText.safeParse(row.content_json).data ?? { type: 'doc', content: [] }
    return { ...common, kind, key: row.clause, content }
  }
  const row = await db
    .selectFrom('template_version')
    .select(['template', 'kind', 'body_json'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { ...common, kind, key: row.template, templateKind: row.kind, body: TemplateBody.parse(row.body_json) }
}

export const library: QueryBody<Calls['library']> = async (db, _args, { now }) => {
  const all = await published(db)
  const on = today(now)
  const templates = templatesOn(all, on)
  const clauseText = new Map(latestOf(all.clauses, on).map((each) => [each.clause, plainText(each.content)]))
  const comments = await db
    .selectFrom('clause_comment')
    .select(['clause_version_id', 'template_version_id', ({ fn }) => fn.countAll<number>().as('count')])
    .where('resolved_at', 'is', null)
    .groupBy(['clause_version_id', 'template_version_id'])
    .execute()
  const said = new Map(comments.map((row) => [row.clause_version_id ?? row.template_version_id, Number(row.count)]))
  const clauses = await db
    .selectFrom('clause_version as v')
    .leftJoin('app_user as author', 'author.id', 'v.author_id')
    .select([
      'v.clause as key',
      'v.id',
      'v.version',
      'v.title',
      'v.state',
      'v.valid_from',
      'v.valid_to',
      'author.name as author',
    ])
    .orderBy('v.clause')
    .orderBy('v.version')
    .execute()
  const bodies = await db
    .selectFrom('template_version as v')
    .leftJoin('app_user as author', 'author.id', 'v.author_id')
    .select([
      'v.template as key',
      'v.kind',
      'v.id',
      'v.version',
      'v.title',
      'v.state',
      'v.valid_from',
      'v.valid_to',
      'author.name as author',
    ])
    .orderBy('v.template')
    .orderBy('v.version')
    .execute()
  const kinds = new Map(bodies.map((row) => [row.id, row.kind]))
  return [
    ...[...Map.groupBy(bodies, (row) => row.key)].map(([key, rows]): LibraryRow => {
      const row = lineOf(key, 'template', rows, said, on)
      return { ...row, templateKind: kinds.get(rows.at(-1)?.id ?? '') ?? null }
    }),
    ...[...Map.groupBy(clauses, (row) => row.key)].map(([key, rows]): LibraryRow => ({
      ...lineOf(key, 'clause', rows, said, on),
      uses: usesOfClause(key, templates).length,
      text: clauseText.get(key) ?? '',
    })),
  ]
}

interface ListedVersion {
  id: Id
  version: number
  title: string
  state: VersionRow['state']
  valid_from: string | null
  valid_to: string | null
  author: string | null
}

function lineOf(
  key: string,
  kind: VersionKind,
  rows: readonly ListedVersion[],
  said: ReadonlyMap<Id | null, number>,
  on: string,
): LibraryRow {
  const inForce = rows.findLast(
    (row) =>
      row.state === 'approved' &&
      (row.valid_from === null || row.valid_from <= on) &&
      (row.valid_to === null || on <= row.valid_to),
  )
  const open = rows.findLast(({ state }) => state === 'draft' || state === 'review')
  return {
    id: key,
    kind,
    title: (inForce ?? rows.at(-1))?.title ?? key,
    templateKind: null,
    inForce: inForce ? { id: inForce.id, version: inForce.version } : null,
    open: open ? { id: open.id, version: open.version, state: open.state, author: open.author } : null,
    versions: rows.length,
    uses: 0,
    comments: rows.reduce((sum, { id }) => sum + (said.get(id) ?? 0), 0),
    text: '',
  }
}

export const comments: QueryBody<Calls['comments']> = async (db, { kind, id }) => {
  const rows = await db
    .selectFrom('clause_comment as c')
    .leftJoin('app_user as author', 'author.id', 'c.author_id')
    .leftJoin('app_user as resolver', 'resolver.id', 'c.resolved_by_id')
    .select([
      'c.id',
      'c.quote',
      'c.text',
      'c.created_at',
      'c.resolved_at',
      'author.name as author',
      'resolver.name as resolver',
    ])
    .where(kind === 'clause' ? 'c.clause_version_id' : 'c.template_version_id', '=', id)
    .orderBy('c.created_at')
    .orderBy('c.id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    author: row.author ?? '',
    quote: row.quote,
    text: row.text,
    createdAt: row.created_at,
    resolvedBy: row.resolver,
    resolvedAt: row.resolved_at,
  }))
}

export const whereUsed: QueryBody<Calls['whereUsed']> = async (db, { clause }, { now }) => {
  const all = await published(db)
  const on = today(now)
  const templates = templatesOn(all, on)
  const slots = usesOfClause(clause, templates).map(({ template, slot, when }) => {
    const found = templates.find((each) => each.template === template)
    const title = found && slotsOf(found.body).find((each) => each.key === slot)?.title
    return { template, templateTitle: found?.title ?? template, slot, slotTitle: title ?? slot, when }
  })
  return { slots, anchors: placesOf(latestOf(all.clauses, on), templates, clause) }
}

export const previewText: QueryBody<Calls['previewText']> = async (db, { text, deal }, { now }) => {
  const all = await published(db)
  const on = today(now)
  const common = { version: 1, title: text.title, status: 'approved' as const, validFrom: null, validTo: null }
  const facts = exampleFacts(WORDS, deal)
  const assembly =
    text.kind === 'clause'
      ? assembledClause({ ...common, clause: 'clause', content: text.content }, facts, on)
      : assemble({
          template: { ...text.body, ...common, template: text.key, kind: text.templateKind },
          library: all.library,
          vocabulary: WORDS,
          facts,
          on,
        })
  const missing = [...assembly.missing.map(({ path }) => path), ...assembly.undecided.map(({ fact }) => fact)]
  return { document: assembly.document, missing, problems: assembly.problems.length }
}
