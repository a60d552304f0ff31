/** What a person is told: a kind with facts, the words of which stand in the dictionary of the module that sends it. */
import { z } from 'zod'
import { Id } from '../../kernel/id.ts'
import { Instant } from '../../kernel/instant.ts'

/**
 * `<module>.<name>`: its words are `<module>:notice.<name>.title` and `.text`, filled with the facts. A module that tells
 * people something adds its kinds here.
 */
export const NOTICE_KINDS = [
  'inventory.bookingExpired',
  'inventory.offerExpired',
  'inventory.queueOffer',
  'inventory.bookingReleased',
  'inventory.priceListSubmitted',
  'inventory.priceListApproved',
  'inventory.priceListRejected',
  'deals.discountAsked',
  'deals.discountApproved',
  'deals.discountRejected',
  'deals.assigned',
  'deals.meetingMissed',
  'deals.registrationLate',
  'deals.suspensionOver',
  'instalments.overdue',
  'instalments.toApprove',
  'instalments.approved',
  'instalments.rejected',
  'contracts.paperOverdue',
  'contracts.paperLost',
  'contracts.toCheck',
  'contracts.returned',
  'contracts.approved',
] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

/** Named like columns: what ends in `_at`, `_on`, `_minor` or `_cm2` is shown as a time, a day, money or an area. */
export const NoticeFacts = z.record(z.string(), z.union([z.string(), z.number(), z.null()]))
export type NoticeFacts = z.infer<typeof NoticeFacts>

export const NoticeRow = z.object({
  id: Id,
  /** A kind that this program does not know (sent by a newer one) is shown as such. */
  kind: z.string(),
  facts: NoticeFacts,
  /** Path and parameters of a screen. */
  link: z.string().nullable(),
  is_task: z.boolean(),
  created_at: Instant,
  read_at: Instant.nullable(),
  done_at: Instant.nullable(),
})
export type NoticeRow = z.infer<typeof NoticeRow>

export const NOTICE_SHOWS = ['all', 'unread', 'tasks'] as const
export type NoticeShow = (typeof NOTICE_SHOWS)[number]
