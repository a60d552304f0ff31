/** People and agencies: cards of their own, found by phone, number or name. */
import { sql } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import type { BaseRow, Value, Values } from '#shared/modules/imports/kind.ts'
import type { SubmittedRow } from '#shared/modules/imports/model.ts'
import type { CommandContext, Db, Tx } from '#main/engine/define.ts'
import { changedColumns, NO_PLACES, type AcceptedRow, type ImportTarget, type Kept, type Prepared } from './target.ts'

const PAGE = 2000
const PERSON_COLUMNS = [
  'kind',
  'name',
  'last_name',
  'first_name',
  'middle_name',
  'inn',
  'kpp',
  'ogrn',
  'email',
  'notes',
] as const
const PERSON_SET: ReadonlySet<string> = new Set(PERSON_COLUMNS)

async function* people(cache: Db) {
  let last = ''
  for (;;) {
    const page = await cache
      .selectFrom('person')
      .select((eb) => [
        'id',
        ...PERSON_COLUMNS,
        eb
          .selectFrom('person_phone')
          .select('phone')
          .whereRef('person_phone.person_id', '=', 'person.id')
          .orderBy('position')
          .limit(1)
          .as('phone'),
      ])
      .where('merged_into_id', 'is', null)
      .where('id', '>', last)
      .orderBy('id')
      .limit(PAGE)
      .execute()
    if (page.length === 0) return
    last = page.at(-1)?.id ?? last
    yield {
      rows: page.map(({ id, ...values }): BaseRow => ({
        id,
        lock: null,
        values: { ...values, notes: values.notes || null },
      })),
    }
  }
}

async function preparePeople(cache: Db, accepted: readonly AcceptedRow[], newId: () => Id): Promise<Prepared> {
  const cards = await cardsOf(cache, accepted)
  const rows = accepted.map((row): SubmittedRow => {
    const { before, after } = changedColumns(row.changes, PERSON_SET)
    Object.assign(after, namesOf(row.values, after))
    const shared = {
      id: newId(),
      row: row.row,
      label: String(row.values['name'] ?? ''),
      changes: row.changes,
      warnings: row.warnings,
    }
    if (row.action !== 'update' || row.baseId === null)
      return {
        ...shared,
        action: 'insert',
        target_id: newId(),
        before: {},
        after: { kind: 'natural', notes: '', ...after },
      }
    // What follows from a cell goes back with it: the three parts of a name.
    const card = cards.get(row.baseId)
    const whole = Object.fromEntries(Object.keys(after).map((column) => [column, card?.[column] ?? null]))
    return {
      ...shared,
      action: 'update',
      target_id: row.baseId,
      before: { ...whole, ...before, ...blankNotes(before) },
      after,
    }
  })
  return { rows, places: NO_PLACES }
}

/** Notes are never null on a card. */
const blankNotes = (before: Record<string, Value>): Record<string, Value> =>
  before['notes'] === null ? { notes: '' } : {}

/** Cards of which something changes, as they are. */
async function cardsOf(cache: Db, accepted: readonly AcceptedRow[]): Promise<ReadonlyMap<string, Values>> {
  const wanted = new Set(accepted.flatMap(({ action, baseId }) => (action === 'update' ? [baseId] : [])))
  if (wanted.size === 0) return new Map()
  const rows = await cache
    .selectFrom('person')
    .select(['id', ...PERSON_COLUMNS])
    .execute()
  return new Map(rows.flatMap(({ id, ...values }) => (wanted.has(id) ? [[id, values]] : [])))
}

/** A natural person's name in one cell is three columns of the card; notes are never null there. */
function namesOf(values: Values, after: Record<string, Value>): Record<string, Value> {
  const out: Record<string, Value> = {}
  if (after['notes'] === null) out['notes'] = ''
  const name = after['name']
  if (typeof name !== 'string' || values['kind'] === 'legal' || 'last_name' in after) return out
  const [last = name, first = null, ...middle] = name.split(' ')
  return { ...out, last_name: last, first_name: first, middle_name: middle.length > 0 ? middle.join(' ') : null }
}

