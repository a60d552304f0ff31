/** The words of the property register: what units are, what may hold them, and the shapes that screens see. */
import { z } from 'zod'
import { Id } from '../../kernel/id.ts'
import { Instant } from '../../kernel/instant.ts'
import { Day } from '../../kernel/day.ts'
import { Minor } from '../../kernel/money.ts'

/** Integer square centimetres: 1 m² is 10 000. */
export const Cm2 = z.int().min(0)
/** Basis points: 10 000 is one whole. */
export const BasisPoints = z.int()

export const UNIT_KINDS = ['flat', 'apartment', 'office', 'parking', 'storage', 'villa', 'equipment'] as const
export const UnitKind = z.enum(UNIT_KINDS)
export type UnitKind = z.infer<typeof UnitKind>

/** What may claim a unit, strongest first: the unit's status is its strongest live claim, and `free` when it has none (C18.1). */
export const CLAIM_KINDS = [
  'transferred',
  'sold',
  'registered',
  'under_contract',
  'sold_pending_contract',
  'on_auction',
  'reserved_paid',
  'reserved',
  'hold_technical',
  'not_for_sale',
] as const
export const ClaimKind = z.enum(CLAIM_KINDS)
export type ClaimKind = z.infer<typeof ClaimKind>

/** Claims that may stand beside a booking or a contract; of all the others a unit has one at most. */
export const SHARED_CLAIM_KINDS = ['hold_technical', 'not_for_sale'] as const satisfies readonly ClaimKind[]

export const UNIT_STATUSES = ['free', ...CLAIM_KINDS] as const
/** `occupied` is all an agency learns of a unit that somebody else holds. */
export const BOARD_STATUSES = [...UNIT_STATUSES, 'occupied'] as const
export const UnitStatus = z.enum(BOARD_STATUSES)
export type UnitStatus = z.infer<typeof UnitStatus>

export const FINISHINGS = ['none', 'rough', 'prefinish', 'finish', 'furnished'] as const
export const Finishing = z.enum(FINISHINGS)
export type Finishing = z.infer<typeof Finishing>

export const VIEWS = ['courtyard', 'street', 'city', 'park', 'river', 'sea', 'mountains'] as const
export const View = z.enum(VIEWS)
export type View = z.infer<typeof View>

export const WINDOW_SIDES = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw', 'both'] as const
export const WindowSide = z.enum(WINDOW_SIDES)
export type WindowSide = z.infer<typeof WindowSide>

export const STAGES = ['planned', 'foundation', 'frame', 'finishing', 'commissioned'] as const
export const Stage = z.enum(STAGES)
export type Stage = z.infer<typeof Stage>

/** How a section is drawn: floor × riser, a floor plan with places on it, or a plain list. */
export const SECTION_LAYOUTS = ['grid', 'plan', 'list'] as const
export const SectionLayout = z.enum(SECTION_LAYOUTS)
export type SectionLayout = z.infer<typeof SectionLayout>

export const RESERVATION_KINDS = ['free', 'paid'] as const
export const ReservationKind = z.enum(RESERVATION_KINDS)
export type ReservationKind = z.infer<typeof ReservationKind>

export const RESERVATION_STATES = ['queued', 'offered', 'active', 'expired', 'released', 'left', 'converted'] as const
export const ReservationState = z.enum(RESERVATION_STATES)
export type ReservationState = z.infer<typeof ReservationState>

/** Counts by status; a status with no units is left out. */
export const StatusCounts = z.partialRecord(UnitStatus, z.int())
export type StatusCounts = z.infer<typeof StatusCounts>

/** A complex or a building of the navigation tree. */
export const TreeRow = z.object({
  id: Id,
  kind: z.enum(['complex', 'building']),
  parent_id: Id.nullable(),
  name: z.string(),
  region: z.string(),
  address: z.string(),
  stage: Stage.nullable(),
  ready_on: Day.nullable(),
  floors: z.int(),
  sections: z.int(),
  units: z.int(),
  area_cm2: Cm2,
  counts: StatusCounts,
})
export type TreeRow = z.infer<typeof TreeRow>

/** A section as the board needs it: its place among the others and the extent of its grid. */
export const SectionRow = z.object({
  id: Id,
  building_id: Id,
  complex_id: Id,
  building: z.string(),
  name: z.string(),
  sort: z.int(),
  layout: SectionLayout,
  floor_from: z.int(),
  floor_to: z.int(),
  risers: z.int(),
  units: z.int(),
  /** Names of floors that are not called by their number, and their plan pictures. */
  floors: z.array(z.object({ floor: z.int(), name: z.string().nullable(), plan: z.string().nullable() })),
})
export type SectionRow = z.infer<typeof SectionRow>

