/** The chessboard: the tree beside it, its sections and cells, the board of a past day, and what changed between two days. */
import { sql } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import type { ArgsOf } from '#shared/rpc/contract.ts'
import type { inventory, Scope } from '#shared/modules/inventory/contract.ts'
import type {
  BoardUnit,
  DiffRow,
  SectionRow,
  StatusCounts,
  TreeRow,
  UnitStatus,
} from '#shared/modules/inventory/model.ts'
import { changeBetween, sinceAt, statusAt, type ClaimSpan } from '#shared/modules/inventory/status.ts'
import type { Db, QueryContext } from '#main/engine/define.ts'
import { boardRows } from './rows.ts'
import { inScope, isStaff, predicates, sourceFor, where, WHOLE } from './source.ts'

type Args<N extends keyof typeof inventory> = ArgsOf<(typeof inventory)[N]>

export async function tree(db: Db, _args: Args<'tree'>, { actor }: QueryContext): Promise<TreeRow[]> {
  const complexes = await db
    .selectFrom('complex')
    .select(['id', 'name', 'region', 'address'])
    .orderBy('name')
    .orderBy('id')
    .execute()
  const buildings = await db
    .selectFrom('building')
    .select(['id', 'complex_id', 'name', 'address', 'stage', 'ready_on'])
    .orderBy('sort')
    .orderBy('name')
    .orderBy('id')
    .execute()
  const sections = await sql<{ building_id: Id; sections: number }>`
    select building_id, count(*) as sections from section group by building_id`.execute(db)
  const { from, status } = sourceFor(actor)
  const counts = await sql<StatusCount>`
    select u.building_id, ${status} as status, count(*) as units, sum(u.area_cm2) as area_cm2, max(u.floor) as floors
    from ${from} group by u.building_id, ${status}`.execute(db)
  const sectionsOf = new Map(sections.rows.map((row) => [row.building_id, row.sections]))
  const countsOf = Map.groupBy(counts.rows, (row) => row.building_id)
  const buildingsOf = Map.groupBy(buildings, (row) => row.complex_id)
  return complexes.flatMap((complex) => {
    const inside = (buildingsOf.get(complex.id) ?? []).map(({ complex_id, ...building }): TreeRow => {
      const parts = countsOf.get(building.id) ?? []
      return {
        ...building,
        kind: 'building',
        parent_id: complex_id,
        region: complex.region,
        floors: Math.max(0, ...parts.map(({ floors }) => floors)),
        sections: sectionsOf.get(building.id) ?? 0,
        units: parts.reduce((sum, { units }) => sum + units, 0),
        area_cm2: parts.reduce((sum, { area_cm2 }) => sum + area_cm2, 0),
        counts: Object.fromEntries(parts.map(({ status, units }) => [status, units])),
      }
    })
    const row: TreeRow = { ...complex, kind: 'complex', parent_id: null, stage: null, ready_on: null, ...total(inside) }
    return [row, ...inside]
  })
}

interface StatusCount {
  building_id: Id
  status: UnitStatus
  units: number
  area_cm2: number
  floors: number
}

function total(rows: TreeRow[]): Pick<TreeRow, 'floors' | 'sections' | 'units' | 'area_cm2' | 'counts'> {
  const counts: StatusCounts = {}
  for (const row of rows) {
    for (const [status, count] of Object.entries(row.counts) as [UnitStatus, number][])
      counts[status] = (counts[status] ?? 0) + count
  }
  const sum = (field: 'sections' | 'units' | 'area_cm2') => rows.reduce((all, row) => all + row[field], 0)
  return {
    floors: Math.max(0, ...rows.map(({ floors }) => floors)),
    sections: sum('sections'),
    units: sum('units'),
    area_cm2: sum('area_cm2'),
    counts,
  }
}

export async function sections(db: Db, { scope }: Args<'sections'>): Promise<SectionRow[]> {
  const within = scope.kind === 'section' ? sql`t.id = ${scope.id}` : inScope(scope, sql`t`)
  const { rows } = await sql<Omit<SectionRow, 'floors'>>`
    select t.id, t.building_id, t.complex_id, b.name as building, t.name, t.sort, t.layout,
      coalesce(min(u.floor), 0) as floor_from, coalesce(max(u.floor + u.floor_span - 1), 0) as floor_to,
      coalesce(max(u.riser + u.riser_span - 1), 0) as risers, count(u.id) as units
    from section t join building b on b.id = t.building_id left join unit u on u.section_id = t.id
    where ${within}
    group by t.id, t.building_id, t.complex_id, b.name, b.sort, t.name, t.sort, t.layout
    order by b.sort, b.name, t.building_id, t.sort, t.name, t.id`.execute(db)
  if (rows.length === 0) return []
  const floors = await db
    .selectFrom('floor')
    .select(['section_id', 'floor', 'name', 'plan_picture as plan'])
    .where(
      'section_id',
      'in',
      rows.map(({ id }) => id),
    )
    .where((eb) => eb.or([eb('name', 'is not', null), eb('plan_picture', 'is not', null)]))
    .orderBy('floor')
    .execute()
  return rows.map((row) => ({
    ...row,
    floors: floors
      .filter(({ section_id }) => section_id === row.id)
      .map(({ floor, name, plan }) => ({ floor, name, plan })),
  }))
}

