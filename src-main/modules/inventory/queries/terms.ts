/** Terms of bookings: rows with a date, of the house or of a complex. */
import type { Id } from '#shared/kernel/id.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import { BOOKING_TERMS } from '#shared/modules/inventory/status.ts'
import type { BookingTermsRow } from '#shared/modules/inventory/structure-model.ts'
import type { Db } from '#main/engine/define.ts'

export async function bookingTerms(db: Db): Promise<BookingTermsRow[]> {
  return db
    .selectFrom('booking_terms as t')
    .leftJoin('complex as c', 'c.id', 't.complex_id')
    .leftJoin('app_user as w', 'w.id', 't.user_id')
    .select([
      't.id',
      't.complex_id',
      'c.name as complex',
      't.from_at',
      't.extensions',
      't.offer_hours',
      't.queue',
      't.return_days',
      'w.name as user_name',
    ])
    .orderBy('t.from_at', 'desc')
    .orderBy('t.id')
    .execute()
}

/** What holds in a complex at a moment, as the centre's `app.terms_of` judges it. */
export async function termsOf(
  db: Db,
  complexId: Id,
  at: Instant,
): Promise<{ [T in keyof typeof BOOKING_TERMS]: number }> {
  const rows = await db
    .selectFrom('booking_terms')
    .select(['complex_id', 'extensions', 'offer_hours', 'queue'])
    .where((eb) => eb.or([eb('complex_id', 'is', null), eb('complex_id', '=', complexId)]))
    .where('from_at', '<=', at)
    .orderBy('from_at', 'desc')
    .execute()
  const house = rows.find((row) => row.complex_id === null)
  const own = rows.find((row) => row.complex_id !== null)
  return {
    extensions: own?.extensions ?? house?.extensions ?? BOOKING_TERMS.extensions,
    offerHours: own?.offer_hours ?? house?.offer_hours ?? BOOKING_TERMS.offerHours,
    queue: own?.queue ?? house?.queue ?? BOOKING_TERMS.queue,
  }
}
