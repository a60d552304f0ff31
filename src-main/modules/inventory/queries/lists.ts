/** Search, saved views, lots, hold reasons, grants, and prices as documents. */
import { sql } from 'kysely'
import { AppError } from '#shared/rpc/errors.ts'
import { formatPhone } from '#shared/modules/access/phone.ts'
import type { ArgsOf, ResultOf } from '#shared/rpc/contract.ts'
import type { inventory } from '#shared/modules/inventory/contract.ts'
import type { SearchHit } from '#shared/modules/inventory/model.ts'
import { PriceFactors } from '#shared/modules/inventory/pricing-model.ts'
import { replay } from '#shared/modules/inventory/pricing.ts'
import { digitsOf, foldWords } from '#shared/modules/inventory/search-text.ts'
import type { Db, QueryContext } from '#main/engine/define.ts'
import { inScope, STATUS, UNITS } from './source.ts'

type Args<N extends keyof typeof inventory> = ArgsOf<(typeof inventory)[N]>
type Result<N extends keyof typeof inventory> = ResultOf<(typeof inventory)[N]>

/** `парк 45`: units numbered 45 of whatever is called so; names and phones of bookings; buildings and complexes by name. */
export async function search(db: Db, { text, limit }: Args<'search'>): Promise<SearchHit[]> {
  const words = foldWords(text).split(' ').filter(Boolean)
  if (words.length === 0) return []
  const buildings = await db
    .selectFrom('building as b')
    .innerJoin('complex as c', 'c.id', 'b.complex_id')
    .select(['b.id', 'b.name', 'b.complex_id', 'c.name as complex', 'c.region', 'b.address'])
    .orderBy('c.name')
    .orderBy('b.sort')
    .execute()
  const named = (needles: string[]) =>
    buildings.filter((building) =>
      needles.every((word) => foldWords(`${building.complex} ${building.name} ${building.address}`).includes(word)),
    )
  const hits: SearchHit[] = []
  const [number] = words.filter((word) => /\d/.test(word)).slice(-1)
  if (number !== undefined) {
    const others = words.filter((word) => word !== number)
    hits.push(...(await unitHits(db, number, others.length === 0 ? null : named(others).map(({ id }) => id), limit)))
  }
  hits.push(...(await reservationHits(db, words, digitsOf(text), limit)))
  const complexes = new Map<string, SearchHit>()
  for (const { id, name, complex_id, complex, region, address } of named(words)) {
    if (words.every((word) => foldWords(complex).includes(word))) {
      complexes.set(complex_id, {
        id: `complex:${complex_id}`,
        kind: 'complex',
        entity_id: complex_id,
        title: complex,
        subtitle: region,
        status: null,
      })
    } else {
      hits.push({
        id: `building:${id}`,
        kind: 'building',
        entity_id: id,
        title: `${complex} · ${name}`,
        subtitle: address,
        status: null,
      })
    }
  }
  return [...complexes.values(), ...hits].slice(0, limit)
}

async function unitHits(db: Db, number: string, buildingIds: string[] | null, limit: number): Promise<SearchHit[]> {
  if (buildingIds?.length === 0) return []
  const upper = number.toUpperCase()
  const within = buildingIds === null ? sql`1 = 1` : sql`u.building_id in (${sql.join(buildingIds)})`
  const { rows } = await sql<{
    id: string
    number: string
    status: SearchHit['status']
    building: string
    complex: string
  }>`
    select u.id, u.number, ${STATUS} as status, b.name as building, c.name as complex
    from ${UNITS} join building b on b.id = u.building_id join complex c on c.id = u.complex_id
    where ${within} and ((u.number >= ${upper} and u.number < ${`${upper}\u{10ffff}`}) or u.cadastral_number = ${number})
    order by length(u.number), u.number, c.name, b.sort, u.id limit ${limit}`.execute(db)
  return rows.map(({ id, number: title, status, building, complex }) => ({
    id: `unit:${id}`,
    kind: 'unit',
    entity_id: id,
    title: `№ ${title}`,
    subtitle: `${complex} · ${building}`,
    status,
  }))
}

