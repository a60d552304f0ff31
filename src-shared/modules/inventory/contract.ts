/** Calls of the property register: what is for sale, what it costs, who holds it. Reads come from the cache, writes go to the centre. */
import { z } from 'zod'
import { Id } from '../../kernel/id.ts'
import { Instant } from '../../kernel/instant.ts'
import { Minor } from '../../kernel/money.ts'
import { Sha256 } from '../files/model.ts'
import { command, query, type Contract } from '../../rpc/contract.ts'
import { LISTED_COLUMNS, RegistryGroup, RegistrySort, SavedView, UnitFilter, ViewState } from './filter.ts'
import {
  BoardUnit,
  DiffRow,
  Facets,
  RegistryLine,
  ReservationKind,
  ReservationRow,
  ReservationState,
  SearchHit,
  SectionRow,
  Sums,
  TreeRow,
  UnitCard,
  UnitEvent,
} from './model.ts'
import { PriceExplanation, PriceListItem, PriceListRow, PriceRuleRow, RuleTerms } from './pricing-model.ts'
import {
  ComplexFields,
  BuildingFields,
  SectionFields,
  UnitFields,
  GrantRow,
  GrantTerms,
  HoldReasonRow,
  BookingTermsRow,
  LotRow,
} from './structure-model.ts'

const Nothing = z.object({})
const Done = z.object({ count: z.int() })
const Text = z.string().trim().max(2000)
const UnitIds = z.array(Id).min(1).max(20_000)

/** Which part of the city: everything of a complex, a building or a section. */
export const Scope = z.object({ kind: z.enum(['complex', 'building', 'section']), id: Id })
export type Scope = z.infer<typeof Scope>

const UNIT_TABLES = [
  'unit',
  'unit_status',
  'unit_claim',
  'unit_current_price',
  'reservation',
  'lot_unit',
  'unit_grant',
  'complex',
  'building',
  'section',
] as const
const STATUS_TABLES = ['unit', 'unit_status', 'unit_claim', 'complex', 'building', 'section'] as const

