/** One deal whole, and what may be done with it. */
import { sql } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { ArgsOf } from '#shared/rpc/contract.ts'
import { ceilingOf } from '#shared/modules/access/limits.ts'
import type { deals } from '#shared/modules/deals/contract.ts'
import { lacks } from '#shared/modules/deals/demands.ts'
import type { DealCard, DealEventRow, DealUnitRow, DiscountRow, ParticipantRow } from '#shared/modules/deals/model.ts'
import { checkNeeds } from '#shared/modules/deals/needs.ts'
import { AGREED_STAGES, dealMachine, HOUSE_STAGES, type DealStage } from '#shared/modules/deals/stages.ts'
import type { Actor } from '#shared/modules/engine/model.ts'
import { limitsOf } from '#main/modules/access/api.ts'
import type { Db, QueryContext } from '#main/engine/define.ts'
import { dealFacts, requireDeal } from '../api.ts'
import { dealRows } from './rows.ts'

type Deals = typeof deals

export async function deal(db: Db, { dealId }: ArgsOf<Deals['deal']>, { actor }: QueryContext): Promise<DealCard> {
  const raw = await requireDeal(db, dealId)
  const [row] = await dealRows(db, actor, [dealId])
  if (!row) throw new AppError('not-found', 'No such deal', { reason: 'deals.no-deal', dealId })
  const units = await unitRows(db, dealId)
  const participants = await participantRows(db, dealId)
  const leads = mayLead(actor, raw, participants)
  const isAgreed = (AGREED_STAGES as readonly string[]).includes(raw.stage)
  const nameOf = async (id: Id | null) =>
    id === null
      ? null
      : ((await db.selectFrom('app_user').select('name').where('id', '=', id).executeTakeFirst())?.name ?? null)
  const refusal =
    raw.refuse_reason_id === null
      ? undefined
      : await db.selectFrom('deal_refusal').select('name').where('id', '=', raw.refuse_reason_id).executeTakeFirst()
  return {
    deal: {
      ...row,
      reservation_id: raw.reservation_id,
      currency: raw.currency,
      ownership: raw.ownership,
      needs: raw.needs_json,
      mortgage_bank: raw.mortgage_bank,
      mortgage_minor: raw.mortgage_minor,
      mortgage_decision_on: raw.mortgage_decision_on,
      maternity_minor: raw.maternity_minor,
      meeting_place: raw.meeting_place,
      meeting_by_id: raw.meeting_by_id,
      meeting_by: await nameOf(raw.meeting_by_id),
      meeting_result: raw.meeting_result,
      meeting_rating: raw.meeting_rating,
      meeting_comment: raw.meeting_comment,
      refuse_reason_id: raw.refuse_reason_id,
      refuse_reason: refusal?.name ?? null,
      refuse_note: raw.refuse_note,
      stage_note: raw.stage_note,
      note: raw.note,
    },
    units,
    participants,
    services: await db
      .selectFrom('deal_service')
      .select(['id', 'name', 'price_minor', 'quantity', 'note'])
      .where('deal_id', '=', dealId)
      .orderBy('created_at')
      .execute(),
    discounts: await discountRows(db, dealId),
    files: await db
      .selectFrom('deal_file as f')
      .leftJoin('app_user as w', 'w.id', 'f.created_by_id')
      .select([
        'f.id',
        'f.sha256',
        'f.name',
        'f.mime',
        'f.size',
        'f.note',
        'w.name as user_name',
        'f.created_by_id',
        'f.created_at',
      ])
      .where('f.deal_id', '=', dealId)
      .orderBy('f.created_at', 'desc')
      .execute(),
    checks: checkNeeds(raw.needs_json, { ...raw, units }),
    moves: await movesOf(db, actor, raw, leads),
    can: {
      edit: leads && raw.stage !== 'lost',
      editUnits: leads && !isAgreed,
      assign:
        actor.companyKind === 'developer' && actor.rights.includes('deals.all') && actor.rights.includes('deals.write'),
      discount: leads && !isAgreed,
      approve: actor.rights.includes('deals.approve'),
      discount_bp: actor.rights.includes('deals.discount') ? ceilingOf(await limitsOf(db, actor), 'discount') : 0,
    },
  }
}

