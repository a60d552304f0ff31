/** Counts for every value of every filter, each with all the other filters kept: what the list would show after that click. */
import { sql } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import type { ArgsOf } from '#shared/rpc/contract.ts'
import type { inventory } from '#shared/modules/inventory/contract.ts'
import type { UnitFilter } from '#shared/modules/inventory/filter.ts'
import {
  BOARD_STATUSES,
  FINISHINGS,
  UNIT_KINDS,
  VIEWS,
  type Facets,
  type FacetValue,
} from '#shared/modules/inventory/model.ts'
import type { Db, QueryContext } from '#main/engine/define.ts'
import { MANY_ROOMS, predicates, sourceFor, where, type FilterPart, type Source, type Sql } from './source.ts'
import { addUp, sumColumns, toSums, type SumRow } from './sums.ts'

type Args<N extends keyof typeof inventory> = ArgsOf<(typeof inventory)[N]>

/** Facets with few values are counted together: one pass gives every combination of them that there is. */
const CUBE = ['kind', 'status', 'rooms', 'finishing', 'view'] as const
type CubeFacet = (typeof CUBE)[number]
const CUBE_PARTS: FilterPart[] = ['kinds', 'statuses', 'rooms', 'finishings', 'views']

const RANGES = ['floor', 'area_cm2', 'price_minor'] as const
type Ranged = (typeof RANGES)[number]
type Ends = { [R in Ranged as `${R}_from` | `${R}_to`]: number | null }

type Combination = SumRow & Ends & { [F in CubeFacet]: string | number | null }

export async function facets(db: Db, { filter, scope }: Args<'facets'>, { actor }: QueryContext): Promise<Facets> {
  const source = sourceFor(actor)
  const parts = predicates(filter, actor, source, scope)
  const { rows } = await sql<Combination>`
    select u.kind, ${source.status} as status, u.rooms, u.finishing, u.view, ${sumColumns(source)}, ${sql.join(endColumns(source))}
    from ${source.from} where ${where(parts, ...CUBE_PARTS)}
    group by u.kind, ${source.status}, u.rooms, u.finishing, u.view`.execute(db)
  const accepted = rows.map((row) => CUBE.filter((facet) => !accepts(filter, facet, row[facet])))
  const chosen = rows.filter((_, at) => accepted[at]?.length === 0)
  const count = (facet: CubeFacet, order: readonly string[]): FacetValue[] => {
    const counts = new Map<string, number>()
    for (const [at, row] of rows.entries()) {
      // A combination counts for a facet when nothing but that facet's own choice shuts it out.
      if (row[facet] === null || accepted[at]?.some((other) => other !== facet)) continue
      const value = facet === 'rooms' ? String(Math.min(Number(row.rooms), MANY_ROOMS)) : String(row[facet])
      counts.set(value, (counts.get(value) ?? 0) + row.count)
    }
    return order.flatMap((value) => (counts.has(value) ? [{ value, label: value, count: counts.get(value) ?? 0 }] : []))
  }
  return {
    sums: toSums(addUp(chosen)),
    ...(await placeCounts(db, source, parts)),
    kind: count('kind', UNIT_KINDS),
    status: count('status', BOARD_STATUSES),
    rooms: count(
      'rooms',
      Array.from({ length: MANY_ROOMS + 1 }, (_, rooms) => String(rooms)),
    ),
    finishing: count('finishing', FINISHINGS),
    view: count('view', VIEWS),
    ...(await rangesOf(db, source, parts, chosen)),
  }
}

/** What the predicates of source.ts say, for one value. */
function accepts(filter: UnitFilter, facet: CubeFacet, value: string | number | null): boolean {
  const list: readonly (string | number)[] | undefined = {
    kind: filter.kinds,
    status: filter.statuses,
    rooms: filter.rooms?.map((rooms) => Math.min(rooms, MANY_ROOMS)),
    finishing: filter.finishings,
    view: filter.views,
  }[facet]
  if (list === undefined || list.length === 0) return true
  if (value === null) return false
  return list.includes(facet === 'rooms' ? Math.min(Number(value), MANY_ROOMS) : value)
}

const rangeColumn = (source: Source, name: Ranged) => (name === 'price_minor' ? source.price : sql.ref(`u.${name}`))

function endColumns(source: Source): Sql[] {
  return RANGES.flatMap((name) => {
    const column = rangeColumn(source, name)
    return [sql`min(${column}) as ${sql.ref(`${name}_from`)}`, sql`max(${column}) as ${sql.ref(`${name}_to`)}`]
  })
}

