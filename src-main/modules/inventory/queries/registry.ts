/** The registry: filtered, sorted and grouped in SQLite; only the window that the grid shows is read whole. */
import { sql } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import type { ArgsOf, ResultOf } from '#shared/rpc/contract.ts'
import type { inventory } from '#shared/modules/inventory/contract.ts'
import type { RegistryColumn, RegistryGroup, RegistrySort } from '#shared/modules/inventory/filter.ts'
import { UNIT_KINDS, UNIT_STATUSES, type RegistryLine, type Sums } from '#shared/modules/inventory/model.ts'
import type { Db, QueryContext } from '#main/engine/define.ts'
import { registryRows } from './rows.ts'
import { HOLDS, predicates, priorityCase, sourceFor, where, type Source, type Sql } from './source.ts'
import { addUp, NO_SUMS, sumColumns, sumsOf, toSums, type SumRow } from './sums.ts'

type Args<N extends keyof typeof inventory> = ArgsOf<(typeof inventory)[N]>
type Result<N extends keyof typeof inventory> = ResultOf<(typeof inventory)[N]>

export async function registry(db: Db, args: Args<'registry'>, { actor }: QueryContext): Promise<Result<'registry'>> {
  const { filter, sort, group, folded, offset, limit } = args
  const source = sourceFor(actor)
  const condition = where(predicates(filter, actor, source))
  const linesOf = async (within: Sql, first: number, count: number): Promise<RegistryLine[]> => {
    const units = await registryRows(db, actor, await idsOf(db, source, within, sort, first, count))
    return units.map((unit) => ({ line: 'unit', id: unit.id, unit }))
  }
  if (group === null) {
    const sums = await sumsOf(db, source, condition)
    return { lines: await linesOf(condition, offset, limit), total: sums.count, sums }
  }
  const groups = await groupsOf(db, source, condition, group)
  const column = groupColumn(source, group)
  const isFolded = new Set(folded)
  const lines: RegistryLine[] = []
  const end = offset + limit
  let at = 0
  for (const { key, label, sums } of groups) {
    const isOpen = !isFolded.has(key)
    if (at >= offset && at < end) {
      lines.push({ line: 'group', id: `group:${key}`, key, label, is_open: isOpen, sums: toSums(sums) })
    }
    at++
    if (!isOpen) continue
    const first = Math.max(offset - at, 0)
    const count = Math.min(sums.count, end - at) - first
    const within = key === NO_VALUE ? sql`${condition} and ${column} is null` : sql`${condition} and ${column} = ${key}`
    if (count > 0) lines.push(...(await linesOf(within, first, count)))
    at += sums.count
  }
  return { lines, total: at, sums: toSums(addUp(groups.map(({ sums }) => sums))) }
}

export async function registryIds(
  db: Db,
  { filter, sort, offset, limit }: Args<'registryIds'>,
  context: QueryContext,
): Promise<Result<'registryIds'>> {
  const source = sourceFor(context.actor)
  const condition = where(predicates(filter, context.actor, source))
  const ids = await idsOf(db, source, condition, sort, offset, limit)
  return { ids, sums: await sums(db, { unitIds: ids }, context) }
}

export async function sums(db: Db, { unitIds }: Args<'sums'>, { actor }: QueryContext): Promise<Sums> {
  if (unitIds.length === 0) return toSums(NO_SUMS)
  return sumsOf(db, sourceFor(actor), sql`u.id in (${sql.join(unitIds)})`)
}

/** Ids first, with only the joins that filter and order need: sorting narrow rows is most of the work. */
async function idsOf(
  db: Db,
  source: Source,
  condition: Sql,
  sort: RegistrySort,
  offset: number,
  limit: number,
): Promise<Id[]> {
  const columns = sort.map(({ by, desc }) => ({ ...sortColumn(source, by), desc }))
  const joins = [...new Set(columns.flatMap(({ join }) => join ?? []))]
  const order = columns.flatMap(({ keys, desc }) =>
    keys.map((key) => sql`${key} is null, ${key} ${desc ? sql`desc` : sql`asc`}`),
  )
  const last = order.length === 0 ? sql`u.building_id, u.section_id, u.floor, u.riser, u.id` : sql`u.id`
  const { rows } = await sql<{ id: Id }>`
    select u.id from ${source.from} ${sql.join(joins, sql` `)} where ${condition}
    order by ${sql.join([...order, last])} limit ${limit} offset ${offset}`.execute(db)
  return rows.map(({ id }) => id)
}

