/** Bookings and the queue. The centre's triggers make and end the claims; here the refusals get names and facts. */
import type { Id } from '#shared/kernel/id.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { inventory } from '#shared/modules/inventory/contract.ts'
import type { ReservationState } from '#shared/modules/inventory/model.ts'
import { searchText } from '#shared/modules/inventory/search-text.ts'
import type { CommandBody, CommandContext, Tx } from '#main/engine/define.ts'

type Inventory = typeof inventory

export const book: CommandBody<Inventory['book']> = async (tx, args, context) => {
  if (args.until <= context.issuedAt)
    throw new AppError('invalid', 'The booking would be over already', { reason: 'inventory.until-too-early' })
  // In one order for everybody, so that two bookings of the same units wait for one another instead of locking crosswise.
  const items = [...args.items].sort((a, b) => (a.unitId < b.unitId ? -1 : 1))
  await requireFree(
    tx,
    items.map(({ unitId }) => unitId),
  )
  await requireWholeLots(
    tx,
    items.map(({ unitId }) => unitId),
  )
  await tx
    .insertInto('reservation')
    .values(
      items.map(({ reservationId, unitId }) => ({
        ...clientOf(args),
        ...newReservation(reservationId, unitId, context),
        state: 'active' as const,
        kind: args.kind,
        from_at: context.issuedAt,
        until_at: args.until,
        fee_minor: args.feeMinor,
      })),
    )
    .execute()
  return { count: items.length }
}

export const joinQueue: CommandBody<Inventory['joinQueue']> = async (tx, args, context) => {
  const unit = await tx.selectFrom('unit').select(['is_free']).where('id', '=', args.unitId).executeTakeFirst()
  if (!unit) throw noUnit(args.unitId)
  if (unit.is_free)
    throw new AppError('conflict', 'The unit is free', { reason: 'inventory.no-queue-needed', unitId: args.unitId })
  await tx
    .insertInto('reservation')
    .values({
      ...clientOf(args),
      ...newReservation(args.reservationId, args.unitId, context),
      state: 'queued',
      kind: 'free',
      queued_at: context.issuedAt,
    })
    .execute()
  return { count: 1 }
}

export const extend: CommandBody<Inventory['extend']> = async (tx, { reservationId, until }, context) => {
  if (until <= context.issuedAt)
    throw new AppError('invalid', 'The booking would be over already', { reason: 'inventory.until-too-early' })
  const { numUpdatedRows } = await tx
    .updateTable('reservation')
    .set({ until_at: until })
    .where('id', '=', reservationId)
    .where('state', '=', 'active')
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw await whyNot(tx, reservationId, ['active'])
  return { count: 1 }
}

export const release: CommandBody<Inventory['release']> = async (tx, { reservationId, reason }, context) => {
  const { numUpdatedRows } = await tx
    .updateTable('reservation')
    .set({ state: 'released', closed_at: context.issuedAt, close_reason: reason })
    .where('id', '=', reservationId)
    .where('state', '=', 'active')
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw await whyNot(tx, reservationId, ['active'])
  return { count: 1 }
}

export const leaveQueue: CommandBody<Inventory['leaveQueue']> = async (tx, { reservationId }, context) => {
  const { numUpdatedRows } = await tx
    .updateTable('reservation')
    .set({ state: 'left', closed_at: context.issuedAt })
    .where('id', '=', reservationId)
    .where('state', 'in', ['queued', 'offered'])
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw await whyNot(tx, reservationId, ['queued', 'offered'])
  return { count: 1 }
}

export const acceptOffer: CommandBody<Inventory['acceptOffer']> = async (tx, args, context) => {
  if (args.until <= context.issuedAt)
    throw new AppError('invalid', 'The booking would be over already', { reason: 'inventory.until-too-early' })
  const { numUpdatedRows } = await tx
    .updateTable('reservation')
    .set({
      state: 'active',
      kind: args.kind,
      from_at: context.issuedAt,
      until_at: args.until,
      fee_minor: args.feeMinor,
    })
    .where('id', '=', args.reservationId)
    .where('state', '=', 'offered')
    .where('until_at', '>', context.issuedAt)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw await whyNot(tx, args.reservationId, ['offered'])
  return { count: 1 }
}

/** Ends what is due and nothing else, so it does not matter who asks, how often, or when. */
export const expireDue: CommandBody<Inventory['expireDue']> = async (tx, { reservationId }, context) => {
  const { numUpdatedRows } = await tx
    .updateTable('reservation')
    .set({ state: 'expired', closed_at: context.issuedAt, close_reason: 'expired' })
    .where('state', 'in', ['active', 'offered'])
    .where('until_at', '<=', context.issuedAt)
    .$if(reservationId !== undefined, (query) => query.where('id', '=', reservationId ?? ''))
    .executeTakeFirst()
  return { count: Number(numUpdatedRows) }
}

function newReservation(id: Id, unitId: Id, { actor }: CommandContext) {
  return { id, unit_id: unitId, user_id: actor.userId, company_id: actor.companyId }
}

function clientOf(args: { personId: Id | null; clientName: string; clientPhone: string; note: string | null }) {
  return {
    person_id: args.personId,
    client_name: args.clientName,
    client_phone: args.clientPhone,
    search: searchText(args.clientName, args.clientPhone),
    note: args.note,
  }
}

async function requireFree(tx: Tx, unitIds: Id[]): Promise<void> {
  const units = await tx.selectFrom('unit').select(['id', 'number', 'is_free']).where('id', 'in', unitIds).execute()
  const missing = unitIds.find((id) => !units.some((unit) => unit.id === id))
  if (missing !== undefined) throw noUnit(missing)
  const taken = units.find((unit) => !unit.is_free)
  if (taken)
    throw new AppError('conflict', 'Somebody holds the unit', {
      reason: 'inventory.unit-taken',
      unitId: taken.id,
      number: taken.number,
    })
}

async function requireWholeLots(tx: Tx, unitIds: Id[]): Promise<void> {
  const left = await tx
    .selectFrom('lot_unit')
    .innerJoin('lot', 'lot.id', 'lot_unit.lot_id')
    .select(['lot.name'])
    .where('lot_unit.lot_id', 'in', (query) =>
      query.selectFrom('lot_unit').select('lot_id').where('unit_id', 'in', unitIds),
    )
    .where('lot_unit.unit_id', 'not in', unitIds)
    .executeTakeFirst()
  if (left)
    throw new AppError('conflict', 'The unit is sold with the rest of its lot', {
      reason: 'inventory.lot-whole',
      lot: left.name,
    })
}

function noUnit(unitId: Id): AppError {
  return new AppError('not-found', 'No such unit', { reason: 'inventory.no-unit', unitId })
}

/** Why a booking was not touched: it is not there, it has moved on, or it is somebody else's. */
async function whyNot(tx: Tx, reservationId: Id, wanted: ReservationState[]): Promise<AppError> {
  const row = await tx.selectFrom('reservation').select(['state']).where('id', '=', reservationId).executeTakeFirst()
  if (!row) return new AppError('not-found', 'No such booking', { reason: 'inventory.no-reservation', reservationId })
  if (!wanted.includes(row.state)) {
    return new AppError('conflict', 'The booking has moved on', {
      reason: 'inventory.reservation-closed',
      reservationId,
      state: row.state,
    })
  }
  return new AppError('forbidden', 'The booking is somebody else’s, or its time is over', {
    reason: 'inventory.not-yours',
    reservationId,
  })
}
