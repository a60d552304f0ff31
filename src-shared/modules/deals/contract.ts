/** Calls of deals. What is scarce (units, stages that hold them, discounts) goes to the centre; notes, needs and meetings may wait for the link. */
import { z } from 'zod'
import { Day } from '../../kernel/day.ts'
import { Id } from '../../kernel/id.ts'
import { Instant } from '../../kernel/instant.ts'
import { Minor } from '../../kernel/money.ts'
import { command, query, type Contract } from '../../rpc/contract.ts'
import { StoredFile } from '../files/model.ts'
import {
  DealCard,
  DealEventRow,
  DealKind,
  DealRow,
  DealStage,
  MeetingFields,
  MortgageKind,
  Needs,
  Ownership,
  ParticipantFields,
  PaymentKind,
  StageCount,
} from './model.ts'

const Done = z.object({ count: z.int() })
const ByDeal = z.object({ dealId: Id })
const Reason = z.string().trim().min(3).max(500)
const Line = z.string().trim().max(500)

export const DEAL_TABLES = [
  'deal',
  'deal_unit',
  'unit',
  'complex',
  'building',
  'reservation',
  'company',
  'app_user',
] as const
const CARD_TABLES = [
  ...DEAL_TABLES,
  'deal_participant',
  'deal_service',
  'deal_discount',
  'deal_file',
  'deal_refusal',
  'person',
  'person_phone',
  'unit_status',
  'user_limit',
  'role_limit',
] as const

export const DealFilter = z.object({
  text: z.string().trim().max(200).optional(),
  stages: z.array(DealStage).max(11).optional(),
  kinds: z.array(DealKind).max(3).optional(),
  complexIds: z.array(Id).max(200).optional(),
  userIds: z.array(Id).max(200).optional(),
  companyIds: z.array(Id).max(200).optional(),
  payments: z.array(PaymentKind).max(5).optional(),
  hasMortgage: z.boolean().optional(),
  isMine: z.boolean().optional(),
  /** Without won and lost. */
  isOpen: z.boolean().optional(),
  price_minor: z.object({ from: Minor.optional(), to: Minor.optional() }).optional(),
  created_at: z.object({ from: Instant.optional(), to: Instant.optional() }).optional(),
  /** In its stage since before this moment: what has been forgotten. */
  stuckBefore: Instant.optional(),
})
export type DealFilter = z.infer<typeof DealFilter>

export const DEAL_SORTS = [
  'number',
  'name',
  'stage',
  'stage_since_at',
  'price_minor',
  'client_name',
  'user_name',
  'created_at',
  'meeting_at',
  'contract_on',
  'until_at',
] as const
export const DealSort = z.object({ by: z.enum(DEAL_SORTS), isDescending: z.boolean().default(false) })

const NewUnit = z.object({
  id: Id,
  unitId: Id,
  reservationId: Id.nullable().default(null),
  position: z.int().min(0).max(1000).default(0),
})

