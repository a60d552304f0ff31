/** One unit whole: its card, what may be done with it, its history; and bookings as lists. */
import { sql } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import { addMs, DAY_MS } from '#shared/kernel/instant.ts'
import { priceOfArea } from '#shared/kernel/area.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { ArgsOf } from '#shared/rpc/contract.ts'
import { ceilingOf } from '#shared/modules/access/limits.ts'
import type { inventory } from '#shared/modules/inventory/contract.ts'
import type { ClaimRow, ReservationRow, UnitCard, UnitEvent } from '#shared/modules/inventory/model.ts'
import { ruleFor } from '#shared/modules/inventory/pricing.ts'
import { isFrozen, statusAt } from '#shared/modules/inventory/status.ts'
import { limitsOf } from '#main/modules/access/api.ts'
import type { Db, QueryContext } from '#main/engine/define.ts'
import { rulesOf } from '../commands/price-drafts.ts'
import { registryRows } from './rows.ts'
import { isStaff, type Sql } from './source.ts'
import { termsOf } from './terms.ts'

type Args<N extends keyof typeof inventory> = ArgsOf<(typeof inventory)[N]>

export async function unitCard(db: Db, { unitId }: Args<'unitCard'>, context: QueryContext): Promise<UnitCard> {
  const { actor } = context
  const [unit] = await registryRows(db, actor, [unitId])
  if (!unit) throw new AppError('not-found', 'No such unit', { reason: 'inventory.no-unit', unitId })
  const more = await db
    .selectFrom('unit as u')
    .innerJoin('building as b', 'b.id', 'u.building_id')
    .leftJoin('entrance as e', 'e.id', 'u.entrance_id')
    .leftJoin('floor as f', (join) => join.onRef('f.section_id', '=', 'u.section_id').onRef('f.floor', '=', 'u.floor'))
    .select([
      'e.name as entrance',
      'b.address',
      'b.stage',
      'b.ready_on',
      'u.balcony_bp',
      'u.plan_picture',
      'f.plan_picture as floor_plan_picture',
      'u.note',
    ])
    .where('u.id', '=', unitId)
    .executeTakeFirstOrThrow()
  const grants = await liveGrants(db, unit)
  const waiting = await reservationRows(db, context, sql`r.unit_id = ${unitId} and r.closed_at is null`, 100)
  const rule = isStaff(actor) ? ruleFor(await rulesOf(db, [unit.complex_id]), unit) : undefined
  return {
    unit,
    ...more,
    claims: await claimRows(db, sql`c.unit_id = ${unitId} and c.ended_at is null`),
    reservations: waiting,
    lot: unit.lot_id === null ? null : await lotOf(db, unit.lot_id),
    min_price_minor: rule?.min_ppm_minor == null ? null : priceOfArea(unit.area_cm2, rule.min_ppm_minor),
    agencies: isStaff(actor)
      ? grants.map(({ company_id, company, has_price, has_booking }) => ({
          company_id,
          company,
          has_price,
          has_booking,
        }))
      : [],
    can: await abilities(db, context, unit, grants, waiting),
  }
}

type Grant = Awaited<ReturnType<typeof liveGrants>>[number]

