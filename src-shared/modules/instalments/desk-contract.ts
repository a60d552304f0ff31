/** Calls of the desk where buyers pay: what a cashier sees of a deal, and the money of the day. */
import { z } from 'zod'
import { Day } from '../../kernel/day.ts'
import { Id } from '../../kernel/id.ts'
import { Minor } from '../../kernel/money.ts'
import { FileRef } from '../../rpc/host.ts'
import { action, query, type Contract } from '../../rpc/contract.ts'
import { PaymentRow, ScheduleLineRow } from './model.ts'

/** A deal that may be paid for, and what of it is owed today. */
export const DeskRow = z.object({
  id: Id,
  number: z.int().nullable(),
  name: z.string(),
  client: z.string(),
  units: z.string(),
  price_minor: Minor,
  contract_on: Day.nullable(),
  has_schedule: z.boolean(),
  /** Still to come of the schedule, and of it what should have come before today. */
  open_minor: Minor,
  overdue_minor: Minor,
  next_on: Day.nullable(),
  next_minor: Minor,
  /** Charged to the buyer and not settled. */
  penalty_minor: Minor,
})
export type DeskRow = z.infer<typeof DeskRow>

export const TakenRow = PaymentRow.extend({ deal: z.string(), client: z.string() })
export type TakenRow = z.infer<typeof TakenRow>

const TABLES = ['deal_desk', 'schedule', 'schedule_line', 'payment_allocation', 'penalty'] as const

export const deskCalls = {
  /** Deals by their number, the client's name or phone, or the number of a flat; the last ones without a text. Rows, live. */
  desk: query({
    allow: 'deals.collect',
    reads: TABLES,
    args: z.object({ text: z.string().trim().max(100).default(''), dealId: Id.nullable().default(null) }),
    result: z.array(DeskRow),
  }),
  /** The schedule in force of one of them. Rows, live. */
  deskLines: query({
    allow: 'deals.collect',
    reads: TABLES,
    args: z.object({ dealId: Id }),
    result: z.array(ScheduleLineRow),
  }),
  /** What this user took on a day, newest first. Rows, live. */
  deskTaken: query({
    allow: 'deals.collect',
    reads: [...TABLES, 'payment'],
    args: z.object({ on: Day }),
    result: z.array(TakenRow),
  }),
  /** The receipt of a payment that this user took. */
  deskReceipt: action({
    allow: 'deals.collect',
    args: z.object({ paymentId: Id }),
    result: z.object({ file: FileRef }),
  }),
} as const satisfies Contract
