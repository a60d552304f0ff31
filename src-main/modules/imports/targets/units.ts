/** Units and their prices. A price is appended, never edited; what a booking, an auction or a contract holds is left alone (C13.6). */
import { sql } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import { riserKey } from '#shared/modules/imports/references.ts'
import type { BaseRow, Reference, Values } from '#shared/modules/imports/kind.ts'
import type { NewPlaces, SubmittedRow } from '#shared/modules/imports/model.ts'
import { keyName } from '#shared/modules/imports/text.ts'
import type { CommandContext, Db, Tx } from '#main/engine/define.ts'
import { makePlaces, placeFinder, readStructure } from './places.ts'
import { changedColumns, NO_PLACES, type AcceptedRow, type ImportTarget, type Kept, type Prepared } from './target.ts'

const PAGE = 2000
/** Columns of the unit that a file may fill. */
const COLUMNS = [
  'entrance_id',
  'kind',
  'riser',
  'rooms',
  'area_cm2',
  'living_cm2',
  'kitchen_cm2',
  'balcony_cm2',
  'project_cm2',
  'bti_cm2',
  'finishing',
  'view',
  'window_side',
  'ceiling_cm',
  'layout',
  'cadastral_number',
  'note',
] as const
const COLUMN_SET: ReadonlySet<string> = new Set(COLUMNS)
type Column = (typeof COLUMNS)[number]
const TYPE_OF = (column: Column) =>
  column === 'entrance_id'
    ? 'uuid'
    : /_cm2$/.test(column)
      ? 'bigint'
      : /^(?:riser|rooms|ceiling_cm)$/.test(column)
        ? 'integer'
        : 'text'

/** The columns that any of the rows speaks of: the others are neither compared nor written. */
const spokenOf = (rows: readonly Given[], side: 'before' | 'after'): Column[] =>
  COLUMNS.filter((column) => rows.some((row) => column in row[side]))
const PROTECTED = ['area_cm2', 'living_cm2', 'kitchen_cm2', 'balcony_cm2', 'project_cm2', 'bti_cm2']

async function* base(cache: Db) {
  const structure = await readStructure(cache)
  yield { rows: [], references: structure.references }
  const claims = await cache
    .selectFrom('unit_claim')
    .select(['unit_id', 'kind'])
    .where('ended_at', 'is', null)
    .where('is_exclusive', '=', true)
    .execute()
  const locks = new Map(claims.map(({ unit_id, kind }) => [unit_id, kind]))
  const entrances = new Map(
    (await cache.selectFrom('entrance').select(['id', 'name']).execute()).map(({ id, name }) => [id, name]),
  )
  const least = await leastPrices(cache)
  let last = ''
  for (;;) {
    const units = await cache
      .selectFrom('unit as u')
      .leftJoin('unit_current_price as p', 'p.id', 'u.id')
      .leftJoin('unit_status as s', 's.id', 'u.id')
      .select([
        'u.id',
        'u.section_id',
        'u.building_id',
        'u.complex_id',
        'u.entrance_id',
        'u.floor',
        'u.riser',
        'u.number',
        'u.kind',
        'u.rooms',
        'u.area_cm2',
        'u.living_cm2',
        'u.kitchen_cm2',
        'u.balcony_cm2',
        'u.project_cm2',
        'u.bti_cm2',
        'u.finishing',
        'u.view',
        'u.window_side',
        'u.ceiling_cm',
        'u.layout',
        'u.cadastral_number',
        'u.note',
        'p.price_minor',
        'p.ppm_minor',
        's.status',
        'u.riser_span',
      ])
      .where('u.id', '>', last)
      .orderBy('u.id')
      .limit(PAGE)
      .execute()
    if (units.length === 0) return
    last = units.at(-1)?.id ?? last
    const risers: Reference[] = []
    const rows = units.map(({ id, section_id, building_id, complex_id, entrance_id, riser_span, ...unit }): BaseRow => {
      const place = structure.sections.get(section_id)
      for (let n = 0; place && n < riser_span; n++) {
        const key = riserKey(place.complex, place.building, place.section, unit.floor, unit.riser + n)
        risers.push({ id, parts: [keyName(key)], facts: { number: unit.number } })
      }
      return {
        id,
        lock: locks.get(id) ?? null,
        facts: { least_ppm_minor: least(complex_id, building_id, unit.kind) },
        values: {
          complex: place?.complex ?? null,
          building: place?.building ?? null,
          section: place?.section ?? null,
          entrance: entrance_id === null ? null : (entrances.get(entrance_id) ?? null),
          ...unit,
        },
      }
    })
    yield { rows, references: { riser: risers } }
  }
}