function mayLead(
  actor: Actor,
  { user_id, company_id }: { user_id: Id; company_id: Id },
  participants: ParticipantRow[],
): boolean {
  const isHouse = actor.companyKind === 'developer'
  return (
    actor.rights.includes('deals.write') &&
    (user_id === actor.userId ||
      participants.some((each) => each.role === 'staff' && each.user_id === actor.userId) ||
      (isHouse ? actor.rights.includes('deals.all') : company_id === actor.companyId))
  )
}

/** The same judgement as the centre's guard, so that a button that is lit rarely disappoints. */
async function movesOf(
  db: Db,
  actor: Actor,
  { id, stage }: { id: Id; stage: DealStage },
  leads: boolean,
): Promise<DealCard['moves']> {
  const isHouse = actor.companyKind === 'developer'
  const signs = isHouse && actor.rights.includes('deals.all') && actor.rights.includes('contracts.sign')
  if (!leads && !signs) return []
  const facts = await dealFacts(db, id)
  const late = ['contract', 'registration', 'won'].includes(stage)
  return dealMachine.transitions.flatMap(({ name, from, to, by }) => {
    if (!from.includes(stage) || !(by as readonly string[]).includes('user') || name === 'hold' || name === 'expire')
      return []
    if (!isHouse && (HOUSE_STAGES as readonly string[]).includes(to)) return []
    if (late && (name === 'return' || name === 'lose') && !actor.rights.includes('deals.cancel')) return []
    const missing = lacks(facts, to).filter(
      (demand) => demand !== 'reason' && (demand !== 'reservation' || name !== 'return'),
    )
    return [{ to, name, missing }]
  })
}

async function unitRows(db: Db, dealId: Id): Promise<DealUnitRow[]> {
  const { rows } = await sql<DealUnitRow>`
    select du.id, du.unit_id, u.number, u.kind, u.rooms, u.area_cm2, u.floor, u.complex_id, c.name as complex, u.building_id, b.name as building,
      coalesce(s.status, case when u.is_free then 'free' else 'occupied' end) as status, du.reservation_id,
      case when r.state = 'active' then r.until_at end as until_at, du.list_price_minor, du.discount_minor, du.price_minor, du.discount_reason
    from deal_unit du join unit u on u.id = du.unit_id join complex c on c.id = u.complex_id join building b on b.id = u.building_id
    left join unit_status s on s.id = u.id left join reservation r on r.id = du.reservation_id
    where du.deal_id = ${dealId} order by du.position, du.created_at, du.id`.execute(db)
  return rows
}

async function participantRows(db: Db, dealId: Id): Promise<ParticipantRow[]> {
  const { rows } = await sql<ParticipantRow>`
    select p.id, p.role, p.person_id, p.user_id, coalesce(h.name, w.name, '') as name, h.kind as person_kind,
      (select f.phone from person_phone f where f.person_id = p.person_id order by f.position, f.id limit 1) as phone,
      p.share_num, p.share_den, p.is_minor, p.guardian_id, p.position, p.note
    from deal_participant p left join person h on h.id = p.person_id left join app_user w on w.id = p.user_id
    where p.deal_id = ${dealId} order by p.role <> 'buyer', p.position, p.id`.execute(db)
  return rows
}

async function discountRows(db: Db, dealId: Id): Promise<DiscountRow[]> {
  const { rows } = await sql<DiscountRow>`
    select x.id, x.deal_unit_id, x.amount_minor, x.reason, x.state, x.requested_by_id, a.name as requested_by, x.requested_at, b.name as decided_by, x.decided_at, x.note
    from deal_discount x left join app_user a on a.id = x.requested_by_id left join app_user b on b.id = x.decided_by_id
    where x.deal_id = ${dealId} order by x.requested_at desc, x.id`.execute(db)
  return rows
}

export async function timeline(db: Db, { dealId, limit }: ArgsOf<Deals['timeline']>): Promise<DealEventRow[]> {
  const rows = await db
    .selectFrom('deal_event as e')
    .leftJoin('app_user as w', 'w.id', 'e.user_id')
    .select(['e.id', 'e.at', 'e.kind', 'w.name as user_name', 'e.data_json'])
    .where('e.deal_id', '=', dealId)
    .orderBy('e.at', 'desc')
    .orderBy('e.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ data_json, ...row }) => ({ ...row, data: data_json }))
}
