/** What other modules may call inside their own transaction. */
import { sql } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { lacks, type DealFacts } from '#shared/modules/deals/demands.ts'
import { placeOf, type DealStage } from '#shared/modules/deals/stages.ts'
import type { CommandContext, Db, Tx } from '#main/engine/define.ts'

export interface DealEvent {
  dealId: Id
  /** `contract.signed`, `payment.received`: the module's word first. The words for people are `deals.event.<kind>`. */
  kind: string
  /** Facts for the words: names, sums in `…_minor`, days in `…_on`. */
  data?: Record<string, unknown>
  at?: Instant
  /** One event a deal, kind and data in a command needs none. */
  id?: Id
}

/** Writes a line of the deal's timeline. */
export async function recordEvent(
  tx: Tx,
  context: CommandContext,
  { dealId, kind, data = {}, at, id }: DealEvent,
): Promise<void> {
  await tx
    .insertInto('deal_event')
    .values({
      id: id ?? derivedId(context.commandId, dealId + kind + JSON.stringify(data)),
      deal_id: dealId,
      at: at ?? context.issuedAt,
      kind,
      user_id: context.actor.userId,
      data_json: data,
    })
    .execute()
}

export type Deal = Awaited<ReturnType<typeof requireDeal>>

/** The deal, or `not-found` for whoever may not see it. */
export async function requireDeal(db: Db, dealId: Id) {
  const deal = await db.selectFrom('deal').selectAll().where('id', '=', dealId).executeTakeFirst()
  if (!deal) throw new AppError('not-found', 'No such deal', { reason: 'deals.no-deal', dealId })
  return deal
}

/**
 * Moves the deal forward to `to`, along with a contract that was signed, submitted or registered; nothing happens to a deal
 * that is there already or further. Refuses with `deals.missing` (its `missing` lists the demands) and with `deals.step`.
 */
export async function advance(
  tx: Tx,
  context: CommandContext,
  { dealId, to, contractOn }: { dealId: Id; to: DealStage; contractOn?: string },
): Promise<DealStage> {
  await lockDeal(tx, context, dealId)
  const deal = await requireDeal(tx, dealId)
  if (contractOn !== undefined && deal.contract_on !== contractOn)
    await tx.updateTable('deal').set({ contract_on: contractOn }).where('id', '=', dealId).execute()
  if (deal.stage !== 'lost' && placeOf(deal.stage) >= placeOf(to) && deal.stage !== 'booking_expired') return deal.stage
  await moveTo(tx, context, { dealId, from: deal.stage, to, note: null })
  return to
}

/** What the demands look at. */
export async function dealFacts(db: Db, dealId: Id): Promise<DealFacts> {
  const deal = await requireDeal(db, dealId)
  const units = await db
    .selectFrom('deal_unit as u')
    .leftJoin('reservation as r', 'r.id', 'u.reservation_id')
    .select(['u.price_minor', 'r.state', 'r.unit_id as booked_id', 'u.unit_id'])
    .where('u.deal_id', '=', dealId)
    .execute()
  const participants = await db
    .selectFrom('deal_participant')
    .select(['id', 'role', 'person_id', 'share_num', 'share_den', 'is_minor', 'guardian_id'])
    .where('deal_id', '=', dealId)
    .execute()
  return {
    ...deal,
    hasNeeds: deal.needs_json !== null && Object.keys(deal.needs_json).length > 0,
    units: units.map(({ price_minor, state, booked_id, unit_id }) => ({
      price_minor,
      hasBooking: state === 'active' && booked_id === unit_id,
    })),
    participants,
  }
}

/** Takes the locks of a move in the order in which the end of a booking takes them, so that the two never cross. */
export async function lockDeal(tx: Tx, context: CommandContext, dealId: Id): Promise<void> {
  if (context.place === 'central') await sql`select app.lock_deal(${dealId})`.execute(tx)
}

interface Move {
  dealId: Id
  from: DealStage
  to: DealStage
  note: string | null
  refusal?: { reasonId: Id; note: string | null }
}

/** One step of the machine. The centre's guard judges it again, moves claims and bookings, and writes the timeline. */
export async function moveTo(
  tx: Tx,
  context: CommandContext,
  { dealId, from, to, note, refusal }: Move,
): Promise<void> {
  const facts = await dealFacts(tx, dealId)
  const isBack = from !== 'lost' && placeOf(to) >= 0 && placeOf(to) < placeOf(from)
  const missing = lacks({ ...facts, refuse_reason_id: refusal?.reasonId ?? null }, to).filter(
    (demand) => demand !== 'reservation' || !isBack,
  )
  if (missing.length > 0)
    throw new AppError('conflict', `Missing: ${missing.join(', ')}`, { reason: 'deals.missing', missing, to })
  const { numUpdatedRows } = await tx
    .updateTable('deal')
    .set({
      stage: to,
      stage_since_at: context.issuedAt,
      stage_note: note,
      closed_at: to === 'won' || to === 'lost' ? context.issuedAt : null,
      ...(refusal ? { refuse_reason_id: refusal.reasonId, refuse_note: refusal.note } : {}),
    })
    .where('id', '=', dealId)
    .where('stage', '=', from)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw await whyNot(tx, dealId, from)
}

/** Why a deal was not touched: it is not there, somebody moved it, or it is not this user's to lead. */
export async function whyNot(tx: Tx, dealId: Id, from?: DealStage): Promise<AppError> {
  const deal = await requireDeal(tx, dealId)
  if (from !== undefined && deal.stage !== from)
    return new AppError('conflict', 'The deal has moved on', { reason: 'deals.moved-on', dealId, stage: deal.stage })
  return new AppError('forbidden', 'Somebody else leads this deal', { reason: 'deals.not-yours', dealId })
}

/** An id that follows from the command's, so that a queued command makes the same rows at the centre. */
export function derivedId(commandId: Id, text: string): Id {
  let hash = 0xcbf29ce484222325n
  for (const char of commandId + text) hash = BigInt.asUintN(64, (hash ^ BigInt(char.charCodeAt(0))) * 0x100000001b3n)
  return commandId.slice(0, -12) + (hash >> 16n).toString(16).padStart(12, '0')
}