/** The least price per metre of the rule in force: the building's before the complex's, the kind's before the general. */
async function leastPrices(cache: Db) {
  const rules = await cache
    .selectFrom('price_rule')
    .select(['complex_id', 'building_id', 'kind', 'min_ppm_minor'])
    .where('is_active', '=', true)
    .execute()
  const byPlace = new Map(
    rules.map((rule) => [`${rule.building_id ?? rule.complex_id}/${rule.kind ?? ''}`, rule.min_ppm_minor]),
  )
  return (complex: Id, building: Id, kind: string): number | null => {
    for (const key of [`${building}/${kind}`, `${building}/`, `${complex}/${kind}`, `${complex}/`]) {
      const found = byPlace.get(key)
      if (found !== undefined) return found
    }
    return null
  }
}

async function prepare(cache: Db, accepted: readonly AcceptedRow[], newId: () => Id): Promise<Prepared> {
  const structure = await readStructure(cache)
  const finder = placeFinder(structure, newId)
  const entrances = new Map<string, Id>()
  for (const { id, section_id, name } of await cache
    .selectFrom('entrance')
    .select(['id', 'section_id', 'name'])
    .execute()) {
    entrances.set(`${section_id}/${keyName(name)}`, id)
  }
  const risers = await takenRisers(cache, accepted)
  const sectionOf = await sectionsOf(cache, accepted)
  const rows = accepted.map((row): SubmittedRow => {
    const label = [row.values['building'], row.values['section'], row.values['number']]
      .filter((part) => part != null)
      .join(' · ')
    const shared = { id: newId(), row: row.row, label, changes: row.changes, warnings: row.warnings }
    const { before, after } = changedColumns(row.changes, COLUMN_SET)
    if (row.action === 'update' && row.baseId !== null) {
      const entrance = row.changes['entrance']
      if (entrance) {
        const section = sectionOf.get(row.baseId) ?? ''
        before['entrance_id'] = entrance[0] === null ? null : finder.entrance(section, String(entrance[0]), entrances)
        after['entrance_id'] = entrance[1] === null ? null : finder.entrance(section, String(entrance[1]), entrances)
      }
      return { ...shared, action: 'update', target_id: row.baseId, before, after }
    }
    const section_id = finder.section(row.values)
    const entrance = row.values['entrance']
    const floor = Number(row.values['floor'] ?? 0)
    return {
      ...shared,
      action: 'insert',
      target_id: newId(),
      before: {},
      after: {
        ...after,
        ...(row.values['claim'] == null ? {} : { claim: row.values['claim'] }),
        section_id,
        entrance_id: entrance == null ? null : finder.entrance(section_id, String(entrance), entrances),
        number: row.values['number'] ?? '',
        floor,
        riser: risers.next(`${section_id}/${floor}`, row.values['riser'] ?? null),
      },
    }
  })
  return { rows, places: finder.places }
}

