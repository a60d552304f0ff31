/** Complexes, buildings, sections, units and lots: what administrators and analysts edit, one or twenty thousand at a time. */
import { sql } from 'kysely'
import { AppError } from '#shared/rpc/errors.ts'
import type { inventory } from '#shared/modules/inventory/contract.ts'
import type { CommandBody, Tx } from '#main/engine/define.ts'

type Inventory = typeof inventory
const ONE = { count: 1 }

export const saveComplex: CommandBody<Inventory['saveComplex']> = async (tx, { id, ...fields }) => {
  await tx
    .insertInto('complex')
    .values({ id, ...fields })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(fields))
    .execute()
  return ONE
}

export const saveBuilding: CommandBody<Inventory['saveBuilding']> = async (tx, { id, ...fields }) => {
  await tx
    .insertInto('building')
    .values({ id, ...fields })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(fields))
    .execute()
  return ONE
}

export const saveSection: CommandBody<Inventory['saveSection']> = async (
  tx,
  { id, building_id, name, sort, layout, entrances, floors },
) => {
  await tx
    .insertInto('section')
    .values({ id, building_id, name, sort, layout })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ name, sort, layout }))
    .execute()
  await sql`
    delete from entrance e where e.section_id = ${id} and e.id <> all(${entrances.map((entrance) => entrance.id)}::uuid[])
    and not exists (select from unit u where u.entrance_id = e.id)`.execute(tx)
  await sql`
    insert into entrance (id, section_id, name)
    select e.id, ${id}::uuid, e.name from jsonb_to_recordset(${JSON.stringify(entrances)}::jsonb) as e (id uuid, name text)
    on conflict (id) do update set name = excluded.name`.execute(tx)
  await sql`
    delete from floor f where f.section_id = ${id} and f.floor <> all(${floors.map((floor) => floor.floor)}::integer[])
    and not exists (select from unit u where u.section_id = f.section_id and u.floor = f.floor)`.execute(tx)
  await sql`
    insert into floor (id, section_id, floor, name, plan_picture)
    select f.id, ${id}::uuid, f.floor, f.name, f.plan_picture
    from jsonb_to_recordset(${JSON.stringify(floors)}::jsonb) as f (id uuid, floor integer, name text, plan_picture text)
    on conflict (section_id, floor) do update set name = excluded.name, plan_picture = excluded.plan_picture`.execute(
    tx,
  )
  return ONE
}

/** New units are not for sale until they are offered; a unit never changes its section. */
export const saveUnits: CommandBody<Inventory['saveUnits']> = async (tx, { units }) => {
  const given = sql`jsonb_populate_recordset(null::unit, ${JSON.stringify(units)}::jsonb)`
  await sql`
    insert into floor (id, section_id, floor) select gen_random_uuid(), g.section_id, g.floor from ${given} as g group by g.section_id, g.floor
    on conflict (section_id, floor) do nothing`.execute(tx)
  const columns = sql.raw(UNIT_COLUMNS.join(', '))
  const updates = sql.raw(
    UNIT_COLUMNS.filter((column) => column !== 'id' && column !== 'section_id')
      .map((column) => `${column} = excluded.${column}`)
      .join(', '),
  )
  await sql`insert into unit (${columns}) select ${columns} from ${given} as g on conflict (id) do update set ${updates}`.execute(
    tx,
  )
  await refuseOverlap(tx, [...new Set(units.map((unit) => unit.section_id))])
  return { count: units.length }
}

export const deleteUnits: CommandBody<Inventory['deleteUnits']> = async (tx, { unitIds }) => {
  const { rows } = await sql`delete from unit where id = any(${unitIds}::uuid[]) returning 1`.execute(tx)
  return { count: rows.length }
}

export const saveHoldReason: CommandBody<Inventory['saveHoldReason']> = async (tx, { reasonId, name, isActive }) => {
  const fields = { name, is_active: isActive }
  await tx
    .insertInto('hold_reason')
    .values({ id: reasonId, ...fields })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(fields))
    .execute()
  return ONE
}

export const saveLot: CommandBody<Inventory['saveLot']> = async (tx, { lotId, name, units }) => {
  const places = await tx
    .selectFrom('unit')
    .select(['id', 'complex_id'])
    .where(
      'id',
      'in',
      units.map(({ unitId }) => unitId),
    )
    .execute()
  const [first] = places
  if (!first || places.length !== units.length)
    throw new AppError('not-found', 'No such unit', { reason: 'inventory.no-unit' })
  if (places.some(({ complex_id }) => complex_id !== first.complex_id))
    throw new AppError('invalid', 'Units of one complex', { reason: 'inventory.lot-complexes' })
  const fields = { name, complex_id: first.complex_id }
  await tx
    .insertInto('lot')
    .values({ id: lotId, ...fields })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(fields))
    .execute()
  await tx.deleteFrom('lot_unit').where('lot_id', '=', lotId).execute()
  await tx
    .insertInto('lot_unit')
    .values(
      units.map(({ lotUnitId, unitId, isMain }) => ({
        id: lotUnitId,
        lot_id: lotId,
        unit_id: unitId,
        is_main: isMain,
      })),
    )
    .execute()
  return { count: units.length }
}

export const dissolveLot: CommandBody<Inventory['dissolveLot']> = async (tx, { lotId }) => {
  const { numDeletedRows } = await tx.deleteFrom('lot').where('id', '=', lotId).executeTakeFirst()
  if (numDeletedRows === 0n) throw new AppError('not-found', 'No such lot', { reason: 'inventory.no-lot', lotId })
  return ONE
}

async function refuseOverlap(tx: Tx, sectionIds: string[]): Promise<void> {
  const { rows } = await sql<{ first: string; second: string }>`
    select a.number as first, b.number as second
    from unit a join section s on s.id = a.section_id and s.layout = 'grid' join unit b on b.section_id = a.section_id and b.id > a.id
    where a.section_id = any(${sectionIds}::uuid[])
      and a.floor < b.floor + b.floor_span and b.floor < a.floor + a.floor_span
      and a.riser < b.riser + b.riser_span and b.riser < a.riser + a.riser_span limit 1`.execute(tx)
  const [pair] = rows
  if (pair) throw new AppError('conflict', 'Two units in one place', { reason: 'inventory.overlap', ...pair })
}

const UNIT_COLUMNS = [
  'id',
  'section_id',
  'entrance_id',
  'number',
  'kind',
  'floor',
  'floor_span',
  'riser',
  'riser_span',
  'plan_x',
  'plan_y',
  'plan_w',
  'plan_h',
  'rooms',
  'area_cm2',
  'living_cm2',
  'kitchen_cm2',
  'balcony_cm2',
  'balcony_bp',
  'project_cm2',
  'bti_cm2',
  'finishing',
  'view',
  'window_side',
  'ceiling_cm',
  'layout',
  'plan_picture',
  'cadastral_number',
  'note',
] as const
