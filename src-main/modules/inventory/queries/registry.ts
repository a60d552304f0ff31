/** The registry: filtered, sorted and grouped in SQLite; only the window that the grid shows is read whole. */
import { sql } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import type { ArgsOf, ResultOf } from '#shared/rpc/contract.ts'
import type { inventory } from '#shared/modules/inventory/contract.ts'
import type { RegistryColumn, RegistryGroup, RegistrySort } from '#shared/modules/inventory/filter.ts'
import { UNIT_KINDS, UNIT_STATUSES, type RegistryLine, type Sums } from '#shared/modules/inventory/model.ts'
import { SQUARE_METRE } from '#shared/kernel/area.ts'
import { scale } from '#shared/kernel/money.ts'
import type { Db, QueryContext } from '#main/engine/define.ts'
import { registryRows } from './rows.ts'
import { predicates, priorityCase, STATUS, UNITS, where, type Sql } from './source.ts'

type Args<N extends keyof typeof inventory> = ArgsOf<(typeof inventory)[N]>
type Result<N extends keyof typeof inventory> = ResultOf<(typeof inventory)[N]>

export async function registry(db: Db, args: Args<'registry'>, { actor }: QueryContext): Promise<Result<'registry'>> {
  const condition = where(predicates(args.filter, actor))
  if (args.group === null) {
    const sums = await sumsOf(db, condition)
    const ids = await idsOf(db, condition, args.sort, args.offset, args.limit)
    const units = await registryRows(db, actor, ids)
    return { lines: units.map((unit) => ({ line: 'unit', id: unit.id, unit })), total: sums.count, sums }
  }
  const groups = await groupsOf(db, condition, args.group)
  const folded = new Set(args.folded)
  const lines: RegistryLine[] = []
  let at = 0
  const end = args.offset + args.limit
  for (const { key, label, sums } of groups) {
    const isOpen = !folded.has(key)
    if (at >= args.offset && at < end)
      lines.push({ line: 'group', id: `group:${key}`, key, label, is_open: isOpen, sums })
    at++
    if (!isOpen) continue
    const first = Math.max(args.offset - at, 0)
    const count = Math.min(sums.count, end - at) - first
    if (count > 0) {
      const inGroup = sql`${condition} and ${key === NO_VALUE ? sql`${GROUPS[args.group]} is null` : sql`cast(${GROUPS[args.group]} as text) = ${key}`}`
      const units = await registryRows(db, actor, await idsOf(db, inGroup, args.sort, first, count))
      for (const unit of units) lines.push({ line: 'unit', id: unit.id, unit })
    }
    at += sums.count
  }
  return { lines, total: at, sums: addSums(groups.map(({ sums }) => sums)) }
}

export async function registryIds(
  db: Db,
  args: Args<'registryIds'>,
  { actor }: QueryContext,
): Promise<Result<'registryIds'>> {
  const ids = await idsOf(db, where(predicates(args.filter, actor)), args.sort, args.offset, args.limit)
  return { ids, sums: await sums(db, { unitIds: ids }) }
}

export async function sums(db: Db, { unitIds }: Args<'sums'>): Promise<Sums> {
  return unitIds.length === 0 ? addSums([]) : sumsOf(db, sql`u.id in (${sql.join(unitIds)})`)
}

interface SumRow {
  count: number
  area_cm2: number
  price_minor: number
  priced_cm2: number
}
const SUMS = sql`count(*) as count, coalesce(sum(u.area_cm2), 0) as area_cm2, coalesce(sum(p.price_minor), 0) as price_minor,
  coalesce(sum(case when p.price_minor is not null then u.area_cm2 end), 0) as priced_cm2`

export async function sumsOf(db: Db, condition: Sql): Promise<Sums> {
  const { rows } = await sql<SumRow>`select ${SUMS} from ${UNITS} where ${condition}`.execute(db)
  return toSums(rows[0] ?? { count: 0, area_cm2: 0, price_minor: 0, priced_cm2: 0 })
}

/** ₽/m² of a group is Σ₽ ÷ Σm², never the mean of means (C16.2). */
function toSums({ count, area_cm2, price_minor, priced_cm2 }: SumRow): Sums & { priced_cm2: number } {
  const ppm_minor = priced_cm2 === 0 ? null : scale(price_minor, SQUARE_METRE, priced_cm2)
  return { count, area_cm2, price_minor, ppm_minor, priced_cm2 }
}

function addSums(parts: (Sums & { priced_cm2?: number })[]): Sums {
  const all: SumRow = { count: 0, area_cm2: 0, price_minor: 0, priced_cm2: 0 }
  for (const part of parts) {
    all.count += part.count
    all.area_cm2 += part.area_cm2
    all.price_minor += part.price_minor
    all.priced_cm2 += part.priced_cm2 ?? 0
  }
  return toSums(all)
}