export const deals = {
  /** A window of the list; `total` and `price_minor` over everything that passes. Live. */
  list: query({
    allow: 'deals.read',
    reads: DEAL_TABLES,
    isWindow: true,
    args: z.object({
      filter: DealFilter.default({}),
      sort: z.array(DealSort).max(3).default([]),
      offset: z.int().min(0).default(0),
      limit: z.int().min(1).max(20_000).default(200),
    }),
    result: z.object({ rows: z.array(DealRow), total: z.int(), price_minor: Minor }),
  }),
  /** How many deals each stage has and for how much, with the filter's own stages left aside. Live. */
  stageCounts: query({
    allow: 'deals.read',
    reads: DEAL_TABLES,
    args: z.object({ filter: DealFilter.default({}) }),
    result: z.array(StageCount),
  }),
  /** The funnel: of each stage the count, the sum and the first cards, latest change first. Live. */
  board: query({
    allow: 'deals.read',
    reads: DEAL_TABLES,
    args: z.object({
      filter: DealFilter.default({}),
      stages: z.array(DealStage).min(1).max(11),
      perStage: z.int().min(1).max(500).default(60),
    }),
    result: z.array(z.object({ stage: DealStage, count: z.int(), price_minor: Minor, rows: z.array(DealRow) })),
  }),
  /** Everything of one deal. Refuses with `not-found` what this user may not see. Live. */
  deal: query({ allow: 'deals.read', reads: CARD_TABLES, args: ByDeal, result: DealCard }),
  /** What happened, newest first. Rows, live. */
  timeline: query({
    allow: 'deals.read',
    reads: ['deal_event', 'app_user'],
    args: ByDeal.extend({ limit: z.int().min(1).max(2000).default(500) }),
    result: z.array(DealEventRow),
  }),
  /** Meetings, contracts and ends of bookings between two days, for the calendar (A6.58). Rows, live. */
  calendar: query({
    allow: 'deals.read',
    reads: DEAL_TABLES,
    args: z.object({ from: Day, to: Day, isMine: z.boolean().default(false) }),
    result: z.array(
      z.object({
        id: z.string(),
        dealId: Id,
        kind: z.enum(['meeting', 'contract', 'booking']),
        on: Day,
        at: Instant.nullable(),
        name: z.string(),
        user_name: z.string().nullable(),
        stage: DealStage,
        price_minor: Minor.nullable(),
      }),
    ),
  }),
  /** Client portrait (A6.59): how many deals, won and lost among them, fall into each value of what clients said they need. */
  portrait: query({
    allow: 'deals.read',
    reads: ['deal'],
    args: z.object({ from: Instant.optional(), to: Instant.optional() }),
    result: z.array(
      z.object({
        what: z.enum(['purpose', 'rooms', 'budget', 'source', 'horizon', 'payment', 'family', 'kind']),
        value: z.string(),
        deals: z.int(),
        won: z.int(),
        lost: z.int(),
        price_minor: Minor,
      }),
    ),
  }),
  /** Deals of a unit or of a booking, latest first: for the chessboard's panel. Rows, live. */
  ofUnit: query({
    allow: 'deals.read',
    reads: DEAL_TABLES,
    args: z.object({ unitId: Id.optional(), reservationId: Id.optional() }),
    result: z.array(DealRow),
  }),
  /** By number, name, client or phone. */
  search: query({
    allow: 'deals.read',
    reads: DEAL_TABLES,
    args: z.object({ text: z.string().trim().min(1).max(200), limit: z.int().min(1).max(50).default(8) }),
    result: z.array(
      z.object({ id: Id, name: z.string(), client_name: z.string(), stage: DealStage, price_minor: Minor.nullable() }),
    ),
  }),
  refusals: query({
    allow: 'deals.read',
    reads: ['deal_refusal'],
    args: z.object({}),
    result: z.array(z.object({ id: Id, name: z.string(), is_active: z.boolean() })),
  }),

  /** From scratch, or with units and their bookings: then it begins booked, with the client as the first buyer. */
  open: command({
    allow: 'deals.write',
    offline: 'refuse',
    args: z.object({
      dealId: Id,
      kind: DealKind.default('sale'),
      clientName: z.string().trim().min(1).max(300),
      clientPhone: z.string().trim().max(50).default(''),
      buyer: z.object({ id: Id, personId: Id }).nullable().default(null),
      units: z.array(NewUnit).max(50).default([]),
      needs: Needs.nullable().default(null),
      note: z.string().trim().max(4000).default(''),
    }),
    result: z.object({ dealId: Id, stage: DealStage }),
  }),
  setClient: command({
    allow: 'deals.write',
    offline: 'queue',
    args: ByDeal.extend({ name: z.string().trim().min(1).max(300), phone: z.string().trim().max(50) }),
    result: Done,
  }),
  setNote: command({
    allow: 'deals.write',
    offline: 'queue',
    args: ByDeal.extend({ note: z.string().trim().max(4000) }),
    result: Done,
  }),
  /** A line of the timeline. */
  addNote: command({
    allow: 'deals.write',
    offline: 'queue',
    args: ByDeal.extend({ eventId: Id, text: z.string().trim().min(1).max(4000) }),
    result: Done,
  }),
  setNeeds: command({
    allow: 'deals.write',
    offline: 'queue',
    args: ByDeal.extend({ eventId: Id, needs: Needs }),
    result: Done,
  }),
  setMeeting: command({
    allow: 'deals.write',
    offline: 'queue',
    args: ByDeal.extend({ eventId: Id }).extend(MeetingFields.shape),
    result: Done,
  }),
  /** What came of the meeting; moves the deal to `met` by itself. */
  fillMeetingResult: command({
    allow: 'deals.write',
    offline: 'queue',
    args: ByDeal.extend({
      eventId: Id,
      result: z.string().trim().min(1).max(2000),
      rating: z.int().min(1).max(5).nullable().default(null),
      comment: z.string().trim().max(2000).nullable().default(null),
    }),
    result: Done,
  }),
  addParticipant: command({
    allow: 'deals.write',
    offline: 'refuse',
    args: ByDeal.extend({ id: Id }).extend(ParticipantFields.shape),
    result: Done,
  }),
  editParticipant: command({
    allow: 'deals.write',
    offline: 'refuse',
    args: z.object({ id: Id }).extend(ParticipantFields.omit({ role: true, personId: true, userId: true }).shape),
    result: Done,
  }),
  removeParticipant: command({ allow: 'deals.write', offline: 'refuse', args: z.object({ id: Id }), result: Done }),
  /** Ownership and all buyers' shares at once; in the end they are one whole. */
  setShares: command({
    allow: 'deals.write',
    offline: 'refuse',
    args: ByDeal.extend({
      ownership: Ownership,
      shares: z
        .array(z.object({ id: Id, num: z.int().min(1).max(1_000_000), den: z.int().min(1).max(1_000_000) }))
        .max(50),
    }),
    result: Done,
  }),
  addUnits: command({
    allow: 'deals.write',
    offline: 'refuse',
    args: ByDeal.extend({ units: z.array(NewUnit).min(1).max(50) }),
    result: Done,
  }),
  removeUnit: command({ allow: 'deals.write', offline: 'refuse', args: z.object({ id: Id }), result: Done }),
  /** The client took another one. */
  replaceUnit: command({
    allow: 'deals.write',
    offline: 'refuse',
    args: z.object({ id: Id, by: NewUnit }),
    result: Done,
  }),
  /** Ties a booking to a unit of the deal. */
  attachBooking: command({
    allow: 'deals.write',
    offline: 'refuse',
    args: z.object({ id: Id, reservationId: Id }),
    result: Done,
  }),
  /** Takes the register's price of today. */
  refreshPrice: command({ allow: 'deals.write', offline: 'refuse', args: z.object({ id: Id }), result: Done }),
  /** Within one's limit it holds at once; above it becomes a request under `requestId`, for somebody else to decide. */
  setDiscount: command({
    allow: 'deals.write',
    offline: 'refuse',
    args: z.object({ id: Id, amountMinor: Minor.min(0), reason: z.string().trim().max(500), requestId: Id }),
    result: z.object({ state: z.enum(['given', 'requested']) }),
  }),
  decideDiscount: command({
    allow: 'deals.approve',
    offline: 'refuse',
    args: z.object({ requestId: Id, isApproved: z.boolean(), note: Line.nullable().default(null) }),
    result: Done,
  }),
  setPayment: command({
    allow: 'deals.write',
    offline: 'refuse',
    args: ByDeal.extend({
      payment: PaymentKind.nullable(),
      mortgage: z
        .object({
          kind: MortgageKind,
          bank: Line.nullable(),
          amountMinor: Minor.min(1).nullable(),
          decisionOn: Day.nullable(),
        })
        .default({ kind: 'none', bank: null, amountMinor: null, decisionOn: null }),
      maternityMinor: Minor.min(1).nullable().default(null),
    }),
    result: Done,
  }),
  setContractDay: command({
    allow: 'deals.read',
    offline: 'refuse',
    args: ByDeal.extend({ on: Day.nullable() }),
    result: Done,
  }),
  saveService: command({
    allow: 'deals.write',
    offline: 'refuse',
    args: ByDeal.extend({
      id: Id,
      name: z.string().trim().min(1).max(300),
      priceMinor: Minor.min(0),
      quantity: z.int().min(1).max(10_000).default(1),
      note: Line.nullable().default(null),
    }),
    result: Done,
  }),
  removeService: command({ allow: 'deals.write', offline: 'refuse', args: z.object({ id: Id }), result: Done }),
  /** Of the file store, by its hash: `files.put` first. */
  attachFile: command({
    allow: 'deals.write',
    offline: 'refuse',
    args: ByDeal.extend({
      id: Id,
      file: StoredFile,
      note: Line.nullable().default(null),
    }),
    result: Done,
  }),
  detachFile: command({ allow: 'deals.write', offline: 'refuse', args: z.object({ id: Id }), result: Done }),
  /** Forward, or back with a reason. `from` is where the caller saw it: whoever is second learns that it has moved on. */
  move: command({
    allow: 'deals.read',
    offline: 'refuse',
    args: ByDeal.extend({ from: DealStage, to: DealStage, reason: Reason.nullable().default(null) }),
    result: z.object({ stage: DealStage }),
  }),
  lose: command({
    allow: 'deals.read',
    offline: 'refuse',
    args: ByDeal.extend({ from: DealStage, reasonId: Id, note: Line.nullable().default(null) }),
    result: Done,
  }),
  /** A lost deal comes back. */
  reopen: command({ allow: 'deals.write', offline: 'refuse', args: ByDeal.extend({ to: DealStage }), result: Done }),
  /** Another manager leads it from now on. */
  assign: command({ allow: 'deals.all', offline: 'refuse', args: ByDeal.extend({ userId: Id }), result: Done }),
  /** The steward's: registrations past their days, meetings without a result; wakes itself for the next morning. */
  morning: command({
    allow: 'jobs.run',
    offline: 'refuse',
    args: z.object({}),
    result: z.object({ late: z.int() }),
  }),
  saveRefusal: command({
    allow: 'deals.approve',
    offline: 'refuse',
    args: z.object({ id: Id, name: z.string().trim().min(1).max(200), isActive: z.boolean() }),
    result: Done,
  }),
} as const satisfies Contract