async function reservationHits(db: Db, words: string[], digits: string, limit: number): Promise<SearchHit[]> {
  const like = (text: string) => sql`r.search like ${`%${text.replace(/[%_]/g, '')}%`}`
  const byWords = sql.join(words.map(like), sql` and `)
  const { rows } = await sql<{ id: string; client_name: string; client_phone: string; number: string | null }>`
    select r.id, r.client_name, r.client_phone, u.number from reservation r left join unit u on u.id = r.unit_id
    where ${digits.length >= 4 ? sql`(${byWords} or ${like(digits)})` : byWords}
    order by r.closed_at is not null, r.client_name, r.id limit ${limit}`.execute(db)
  return rows.map(({ id, client_name, client_phone, number }) => ({
    id: `reservation:${id}`,
    kind: 'reservation',
    entity_id: id,
    title: client_name,
    subtitle: [formatPhone(client_phone), number === null ? '' : `№ ${number}`].filter(Boolean).join(' · '),
    status: null,
  }))
}

export async function views(db: Db, _args: Args<'views'>, { actor }: QueryContext): Promise<Result<'views'>> {
  const rows = await db
    .selectFrom('saved_view as v')
    .leftJoin('app_user as w', 'w.id', 'v.user_id')
    .select(['v.id', 'v.name', 'v.place', 'v.is_shared', 'v.user_id', 'w.name as user_name', 'v.state_json'])
    .orderBy('v.name')
    .orderBy('v.id')
    .execute()
  return rows.map(({ user_id, state_json, ...view }) => ({
    ...view,
    is_own: user_id === actor.userId,
    state: state_json,
  }))
}

export async function holdReasons(db: Db): Promise<Result<'holdReasons'>> {
  return db.selectFrom('hold_reason').select(['id', 'name', 'is_active']).orderBy('name').orderBy('id').execute()
}

export async function lots(db: Db, { scope }: Args<'lots'>): Promise<Result<'lots'>> {
  const { rows } = await sql<{
    lot_id: string
    lot: string
    id: string
    number: string
    kind: never
    is_main: boolean
    area_cm2: number
  }>`
    select l.id as lot_id, l.name as lot, u.id, u.number, u.kind, m.is_main, u.area_cm2
    from lot l join lot_unit m on m.lot_id = l.id join unit u on u.id = m.unit_id
    where l.id in (select n.lot_id from lot_unit n join unit u on u.id = n.unit_id where ${inScope(scope)})
    order by l.name, l.id, u.kind, u.number`.execute(db)
  const byLot = new Map<string, Result<'lots'>[number]>()
  for (const { lot_id, lot, ...unit } of rows) {
    const entry = byLot.get(lot_id) ?? { id: lot_id, name: lot, units: [] }
    entry.units.push(unit)
    byLot.set(lot_id, entry)
  }
  return [...byLot.values()]
}

export async function grants(db: Db, { companyId, scope }: Args<'grants'>): Promise<Result<'grants'>> {
  const within =
    scope === undefined
      ? sql`1 = 1`
      : scope.kind === 'complex'
        ? sql`g.complex_id = ${scope.id}`
        : sql`g.building_id = ${scope.id}`
  const { rows } = await sql<Result<'grants'>[number]>`
    select g.id, g.company_id, o.name as company, g.complex_id, g.building_id, g.unit_id, g.has_price, g.has_booking, g.max_hold_days, g.from_at, g.ended_at,
      case when g.unit_id is not null then 'unit' when g.building_id is not null then 'building' else 'complex' end as kind,
      c.name || coalesce(' · ' || b.name, '') || coalesce(' · № ' || u.number, '') as name,
      case when g.unit_id is not null then 1 when g.building_id is not null then (select count(*) from unit x where x.building_id = g.building_id)
        else (select count(*) from unit x where x.complex_id = g.complex_id) end as units
    from unit_grant g join complex c on c.id = g.complex_id left join building b on b.id = g.building_id left join unit u on u.id = g.unit_id
    left join company o on o.id = g.company_id
    where g.ended_at is null and ${within} and ${companyId === undefined ? sql`1 = 1` : sql`g.company_id = ${companyId}`}
    order by o.name, c.name, b.name, u.number, g.id`.execute(db)
  return rows
}