interface Given {
  id: Id
  target_id: Id
  before: Values
  after: Values
  has_phone: boolean
  old_phone: Value
  phone: Value
}

const given = (rows: readonly SubmittedRow[]): Given[] =>
  rows.map(({ id, target_id, before, after, changes }) => {
    const phone = changes['phone']
    return {
      id,
      target_id,
      before,
      after,
      has_phone: phone !== undefined,
      old_phone: phone?.[0] ?? null,
      phone: phone?.[1] ?? null,
    }
  })

const recordset = (rows: readonly Given[]) => sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g (
  id uuid, target_id uuid, before jsonb, after jsonb, has_phone boolean, old_phone text, phone text)`

/** What `people` looks through; the same as the card's own command keeps. */
const searchOf = (alias: string) => sql.raw(`replace(lower(concat_ws(' ', ${alias}.name, ${alias}.email)), 'ё', 'е')`)
const personSets = sql.raw(PERSON_COLUMNS.map((column) => `"${column}" = n."${column}"`).join(', '))
const personColumns = (alias: string) => sql.raw(PERSON_COLUMNS.map((column) => `${alias}."${column}"`).join(', '))

async function applyPeople(
  tx: Tx,
  rows: readonly SubmittedRow[],
  _: unknown,
  { actor, issuedAt }: CommandContext,
): Promise<Id[]> {
  const inserts = given(rows.filter(({ action }) => action === 'insert'))
  const updates = given(rows.filter(({ action }) => action === 'update'))
  await sql`
    insert into person (id, company_id, created_by_id, created_at, ${sql.raw(PERSON_COLUMNS.join(', '))}, search)
    select g.target_id, ${actor.companyId}::uuid, ${actor.userId}::uuid, ${issuedAt}::timestamptz, ${personColumns('r')}, ${searchOf('r')}
    from ${recordset(inserts)} cross join lateral jsonb_populate_record(null::person, g.after) r`.execute(tx)
  await sql`
    insert into person_phone (id, person_id, phone, label, position)
    select gen_random_uuid(), g.target_id, g.phone, '', 0 from ${recordset(inserts)} where g.phone is not null`.execute(
    tx,
  )
  const { rows: fits } = await sql<{ id: Id }>`
    select g.id from ${recordset(updates)} join person p on p.id = g.target_id where to_jsonb(p) @> g.before
      and (not g.has_phone or g.old_phone is not distinct from (select f.phone from person_phone f where f.person_id = p.id order by f.position limit 1))`.execute(
    tx,
  )
  const fitting = new Set(fits.map(({ id }) => id))
  await changePeople(
    tx,
    updates.filter(({ id }) => fitting.has(id)),
  )
  return updates.flatMap(({ id }) => (fitting.has(id) ? [] : [id]))
}

async function changePeople(tx: Tx, rows: readonly Given[]): Promise<void> {
  await sql`
    update person u set ${personSets}, search = ${searchOf('n')} from (
      select x.id, ${personColumns('r')} from ${recordset(rows)} join person x on x.id = g.target_id
      cross join lateral jsonb_populate_record(x, g.after) r
    ) n where n.id = u.id`.execute(tx)
  await sql`
    update person_phone f set phone = g.phone from ${recordset(rows)}
    where f.person_id = g.target_id and f.phone = g.old_phone and g.has_phone and g.phone is not null`.execute(tx)
  await sql`
    insert into person_phone (id, person_id, phone, label, position)
    select gen_random_uuid(), g.target_id, g.phone, '', 0 from ${recordset(rows)} where g.has_phone and g.old_phone is null and g.phone is not null
    on conflict (person_id, phone) do nothing`.execute(tx)
  await sql`
    delete from person_phone f using ${recordset(rows)}
    where f.person_id = g.target_id and f.phone = g.old_phone and g.has_phone and g.phone is null`.execute(tx)
}

async function undoPeople(tx: Tx, rows: readonly SubmittedRow[]): Promise<Kept> {
  const updates = given(rows)
  const { rows: judged } = await sql<{ id: Id; reason: 'gone' | 'edited' | null }>`
    select g.id, case when p.id is null then 'gone' when not to_jsonb(p) @> g.after then 'edited'
      when g.has_phone and g.phone is distinct from (select f.phone from person_phone f where f.person_id = p.id order by f.position limit 1) then 'edited' end as reason
    from ${recordset(updates)} left join person p on p.id = g.target_id`.execute(tx)
  const kept: Kept = new Map(judged.flatMap(({ id, reason }) => (reason === null ? [] : [[id, reason]])))
  const back = updates.filter(({ id }) => !kept.has(id))
  await changePeople(
    tx,
    back.map((row) => ({ ...row, after: row.before, phone: row.old_phone, old_phone: row.phone })),
  )
  return kept
}

export const peopleTarget: ImportTarget = {
  kind: 'people',
  base: people,
  prepare: preparePeople,
  apply: applyPeople,
  undo: undoPeople,
}

const AGENCY_COLUMNS: ReadonlySet<string> = new Set(['name', 'tax_id'])

async function* agencies(cache: Db) {
  const rows = await cache.selectFrom('company').select(['id', 'name', 'tax_id']).where('kind', '=', 'agency').execute()
  yield { rows: rows.map(({ id, ...values }): BaseRow => ({ id, lock: null, values })) }
}

function prepareAgencies(_: Db, accepted: readonly AcceptedRow[], newId: () => Id): Promise<Prepared> {
  const rows = accepted.map((row): SubmittedRow => {
    const { before, after } = changedColumns(row.changes, AGENCY_COLUMNS)
    const shared = {
      id: newId(),
      row: row.row,
      label: String(row.values['name'] ?? ''),
      changes: row.changes,
      warnings: row.warnings,
    }
    return row.action === 'update' && row.baseId !== null
      ? { ...shared, action: 'update', target_id: row.baseId, before, after }
      : { ...shared, action: 'insert', target_id: newId(), before: {}, after }
  })
  return Promise.resolve({ rows, places: NO_PLACES })
}

async function applyAgencies(tx: Tx, rows: readonly SubmittedRow[]): Promise<Id[]> {
  const inserts = given(rows.filter(({ action }) => action === 'insert'))
  const updates = given(rows.filter(({ action }) => action === 'update'))
  await sql`
    insert into company (id, kind, name, tax_id) select g.target_id, 'agency', g.after ->> 'name', g.after ->> 'tax_id' from ${recordset(inserts)}`.execute(
    tx,
  )
  const { rows: fits } = await sql<{ id: Id }>`
    select g.id from ${recordset(updates)} join company c on c.id = g.target_id where to_jsonb(c) @> g.before`.execute(
    tx,
  )
  const fitting = new Set(fits.map(({ id }) => id))
  await changeAgencies(
    tx,
    updates.filter(({ id }) => fitting.has(id)),
  )
  return updates.flatMap(({ id }) => (fitting.has(id) ? [] : [id]))
}

async function changeAgencies(tx: Tx, rows: readonly Given[]): Promise<void> {
  await sql`
    update company u set name = n.name, tax_id = n.tax_id from (
      select x.id, r.name, r.tax_id from ${recordset(rows)} join company x on x.id = g.target_id cross join lateral jsonb_populate_record(x, g.after) r
    ) n where n.id = u.id`.execute(tx)
}

async function undoAgencies(tx: Tx, rows: readonly SubmittedRow[]): Promise<Kept> {
  const updates = given(rows)
  const { rows: judged } = await sql<{ id: Id; reason: 'gone' | 'edited' | null }>`
    select g.id, case when c.id is null then 'gone' when not to_jsonb(c) @> g.after then 'edited' end as reason
    from ${recordset(updates)} left join company c on c.id = g.target_id`.execute(tx)
  const kept: Kept = new Map(judged.flatMap(({ id, reason }) => (reason === null ? [] : [[id, reason]])))
  await changeAgencies(
    tx,
    updates.filter(({ id }) => !kept.has(id)).map((row) => ({ ...row, after: row.before })),
  )
  return kept
}

export const agenciesTarget: ImportTarget = {
  kind: 'agencies',
  base: agencies,
  prepare: prepareAgencies,
  apply: applyAgencies,
  undo: undoAgencies,
}
