/** What is approved, read from the rows of this database and kept until a row of it changes: a preview at every key must not read it again. */
import type { Day } from '#shared/kernel/day.ts'
import {
  type ClauseLibrary,
  ClauseVersion,
  TemplateVersion,
  isInForce,
  makeLibrary,
} from '#shared/modules/contracts/model.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { Db } from '#main/engine/define.ts'

/** Everything that is, or was, approved. */
export interface Published {
  /** Changes whenever any of it does; equal stamps mean equal libraries. */
  stamp: string
  clauses: readonly ClauseVersion[]
  library: ClauseLibrary
  templates: readonly TemplateVersion[]
}

/** Several users of one centre share what they read; two centres in one process stay apart. */
const MOST_KEPT = 4
const kept = new Map<string, Published>()

export async function published(db: Db): Promise<Published> {
  const stamp = await libraryStamp(db)
  const known = kept.get(stamp)
  if (known) return known
  const fresh = await read(db, stamp)
  kept.set(stamp, fresh)
  const [oldest] = kept.keys()
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
  return fresh
}

export async function clauseLibrary(db: Db): Promise<ClauseLibrary> {
  return (await published(db)).library
}

/** The templates in force on a day, the latest version of each. */
export async function publishedTemplates(db: Db, on: Day): Promise<TemplateVersion[]> {
  return templatesOn(await published(db), on)
}

export function templatesOn({ templates }: Published, on: Day): TemplateVersion[] {
  const latest = new Map<string, TemplateVersion>()
  for (const each of templates) {
    const other = latest.get(each.template)
    if (isInForce(each, on) && (!other || each.version > other.version)) latest.set(each.template, each)
  }
  return [...latest.values()].sort((a, b) => (a.template < b.template ? -1 : 1))
}

/** Of each clause the version in force. */
export function latestOf(clauses: readonly ClauseVersion[], on: Day): ClauseVersion[] {
  const latest = new Map<string, ClauseVersion>()
  for (const each of clauses) if (isInForce(each, on)) latest.set(each.clause, each)
  return [...latest.values()]
}

/** The template in force on the day, or the given version of it, which may be out of force by now. */
export function templateOf(all: Published, key: string, on: Day, version?: number): TemplateVersion {
  const found =
    version === undefined
      ? templatesOn(all, on).find(({ template }) => template === key)
      : all.templates.find((each) => each.template === key && each.version === version)
  if (!found)
    throw new AppError('not-found', `There is no template '${key}'`, { reason: 'contracts.no-template', template: key })
  return found
}

/** Approved words never change, so their number and the last change tell one library from another. */
export async function libraryStamp(db: Db): Promise<string> {
  const parts = await Promise.all(
    (['clause_version', 'template_version'] as const).map(async (table) => {
      const { size, last, revisions } = await db
        .selectFrom(table)
        .select(({ fn }) => [
          fn.countAll<number>().as('size'),
          fn.max('changed_at').as('last'),
          fn.sum<number | null>('revision').as('revisions'),
        ])
        .where('state', 'in', ['approved', 'retired'])
        .executeTakeFirstOrThrow()
      return `${size} ${last ?? ''} ${revisions ?? 0}`
    }),
  )
  return parts.join(', ')
}

async function read(db: Db, stamp: string): Promise<Published> {
  const clauseRows = await db
    .selectFrom('clause_version')
    .select(['clause', 'version', 'title', 'state', 'valid_from', 'valid_to', 'content_json'])
    .where('state', 'in', ['approved', 'retired'])
    .orderBy('clause')
    .orderBy('version')
    .execute()
  const templateRows = await db
    .selectFrom('template_version')
    .select(['template', 'version', 'title', 'kind', 'state', 'valid_from', 'valid_to', 'body_json'])
    .where('state', 'in', ['approved', 'retired'])
    .orderBy('template')
    .orderBy('version')
    .execute()
  const clauses = clauseRows.flatMap((row) => clauseOf(row) ?? [])
  const templates = templateRows.flatMap((row) => templateVersionOf(row) ?? [])
  return { stamp, clauses, library: makeLibrary(clauses), templates }
}

interface VersionRow {
  version: number
  title: string
  state: ClauseVersion['status']
  valid_from: Day | null
  valid_to: Day | null
}

/** A row as the model knows it; undefined when what somebody wrote there past the program is no text of it. */
export function clauseOf(row: VersionRow & { clause: string; content_json: unknown }): ClauseVersion | undefined {
  return ClauseVersion.safeParse({
    clause: row.clause,
    version: row.version,
    title: row.title,
    status: row.state,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    content: row.content_json,
  }).data
}

export function templateVersionOf(
  row: VersionRow & { template: string; kind: string; body_json: unknown },
): TemplateVersion | undefined {
  return TemplateVersion.safeParse({
    ...(row.body_json as object),
    template: row.template,
    version: row.version,
    title: row.title,
    kind: row.kind,
    status: row.state,
    validFrom: row.valid_from,
    validTo: row.valid_to,
  }).data
}