export const inventory = {
  /** Complexes and buildings with counts by status: the navigation and the zoomed-out view. Rows, live. */
  tree: query({ allow: 'inventory.read', reads: STATUS_TABLES, args: Nothing, result: z.array(TreeRow) }),
  /** Sections of a scope in drawing order, with floors. Rows, live. */
  sections: query({
    allow: 'inventory.read',
    reads: ['section', 'floor', 'building', 'unit'],
    args: z.object({ scope: Scope }),
    result: z.array(SectionRow),
  }),
  /**
   * Every unit of the scope as a cell; `filter` sets `is_match` and hides nothing. With `on` the board as it was at that
   * moment, rebuilt from claims and prices (staff only: an agency keeps no history and gets what it sees now). Rows, live.
   */
  chessboard: query({
    allow: 'inventory.read',
    reads: [...UNIT_TABLES, 'unit_price'],
    args: z.object({ scope: Scope, on: Instant.optional(), filter: UnitFilter.optional() }),
    result: z.array(BoardUnit),
  }),
  /** A window of the registry: filtered, sorted and grouped in SQLite. `total` counts lines (heads of groups too), `sums` units. */
  registry: query({
    allow: 'inventory.read',
    reads: UNIT_TABLES,
    isWindow: true,
    args: z.object({
      filter: UnitFilter.default({}),
      sort: RegistrySort.default([]),
      group: RegistryGroup.nullable().default(null),
      /** Keys of groups that are folded. */
      folded: z.array(z.string().max(100)).max(10_000).default([]),
      offset: z.int().min(0).default(0),
      limit: z.int().min(1).max(1000).default(200),
    }),
    result: z.object({ lines: z.array(RegistryLine), total: z.int(), sums: Sums }),
  }),
  /** Ids of a range of the registry in its order, for a selection that reaches beyond the window. */
  registryIds: query({
    allow: 'inventory.read',
    reads: UNIT_TABLES,
    args: z.object({
      filter: UnitFilter.default({}),
      sort: RegistrySort.default([]),
      offset: z.int().min(0).default(0),
      limit: z.int().min(1).max(20_000).default(20_000),
    }),
    result: z.object({ ids: z.array(Id), sums: Sums }),
  }),
  /** Count, area and money of any units. */
  sums: query({
    allow: 'inventory.read',
    reads: UNIT_TABLES,
    args: z.object({ unitIds: z.array(Id).max(20_000) }),
    result: Sums,
  }),
  /** Instant counts for each value of each filter and the legend, with all the other filters kept. */
  facets: query({
    allow: 'inventory.read',
    reads: UNIT_TABLES,
    args: z.object({ filter: UnitFilter.default({}), scope: Scope.optional() }),
    result: Facets,
  }),
  /** Values of one column with counts, under all conditions of the filter but that column's own: the menu of its head. At most 2000. */
  valuesOf: query({
    allow: 'inventory.read',
    reads: UNIT_TABLES,
    args: z.object({ column: z.enum(LISTED_COLUMNS), filter: UnitFilter.default({}) }),
    result: z.array(z.object({ id: z.string(), label: z.string(), count: z.int() })),
  }),
  /** What became different between two moments. Rows. */
  boardDiff: query({
    allow: 'inventory.read',
    reads: ['unit', 'unit_claim', 'unit_price'],
    args: z.object({ scope: Scope, from: Instant, to: Instant }),
    result: z.array(DiffRow),
  }),
  /** For the day slider: how much happened in each month, and the first day there is. Rows by month. */
  timeline: query({
    allow: 'inventory.read',
    reads: ['unit_claim', 'unit_price'],
    args: z.object({ scope: Scope }),
    result: z.array(z.object({ id: z.string(), month: z.string(), claims: z.int(), prices: z.int() })),
  }),
  /** The side panel. Refuses with `not-found` what this user may not see. */
  unitCard: query({
    allow: 'inventory.read',
    reads: [...UNIT_TABLES, 'lot', 'price_rule', 'booking_terms'],
    args: z.object({ unitId: Id }),
    result: UnitCard,
  }),
  /** Every change of status and price, newest first, with who and when. Rows, live. */
  unitHistory: query({
    allow: 'inventory.read',
    reads: ['unit_claim', 'unit_price', 'unit'],
    args: z.object({ unitId: Id }),
    result: z.array(UnitEvent),
  }),
  /** Bookings and queue entries. Rows, live. */
  reservations: query({
    allow: 'inventory.read',
    reads: ['reservation', 'unit', 'building', 'complex'],
    args: z.object({
      whose: z.enum(['mine', 'company', 'all']).default('mine'),
      states: z.array(ReservationState).default(['queued', 'offered', 'active']),
      unitId: Id.optional(),
      /** Only those that run out before this moment. */
      until: Instant.optional(),
      limit: z.int().min(1).max(5000).default(500),
    }),
    result: z.array(ReservationRow),
  }),
  /** This module's part of the global search: unit and cadastral numbers, clients and phones of bookings, buildings, complexes. */
  search: query({
    allow: 'inventory.read',
    reads: ['unit', 'reservation', 'building', 'complex'],
    args: z.object({ text: z.string().max(200), limit: z.int().min(1).max(100).default(20) }),
    result: z.array(SearchHit),
  }),
  /** Own views and those shared in the company. Rows, live. */
  views: query({ allow: 'inventory.read', reads: ['saved_view'], args: Nothing, result: z.array(SavedView) }),
  holdReasons: query({
    allow: 'inventory.read',
    reads: ['hold_reason'],
    args: Nothing,
    result: z.array(HoldReasonRow),
  }),
  /** Everything that was ever set and is to come, the newest first. What holds is the last with a date that has passed. Rows, live. */
  bookingTerms: query({
    allow: 'inventory.read',
    reads: ['booking_terms', 'complex'],
    args: Nothing,
    result: z.array(BookingTermsRow),
  }),
  lots: query({
    allow: 'inventory.read',
    reads: ['lot', 'lot_unit', 'unit'],
    args: z.object({ scope: Scope }),
    result: z.array(LotRow),
  }),
  grants: query({
    allow: 'inventory.grant',
    reads: ['unit_grant', 'unit', 'building', 'complex'],
    args: z.object({ companyId: Id.optional(), scope: Scope.optional() }),
    result: z.array(GrantRow),
  }),
  priceRules: query({
    allow: 'inventory.reprice',
    reads: ['price_rule'],
    args: z.object({ complexId: Id.optional() }),
    result: z.array(PriceRuleRow),
  }),
  priceLists: query({
    allow: 'inventory.reprice',
    reads: ['price_list', 'price_list_item'],
    args: z.object({ complexId: Id.optional() }),
    result: z.array(PriceListRow),
  }),
  priceListItems: query({
    allow: 'inventory.reprice',
    reads: ['price_list_item', 'unit_current_price'],
    args: z.object({
      priceListId: Id,
      offset: z.int().min(0).default(0),
      limit: z.int().min(1).max(20_000).default(1000),
    }),
    result: z.array(PriceListItem),
  }),
  /** The waterfall behind a unit's price: base, factors, additions, promotions, rounding; recomputed and compared. */
  explainPrice: query({
    allow: 'inventory.read',
    reads: ['unit_price', 'price_rule'],
    args: z.object({ unitId: Id }),
    result: PriceExplanation,
  }),

  /**
   * Books free units, together or not at all; a unit of a lot only with the rest of the lot. Refuses `inventory.unit-taken`
   * with the unit when somebody was faster, `inventory.until-too-late` beyond the term that this user may give.
   */
  book: command({
    allow: 'inventory.book',
    offline: 'refuse',
    args: z.object({
      items: z
        .array(z.object({ reservationId: Id, unitId: Id }))
        .min(1)
        .max(50),
      kind: ReservationKind,
      until: Instant,
      personId: Id.nullable().default(null),
      clientName: Text.min(1).max(200),
      clientPhone: Text.max(40).default(''),
      feeMinor: Minor.min(0).nullable().default(null),
      note: Text.nullable().default(null),
    }),
    result: Done,
  }),
  /** Within the number of extensions and the term; past the limit only with `inventory.release`, a manager's right. */
  extend: command({
    allow: 'inventory.extend',
    offline: 'refuse',
    args: z.object({ reservationId: Id, until: Instant }),
    result: Done,
  }),
  /** Ends one's own booking or, with `inventory.release`, anybody's. The next in the queue gets a timed offer. */
  release: command({
    allow: 'inventory.book',
    offline: 'refuse',
    args: z.object({ reservationId: Id, reason: Text.min(1) }),
    result: Done,
  }),
  /** Stands in line for a unit that is booked. */
  joinQueue: command({
    allow: 'inventory.book',
    offline: 'refuse',
    args: z.object({
      reservationId: Id,
      unitId: Id,
      personId: Id.nullable().default(null),
      clientName: Text.min(1).max(200),
      clientPhone: Text.max(40).default(''),
      note: Text.nullable().default(null),
    }),
    result: Done,
  }),
  leaveQueue: command({
    allow: 'inventory.book',
    offline: 'refuse',
    args: z.object({ reservationId: Id }),
    result: Done,
  }),
  /** Takes the offer that a follower in the queue was given: the booking becomes active until the given moment. */
  acceptOffer: command({
    allow: 'inventory.book',
    offline: 'refuse',
    args: z.object({
      reservationId: Id,
      kind: ReservationKind,
      until: Instant,
      feeMinor: Minor.min(0).nullable().default(null),
    }),
    result: Done,
  }),
  placeHold: command({
    allow: 'inventory.hold',
    offline: 'refuse',
    args: z.object({
      holds: z
        .array(z.object({ claimId: Id, unitId: Id }))
        .min(1)
        .max(20_000),
      reasonId: Id,
      note: Text.nullable().default(null),
    }),
    result: Done,
  }),
  /** Ends technical holds; units without one are passed over. */
  releaseHold: command({
    allow: 'inventory.hold',
    offline: 'refuse',
    args: z.object({ unitIds: UnitIds }),
    result: Done,
  }),
  /** Takes units off sale. */
  withdraw: command({
    allow: 'inventory.hold',
    offline: 'refuse',
    args: z.object({
      claims: z
        .array(z.object({ claimId: Id, unitId: Id }))
        .min(1)
        .max(20_000),
      note: Text.nullable().default(null),
    }),
    result: Done,
  }),
  /** Puts units on sale; a unit without a price is refused (`inventory.no-price`). */
  offer: command({ allow: 'inventory.hold', offline: 'refuse', args: z.object({ unitIds: UnitIds }), result: Done }),
  /**
   * Changes prices at once. What would fall below the least price is not applied but put into a price list of kind
   * `exception` (`exceptionId`) that waits for `inventory.approvePrice`. Booked and sold units keep their price (C18.3).
   */
  reprice: command({
    allow: 'inventory.reprice',
    offline: 'refuse',
    args: z.object({
      exceptionId: Id,
      unitIds: UnitIds,
      /** `price` and `ppm` set kopecks, `percent` changes by basis points, `add` by kopecks of the whole price. */
      change: z.object({ by: z.enum(['price', 'ppm', 'percent', 'add']), value: z.int() }),
      note: Text.nullable().default(null),
    }),
    result: z.object({ applied: z.int(), toApprove: z.int(), frozen: z.int() }),
  }),
  /** A draft list for units: prices computed by rule, or changed from the current ones. Drafting again replaces the items. */
  draftPriceList: command({
    allow: 'inventory.reprice',
    offline: 'refuse',
    args: z.object({
      priceListId: Id,
      name: Text.min(1).max(200),
      startsAt: Instant,
      complexId: Id.nullable().default(null),
      unitIds: z.array(Id).max(20_000).optional(),
      from: z.union([
        z.object({ by: z.literal('rule') }),
        z.object({ by: z.enum(['percent', 'add', 'ppm']), value: z.int() }),
        z.object({
          by: z.literal('items'),
          items: z.array(z.object({ unitId: Id, priceMinor: Minor.min(0) })).max(20_000),
        }),
      ]),
      note: Text.nullable().default(null),
    }),
    result: z.object({ items: z.int(), belowMin: z.int(), withoutRule: z.int() }),
  }),
  submitPriceList: command({
    allow: 'inventory.reprice',
    offline: 'refuse',
    args: z.object({ priceListId: Id }),
    result: Done,
  }),
  /** Four eyes: the author may not approve. Comes into force at its date, at once where that has passed. */
  approvePriceList: command({
    allow: 'inventory.approvePrice',
    offline: 'refuse',
    args: z.object({ priceListId: Id }),
    result: Done,
  }),
  rejectPriceList: command({
    allow: 'inventory.approvePrice',
    offline: 'refuse',
    args: z.object({ priceListId: Id, note: Text.min(1) }),
    result: Done,
  }),
  cancelPriceList: command({
    allow: 'inventory.reprice',
    offline: 'refuse',
    args: z.object({ priceListId: Id }),
    result: Done,
  }),
  /**
   * A new rule or a new version of one. Refuses `inventory.rule-bad` (terms that cannot be computed by), `inventory.rule-exists`
   * (another active rule for the same place and kind), `inventory.no-building` (a building of another complex).
   */
  savePriceRule: command({
    allow: 'inventory.reprice',
    offline: 'refuse',
    args: z.object({
      ruleId: Id,
      name: Text.min(1).max(200),
      complexId: Id,
      buildingId: Id.nullable().default(null),
      kind: PriceRuleRow.shape.kind,
      minPpmMinor: Minor.min(0).nullable(),
      isActive: z.boolean().default(true),
      terms: RuleTerms,
    }),
    result: z.object({ version: z.int() }),
  }),
  /** Flat, parking and storage sold as one. */
  saveLot: command({
    allow: 'inventory.structure',
    offline: 'refuse',
    args: z.object({
      lotId: Id,
      name: Text.min(1).max(200),
      units: z
        .array(z.object({ lotUnitId: Id, unitId: Id, isMain: z.boolean() }))
        .min(2)
        .max(20),
    }),
    result: Done,
  }),
  dissolveLot: command({
    allow: 'inventory.structure',
    offline: 'refuse',
    args: z.object({ lotId: Id }),
    result: Done,
  }),

  saveView: command({
    allow: 'inventory.read',
    offline: 'queue',
    args: z.object({
      viewId: Id,
      name: Text.min(1).max(100),
      place: z.enum(['board', 'registry']),
      isShared: z.boolean().default(false),
      state: ViewState,
    }),
    result: Done,
  }),
  deleteView: command({ allow: 'inventory.read', offline: 'queue', args: z.object({ viewId: Id }), result: Done }),

  saveComplex: command({ allow: 'inventory.structure', offline: 'refuse', args: ComplexFields, result: Done }),
  saveBuilding: command({ allow: 'inventory.structure', offline: 'refuse', args: BuildingFields, result: Done }),
  saveSection: command({ allow: 'inventory.structure', offline: 'refuse', args: SectionFields, result: Done }),
  saveUnits: command({
    allow: 'inventory.structure',
    offline: 'refuse',
    args: z.object({ units: z.array(UnitFields).min(1).max(20_000) }),
    result: Done,
  }),
  /** Only what was never booked, sold or priced goes; the rest refuses with `inventory.has-history`. */
  deleteUnits: command({
    allow: 'inventory.structure',
    offline: 'refuse',
    args: z.object({ unitIds: UnitIds }),
    result: Done,
  }),
  /** From a moment on, never back: refuses `inventory.terms-in-the-past`. The house says all three; a complex what differs. */
  setBookingTerms: command({
    allow: 'inventory.terms',
    offline: 'refuse',
    args: z.object({
      termsId: Id,
      complexId: Id.nullable(),
      /** Null: at once. */
      startsAt: Instant.nullable(),
      extensions: z.int().min(0).max(100).nullable(),
      offerHours: z.int().min(1).max(720).nullable(),
      queue: z.int().min(0).max(1000).nullable(),
      /** Null: as it was, or as the house does. */
      returnDays: z.int().min(1).max(90).nullable().default(null),
    }),
    result: Done,
  }),
  /** A picture of the file store (`files.put`) as the plan of units; null takes it away. Refuses `inventory.no-picture`. */
  setPlanPicture: command({
    allow: 'inventory.structure',
    offline: 'refuse',
    args: z.object({ unitIds: UnitIds, sha256: Sha256.nullable() }),
    result: Done,
  }),
  saveHoldReason: command({
    allow: 'inventory.structure',
    offline: 'refuse',
    args: z.object({ reasonId: Id, name: Text.min(1).max(200), isActive: z.boolean().default(true) }),
    result: Done,
  }),

  /** Opens a complex, a building or units to an agency; granting again changes the terms. */
  grant: command({
    allow: 'inventory.grant',
    offline: 'refuse',
    args: z.object({
      companyId: Id,
      items: z
        .array(z.object({ grantId: Id, kind: z.enum(['complex', 'building', 'unit']), id: Id }))
        .min(1)
        .max(20_000),
      terms: GrantTerms,
    }),
    result: Done,
  }),
  revoke: command({
    allow: 'inventory.grant',
    offline: 'refuse',
    args: z.object({ grantIds: z.array(Id).min(1).max(20_000) }),
    result: Done,
  }),

  /** Steward: ends bookings and offers whose time is over, gives the queue its turn. */
  expireDue: command({
    allow: 'jobs.run',
    offline: 'refuse',
    args: z.object({ reservationId: Id.optional() }),
    result: Done,
  }),
  /** Steward: brings approved price lists into force at their date. */
  activateDuePriceLists: command({
    allow: 'jobs.run',
    offline: 'refuse',
    args: z.object({ priceListId: Id.optional() }),
    result: Done,
  }),
} satisfies Contract
