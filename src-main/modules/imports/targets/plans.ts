/** Floors of sections with their plans. */
import { sql } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import type { BaseRow } from '#shared/modules/imports/kind.ts'
import type { NewPlaces, SubmittedRow } from '#shared/modules/imports/model.ts'
import type { Db, Tx } from '#main/engine/define.ts'
import { makePlaces, placeFinder, readStructure } from './places.ts'
import { changedColumns, type AcceptedRow, type ImportTarget, type Kept, type Prepared } from './target.ts'

const COLUMNS: ReadonlySet<string> = new Set(['name', 'plan_picture'])

async function* base(cache: Db) {
  const structure = await readStructure(cache)
  yield { rows: [], references: structure.references }
  const floors = await cache.selectFrom('floor').select(['id', 'section_id', 'floor', 'name', 'plan_picture']).execute()
  yield {
    rows: floors.map(({ id, section_id, ...values }): BaseRow => {
      const place = structure.sections.get(section_id)
      return {
        id,
        lock: null,
        values: {
          complex: place?.complex ?? null,
          building: place?.building ?? null,
          section: place?.section ?? null,
          ...values,
        },
      }
    }),
  }
}

async function prepare(cache: Db, accepted: readonly AcceptedRow[], newId: () => Id): Promise<Prepared> {
  const finder = placeFinder(await readStructure(cache), newId)
  const rows = accepted.map((row): SubmittedRow => {
    const { before, after } = changedColumns(row.changes, COLUMNS)
    const { values } = row
    const label = [values['building'], values['section'], values['floor']].filter((part) => part != null).join(' · ')
    const shared = { id: newId(), row: row.row, label, changes: row.changes, warnings: row.warnings }
    return row.action === 'update' && row.baseId !== null
      ? { ...shared, action: 'update', target_id: row.baseId, before, after }
      : {
          ...shared,
          action: 'insert',
          target_id: newId(),
          before: {},
          after: {
            name: null,
            plan_picture: null,
            ...after,
            section_id: finder.section(values),
            floor: values['floor'] ?? 0,
          },
        }
  })
  return { rows, places: finder.places }
}

const recordset = (rows: readonly SubmittedRow[]) =>
  sql`jsonb_to_recordset(${JSON.stringify(
    rows.map(({ id, target_id, before, after }) => ({ id, target_id, before, after })),
  )}::jsonb) as g (id uuid, target_id uuid, before jsonb, after jsonb)`

async function apply(tx: Tx, rows: readonly SubmittedRow[], places: NewPlaces): Promise<Id[]> {
  await makePlaces(tx, places)
  const inserts = rows.filter(({ action }) => action === 'insert')
  const updates = rows.filter(({ action }) => action === 'update')
  const { rows: made } = await sql<{ id: Id }>`
    insert into floor (id, section_id, floor, name, plan_picture)
    select g.target_id, (g.after ->> 'section_id')::uuid, (g.after ->> 'floor')::int, g.after ->> 'name', g.after ->> 'plan_picture' from ${recordset(inserts)}
    on conflict (section_id, floor) do nothing returning id`.execute(tx)
  const { rows: fits } = await sql<{ id: Id }>`
    select g.id from ${recordset(updates)} join floor f on f.id = g.target_id where to_jsonb(f) @> g.before`.execute(tx)
  const done = new Set([...made, ...fits].map(({ id }) => id))
  await change(
    tx,
    updates.filter(({ id }) => done.has(id)),
  )
  return rows.flatMap(({ id, target_id, action }) => (done.has(action === 'insert' ? target_id : id) ? [] : [id]))
}

async function change(tx: Tx, rows: readonly SubmittedRow[]): Promise<void> {
  await sql`
    update floor u set name = n.name, plan_picture = n.plan_picture from (
      select x.id, r.name, r.plan_picture from ${recordset(rows)} join floor x on x.id = g.target_id cross join lateral jsonb_populate_record(x, g.after) r
    ) n where n.id = u.id`.execute(tx)
}

async function undo(tx: Tx, rows: readonly SubmittedRow[]): Promise<Kept> {
  const { rows: judged } = await sql<{ id: Id; reason: 'gone' | 'edited' | null }>`
    select g.id, case when f.id is null then 'gone' when not to_jsonb(f) @> g.after then 'edited' end as reason
    from ${recordset(rows)} left join floor f on f.id = g.target_id`.execute(tx)
  const kept: Kept = new Map(judged.flatMap(({ id, reason }) => (reason === null ? [] : [[id, reason]])))
  await change(
    tx,
    rows.filter(({ id }) => !kept.has(id)).map((row) => ({ ...row, after: row.before })),
  )
  return kept
}

export const plansTarget: ImportTarget = { kind: 'plans', base, prepare, apply, undo }
