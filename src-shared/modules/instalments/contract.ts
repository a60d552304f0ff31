/** Calls of instalments: schedules of a deal by versions, payments with what they settle, what is overdue, penalties, the negotiator. */
import { z } from 'zod'
import { Day } from '../../kernel/day.ts'
import { Id } from '../../kernel/id.ts'
import { Minor } from '../../kernel/money.ts'
import { SchedulePlan } from '../../kernel/schedule.ts'
import { FileRef } from '../../rpc/host.ts'
import { action, command, query, type Contract } from '../../rpc/contract.ts'
import { ComparedLine } from './compare.ts'
import { deskCalls } from './desk-contract.ts'
import { InstalmentLimits } from './limits.ts'
import {
  AllocationTerms,
  BreachName,
  Channel,
  DealAccount,
  DueRow,
  MOST_SCHEDULE_LINES,
  PaymentRow,
  PenaltyResult,
  PenaltyRow,
  PENALTY_TERMS,
  PenaltyTermRow,
  ReceiptsMonth,
  ScheduleLineRow,
  ScheduleRow,
  SideName,
  TypedLine,
} from './model.ts'

const Nothing = z.object({})
const Done = z.object({})
const OfDeal = z.object({ dealId: Id })
const OfSchedule = z.object({ scheduleId: Id })
const Reason = z.string().trim().min(3).max(500)
const Lines = z.array(TypedLine).min(1).max(MOST_SCHEDULE_LINES)
const Overpayment = z.enum(['next', 'tail', 'advance'])
const Format = z.enum(['docx', 'pdf'])
const Written = z.object({ file: FileRef })

const SCHEDULE_TABLES = ['deal', 'schedule', 'schedule_line', 'payment_allocation'] as const
const MONEY_TABLES = [...SCHEDULE_TABLES, 'payment', 'penalty'] as const

export const PreviewLine = ScheduleLineRow.omit({
  id: true,
  root_id: true,
  paid_principal_minor: true,
  paid_interest_minor: true,
  paid_on: true,
})
export type PreviewLine = z.infer<typeof PreviewLine>

/** What a delay is counted from. Without `dealId` everything is typed; with it the buyer's debt or the price come from the deal. */
export const PenaltyQuestion = z.object({
  side: SideName,
  isCitizen: z.boolean().default(true),
  dealId: Id.nullable().default(null),
  /** First day of the delay; of a buyer's delay of a deal it follows from the schedule. */
  from: Day.nullable().default(null),
  to: Day,
  base: Minor.nonnegative().nullable().default(null),
  /** The rate of each day, or of one day for all of them (the day of performance). */
  rateDay: Day.nullable().default(null),
  limit: Minor.nonnegative().nullable().default(null),
  /** For another rate than the register's: hundredths of a percent a year. */
  rateBp: z.int().min(0).max(100_000).nullable().default(null),
})
export type PenaltyQuestion = z.infer<typeof PenaltyQuestion>

export const Negotiation = z.object({
  dealId: Id.nullable().default(null),
  /** Of the deal without it. */
  price: Minor.positive().nullable().default(null),
  on: Day,
  discountBp: z.int().min(0).max(100_000),
  /** What the payments must be worth: as the price paid on the day, or as the schedule in force. */
  reference: z.enum(['price', 'active']).default('price'),
  cash: z.object({ amount: Minor.positive(), by: Day }).nullable().default(null),
  dayOfMonth: z.int().min(1).max(31).nullable().default(null),
})

export const OfferRow = z.object({
  id: z.string(),
  shape: z.enum(['monthly', 'quarterly', 'balloon']),
  count: z.int(),
  months: z.int(),
  first_minor: Minor,
  surcharge_minor: Minor,
  rate_bp: z.int(),
  worth_minor: Minor,
  cash_minor: Minor,
  lines: z.array(PreviewLine),
})
export type OfferRow = z.infer<typeof OfferRow>