export async function chessboard(
  db: Db,
  { scope, on, filter }: Args<'chessboard'>,
  { actor }: QueryContext,
): Promise<BoardUnit[]> {
  const match = filter === undefined ? sql`1 = 1` : where(predicates(filter, actor, WHOLE))
  const rows = await boardRows(db, actor, inScope(scope), match)
  if (on === undefined || !isStaff(actor)) return rows
  const past = await pastOf(db, scope, [on])
  return rows.flatMap((row): BoardUnit[] => {
    const { claims, prices, created_at } = past.get(row.id) ?? NO_PAST
    if (created_at > on) return []
    const status = statusAt(claims, on)
    return [
      {
        ...row,
        ...(prices[0] ?? NO_PRICE),
        status,
        since_at: sinceAt(claims, on),
        until_at: null,
        queue: 0,
        is_mine: false,
        is_ours: false,
      },
    ]
  })
}

export async function boardDiff(
  db: Db,
  { scope, from, to }: Args<'boardDiff'>,
  { actor }: QueryContext,
): Promise<DiffRow[]> {
  if (!isStaff(actor)) return []
  const rows = await boardRows(db, actor, inScope(scope), sql`1 = 1`)
  const past = await pastOf(db, scope, [from, to])
  return rows.flatMap((row): DiffRow[] => {
    const { claims, prices } = past.get(row.id) ?? NO_PAST
    const [before, after] = [statusAt(claims, from), statusAt(claims, to)]
    const [oldPrice = null, newPrice = null] = prices.map((price) => price?.price_minor ?? null)
    const change = changeBetween(before, after, oldPrice, newPrice)
    if (change === null) return []
    const { id, number, kind, building_id, section_id, floor, riser, area_cm2 } = row
    const sides = { status_from: before, status_to: after, price_from_minor: oldPrice, price_to_minor: newPrice }
    return [{ id, number, kind, building_id, section_id, floor, riser, area_cm2, ...sides, change }]
  })
}

export async function timeline(
  db: Db,
  { scope }: Args<'timeline'>,
): Promise<{ id: string; month: string; claims: number; prices: number }[]> {
  const ids = sql`(select u.id from unit u where ${inScope(scope)})`
  const { rows } = await sql<{ month: string; claims: number; prices: number }>`
    select month, sum(claims) as claims, sum(prices) as prices from (
      select substr(cast(from_at as text), 1, 7) as month, 1 as claims, 0 as prices from unit_claim where unit_id in ${ids}
      union all select substr(cast(ended_at as text), 1, 7), 1, 0 from unit_claim where ended_at is not null and unit_id in ${ids}
      union all select substr(cast(from_at as text), 1, 7), 0, 1 from unit_price where unit_id in ${ids}
    ) moments group by month order by month`.execute(db)
  return rows.map((row) => ({ id: row.month, ...row }))
}

interface Past {
  created_at: Instant
  claims: ClaimSpan[]
  /** The price at each of the moments asked for. */
  prices: (PriceAt | null)[]
}
interface PriceAt {
  price_minor: number
  ppm_minor: number
}
const NO_PAST: Past = { created_at: '', claims: [], prices: [] }
const NO_PRICE = { price_minor: null, ppm_minor: null }

/** Claims and prices of the scope's units, read whole and judged by the pure rules: the same function the tests compare with. */
async function pastOf(db: Db, scope: Scope, moments: Instant[]): Promise<Map<Id, Past>> {
  const ids = sql`(select u.id from unit u where ${inScope(scope)})`
  const units = await sql<{
    id: Id
    created_at: Instant
  }>`select u.id, u.created_at from unit u where ${inScope(scope)}`.execute(db)
  const claims = await sql<ClaimSpan & { unit_id: Id }>`
    select unit_id, kind, from_at, ended_at from unit_claim where unit_id in ${ids}`.execute(db)
  const past = new Map<Id, Past>(
    units.rows.map(({ id, created_at }) => [id, { created_at, claims: [], prices: moments.map(() => null) }]),
  )
  for (const { unit_id, ...claim } of claims.rows) past.get(unit_id)?.claims.push(claim)
  for (const [index, moment] of moments.entries()) {
    const { rows } = await sql<PriceAt & { id: Id }>`
      select u.id, p.price_minor, p.ppm_minor from unit u join unit_price p on p.id =
        (select x.id from unit_price x where x.unit_id = u.id and x.from_at <= ${moment} order by x.from_at desc, x.id desc limit 1)
      where ${inScope(scope)}`.execute(db)
    for (const { id, ...price } of rows) {
      const entry = past.get(id)
      if (entry) entry.prices[index] = price
    }
  }
  return past
}
