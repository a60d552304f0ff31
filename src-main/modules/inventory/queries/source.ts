/**
 * Where every list of units comes from: the status as this user may know it, and the filter as predicates.
 * One SQL for SQLite and PostgreSQL. Tables: `u` unit, `s` unit_status, `p` unit_current_price.
 */
import { sql, type RawBuilder } from 'kysely'
import { DETAIL_RANGES, type UnitFilter } from '#shared/modules/inventory/filter.ts'
import { foldWords } from '#shared/modules/inventory/search-text.ts'
import { CLAIM_KINDS } from '#shared/modules/inventory/model.ts'
import type { Scope } from '#shared/modules/inventory/contract.ts'
import type { Actor } from '#shared/modules/engine/model.ts'

export type Sql = RawBuilder<unknown>

/** Position of a status in the order of strength; `free` and `occupied` are last. */
export function priorityCase(column: Sql): Sql {
  const cases = CLAIM_KINDS.map((kind, priority) => sql`when ${sql.lit(kind)} then ${sql.lit(priority)}`)
  return sql`case ${column} ${sql.join(cases, sql` `)} else ${sql.lit(CLAIM_KINDS.length)} end`
}

/**
 * Staff read the derived status. An agency has no such rows: it knows its own claims, and of the rest only whether a unit
 * is free.
 */
export const STATUS: Sql = sql`coalesce(s.status,
  (select l.kind from unit_claim l where l.unit_id = u.id and l.ended_at is null order by ${priorityCase(sql`l.kind`)} limit 1),
  case when u.is_free then 'free' else 'occupied' end)`

/** The units with everything about them, for reading whole rows. */
export const UNITS: Sql = sql`unit u left join unit_status s on s.id = u.id left join unit_current_price p on p.id = u.id`

/** Units to filter, sort and count by; columns of the unit are `u`. */
export interface Source {
  from: Sql
  status: Sql
  price: Sql
  ppm: Sql
  since: Sql
  onSale: Sql
}

export const WHOLE: Source = {
  from: UNITS,
  status: STATUS,
  price: sql`p.price_minor`,
  ppm: sql`p.ppm_minor`,
  since: sql`s.since_at`,
  onSale: sql`s.on_sale_at`,
}
/** The developer's flat row of a unit has the same names, and needs no join. */
const FLAT: Source = {
  from: sql`unit_status u`,
  status: sql`u.status`,
  price: sql`u.price_minor`,
  ppm: sql`u.ppm_minor`,
  since: sql`u.since_at`,
  onSale: sql`u.on_sale_at`,
}
export const sourceFor = (actor: Actor): Source => (isStaff(actor) ? FLAT : WHOLE)

export type FilterPart = Exclude<keyof UnitFilter, undefined> | 'scope'