/** New units without a riser get the next free place of their floor. */
async function takenRisers(cache: Db, accepted: readonly AcceptedRow[]) {
  const taken = new Map<string, Set<number>>()
  if (accepted.some(({ action }) => action === 'insert')) {
    for (const { section_id, floor, riser, riser_span } of await cache
      .selectFrom('unit')
      .select(['section_id', 'floor', 'riser', 'riser_span'])
      .execute()) {
      for (let n = 0; n < riser_span; n++) add(`${section_id}/${floor}`, riser + n)
    }
  }
  function add(place: string, riser: number) {
    const there = taken.get(place)
    if (there) there.add(riser)
    else taken.set(place, new Set([riser]))
  }
  return {
    next(place: string, wanted: Values[string]): number {
      let riser = typeof wanted === 'number' ? wanted : 1
      while (typeof wanted !== 'number' && taken.get(place)?.has(riser)) riser++
      add(place, riser)
      return riser
    },
  }
}

async function sectionsOf(cache: Db, accepted: readonly AcceptedRow[]): Promise<Map<string, Id>> {
  if (!accepted.some(({ changes }) => 'entrance' in changes)) return new Map()
  return new Map(
    (await cache.selectFrom('unit').select(['id', 'section_id']).execute()).map(({ id, section_id }) => [
      id,
      section_id,
    ]),
  )
}

interface Given {
  id: Id
  unit_id: Id
  before: Values
  after: Values
  has_price: boolean
  old_price: number | null
  price: number | null
  ppm: number | null
  is_protected: boolean
}

function given(rows: readonly SubmittedRow[]): Given[] {
  return rows.map(({ id, target_id, before, after, changes }) => {
    const [price, ppm] = [changes['price_minor'], changes['ppm_minor']]
    const number = (value: unknown) => (typeof value === 'number' ? value : null)
    return {
      id,
      unit_id: target_id,
      before,
      after,
      has_price: number(price?.[1]) !== null || number(ppm?.[1]) !== null,
      old_price: number(price?.[0]),
      price: number(price?.[1]),
      ppm: number(ppm?.[1]),
      is_protected: price !== undefined || ppm !== undefined || PROTECTED.some((column) => column in after),
    }
  })
}

/** Only what a statement needs goes to it: nineteen thousand rows whole are megabytes each time. */
function recordset<K extends keyof Given>(rows: readonly Given[], keys: readonly K[]) {
  const lean = rows.map((row) => Object.fromEntries(keys.map((key) => [key, row[key]])))
  return sql`jsonb_to_recordset(${JSON.stringify(lean)}::jsonb) as g (
  id uuid, unit_id uuid, before jsonb, after jsonb, has_price boolean, old_price bigint, price bigint, ppm bigint, is_protected boolean)`
}

async function apply(
  tx: Tx,
  rows: readonly SubmittedRow[],
  places: NewPlaces,
  context: CommandContext,
  batchId: Id,
): Promise<Id[]> {
  const inserts = given(rows.filter(({ action }) => action === 'insert'))
  const updates = given(rows.filter(({ action }) => action === 'update'))
  await makePlaces(tx, places)
  const there = await sql<{ id: Id }>`
    select g.id from ${recordset(inserts, ['id', 'after'])} where exists (
      select from unit u where u.section_id = (g.after ->> 'section_id')::uuid and u.floor = (g.after ->> 'floor')::int
        and ((u.number = g.after ->> 'number' and u.kind = g.after ->> 'kind') or u.riser = (g.after ->> 'riser')::int))`.execute(
    tx,
  )
  const moved = new Set(there.rows.map(({ id }) => id))
  await insertUnits(
    tx,
    inserts.filter(({ id }) => !moved.has(id)),
  )
  const fits = await sql<{ id: Id }>`
    select g.id from ${recordset(updates, ['id', 'unit_id', 'before', 'has_price', 'old_price', 'price', 'is_protected'])} join unit u on u.id = g.unit_id left join unit_current_price p on p.id = u.id
    where ${still(updates, 'before')}
      and (not g.has_price or g.price is null or p.price_minor is not distinct from g.old_price)
      and (not g.is_protected or not exists (select from unit_claim c where c.unit_id = u.id and c.ended_at is null and c.is_exclusive))`.execute(
    tx,
  )
  const fitting = new Set(fits.rows.map(({ id }) => id))
  for (const { id } of updates) if (!fitting.has(id)) moved.add(id)
  await updateUnits(
    tx,
    updates.filter(({ id }) => fitting.has(id)),
  )
  await addPrices(
    tx,
    [...inserts, ...updates].filter(({ id, has_price }) => has_price && !moved.has(id)),
    context,
    batchId,
  )
  await claimSold(
    tx,
    inserts.filter(({ id, after }) => after['claim'] !== undefined && !moved.has(id)),
    context.issuedAt,
    batchId,
  )
  return Array.from(moved)
}

