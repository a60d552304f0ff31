/** Opening a deal, and its units: what they cost is the register's word, who holds them the centre's. */
import { sql } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { ArgsOf } from '#shared/rpc/contract.ts'
import type { deals } from '#shared/modules/deals/contract.ts'
import { searchText } from '#shared/modules/inventory/search-text.ts'
import type { CommandBody, CommandContext, Tx } from '#main/engine/define.ts'
import { lockDeal, moveTo, recordEvent, requireDeal, whyNot } from '../api.ts'

type Deals = typeof deals
type NewUnit = ArgsOf<Deals['addUnits']>['units'][number]

export const open: CommandBody<Deals['open']> = async (tx, args, context) => {
  const { actor, issuedAt } = context
  const { dealId } = args
  const isBooked = args.units.length > 0 && args.units.every(({ reservationId }) => reservationId !== null)
  await tx
    .insertInto('deal')
    .values({
      id: dealId,
      kind: args.kind,
      stage: 'need',
      stage_since_at: issuedAt,
      company_id: actor.companyId,
      user_id: actor.userId,
      reservation_id: args.units[0]?.reservationId ?? null,
      client_name: args.clientName,
      client_phone: args.clientPhone,
      search: searchText(args.clientName, args.clientPhone),
      payment_kind: args.needs?.payment ?? null,
      ownership: 'sole',
      mortgage_kind: 'none',
      mortgage_bank: null,
      mortgage_minor: null,
      mortgage_decision_on: null,
      maternity_minor: null,
      needs_json: args.needs,
      meeting_at: null,
      meeting_place: null,
      meeting_by_id: null,
      note: args.note,
      created_at: issuedAt,
    })
    .execute()
  if (args.buyer)
    await tx
      .insertInto('deal_participant')
      .values({ ...NOBODY, id: args.buyer.id, deal_id: dealId, role: 'buyer', person_id: args.buyer.personId })
      .execute()
  await insertUnits(tx, dealId, args.units)
  if (!isBooked || args.kind !== 'sale' || args.clientPhone === '') return { dealId, stage: 'need' }
  await moveTo(tx, context, { dealId, from: 'need', to: 'booked', note: null })
  return { dealId, stage: 'booked' }
}

const NOBODY = {
  person_id: null,
  user_id: null,
  share_num: null,
  share_den: null,
  is_minor: false,
  guardian_id: null,
  position: 0,
  note: null,
}

export const addUnits: CommandBody<Deals['addUnits']> = async (tx, { dealId, units }, context) => {
  await requireLead(tx, context, dealId)
  await insertUnits(tx, dealId, units)
  await recordEvent(tx, context, {
    dealId,
    kind: 'unit-added',
    data: {
      numbers: await numbersOf(
        tx,
        units.map(({ unitId }) => unitId),
      ),
    },
  })
  return { count: units.length }
}

export const removeUnit: CommandBody<Deals['removeUnit']> = async (tx, { id }, context) => {
  const { deal_id, unit_id } = await requireUnit(tx, context, id)
  await tx.deleteFrom('deal_unit').where('id', '=', id).execute()
  if (await isThere(tx, id)) throw await whyNot(tx, deal_id)
  await recordEvent(tx, context, {
    dealId: deal_id,
    kind: 'unit-removed',
    data: { numbers: await numbersOf(tx, [unit_id]) },
  })
  return { count: 1 }
}

export const replaceUnit: CommandBody<Deals['replaceUnit']> = async (tx, { id, by }, context) => {
  const { deal_id, unit_id, position } = await requireUnit(tx, context, id)
  await insertUnits(tx, deal_id, [{ ...by, position }])
  await tx.deleteFrom('deal_unit').where('id', '=', id).execute()
  const [from, to] = [await numbersOf(tx, [unit_id]), await numbersOf(tx, [by.unitId])]
  await recordEvent(tx, context, { dealId: deal_id, kind: 'unit-replaced', data: { from, to } })
  return { count: 1 }
}

export const attachBooking: CommandBody<Deals['attachBooking']> = async (tx, { id, reservationId }, context) => {
  const { deal_id, unit_id } = await requireUnit(tx, context, id)
  await tx.updateTable('deal_unit').set({ reservation_id: reservationId }).where('id', '=', id).execute()
  const { reservation_id } = await requireDeal(tx, deal_id)
  if (reservation_id === null)
    await tx.updateTable('deal').set({ reservation_id: reservationId }).where('id', '=', deal_id).execute()
  await recordEvent(tx, context, {
    dealId: deal_id,
    kind: 'booking-attached',
    data: { numbers: await numbersOf(tx, [unit_id]) },
  })
  return { count: 1 }
}

export const refreshPrice: CommandBody<Deals['refreshPrice']> = async (tx, { id }, context) => {
  await requireUnit(tx, context, id)
  // The centre puts the register's price in the place of whatever is written here.
  await tx
    .updateTable('deal_unit')
    .set({ list_price_minor: sql<number>`coalesce(list_price_minor, 0) + 1` })
    .where('id', '=', id)
    .execute()
  return { count: 1 }
}

async function insertUnits(tx: Tx, dealId: Id, units: readonly NewUnit[]): Promise<void> {
  if (units.length === 0) return
  const ids = units.map(({ unitId }) => unitId)
  const known = await tx.selectFrom('unit').select('id').where('id', 'in', ids).execute()
  const missing = ids.find((id) => !known.some((unit) => unit.id === id))
  if (missing !== undefined)
    throw new AppError('not-found', 'No such unit', { reason: 'inventory.no-unit', unitId: missing })
  await tx
    .insertInto('deal_unit')
    .values(
      // In one order for everybody, so that two deals of the same units wait for one another instead of locking crosswise.
      [...units]
        .sort((a, b) => (a.unitId < b.unitId ? -1 : 1))
        .map(({ id, unitId, reservationId, position }) => ({
          id,
          deal_id: dealId,
          unit_id: unitId,
          reservation_id: reservationId,
          discount_minor: 0,
          discount_reason: null,
          position,
        })),
    )
    .execute()
}

async function requireLead(tx: Tx, context: CommandContext, dealId: Id): Promise<void> {
  await lockDeal(tx, context, dealId)
  await requireDeal(tx, dealId)
}

export async function requireUnit(tx: Tx, context: CommandContext, id: Id) {
  const unit = await tx.selectFrom('deal_unit').selectAll().where('id', '=', id).executeTakeFirst()
  if (!unit) throw new AppError('not-found', 'Not a unit of the deal', { reason: 'deals.no-deal-unit', id })
  await lockDeal(tx, context, unit.deal_id)
  return unit
}

async function isThere(tx: Tx, id: Id): Promise<boolean> {
  return (await tx.selectFrom('deal_unit').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
}

export async function numbersOf(tx: Tx, unitIds: Id[]): Promise<string> {
  const units = await tx.selectFrom('unit').select('number').where('id', 'in', unitIds).orderBy('number').execute()
  return units.map(({ number }) => number).join(', ')
}