/** Ids first, with only the joins that filter and order need: sorting narrow rows is most of the work. */
async function idsOf(db: Db, condition: Sql, sort: RegistrySort, offset: number, limit: number): Promise<Id[]> {
  const keys = sort.flatMap(({ by, desc }) =>
    SORTS[by].map((key) => sql`${key} is null, ${key} ${desc ? sql`desc` : sql`asc`}`),
  )
  const joins = sql`
    ${sort.some(({ by }) => ['complex', 'region'].includes(by)) ? sql`join complex c on c.id = u.complex_id` : sql``}
    ${sort.some(({ by }) => by === 'building') ? sql`join building b on b.id = u.building_id` : sql``}
    ${sort.some(({ by }) => by === 'section') ? sql`join section t on t.id = u.section_id` : sql``}
    ${sort.some(({ by }) => by === 'until_at') ? sql`left join reservation r on r.unit_id = u.id and r.closed_at is null and r.state <> 'queued'` : sql``}`
  const { rows } = await sql<{ id: Id }>`
    select u.id from ${UNITS} ${joins} where ${condition}
    order by ${sql.join([...keys, sql`u.building_id, u.section_id, u.floor, u.riser, u.id`])} limit ${limit} offset ${offset}`.execute(
    db,
  )
  return rows.map(({ id }) => id)
}

const SORTS: Record<RegistryColumn, Sql[]> = {
  complex: [sql`c.name`],
  building: [sql`b.name`],
  section: [sql`t.name`],
  floor: [sql`u.floor`],
  riser: [sql`u.riser`],
  number: [sql`u.number_order`, sql`u.number`],
  kind: [sql`u.kind`],
  rooms: [sql`u.rooms`],
  area_cm2: [sql`u.area_cm2`],
  living_cm2: [sql`u.living_cm2`],
  kitchen_cm2: [sql`u.kitchen_cm2`],
  balcony_cm2: [sql`u.balcony_cm2`],
  price_minor: [sql`p.price_minor`],
  ppm_minor: [sql`p.ppm_minor`],
  status: [priorityCase(STATUS)],
  since_at: [sql`s.since_at`],
  until_at: [sql`r.until_at`],
  on_sale_at: [sql`s.on_sale_at`],
  finishing: [sql`u.finishing`],
  view: [sql`u.view`],
  window_side: [sql`u.window_side`],
  ceiling_cm: [sql`u.ceiling_cm`],
  layout: [sql`u.layout`],
  cadastral_number: [sql`u.cadastral_number`],
  region: [sql`c.region`],
}

const NO_VALUE = '—'
const GROUPS: Record<RegistryGroup, Sql> = {
  complex: sql`u.complex_id`,
  building: sql`u.building_id`,
  section: sql`u.section_id`,
  status: STATUS,
  kind: sql`u.kind`,
  rooms: sql`u.rooms`,
}

interface Group {
  key: string
  label: string
  sums: Sums & { priced_cm2: number }
}

/** Groups in the order of their labels; kinds, statuses and rooms in their own. The renderer translates what is no name. */
async function groupsOf(db: Db, condition: Sql, by: RegistryGroup): Promise<Group[]> {
  const { rows } = await sql<SumRow & { key: string | number | null }>`
    select ${GROUPS[by]} as key, ${SUMS} from ${UNITS} where ${condition} group by ${GROUPS[by]}`.execute(db)
  const groups = rows.map((row): Group => ({
    key: row.key === null ? NO_VALUE : String(row.key),
    label: '',
    sums: toSums(row),
  }))
  if (by === 'kind' || by === 'status' || by === 'rooms') {
    const order: readonly string[] = by === 'kind' ? UNIT_KINDS : by === 'status' ? UNIT_STATUSES : []
    const rank = ({ key }: Group) =>
      by === 'rooms'
        ? key === NO_VALUE
          ? 1000
          : Number(key)
        : (order.indexOf(key) + order.length + 1) % (order.length + 1)
    return groups.map((group) => ({ ...group, label: group.key })).sort((a, b) => rank(a) - rank(b))
  }
  const names = await namesOf(db, by)
  return groups
    .map((group) => ({ ...group, label: names.get(group.key) ?? group.key }))
    .sort((a, b) => compareText(a.label, b.label) || compareText(a.key, b.key))
}

async function namesOf(db: Db, by: 'complex' | 'building' | 'section'): Promise<Map<string, string>> {
  const complexes = await db.selectFrom('complex').select(['id', 'name']).execute()
  const names = new Map(complexes.map(({ id, name }) => [id, name]))
  if (by === 'complex') return names
  const buildings = await db.selectFrom('building').select(['id', 'name', 'complex_id']).execute()
  for (const { id, name, complex_id } of buildings) names.set(id, `${names.get(complex_id) ?? ''} · ${name}`)
  if (by === 'building') return names
  const parts = await db.selectFrom('section').select(['id', 'name', 'building_id']).execute()
  for (const { id, name, building_id } of parts) names.set(id, `${names.get(building_id) ?? ''} · ${name}`)
  return names
}

const collator = new Intl.Collator('ru', { numeric: true })
export function compareText(a: string, b: string): number {
  return collator.compare(a, b)
}