/** After the prices, which a sold unit would refuse. The centre sees to it that the author is somebody else. */
async function claimSold(tx: Tx, rows: readonly Given[], at: CommandContext['issuedAt'], batchId: Id): Promise<void> {
  if (rows.length > 0) await sql`select app.import_claim_sold(${batchId}, ${at}::timestamptz)`.execute(tx)
}

async function insertUnits(tx: Tx, rows: readonly Given[]): Promise<void> {
  if (rows.length === 0) return
  const columns = sql.raw(['section_id', 'number', 'floor', ...COLUMNS].map((column) => `"${column}"`).join(', '))
  await sql`
    insert into floor (id, section_id, floor)
    select gen_random_uuid(), (g.after ->> 'section_id')::uuid, (g.after ->> 'floor')::int from ${recordset(rows, ['after'])} group by 2, 3
    on conflict (section_id, floor) do nothing`.execute(tx)
  await sql`
    insert into unit (id, ${columns}) select g.unit_id, ${sql.raw(['section_id', 'number', 'floor', ...COLUMNS].map((column) => `r."${column}"`).join(', '))}
    from ${recordset(rows, ['unit_id', 'after'])} cross join lateral jsonb_populate_record(null::unit, g.after) r`.execute(
    tx,
  )
}

/** The unit `u` still says what the given row `g` says of it. */
function still(rows: readonly Given[], side: 'before' | 'after') {
  const columns = spokenOf(rows, side).map(
    (column) => `(not g.${side} ? '${column}' or coalesce(to_jsonb(u."${column}"), 'null') = g.${side} -> '${column}')`,
  )
  return sql.raw(columns.length === 0 ? 'true' : columns.join(' and '))
}

async function updateUnits(tx: Tx, rows: readonly Given[], side: 'after' | 'before' = 'after'): Promise<void> {
  const changed = rows.filter((row) => Object.keys(row[side]).length > 0)
  if (changed.length === 0) return
  const sets = spokenOf(changed, side).map(
    (column) =>
      `"${column}" = case when g.${side} ? '${column}' then (g.${side} ->> '${column}')::${TYPE_OF(column)} else u."${column}" end`,
  )
  await sql`
    update unit u set ${sql.raw(sets.join(', '))} from ${recordset(changed, ['unit_id', side])} where u.id = g.unit_id`.execute(
    tx,
  )
}

