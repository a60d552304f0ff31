/** Counts for every value of every filter, each with all the other filters kept: what the list would show after that click. */
import { sql } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import type { ArgsOf } from '#shared/rpc/contract.ts'
import type { inventory } from '#shared/modules/inventory/contract.ts'
import {
  BOARD_STATUSES,
  FINISHINGS,
  UNIT_KINDS,
  VIEWS,
  type Facets,
  type FacetValue,
} from '#shared/modules/inventory/model.ts'
import type { Db, QueryContext } from '#main/engine/define.ts'
import { compareText, sumsOf } from './registry.ts'
import { MANY_ROOMS, predicates, STATUS, UNITS, where, type FilterPart, type Sql } from './source.ts'

type Args<N extends keyof typeof inventory> = ArgsOf<(typeof inventory)[N]>

/** Facet → its own part of the filter, which does not count for it, and the value that is counted. */
const COUNTED = {
  kind: { part: 'kinds', value: sql`u.kind` },
  status: { part: 'statuses', value: STATUS },
  rooms: {
    part: 'rooms',
    value: sql`case when u.rooms > ${sql.lit(MANY_ROOMS)} then ${sql.lit(MANY_ROOMS)} else u.rooms end`,
  },
  finishing: { part: 'finishings', value: sql`u.finishing` },
  view: { part: 'views', value: sql`u.view` },
  complex: { part: 'complexIds', value: sql`u.complex_id` },
  region: { part: 'regions', value: sql`u.complex_id` },
} as const satisfies Record<string, { part: FilterPart; value: Sql }>
type Counted = keyof typeof COUNTED

const RANGES = {
  floor: { part: 'floor', value: sql`u.floor` },
  area_cm2: { part: 'area_cm2', value: sql`u.area_cm2` },
  price_minor: { part: 'price_minor', value: sql`p.price_minor` },
} as const satisfies Record<string, { part: FilterPart; value: Sql }>
type Ranged = keyof typeof RANGES

export async function facets(db: Db, { filter, scope }: Args<'facets'>, { actor }: QueryContext): Promise<Facets> {
  const parts = predicates(filter, actor, scope)
  const counts = await countsOf(db, parts)
  const ranges = await rangesOf(db, parts)
  const complexes = await db.selectFrom('complex').select(['id', 'name', 'region']).execute()
  const ordered = (facet: Counted, order: readonly string[]): FacetValue[] =>
    order.flatMap((value) =>
      counts[facet].has(value) ? [{ value, label: value, count: counts[facet].get(value) ?? 0 }] : [],
    )
  return {
    sums: await sumsOf(db, where(parts)),
    agency: await agencyCounts(db, where(parts, 'agencyIds')),
    region: namedCounts(
      complexes.map(({ id, region }) => ({ id, value: region, label: region })),
      counts.region,
    ),
    complex: namedCounts(
      complexes.map(({ id, name }) => ({ id, value: id, label: name })),
      counts.complex,
    ),
    kind: ordered('kind', UNIT_KINDS),
    status: ordered('status', BOARD_STATUSES),
    rooms: ordered(
      'rooms',
      Array.from({ length: MANY_ROOMS + 1 }, (_, rooms) => String(rooms)),
    ),
    finishing: ordered('finishing', FINISHINGS),
    view: ordered('view', VIEWS),
    ...ranges,
  }
}