export async function priceRules(db: Db, { complexId }: Args<'priceRules'>): Promise<Result<'priceRules'>> {
  const rows = await db
    .selectFrom('price_rule as r')
    .leftJoin('complex as c', 'c.id', 'r.complex_id')
    .leftJoin('building as b', 'b.id', 'r.building_id')
    .select([
      'r.id',
      'r.name',
      'r.complex_id',
      'c.name as complex',
      'r.building_id',
      'b.name as building',
      'r.kind',
      'r.version',
      'r.is_active',
      'r.min_ppm_minor',
      'r.terms_json',
    ])
    .$if(complexId !== undefined, (query) => query.where('r.complex_id', '=', complexId ?? ''))
    .orderBy('c.name')
    .orderBy('r.name')
    .orderBy('r.id')
    .execute()
  return rows.map(({ terms_json, ...rule }) => ({ ...rule, terms: terms_json }))
}

export async function priceLists(db: Db, { complexId }: Args<'priceLists'>): Promise<Result<'priceLists'>> {
  const { rows } = await sql<Result<'priceLists'>[number]>`
    select l.id, l.number, l.name, l.complex_id, c.name as complex, l.kind, l.state, l.starts_at, l.approved_at, l.note, a.name as author, v.name as approver,
      (select count(*) from price_list_item i where i.price_list_id = l.id) as items,
      (select count(*) from price_list_item i where i.price_list_id = l.id and i.price_minor < i.min_minor) as below_min
    from price_list l left join complex c on c.id = l.complex_id left join app_user a on a.id = l.author_id left join app_user v on v.id = l.approver_id
    where ${complexId === undefined ? sql`1 = 1` : sql`l.complex_id = ${complexId}`} order by l.starts_at desc, l.id`.execute(
    db,
  )
  return rows
}

export async function priceListItems(
  db: Db,
  { priceListId, offset, limit }: Args<'priceListItems'>,
): Promise<Result<'priceListItems'>> {
  const { rows } = await sql<Result<'priceListItems'>[number]>`
    select i.id, i.unit_id, u.number, c.name || ' · ' || b.name as building, u.area_cm2, p.price_minor as old_minor, i.price_minor, i.ppm_minor, i.min_minor,
      coalesce(i.price_minor < i.min_minor, 1 = 0) as is_below_min
    from price_list_item i join unit u on u.id = i.unit_id join building b on b.id = u.building_id join complex c on c.id = u.complex_id
    left join unit_current_price p on p.id = i.unit_id
    where i.price_list_id = ${priceListId} order by c.name, b.sort, b.name, u.number_order, u.number, i.id limit ${limit} offset ${offset}`.execute(
    db,
  )
  return rows
}

export async function explainPrice(db: Db, { unitId }: Args<'explainPrice'>): Promise<Result<'explainPrice'>> {
  const row = await db
    .selectFrom('unit_price as p')
    .leftJoin('price_rule as r', 'r.id', 'p.rule_id')
    .leftJoin('price_list as l', 'l.id', 'p.price_list_id')
    .leftJoin('app_user as a', 'a.id', 'l.author_id')
    .leftJoin('app_user as v', 'v.id', 'l.approver_id')
    .leftJoin('app_user as w', 'w.id', 'p.user_id')
    .select(['p.price_minor', 'p.ppm_minor', 'p.from_at', 'p.factors_json', 'r.name as rule', 'l.name as document'])
    .select(['a.name as list_author', 'v.name as approver', 'w.name as user_name'])
    .where('p.unit_id', '=', unitId)
    .orderBy('p.from_at', 'desc')
    .orderBy('p.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) throw new AppError('not-found', 'The unit has no price', { reason: 'inventory.no-price', unitId })
  const { factors_json: factors, list_author, user_name, ...price } = row
  return {
    ...price,
    factors: PriceFactors.parse(factors),
    is_reproduced: replay(factors) === row.price_minor,
    author: list_author ?? user_name,
  }
}