export const instalments = {
  ...deskCalls,
  /** Every version of a deal's schedule, newest first. Rows, live. */
  schedules: query({
    allow: 'deals.read',
    reads: [...SCHEDULE_TABLES, 'instalment_limit', 'app_user'],
    args: OfDeal,
    result: z.array(ScheduleRow),
  }),
  /** Lines of a version with what was paid against each. Rows, live. */
  lines: query({
    allow: 'deals.read',
    reads: SCHEDULE_TABLES,
    args: OfSchedule,
    result: z.array(ScheduleLineRow),
  }),
  /** Two versions side by side. */
  compare: query({
    allow: 'deals.read',
    reads: ['schedule_line'],
    args: z.object({ before: Id, after: Id }),
    result: z.array(ComparedLine),
  }),
  /** What a plan comes to for a price, and which limits it breaks: nothing is kept. */
  preview: query({
    allow: 'deals.read',
    reads: ['instalment_limit'],
    args: z.object({ price: Minor.positive(), plan: SchedulePlan }),
    result: z.object({
      lines: z.array(PreviewLine),
      principal_minor: Minor,
      interest_minor: Minor,
      breaches: z.array(BreachName),
    }),
  }),
  /** Money that came for a deal, newest first, each with what it settled. Rows, live. */
  payments: query({
    allow: 'deals.read',
    reads: [...MONEY_TABLES, 'app_user'],
    args: OfDeal,
    result: z.array(PaymentRow),
  }),
  /** Where a deal stands with money on a day (today without one). */
  account: query({
    allow: 'deals.read',
    reads: MONEY_TABLES,
    args: z.object({ dealId: Id, on: Day.nullable().default(null) }),
    result: DealAccount,
  }),
  /** Open lines of active schedules: those due within the days, or those missed. Rows, live. */
  due: query({
    allow: 'deals.read',
    reads: [...SCHEDULE_TABLES, 'deal_unit', 'unit', 'complex', 'app_user'],
    args: z.object({
      which: z.enum(['due', 'overdue']),
      on: Day.nullable().default(null),
      /** For what is due: until this day. */
      until: Day.nullable().default(null),
      limit: z.int().min(1).max(50_000).default(50_000),
    }),
    result: z.array(DueRow),
  }),
  /** The plan of receipts and what came, by months. Rows by month, live. */
  receipts: query({
    allow: 'deals.read',
    reads: [...SCHEDULE_TABLES, 'payment'],
    args: z.object({ from: Day, to: Day, complexId: Id.nullable().default(null) }),
    result: z.array(ReceiptsMonth),
  }),
  limits: query({ allow: 'deals.read', reads: ['instalment_limit'], args: Nothing, result: InstalmentLimits }),
  /** Rates, moratoria and caps that penalties are counted by, newest first. Rows, live. */
  penaltyTerms: query({
    allow: 'deals.read',
    reads: ['penalty_term'],
    args: Nothing,
    result: z.array(PenaltyTermRow),
  }),
  /** A penalty with its formula and every run of days (idea 11). Nothing is kept. */
  penalty: query({
    allow: 'deals.read',
    reads: [...SCHEDULE_TABLES, 'payment', 'penalty_term'],
    args: PenaltyQuestion,
    result: PenaltyResult,
  }),
  /** Penalties that were charged on a deal. Rows, live. */
  penalties: query({
    allow: 'deals.read',
    reads: ['penalty', 'payment_allocation', 'app_user'],
    args: OfDeal,
    result: z.array(PenaltyRow),
  }),
  /** Runs the stored computations of a charged penalty again: `is_same` false would mean that the past was rewritten. */
  recompute: query({
    allow: 'ledger.read',
    reads: ['penalty', 'computed', 'rule_pack'],
    args: z.object({ penaltyId: Id }),
    result: z.object({ stored_minor: Minor, again_minor: Minor, is_same: z.boolean(), packs: z.array(z.string()) }),
  }),
  /** Three schedules of equal worth within the limits (idea 23). Refuses when the target leaves fewer. */
  negotiate: query({
    allow: 'deals.read',
    reads: [...SCHEDULE_TABLES, 'instalment_limit'],
    args: Negotiation,
    result: z.object({ worth_minor: Minor, price_minor: Minor, offers: z.array(OfferRow) }),
  }),

  /**
   * A new draft from a plan, or from lines typed or negotiated. Over an active version it is a restructuring: what was paid stays
   * as frozen lines, the plan covers the rest, and a reason is asked for. Refuses what does not come to the price of the deal.
   */
  propose: command({
    allow: 'contracts.write',
    offline: 'refuse',
    isolation: 'serializable',
    args: z.object({
      scheduleId: Id,
      dealId: Id,
      terms: z.union([
        z.object({ plan: SchedulePlan }),
        z.object({ lines: Lines, kind: z.enum(['manual', 'negotiated']), rateBp: z.int().min(0).max(100_000) }),
      ]),
      allocation: AllocationTerms.default({ order: 'principal-first', is_penalty_by_contract: false }),
      reason: Reason.nullable().default(null),
    }),
    result: z.object({ scheduleId: Id, version: z.int(), breaches: z.array(BreachName) }),
  }),
  /** Lines of a draft edited by hand: all of those that are not frozen, at once. The total must stay the price. */
  editLines: command({
    allow: 'contracts.write',
    offline: 'refuse',
    args: z.object({ scheduleId: Id, lines: Lines }),
    result: z.object({ breaches: z.array(BreachName) }),
  }),
  /** Puts a draft within the limits into force; the version before it gives way. */
  activate: command({
    allow: 'contracts.write',
    offline: 'refuse',
    isolation: 'serializable',
    args: OfSchedule,
    result: Done,
  }),
  /** Asks another person to approve a draft that breaks a limit. */
  submit: command({ allow: 'contracts.write', offline: 'refuse', args: OfSchedule, result: Done }),
  /** Approves what somebody else has submitted: it comes into force. One's own is refused. */
  approve: command({
    allow: 'deals.approve',
    offline: 'refuse',
    isolation: 'serializable',
    args: OfSchedule,
    result: Done,
  }),
  reject: command({
    allow: 'deals.approve',
    offline: 'refuse',
    args: OfSchedule.extend({ reason: Reason }),
    result: Done,
  }),
  drop: command({ allow: 'contracts.write', offline: 'refuse', args: OfSchedule, result: Done }),

  /**
   * Money of a buyer: a posting of the ledger and what it settles (C4.5), in one. The rest stays free and is shown. Without
   * `ledger.post` cash and cards of today alone: refuses `instalments.desk-cash-only`, `instalments.desk-today`.
   */
  pay: command({
    allow: 'deals.collect',
    offline: 'refuse',
    isolation: 'serializable',
    args: z.object({
      paymentId: Id,
      batchId: Id,
      dealId: Id,
      amount: Minor.positive(),
      bookedOn: Day,
      channel: Channel,
      payer: z.string().trim().max(300).nullable().default(null),
      document: z.string().trim().max(100).nullable().default(null),
      purpose: z.string().trim().max(500).nullable().default(null),
      overpayment: Overpayment.default('next'),
      /** Lines or penalties that the payer named: they go first. */
      named: z.array(Id).max(100).default([]),
    }),
    result: z.object({ paymentId: Id, allocated_minor: Minor, free_minor: Minor }),
  }),
  /** Spreads what is still free of a payment. */
  allocate: command({
    allow: 'ledger.post',
    offline: 'refuse',
    isolation: 'serializable',
    args: z.object({
      paymentId: Id,
      overpayment: Overpayment,
      named: z.array(Id).max(100).default([]),
      /** Of the first part; the others follow. */
      allocationId: Id,
    }),
    result: z.object({ allocated_minor: Minor, free_minor: Minor }),
  }),
  /** Posts the mirror of a payment; the centre mirrors what it had settled. */
  reversePayment: command({
    allow: 'ledger.reverse',
    offline: 'refuse',
    isolation: 'serializable',
    args: z.object({ paymentId: Id, batchId: Id, bookedOn: Day, reason: Reason }),
    result: Done,
  }),
  /** Keeps a penalty with everything it was computed from, and debits the buyer where it is the buyer's. */
  chargePenalty: command({
    allow: 'ledger.post',
    offline: 'refuse',
    isolation: 'serializable',
    args: z.object({
      penaltyId: Id,
      batchId: Id,
      dealId: Id,
      question: PenaltyQuestion,
      note: z.string().trim().max(500).nullable().default(null),
    }),
    result: z.object({ amount_minor: Minor }),
  }),
  /** The steward's: posts a part of the interest that has fallen due, and wakes itself for the rest or for the next morning. */
  morning: command({
    allow: 'jobs.run',
    offline: 'refuse',
    /** The day of the first line of this part. */
    args: z.object({ from: Day.nullable().default(null) }),
    result: z.object({ isMore: z.boolean() }),
  }),
  setLimits: command({ allow: 'deals.approve', offline: 'refuse', args: InstalmentLimits, result: Done }),
  addPenaltyTerm: command({
    allow: 'ledger.close',
    offline: 'refuse',
    args: z.object({
      termId: Id,
      kind: z.enum(PENALTY_TERMS),
      from: Day,
      to: Day.nullable().default(null),
      rateBp: z.int().min(0).max(100_000).nullable().default(null),
      act: z.string().trim().min(3).max(200),
    }),
    result: Done,
  }),

  /** The schedule as an annex of the contract. */
  annex: action({ allow: 'deals.read', args: OfSchedule.extend({ format: Format.default('docx') }), result: Written }),
  /** A receipt of a payment, with what it settled. */
  receipt: action({
    allow: 'deals.read',
    args: z.object({ paymentId: Id, format: Format.default('pdf') }),
    result: Written,
  }),
  /** A penalty as a document: formula, inputs, act and edition (idea 11). */
  penaltySheet: action({
    allow: 'deals.read',
    args: z.object({ question: PenaltyQuestion, format: Format.default('pdf') }),
    result: Written,
  }),
} as const satisfies Contract