/** Ranges nothing is chosen of come from the cube; each of the others needs a look without its own choice. */
async function rangesOf(
  db: Db,
  source: Source,
  parts: Map<FilterPart, Sql>,
  chosen: Combination[],
): Promise<Pick<Facets, Ranged>> {
  const result: Pick<Facets, Ranged> = { floor: NO_RANGE, area_cm2: NO_RANGE, price_minor: NO_RANGE }
  for (const name of RANGES) {
    const rows = parts.has(name)
      ? (
          await sql<Ends>`select ${sql.join(endColumns(source))} from ${source.from} where ${where(parts, name)}`.execute(
            db,
          )
        ).rows
      : chosen
    const [from, to] = [rows.map((row) => row[`${name}_from`]), rows.map((row) => row[`${name}_to`])].map((ends) =>
      ends.filter((end) => end !== null),
    )
    if (from?.length && to)
      result[name] = { min: from.reduce((a, b) => Math.min(a, b)), max: to.reduce((a, b) => Math.max(a, b)) }
  }
  return result
}
const NO_RANGE = { min: null, max: null }

type PlaceColumn = 'complex_id' | 'building_id' | 'id'

async function countsBy(db: Db, source: Source, column: PlaceColumn, condition: Sql): Promise<Map<Id, number>> {
  const place = sql.ref(`u.${column}`)
  const { rows } = await sql<{ id: Id; count: number }>`
    select ${place} as id, count(*) as count from ${source.from} where ${condition} group by ${place}`.execute(db)
  return new Map(rows.map(({ id, count }) => [id, count]))
}

async function placeCounts(
  db: Db,
  source: Source,
  parts: Map<FilterPart, Sql>,
): Promise<Pick<Facets, 'complex' | 'region' | 'agency'>> {
  const forAll = await countsBy(db, source, 'complex_id', where(parts))
  const without = (part: FilterPart) =>
    parts.has(part) ? countsBy(db, source, 'complex_id', where(parts, part)) : Promise.resolve(forAll)
  const forComplex = await without('complexIds')
  const forRegion = await without('regions')
  const complexes = await db
    .selectFrom('complex')
    .select(['id', 'name', 'region'])
    .orderBy('name')
    .orderBy('id')
    .execute()
  const regions = new Map<string, FacetValue>()
  for (const { id, region } of complexes) {
    const count = (regions.get(region)?.count ?? 0) + (forRegion.get(id) ?? 0)
    if (count > 0) regions.set(region, { value: region, label: region, count })
  }
  return {
    agency: await agencyCounts(db, source, where(parts, 'agencyIds'), await without('agencyIds')),
    complex: complexes.flatMap(({ id, name }) =>
      forComplex.has(id) ? [{ value: id, label: name, count: forComplex.get(id) ?? 0 }] : [],
    ),
    region: [...regions.values()].sort((a, b) => (a.label < b.label ? -1 : 1)),
  }
}

/** Grants are few and name whole complexes, whole buildings or single units: their counts add up where none lies within another. */
async function agencyCounts(db: Db, source: Source, condition: Sql, byComplex: Map<Id, number>): Promise<FacetValue[]> {
  const grants = await db
    .selectFrom('unit_grant as g')
    .leftJoin('company as o', 'o.id', 'g.company_id')
    .select(['g.company_id', 'o.name', 'g.complex_id', 'g.building_id', 'g.unit_id'])
    .where('g.ended_at', 'is', null)
    .execute()
  const wide = new Set(
    grants.filter(({ unit_id }) => unit_id === null).map((g) => `${g.company_id} ${g.building_id ?? g.complex_id}`),
  )
  const isWithin = (company: Id, place: Id) => wide.has(`${company} ${place}`)
  const counted = grants.filter(({ company_id, complex_id, building_id, unit_id }) => {
    if (building_id === null) return true
    return !isWithin(company_id, complex_id) && (unit_id === null || !isWithin(company_id, building_id))
  })
  const countsIn = async (column: PlaceColumn, ids: (Id | null)[]) => {
    const some = ids.filter((id) => id !== null)
    return some.length === 0
      ? new Map<Id, number>()
      : countsBy(db, source, column, sql`${condition} and ${sql.ref(`u.${column}`)} in (${sql.join(some)})`)
  }
  const byBuilding = await countsIn(
    'building_id',
    counted.map((g) => (g.unit_id === null ? g.building_id : null)),
  )
  const byUnit = await countsIn(
    'id',
    counted.map((g) => g.unit_id),
  )
  const values = new Map<Id, FacetValue>()
  for (const { company_id, name, complex_id, building_id, unit_id } of counted) {
    const inside =
      unit_id !== null
        ? byUnit.get(unit_id)
        : building_id !== null
          ? byBuilding.get(building_id)
          : byComplex.get(complex_id)
    const before = values.get(company_id) ?? { value: company_id, label: name ?? company_id, count: 0 }
    values.set(company_id, { ...before, count: before.count + (inside ?? 0) })
  }
  return [...values.values()].filter(({ count }) => count > 0).sort((a, b) => (a.label < b.label ? -1 : 1))
}