const JOINS = {
  complex: sql`join complex c on c.id = u.complex_id`,
  building: sql`join building b on b.id = u.building_id`,
  section: sql`join section t on t.id = u.section_id`,
  reservation: sql`left join reservation r on r.unit_id = u.id and ${HOLDS}`,
  agency: sql`left join company o on o.id = r.company_id and o.kind = 'agency'`,
  // What the developer's flat row does not have.
  unit: sql`join unit w on w.id = u.id`,
}

function sortColumn(source: Source, by: RegistryColumn): { keys: Sql[]; join?: Sql[] } {
  switch (by) {
    case 'complex':
      return { keys: [sql`c.name`], join: [JOINS.complex] }
    case 'region':
      return { keys: [sql`c.region`], join: [JOINS.complex] }
    case 'building':
      return { keys: [sql`b.name`], join: [JOINS.building] }
    case 'section':
      return { keys: [sql`t.name`], join: [JOINS.section] }
    case 'until_at':
      return { keys: [sql`r.until_at`], join: [JOINS.reservation] }
    case 'client':
      return { keys: [sql`r.client_name`], join: [JOINS.reservation] }
    case 'agency':
      return { keys: [sql`o.name`], join: [JOINS.reservation, JOINS.agency] }
    case 'number':
      return { keys: [sql`u.number_order`, sql`u.number`] }
    case 'status':
      return { keys: [priorityCase(source.status)] }
    case 'price_minor':
      return { keys: [source.price] }
    case 'ppm_minor':
      return { keys: [source.ppm] }
    case 'since_at':
      return { keys: [source.since] }
    case 'on_sale_at':
      return { keys: [source.onSale] }
    case 'living_cm2':
    case 'kitchen_cm2':
    case 'balcony_cm2':
    case 'ceiling_cm':
    case 'layout':
    case 'cadastral_number':
      return { keys: [sql.ref(`w.${by}`)], join: [JOINS.unit] }
    case 'floor':
    case 'riser':
    case 'kind':
    case 'rooms':
    case 'area_cm2':
    case 'finishing':
    case 'view':
    case 'window_side':
      return { keys: [sql.ref(`u.${by}`)] }
  }
}

const NO_VALUE = '—'

function groupColumn({ status }: Source, by: RegistryGroup): Sql {
  if (by === 'status') return status
  return sql.ref(by === 'kind' || by === 'rooms' ? `u.${by}` : `u.${by}_id`)
}

interface Group {
  key: string
  label: string
  sums: SumRow
}

/** Places in their own order, kinds and statuses in that of their lists. The renderer translates what is no name. */
async function groupsOf(db: Db, source: Source, condition: Sql, by: RegistryGroup): Promise<Group[]> {
  const column = groupColumn(source, by)
  const { rows } = await sql<SumRow & { key: string | number | null }>`
    select ${column} as key, ${sumColumns(source)} from ${source.from} where ${condition} group by ${column}`.execute(
    db,
  )
  const names = await namesOf(db, by)
  const order = new Map([...names.keys()].map((key, position) => [key, position]))
  return rows
    .map(({ key, ...sums }): Group => {
      const text = key === null ? NO_VALUE : String(key)
      return { key: text, label: names.get(text) ?? text, sums }
    })
    .sort((a, b) => (order.get(a.key) ?? order.size) - (order.get(b.key) ?? order.size))
}

/** Group key → its name, in the order in which the groups are shown. */
async function namesOf(db: Db, by: RegistryGroup): Promise<Map<string, string>> {
  if (by === 'kind') return new Map(UNIT_KINDS.map((kind) => [kind, kind]))
  if (by === 'status') return new Map(UNIT_STATUSES.map((status) => [status, status]))
  if (by === 'rooms') return new Map(Array.from({ length: 51 }, (_, rooms) => [String(rooms), String(rooms)]))
  const { rows } = await sql<{ id: string; name: string }>`${PLACES[by]}`.execute(db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

const PLACES = {
  complex: sql`select c.id, c.name from complex c order by c.name, c.id`,
  building: sql`select b.id, c.name || ' · ' || b.name as name from building b join complex c on c.id = b.complex_id
    order by c.name, c.id, b.sort, b.name, b.id`,
  section: sql`select t.id, c.name || ' · ' || b.name || ' · ' || t.name as name
    from section t join building b on b.id = t.building_id join complex c on c.id = t.complex_id
    order by c.name, c.id, b.sort, b.name, b.id, t.sort, t.name, t.id`,
}
