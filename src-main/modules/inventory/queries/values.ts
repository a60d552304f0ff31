/** What stands in one column of the registry, and how often. */
import { sql } from 'kysely'
import type { ArgsOf, ResultOf } from '#shared/rpc/contract.ts'
import type { inventory } from '#shared/modules/inventory/contract.ts'
import type { ListedColumn } from '#shared/modules/inventory/filter.ts'
import type { Db, QueryContext } from '#main/engine/define.ts'
import { HOLDS, MANY_ROOMS, predicates, sourceFor, where, type FilterPart, type Source, type Sql } from './source.ts'

const MOST = 2000

interface Listed {
  /** The column's own condition, which its list leaves out. */
  part: FilterPart
  value: Sql
  join?: Sql
}

function listed(column: ListedColumn, source: Source): Listed {
  switch (column) {
    case 'complex':
      return { part: 'complexIds', value: sql`u.complex_id` }
    case 'building':
      return { part: 'buildingIds', value: sql`u.building_id` }
    case 'section':
      return { part: 'sectionIds', value: sql`u.section_id` }
    case 'region':
      return { part: 'regions', value: sql`u.complex_id` }
    case 'kind':
      return { part: 'kinds', value: sql`u.kind` }
    case 'status':
      return { part: 'statuses', value: source.status }
    case 'rooms':
      return {
        part: 'rooms',
        value: sql`case when u.rooms > ${sql.lit(MANY_ROOMS)} then ${sql.lit(MANY_ROOMS)} else u.rooms end`,
      }
    case 'finishing':
      return { part: 'finishings', value: sql`u.finishing` }
    case 'view':
      return { part: 'views', value: sql`u.view` }
    case 'window_side':
      return { part: 'windowSides', value: sql`u.window_side` }
    case 'layout':
      return { part: 'layouts', value: sql`w.layout`, join: sql`join unit w on w.id = u.id` }
    case 'agency':
      return {
        part: 'bookedByIds',
        value: sql`r.company_id`,
        join: sql`join reservation r on r.unit_id = u.id and ${HOLDS}`,
      }
  }
}

export async function valuesOf(
  db: Db,
  { column, filter }: ArgsOf<typeof inventory.valuesOf>,
  { actor }: QueryContext,
): Promise<ResultOf<typeof inventory.valuesOf>> {
  const source = sourceFor(actor)
  const { part, value, join = sql`` } = listed(column, source)
  const { rows } = await sql<{ value: string | number | null; count: number }>`
    select ${value} as value, count(*) as count from ${source.from} ${join} where ${where(predicates(filter, actor, source), part)} group by ${value}`.execute(
    db,
  )
  const counts = new Map<string, number>()
  for (const { value: one, count } of rows) if (one !== null) counts.set(String(one), Number(count))
  if (!hasNames(column)) {
    return [...counts].map(([id, count]) => ({ id, label: id, count })).sort((a, b) => (a.id < b.id ? -1 : 1))
  }
  const places = await placesOf(db, column)
  const found = new Map<string, { id: string; label: string; count: number }>()
  for (const { id, key, label } of places) {
    const count = counts.get(key)
    if (count === undefined) continue
    const known = found.get(id)
    if (known) known.count += count
    else found.set(id, { id, label, count })
  }
  return [...found.values()].slice(0, MOST)
}

const NAMED = ['complex', 'building', 'section', 'region', 'agency'] as const
type Named = (typeof NAMED)[number]
const hasNames = (column: ListedColumn): column is Named => (NAMED as readonly string[]).includes(column)

/** `key` is what units carry, `id` what the filter names: regions are those of complexes. */
async function placesOf(db: Db, column: Named) {
  if (column === 'agency') {
    const agencies = db.selectFrom('company').select(['id', 'id as key', 'name as label']).where('kind', '=', 'agency')
    return agencies.orderBy('name').orderBy('id').execute()
  }
  if (column === 'complex' || column === 'region') {
    const complexes = await db
      .selectFrom('complex')
      .select(['id', 'name', 'region'])
      .orderBy('name')
      .orderBy('id')
      .execute()
    return column === 'complex'
      ? complexes.map(({ id, name }) => ({ id, key: id, label: name }))
      : complexes
          .map(({ id, region }) => ({ id: region, key: id, label: region }))
          .sort((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0))
  }
  const buildings = await db
    .selectFrom('building as b')
    .innerJoin('complex as c', 'c.id', 'b.complex_id')
    .select(['b.id', 'b.name', 'c.name as complex'])
    .orderBy('c.name')
    .orderBy('b.sort')
    .orderBy('b.id')
    .execute()
  if (column === 'building')
    return buildings.map(({ id, name, complex }) => ({ id, key: id, label: `${complex} · ${name}` }))
  const order = new Map(buildings.map(({ id, name, complex }, at) => [id, { at, label: `${complex} · ${name}` }]))
  const sections = await db
    .selectFrom('section')
    .select(['id', 'name', 'building_id', 'sort'])
    .orderBy('sort')
    .orderBy('id')
    .execute()
  return sections
    .map(({ id, name, building_id }) => ({ id, key: id, building: order.get(building_id), name }))
    .sort((a, b) => (a.building?.at ?? 0) - (b.building?.at ?? 0))
    .map(({ id, key, building, name }) => ({ id, key, label: `${building?.label ?? ''} · ${name}` }))
}