/** The typed figure is the master (C18.4); of price and price per metre, the price. */
async function addPrices(
  tx: Tx,
  rows: readonly Given[],
  { issuedAt, actor }: CommandContext,
  batchId: Id,
): Promise<void> {
  if (rows.length === 0) return
  // The least price is asked for once a place and kind, not once a unit.
  await sql`
    with given as materialized (
      select g.unit_id, g.price, g.ppm, u.area_cm2, u.complex_id, u.building_id, u.kind from ${recordset(rows, ['unit_id', 'price', 'ppm'])} join unit u on u.id = g.unit_id
    ), least as materialized (
      select p.*, (app.rule_for(p.complex_id, p.building_id, p.kind)).min_ppm_minor as ppm
      from (select distinct complex_id, building_id, kind from given) p
    )
    insert into unit_price (id, unit_id, price_minor, ppm_minor, from_at, source, factors_json, user_id, note)
    select gen_random_uuid(), t.unit_id, t.price, coalesce(t.typed_ppm, case when t.area_cm2 = 0 then 0 else round(t.price::numeric * 10000 / t.area_cm2)::bigint end),
      greatest(${issuedAt}::timestamptz, c.from_at + interval '1 millisecond'), 'import',
      jsonb_build_object('source', 'import', 'rule_id', null, 'rule_version', null, 'area_cm2', t.area_cm2, 'min_minor', t.least, 'steps', t.steps),
      ${actor.userId}::uuid, ${`import:${batchId}`}
    from (
      select g.unit_id, g.area_cm2, g.ppm as typed_ppm, round(l.ppm::numeric * g.area_cm2 / 10000)::bigint as least,
        coalesce(g.price, round(round(g.ppm::numeric * g.area_cm2 / 10000) / 100)::bigint * 100) as price,
        case when g.price is not null then jsonb_build_array(jsonb_build_object('step', 'manual', 'value', '', 'coef', null, 'amount_minor', g.price, 'ppm_minor', null, 'price_minor', null))
          else jsonb_build_array(jsonb_build_object('step', 'ppm', 'value', '', 'coef', null, 'amount_minor', g.ppm, 'ppm_minor', null, 'price_minor', null),
            jsonb_build_object('step', 'rounding', 'value', '', 'coef', null, 'amount_minor', 100, 'ppm_minor', null, 'price_minor', null)) end as steps
      from given g join least l on l.complex_id = g.complex_id and l.building_id = g.building_id and l.kind = g.kind
    ) t left join unit_current_price c on c.id = t.unit_id`.execute(tx)
}

/** A row goes back whole or not at all; an old price comes back as a new line of the price's history. */
async function undo(tx: Tx, rows: readonly SubmittedRow[], context: CommandContext, batchId: Id): Promise<Kept> {
  const updates = given(rows)
  const { rows: judged } = await sql<{ id: Id; reason: 'gone' | 'edited' | 'locked' | null }>`
    select g.id, case
      when u.id is null then 'gone'
      when not (${still(updates, 'after')}) then 'edited'
      when g.has_price and p.note is distinct from ${`import:${batchId}`} then 'edited'
      when not g.has_price and p.from_at >= b.decided_at then 'edited'
      when g.has_price and g.old_price is null then 'used'
      when g.is_protected and exists (select from unit_claim c where c.unit_id = u.id and c.ended_at is null and c.is_exclusive) then 'locked'
    end as reason
    from ${recordset(updates, ['id', 'unit_id', 'after', 'has_price', 'old_price', 'is_protected'])} join import_batch b on b.id = ${batchId} left join unit u on u.id = g.unit_id
    left join lateral (select x.note, x.from_at from unit_price x where x.unit_id = g.unit_id order by x.from_at desc, x.id desc limit 1) p on true`.execute(
    tx,
  )
  const kept: Kept = new Map(judged.flatMap(({ id, reason }) => (reason === null ? [] : [[id, reason]])))
  const free = updates.filter(({ id }) => !kept.has(id))
  await updateUnits(tx, free, 'before')
  const oldPpm = new Map(rows.map(({ id, changes }) => [id, changes['ppm_minor']?.[0]]))
  const back = free
    .filter(({ has_price, old_price }) => has_price && old_price !== null)
    .map((row) => ({ ...row, price: row.old_price, ppm: Number(oldPpm.get(row.id) ?? 0) || null }))
  await addPrices(tx, back, context, batchId)
  return kept
}

export const unitsTarget: ImportTarget = { kind: 'units', base, prepare, apply, undo }

/** Prices alone: the same units, and nothing of them but the price. */
export const pricesTarget: ImportTarget = {
  ...unitsTarget,
  kind: 'prices',
  prepare: async (cache, accepted, newId) => {
    const { rows } = await prepare(
      cache,
      accepted.filter(({ action }) => action === 'update'),
      newId,
    )
    return { rows, places: NO_PLACES }
  },
}