/** One cell of the chessboard. Position is floor × riser of its section, each with a span; `plan_*` is for sections drawn as a plan. */
export const BoardUnit = z.object({
  id: Id,
  complex_id: Id,
  building_id: Id,
  section_id: Id,
  floor: z.int(),
  floor_span: z.int(),
  riser: z.int(),
  riser_span: z.int(),
  plan_x: z.int().nullable(),
  plan_y: z.int().nullable(),
  plan_w: z.int().nullable(),
  plan_h: z.int().nullable(),
  /** Hash in the file store. */
  plan_picture: z.string().nullable(),
  number: z.string(),
  kind: UnitKind,
  rooms: z.int().nullable(),
  area_cm2: Cm2,
  /** Null when this user may not see the price, or there is none. */
  price_minor: Minor.nullable(),
  ppm_minor: Minor.nullable(),
  status: UnitStatus,
  /** Since when the unit has this status; null when this user may not know. */
  since_at: Instant.nullable(),
  /** When the live booking runs out, where this user may know. */
  until_at: Instant.nullable(),
  /** First day on sale, for days-on-sale heat. */
  on_sale_at: Instant.nullable(),
  queue: z.int(),
  /** The live claim is this user's own booking. */
  is_mine: z.boolean(),
  /** The live claim is this user's company's. */
  is_ours: z.boolean(),
  lot_id: Id.nullable(),
  /** Passes the filter that was asked for. */
  is_match: z.boolean(),
})
export type BoardUnit = z.infer<typeof BoardUnit>

/** One unit of the registry: everything of the board's cell, and what the columns may show. */
export const RegistryUnit = BoardUnit.omit({
  is_match: true,
  plan_x: true,
  plan_y: true,
  plan_w: true,
  plan_h: true,
  plan_picture: true,
}).extend({
  complex: z.string(),
  region: z.string(),
  building: z.string(),
  section: z.string(),
  living_cm2: Cm2.nullable(),
  kitchen_cm2: Cm2.nullable(),
  balcony_cm2: Cm2.nullable(),
  project_cm2: Cm2.nullable(),
  bti_cm2: Cm2.nullable(),
  finishing: Finishing.nullable(),
  view: View.nullable(),
  window_side: WindowSide.nullable(),
  ceiling_cm: z.int().nullable(),
  layout: z.string().nullable(),
  cadastral_number: z.string().nullable(),
  /** Whose booking it is, where this user may know. */
  client: z.string().nullable(),
  agency: z.string().nullable(),
})
export type RegistryUnit = z.infer<typeof RegistryUnit>

export const Sums = z.object({ count: z.int(), area_cm2: Cm2, price_minor: Minor, ppm_minor: Minor.nullable() })
/** Count, area, price and Σ price ÷ Σ area of some units; units without a price count in `count` and not in `ppm_minor`. */
export type Sums = z.infer<typeof Sums>

/** A line of the registry's window: a unit, or the head of a group with its subtotals. */
export const RegistryLine = z.discriminatedUnion('line', [
  z.object({
    line: z.literal('group'),
    id: z.string(),
    key: z.string(),
    label: z.string(),
    is_open: z.boolean(),
    sums: Sums,
  }),
  z.object({ line: z.literal('unit'), id: Id, unit: RegistryUnit }),
])
export type RegistryLine = z.infer<typeof RegistryLine>

export const ReservationRow = z.object({
  id: Id,
  unit_id: Id,
  unit_number: z.string().nullable(),
  unit_kind: UnitKind.nullable(),
  building: z.string().nullable(),
  complex: z.string().nullable(),
  state: ReservationState,
  kind: ReservationKind,
  person_id: Id.nullable(),
  client_name: z.string(),
  client_phone: z.string(),
  user_id: Id,
  user_name: z.string().nullable(),
  company_id: Id,
  company: z.string().nullable(),
  from_at: Instant.nullable(),
  until_at: Instant.nullable(),
  queued_at: Instant.nullable(),
  /** Place in the unit's queue, 1 is next; null for an agency, which must not learn who else waits. */
  queue_no: z.int().nullable(),
  extended_count: z.int(),
  fee_minor: Minor.nullable(),
  price_minor: Minor.nullable(),
  closed_at: Instant.nullable(),
  close_reason: z.string().nullable(),
  note: z.string().nullable(),
  is_mine: z.boolean(),
})
export type ReservationRow = z.infer<typeof ReservationRow>