/** The same judgement as the centre's guards, so that a button that is lit rarely disappoints. */
async function abilities(
  db: Db,
  { actor, now }: QueryContext,
  unit: UnitCard['unit'],
  grants: Grant[],
  reservations: ReservationRow[],
): Promise<UnitCard['can']> {
  const may = (right: string) => actor.rights.includes(`inventory.${right}`)
  const booking = reservations.find(({ state }) => state === 'active')
  const given = grants.find(({ company_id }) => company_id === actor.companyId)
  const isAllowed = may('book') && (isStaff(actor) || given?.has_booking === true)
  const ceiling = ceilingOf(await limitsOf(db, actor), 'hold_days')
  const days = given?.max_hold_days == null ? ceiling : Math.min(ceiling ?? given.max_hold_days, given.max_hold_days)
  const hasClaim = (kind: string) => unit.status === kind
  return {
    book: isAllowed && unit.status === 'free',
    join_queue: isAllowed && unit.status !== 'free' && !reservations.some(({ is_mine }) => is_mine),
    extend:
      booking !== undefined &&
      (may('release') ||
        (booking.is_mine &&
          may('extend') &&
          booking.extended_count < (await termsOf(db, unit.complex_id, now)).extensions)),
    release: booking !== undefined && (may('release') || (booking.is_mine && may('book'))),
    hold: may('hold') && !hasClaim('hold_technical'),
    release_hold: may('hold') && hasClaim('hold_technical'),
    withdraw: may('hold') && unit.status === 'free',
    offer: may('hold') && hasClaim('not_for_sale') && unit.price_minor !== null,
    reprice: may('reprice') && !isFrozen(unit.status),
    max_until_at: !isAllowed ? null : days === null ? addMs(now, 365 * DAY_MS) : addMs(now, days * DAY_MS),
  }
}

/** Grants over a unit, of one company the narrowest first: it decides. */
async function liveGrants(db: Db, unit: { id: Id; building_id: Id; complex_id: Id }) {
  const rows = await db
    .selectFrom('unit_grant as g')
    .leftJoin('company as o', 'o.id', 'g.company_id')
    .select([
      'g.company_id',
      'o.name as company',
      'g.has_price',
      'g.has_booking',
      'g.max_hold_days',
      'g.building_id',
      'g.unit_id',
    ])
    .where('g.complex_id', '=', unit.complex_id)
    .where('g.ended_at', 'is', null)
    .where((eb) => eb.or([eb('g.building_id', 'is', null), eb('g.building_id', '=', unit.building_id)]))
    .where((eb) => eb.or([eb('g.unit_id', 'is', null), eb('g.unit_id', '=', unit.id)]))
    .execute()
  const width = (row: (typeof rows)[number]) => (row.unit_id !== null ? 0 : row.building_id !== null ? 1 : 2)
  const narrowest = new Map<Id, (typeof rows)[number]>()
  for (const row of rows.sort((a, b) => width(b) - width(a))) narrowest.set(row.company_id, row)
  return [...narrowest.values()]
}

async function lotOf(db: Db, lotId: Id): Promise<UnitCard['lot']> {
  const lot = await db.selectFrom('lot').select(['id', 'name']).where('id', '=', lotId).executeTakeFirst()
  if (!lot) return null
  const units = await db
    .selectFrom('lot_unit as l')
    .innerJoin('unit as u', 'u.id', 'l.unit_id')
    .select(['u.id', 'u.number', 'u.kind', 'l.is_main'])
    .where('l.lot_id', '=', lotId)
    .orderBy('l.is_main', 'desc')
    .orderBy('u.number')
    .execute()
  return { ...lot, units }
}

async function claimRows(db: Db, condition: Sql): Promise<ClaimRow[]> {
  const { rows } = await sql<ClaimRow>`
    select c.id, c.kind, c.from_at, c.ended_at, c.source, c.source_id, h.name as reason, c.note, w.name as user_name, o.name as company
    from unit_claim c left join hold_reason h on h.id = c.hold_reason_id left join app_user w on w.id = c.user_id left join company o on o.id = c.company_id
    where ${condition} order by c.from_at, c.id`.execute(db)
  return rows
}

export async function reservations(
  db: Db,
  args: Args<'reservations'>,
  context: QueryContext,
): Promise<ReservationRow[]> {
  const { actor } = context
  const conditions: Sql[] = [sql`1 = 1`]
  if (args.states.length > 0) conditions.push(sql`r.state in (${sql.join(args.states)})`)
  if (args.whose === 'mine') conditions.push(sql`r.user_id = ${actor.userId}`)
  if (args.whose === 'company') conditions.push(sql`r.company_id = ${actor.companyId}`)
  if (args.unitId !== undefined) conditions.push(sql`r.unit_id = ${args.unitId}`)
  if (args.until !== undefined) conditions.push(sql`r.until_at <= ${args.until}`)
  return reservationRows(db, context, sql.join(conditions, sql` and `), args.limit)
}

