/** Sets how bookings are extended and queued from a moment on. */
import { AppError } from '#shared/rpc/errors.ts'
import type { inventory } from '#shared/modules/inventory/contract.ts'
import type { CommandBody } from '#main/engine/define.ts'

type Inventory = typeof inventory

export const setBookingTerms: CommandBody<Inventory['setBookingTerms']> = async (tx, args, { actor, issuedAt }) => {
  const { termsId, complexId, startsAt, extensions, offerHours, queue, returnDays } = args
  if (complexId === null && (extensions === null || offerHours === null || queue === null))
    throw new AppError('invalid', 'The house says all its terms', { reason: 'inventory.terms-missing' })
  if (startsAt !== null && startsAt < issuedAt)
    throw new AppError('invalid', 'Terms do not reach into the past', { reason: 'inventory.terms-in-the-past' })
  await tx
    .insertInto('booking_terms')
    .values({
      id: termsId,
      complex_id: complexId,
      from_at: startsAt ?? issuedAt,
      extensions,
      offer_hours: offerHours,
      queue,
      return_days: returnDays,
      user_id: actor.userId,
    })
    .execute()
  return { count: 1 }
}