export const ClaimRow = z.object({
  id: Id,
  kind: ClaimKind,
  from_at: Instant,
  ended_at: Instant.nullable(),
  source: z.string(),
  source_id: Id.nullable(),
  reason: z.string().nullable(),
  note: z.string().nullable(),
  user_name: z.string().nullable(),
  company: z.string().nullable(),
})
export type ClaimRow = z.infer<typeof ClaimRow>

/** Everything the side panel shows of one unit. */
export const UnitCard = z.object({
  unit: RegistryUnit,
  entrance: z.string().nullable(),
  address: z.string(),
  stage: Stage,
  ready_on: Day.nullable(),
  balcony_bp: BasisPoints.nullable(),
  plan_picture: z.string().nullable(),
  floor_plan_picture: z.string().nullable(),
  note: z.string().nullable(),
  claims: z.array(ClaimRow),
  reservations: z.array(ReservationRow),
  lot: z
    .object({
      id: Id,
      name: z.string(),
      units: z.array(z.object({ id: Id, number: z.string(), kind: UnitKind, is_main: z.boolean() })),
    })
    .nullable(),
  /** Lowest price without an approval, for those who reprice. */
  min_price_minor: Minor.nullable(),
  agencies: z.array(
    z.object({ company_id: Id, company: z.string().nullable(), has_price: z.boolean(), has_booking: z.boolean() }),
  ),
  /** What this user may do with the unit now; the centre checks again. */
  can: z.object({
    book: z.boolean(),
    join_queue: z.boolean(),
    extend: z.boolean(),
    release: z.boolean(),
    hold: z.boolean(),
    release_hold: z.boolean(),
    withdraw: z.boolean(),
    offer: z.boolean(),
    reprice: z.boolean(),
    max_until_at: Instant.nullable(),
  }),
})
export type UnitCard = z.infer<typeof UnitCard>

/** One event of a unit's history: its status or its price became something else. */
export const UnitEvent = z.object({
  id: z.string(),
  at: Instant,
  what: z.enum(['status', 'price']),
  /** For status: the claim that began or ended and the status after it. */
  claim: ClaimKind.nullable(),
  is_begin: z.boolean().nullable(),
  status: UnitStatus.nullable(),
  price_minor: Minor.nullable(),
  ppm_minor: Minor.nullable(),
  /** Change of the price against the one before. */
  delta_minor: Minor.nullable(),
  source: z.string(),
  document: z.string().nullable(),
  user_name: z.string().nullable(),
  company: z.string().nullable(),
  note: z.string().nullable(),
})
export type UnitEvent = z.infer<typeof UnitEvent>

/** What changed of one unit between two dates; units in which nothing changed are not listed. */
export const DiffRow = z.object({
  id: Id,
  number: z.string(),
  kind: UnitKind,
  building_id: Id,
  section_id: Id,
  floor: z.int(),
  riser: z.int(),
  area_cm2: Cm2,
  status_from: UnitStatus,
  status_to: UnitStatus,
  price_from_minor: Minor.nullable(),
  price_to_minor: Minor.nullable(),
  change: z.enum(['sold', 'reserved', 'released', 'withdrawn', 'offered', 'status', 'raised', 'lowered']),
})
export type DiffRow = z.infer<typeof DiffRow>

export const FacetValue = z.object({ value: z.string(), label: z.string(), count: z.int() })
export type FacetValue = z.infer<typeof FacetValue>

export const RangeFacet = z.object({ min: z.int().nullable(), max: z.int().nullable() })
/** For every filter: what each value would give with all the other filters kept. `status` is the legend. */
export const Facets = z.object({
  sums: Sums,
  agency: z.array(FacetValue),
  region: z.array(FacetValue),
  complex: z.array(FacetValue),
  kind: z.array(FacetValue),
  status: z.array(FacetValue),
  rooms: z.array(FacetValue),
  finishing: z.array(FacetValue),
  view: z.array(FacetValue),
  floor: RangeFacet,
  area_cm2: RangeFacet,
  price_minor: RangeFacet,
})
export type Facets = z.infer<typeof Facets>

/** A hit of the global search; `path` opens it. */
export const SearchHit = z.object({
  id: z.string(),
  kind: z.enum(['unit', 'reservation', 'building', 'complex']),
  entity_id: Id,
  title: z.string(),
  subtitle: z.string(),
  status: UnitStatus.nullable(),
})
export type SearchHit = z.infer<typeof SearchHit>