/** Soonest to run out first. Followers are numbered for staff only. */
export async function reservationRows(
  db: Db,
  { actor }: QueryContext,
  condition: Sql,
  limit: number,
): Promise<ReservationRow[]> {
  const place = isStaff(actor)
    ? sql`case when r.state = 'queued' then (select count(*) from reservation q where q.unit_id = r.unit_id and q.closed_at is null and q.state = 'queued'
        and (q.queued_at < r.queued_at or q.queued_at = r.queued_at and q.id <= r.id)) end`
    : sql`cast(null as integer)`
  const { rows } = await sql<ReservationRow>`
    select r.id, r.unit_id, u.number as unit_number, u.kind as unit_kind, b.name as building, x.name as complex, r.state, r.kind, r.person_id,
      r.client_name, r.client_phone, r.user_id, w.name as user_name, r.company_id, o.name as company, r.from_at, r.until_at, r.queued_at,
      ${place} as queue_no, r.extended_count, r.fee_minor, p.price_minor, r.closed_at, r.close_reason, r.note, r.user_id = ${actor.userId} as is_mine
    from reservation r left join unit u on u.id = r.unit_id left join building b on b.id = r.building_id left join complex x on x.id = r.complex_id
    left join unit_current_price p on p.id = r.unit_id left join app_user w on w.id = r.user_id left join company o on o.id = r.company_id
    where ${condition} order by coalesce(r.closed_at, r.until_at) is null, coalesce(r.closed_at, r.until_at), r.queued_at, r.id limit ${limit}`.execute(
    db,
  )
  return rows
}

export async function unitHistory(db: Db, { unitId }: Args<'unitHistory'>): Promise<UnitEvent[]> {
  const claims = await claimRows(db, sql`c.unit_id = ${unitId}`)
  const { rows: enders } = await sql<{ id: Id; name: string | null }>`
    select c.id, w.name from unit_claim c left join app_user w on w.id = c.ended_by_id where c.unit_id = ${unitId}`.execute(
    db,
  )
  const enderOf = new Map(enders.map(({ id, name }) => [id, name]))
  const { rows: prices } = await sql<PriceEvent>`
    select p.id, p.from_at, p.price_minor, p.ppm_minor, p.source, l.name as document, w.name as user_name, p.note
    from unit_price p left join price_list l on l.id = p.price_list_id left join app_user w on w.id = p.user_id
    where p.unit_id = ${unitId} order by p.from_at, p.id`.execute(db)

  const none = {
    claim: null,
    is_begin: null,
    status: null,
    price_minor: null,
    ppm_minor: null,
    delta_minor: null,
    document: null,
    company: null,
    note: null,
  }
  const events = claims.flatMap((claim): UnitEvent[] => {
    const { id, kind, from_at, ended_at, source, user_name, company, reason, note } = claim
    const about = {
      ...none,
      what: 'status' as const,
      claim: kind,
      source,
      company,
      note: [reason, note].filter(Boolean).join(': ') || null,
    }
    const begin = {
      ...about,
      id: `${id}:begin`,
      at: from_at,
      is_begin: true,
      status: statusAt(claims, from_at),
      user_name,
    }
    if (ended_at === null) return [begin]
    return [
      begin,
      {
        ...about,
        id: `${id}:end`,
        at: ended_at,
        is_begin: false,
        status: statusAt(claims, ended_at),
        user_name: enderOf.get(id) ?? null,
      },
    ]
  })
  for (const [index, { from_at: at, ...price }] of prices.entries()) {
    const before = prices[index - 1]?.price_minor
    events.push({
      ...none,
      ...price,
      at,
      what: 'price',
      delta_minor: before === undefined ? null : price.price_minor - before,
    })
  }
  return events.sort((a, b) => (a.at === b.at ? (a.id < b.id ? 1 : -1) : a.at < b.at ? 1 : -1))
}

interface PriceEvent {
  id: Id
  from_at: string
  price_minor: number
  ppm_minor: number
  source: string
  document: string | null
  user_name: string | null
  note: string | null
}