/** One predicate for each part of the filter that says something. */
export function predicates(filter: UnitFilter, actor: Actor, source: Source, scope?: Scope): Map<FilterPart, Sql> {
  const parts = new Map<FilterPart, Sql>()
  const oneOf = (part: FilterPart, column: Sql, values: readonly (string | number)[] | undefined) => {
    if (values !== undefined && values.length > 0) parts.set(part, sql`${column} in (${sql.join(values)})`)
  }
  const between = (
    part: FilterPart,
    column: Sql,
    range: { from?: number | string | undefined; to?: number | string | undefined } | undefined,
  ) => {
    const ends: Sql[] = []
    if (range?.from !== undefined) ends.push(sql`${column} >= ${range.from}`)
    if (range?.to !== undefined) ends.push(sql`${column} <= ${range.to}`)
    if (ends.length > 0) parts.set(part, sql.join(ends, sql` and `))
  }
  const within = (part: FilterPart, wrapped: (predicate: Sql) => Sql) => {
    const predicate = parts.get(part)
    if (predicate) parts.set(part, wrapped(predicate))
  }
  if (scope) parts.set('scope', inScope(scope))
  oneOf('complexIds', sql`u.complex_id`, filter.complexIds)
  oneOf('buildingIds', sql`u.building_id`, filter.buildingIds)
  oneOf('sectionIds', sql`u.section_id`, filter.sectionIds)
  oneOf('kinds', sql`u.kind`, filter.kinds)
  oneOf('statuses', source.status, filter.statuses)
  oneOf('finishings', sql`u.finishing`, filter.finishings)
  oneOf('views', sql`u.view`, filter.views)
  oneOf('windowSides', sql`u.window_side`, filter.windowSides)
  between('floor', sql`u.floor`, filter.floor)
  between('area_cm2', sql`u.area_cm2`, filter.area_cm2)
  between('price_minor', source.price, filter.price_minor)
  between('ppm_minor', source.ppm, filter.ppm_minor)
  between('since_at', source.since, filter.since_at)
  between('on_sale_at', source.onSale, filter.on_sale_at)
  oneOf('layouts', sql`w.layout`, filter.layouts)
  for (const name of DETAIL_RANGES) between(name, sql.ref(`w.${name}`), filter[name])
  if (filter.cadastral?.trim()) parts.set('cadastral', like(sql`w.cadastral_number`, filter.cadastral.trim()))
  between('until_at', sql`r.until_at`, filter.until_at)
  oneOf('bookedByIds', sql`r.company_id`, filter.bookedByIds)
  const words = foldWords(filter.client ?? '')
    .split(' ')
    .filter(Boolean)
  if (words.length > 0)
    parts.set(
      'client',
      sql.join(
        words.map((word) => like(sql`r.search`, word)),
        sql` and `,
      ),
    )
  for (const part of IN_DETAIL) within(part, (predicate) => sql`u.id in (select w.id from unit w where ${predicate})`)
  for (const part of IN_BOOKING)
    within(part, (predicate) => sql`u.id in (select r.unit_id from reservation r where ${HOLDS} and ${predicate})`)
  if (filter.regions !== undefined && filter.regions.length > 0) {
    parts.set(
      'regions',
      sql`u.complex_id in (select c.id from complex c where c.region in (${sql.join(filter.regions)}))`,
    )
  }
  if (filter.rooms !== undefined && filter.rooms.length > 0) {
    const exact = filter.rooms.filter((rooms) => rooms < MANY_ROOMS)
    const either = exact.length > 0 ? [sql`u.rooms in (${sql.join(exact)})`] : []
    if (exact.length < filter.rooms.length) either.push(sql`u.rooms >= ${sql.lit(MANY_ROOMS)}`)
    parts.set('rooms', sql`(${sql.join(either, sql` or `)})`)
  }
  if (filter.agencyIds !== undefined && filter.agencyIds.length > 0) {
    parts.set('agencyIds', sql`u.id in (${grantedUnits(filter.agencyIds)})`)
  }
  if (filter.number !== undefined && filter.number !== '') {
    // A range instead of LIKE: SQLite can use an index for it, and nothing has to be escaped.
    parts.set('number', sql`u.number >= ${filter.number} and u.number < ${`${filter.number}\u{10ffff}`}`)
  }
  if (filter.isMine === true) {
    parts.set(
      'isMine',
      sql`exists (select 1 from reservation r where r.unit_id = u.id and r.closed_at is null and r.state <> 'queued' and r.user_id = ${actor.userId})`,
    )
  }
  return parts
}

/** Parts that ask what only the unit's own row (`w`), or the booking that holds it (`r`), knows. */
const IN_DETAIL = [...DETAIL_RANGES, 'layouts', 'cadastral'] as const satisfies readonly FilterPart[]
const IN_BOOKING = ['until_at', 'bookedByIds', 'client'] as const satisfies readonly FilterPart[]
export const HOLDS: Sql = sql`r.closed_at is null and r.state <> 'queued'`

function like(column: Sql, text: string): Sql {
  return sql`${column} like ${`%${text.replace(/[%_\\]/g, '\\$&')}%`} escape '\\'`
}

/** Rooms from here on are one value of the filter. */
export const MANY_ROOMS = 4

/** All predicates but those named. */
export function where(parts: Map<FilterPart, Sql>, ...but: FilterPart[]): Sql {
  const kept = [...parts].filter(([part]) => !but.includes(part)).map(([, predicate]) => sql`(${predicate})`)
  return kept.length === 0 ? sql`1 = 1` : sql.join(kept, sql` and `)
}

export function inScope({ kind, id }: Scope, table = sql`u`): Sql {
  if (kind === 'complex') return sql`${table}.complex_id = ${id}`
  return kind === 'building' ? sql`${table}.building_id = ${id}` : sql`${table}.section_id = ${id}`
}

/** Ids of the units that these agencies may sell now. */
function grantedUnits(companyIds: readonly string[]): Sql {
  const live = sql`g.ended_at is null and g.company_id in (${sql.join(companyIds)})`
  return sql`
    select gu.id from unit_grant g join unit gu on gu.complex_id = g.complex_id where ${live} and g.building_id is null
    union select gu.id from unit_grant g join unit gu on gu.building_id = g.building_id where ${live} and g.unit_id is null
    union select g.unit_id from unit_grant g where ${live} and g.unit_id is not null`
}

export const isStaff = (actor: Actor) => actor.companyKind === 'developer'
