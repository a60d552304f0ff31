/** Paper copies, prints and the lists of both, from the cache. */
import { sql } from 'kysely'
import type { Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import { contractName, type PaperRow, type PrintRow } from '#shared/modules/contracts/contract-model.ts'
import type { paperCalls } from '#shared/modules/contracts/paper-contract.ts'
import { foldWords } from '#shared/modules/inventory/search-text.ts'
import type { Db, QueryBody } from '#main/engine/define.ts'
import { today } from './drafts.ts'

type Calls = typeof paperCalls

export const dictionaries: QueryBody<Calls['dictionaries']> = async (db) => ({
  channels: await db
    .selectFrom('registration_channel')
    .select(['id', 'name', 'days', 'is_working_days', 'is_active'])
    .orderBy('name')
    .execute(),
  reasons: await db.selectFrom('suspend_reason').select(['id', 'name', 'is_active']).orderBy('name').execute(),
  places: await db.selectFrom('paper_place').select(['id', 'name', 'kind', 'is_active']).orderBy('name').execute(),
  rules: await db
    .selectFrom('deviation_rule')
    .select(['id', 'template_key', 'slot', 'kind', 'is_approval_needed'])
    .orderBy('kind')
    .execute(),
})

export const defaults: QueryBody<Calls['defaults']> = async (db, { scope, scopeId }) => {
  const first =
    scopeId ??
    (scope === 'company'
      ? ((
          await db
            .selectFrom('company')
            .select('id')
            .where('kind', '=', 'developer')
            .orderBy('created_at')
            .orderBy('id')
            .executeTakeFirst()
        )?.id ?? null)
      : null)
  if (first === null) return { scopeId: null, rows: [] }
  const rows = await db
    .selectFrom('fact_default as d')
    .leftJoin('app_user as a', 'a.id', 'd.user_id')
    .select(['d.id', 'd.scope', 'd.scope_id', 'd.path', 'd.value_json', 'd.changed_at', 'a.name as user_name'])
    .where('d.scope_id', '=', first)
    .orderBy('d.path')
    .execute()
  return { scopeId: first, rows: rows.map(({ value_json, ...row }) => ({ ...row, value: value_json })) }
}

export const scopes: QueryBody<Calls['scopes']> = async (db) => {
  const companies = await db
    .selectFrom('company')
    .select(['id', 'name'])
    .where('kind', '=', 'developer')
    .orderBy('name')
    .execute()
  const complexes = await db.selectFrom('complex').select(['id', 'name']).orderBy('name').execute()
  const buildings = await db
    .selectFrom('building as b')
    .innerJoin('complex as x', 'x.id', 'b.complex_id')
    .select(['b.id', 'b.name', 'x.name as complex'])
    .orderBy('x.name')
    .orderBy('b.sort')
    .execute()
  return [
    ...companies.map((row) => ({ scope: 'company' as const, ...row })),
    ...complexes.map((row) => ({ scope: 'complex' as const, ...row })),
    ...buildings.map(({ complex, name, id }) => ({ scope: 'building' as const, id, name: `${complex}, ${name}` })),
  ]
}

export const papers: QueryBody<Calls['papers']> = (db, args, { now }) => paperRows(db, today(now), args)

interface PaperFilter {
  contractId?: Id
  copyId?: Id | undefined
  barcode?: string | undefined
  show?: 'all' | 'out' | 'overdue' | 'lost'
  text?: string
  limit?: number
}

export async function paperRows(db: Db, on: Day, filter: PaperFilter): Promise<PaperRow[]> {
  const text = foldWords(filter.text ?? '').replace(/[%_]/g, '')
  const rows = await db
    .selectFrom('paper_copy as p')
    .innerJoin('contract as c', 'c.id', 'p.contract_id')
    .leftJoin('paper_place as l', 'l.id', 'p.place_id')
    .select([
      'p.id',
      'p.barcode',
      'p.contract_id',
      'c.number',
      'c.kind as contract_kind',
      'c.client_name',
      'p.kind',
      'p.title',
      'p.copy_no',
      'p.place_id',
      'l.name as place',
      'l.kind as place_kind',
      'p.holder',
      'p.since_at',
      'p.due_on',
      'p.is_lost',
    ])
    .$if(filter.contractId !== undefined, (query) => query.where('p.contract_id', '=', filter.contractId ?? ''))
    .$if(filter.copyId !== undefined, (query) => query.where('p.id', '=', filter.copyId ?? ''))
    .$if(filter.barcode !== undefined, (query) =>
      query.where('p.barcode', '=', (filter.barcode ?? '').trim().toUpperCase()),
    )
    .$if(filter.show === 'lost', (query) => query.where('p.is_lost', '=', true))
    .$if(filter.show === 'overdue', (query) => query.where('p.due_on', '<', on).where('p.is_lost', '=', false))
    .$if(filter.show === 'out', (query) => query.where('l.kind', 'not in', ['office', 'archive']))
    .$if(text !== '', (query) =>
      query.where((eb) =>
        eb.or([
          eb('c.search', 'like', `%${text}%`),
          eb(sql<string>`lower(p.barcode)`, 'like', `%${text}%`),
          eb('p.title', 'like', `%${text}%`),
        ]),
      ),
    )
    .orderBy('p.due_on', (by) => by.asc().nullsLast())
    .orderBy('p.number', 'desc')
    .limit(filter.limit ?? 1_000)
    .execute()
  return rows.map(({ number, ...row }) => ({
    ...row,
    contract_number: contractName(row.contract_kind, number),
    is_overdue: !row.is_lost && row.due_on !== null && row.due_on < on,
  }))
}

export const paper: QueryBody<Calls['paper']> = async (db, { copyId, barcode }, { now }) => {
  if (copyId === undefined && barcode === undefined) return null
  const [row] = await paperRows(db, today(now), { copyId, barcode, limit: 1 })
  if (!row) return null
  const moves = await db
    .selectFrom('paper_move as m')
    .leftJoin('paper_place as l', 'l.id', 'm.place_id')
    .leftJoin('app_user as a', 'a.id', 'm.user_id')
    .select(['m.id', 'm.kind', 'l.name as place', 'm.holder', 'm.due_on', 'm.note', 'a.name as user_name', 'm.at'])
    .where('m.copy_id', '=', row.id)
    .orderBy('m.at', 'desc')
    .execute()
  return { row, moves }
}

export const prints: QueryBody<Calls['prints']> = (db, args) => printRows(db, args)

export async function printRows(
  db: Db,
  filter: { contractId?: Id; show?: 'queue' | 'log'; limit: number },
): Promise<PrintRow[]> {
  const rows = await db
    .selectFrom('print_job as j')
    .innerJoin('contract as c', 'c.id', 'j.contract_id')
    .leftJoin('app_user as q', 'q.id', 'j.queued_by_id')
    .leftJoin('app_user as p', 'p.id', 'j.printed_by_id')
    .select([
      'j.id',
      'j.contract_id',
      'c.number',
      'c.kind',
      'c.title',
      'c.client_name',
      'c.state as contract_state',
      'j.copy',
      'j.copies',
      'j.state',
      'q.name as queued_by',
      'j.queued_at',
      'p.name as printed_by',
      'j.printed_at',
      'j.print_no',
      'j.reason',
    ])
    .$if(filter.contractId !== undefined, (query) => query.where('j.contract_id', '=', filter.contractId ?? ''))
    .$if(filter.show === 'queue', (query) => query.where('j.state', '=', 'queued').orderBy('j.queued_at'))
    .$if(filter.show !== 'queue', (query) => query.orderBy('j.printed_at', (by) => by.desc().nullsFirst()))
    .$if(filter.show === 'log', (query) => query.where('j.state', '=', 'printed'))
    .limit(filter.limit)
    .execute()
  return rows.map(({ number, kind, ...row }) => ({
    ...row,
    contract_number: contractName(kind, number),
    queued_by: row.queued_by ?? '',
  }))
}