/** Facets that nothing is chosen of share one pass over the units; each of the others needs its own. */
async function countsOf(db: Db, parts: Map<FilterPart, Sql>): Promise<Record<Counted, Map<string, number>>> {
  const names = Object.keys(COUNTED) as Counted[]
  const shared = names.filter((name) => !parts.has(COUNTED[name].part))
  const result = Object.fromEntries(names.map((name) => [name, new Map<string, number>()])) as Record<
    Counted,
    Map<string, number>
  >
  const add = (facet: Counted, value: string | number | null, count: number) => {
    if (value !== null) result[facet].set(String(value), count)
  }
  if (shared.length > 0) {
    const columns = shared.map((name) => sql`${COUNTED[name].value} as ${sql.ref(name)}`)
    const each = shared.map(
      (name) =>
        sql`select ${sql.lit(name)} as facet, cast(${sql.ref(name)} as text) as value, count(*) as count from f group by ${sql.ref(name)}`,
    )
    const { rows } = await sql<{ facet: Counted; value: string | null; count: number }>`
      with f as materialized (select ${sql.join(columns)} from ${UNITS} where ${where(parts)}) ${sql.join(each, sql` union all `)}`.execute(
      db,
    )
    for (const { facet, value, count } of rows) add(facet, value, count)
  }
  for (const name of names.filter((facet) => !shared.includes(facet))) {
    const { part, value } = COUNTED[name]
    const { rows } = await sql<{ value: string | number | null; count: number }>`
      select ${value} as value, count(*) as count from ${UNITS} where ${where(parts, part)} group by ${value}`.execute(
      db,
    )
    for (const row of rows) add(name, row.value, row.count)
  }
  return result
}

async function rangesOf(db: Db, parts: Map<FilterPart, Sql>): Promise<Pick<Facets, Ranged>> {
  const result: Pick<Facets, Ranged> = { floor: NO_RANGE, area_cm2: NO_RANGE, price_minor: NO_RANGE }
  const chosen = (Object.keys(RANGES) as Ranged[]).filter((name) => parts.has(RANGES[name].part))
  const shared = (Object.keys(RANGES) as Ranged[]).filter((name) => !chosen.includes(name))
  for (const names of [shared, ...chosen.map((name) => [name])]) {
    if (names.length === 0) continue
    const but = names.filter((name) => chosen.includes(name)).map((name) => RANGES[name].part)
    const columns = names.flatMap((name) => [
      sql`min(${RANGES[name].value}) as ${sql.ref(`${name}_from`)}`,
      sql`max(${RANGES[name].value}) as ${sql.ref(`${name}_to`)}`,
    ])
    const { rows } = await sql<
      Record<string, number | null>
    >`select ${sql.join(columns)} from ${UNITS} where ${where(parts, ...but)}`.execute(db)
    for (const name of names)
      result[name] = { min: rows[0]?.[`${name}_from`] ?? null, max: rows[0]?.[`${name}_to`] ?? null }
  }
  return result
}
const NO_RANGE = { min: null, max: null }

async function agencyCounts(db: Db, condition: Sql): Promise<FacetValue[]> {
  const { rows } = await sql<{ value: Id; label: string | null; count: number }>`
    select g.company_id as value, o.name as label, count(*) as count from ${UNITS} join (
      select g.company_id, u.id from unit_grant g join unit u on u.complex_id = g.complex_id where g.ended_at is null and g.building_id is null
      union select g.company_id, u.id from unit_grant g join unit u on u.building_id = g.building_id where g.ended_at is null and g.unit_id is null
      union select g.company_id, g.unit_id from unit_grant g where g.ended_at is null and g.unit_id is not null
    ) g on g.id = u.id left join company o on o.id = g.company_id
    where ${condition} group by g.company_id, o.name`.execute(db)
  return rows
    .map(({ value, label, count }) => ({ value, label: label ?? value, count }))
    .sort((a, b) => compareText(a.label, b.label))
}

/** Counts by complex, added up by the value that each complex stands for. */
function namedCounts(complexes: { id: Id; value: string; label: string }[], counts: Map<string, number>): FacetValue[] {
  const byValue = new Map<string, FacetValue>()
  for (const { id, value, label } of complexes) {
    const count = counts.get(id) ?? 0
    if (count === 0) continue
    const entry = byValue.get(value) ?? { value, label, count: 0 }
    byValue.set(value, { ...entry, count: entry.count + count })
  }
  return [...byValue.values()].sort((a, b) => compareText(a.label, b.label))
}
