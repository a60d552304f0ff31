/** Row types of the property register: structure, claims and what follows from them, bookings, prices, lots, grants, views. */
import type { Generated } from 'kysely'
import type { z } from 'zod'
import type { Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import type {
  ClaimKind,
  Finishing,
  ReservationKind,
  ReservationState,
  SectionLayout,
  Stage,
  UnitKind,
  View,
  WindowSide,
} from '#shared/modules/inventory/model.ts'
import type { ViewState } from '#shared/modules/inventory/filter.ts'
import type { PriceFactors, PriceListState, RuleTerms } from '#shared/modules/inventory/pricing-model.ts'

interface ComplexTable {
  id: Id
  name: string
  region: string
  city: string
  address: string
  class: string | null
}

interface BuildingTable {
  id: Id
  complex_id: Id
  name: string
  address: string
  stage: Stage
  sort: number
  ready_on: Day | null
  cadastral_number: string | null
}

/** Filled by the centre from the row above; carried for policies and filters. */
interface Place {
  building_id: Generated<Id>
  complex_id: Generated<Id>
}

interface SectionTable {
  id: Id
  building_id: Id
  complex_id: Generated<Id>
  name: string
  sort: number
  layout: SectionLayout
}

interface EntranceTable extends Place {
  id: Id
  section_id: Id
  name: string
}

interface FloorTable extends Place {
  id: Id
  section_id: Id
  floor: number
  name: string | null
  plan_picture: string | null
}

interface UnitTable extends Place {
  id: Id
  section_id: Id
  entrance_id: Id | null
  kind: UnitKind
  number: string
  /** Digits of the number, for sorting. */
  number_order: Generated<number | null>
  floor: number
  floor_span: number
  riser: number
  riser_span: number
  plan_x: number | null
  plan_y: number | null
  plan_w: number | null
  plan_h: number | null
  rooms: number | null
  area_cm2: number
  living_cm2: number | null
  kitchen_cm2: number | null
  balcony_cm2: number | null
  balcony_bp: number | null
  project_cm2: number | null
  bti_cm2: number | null
  finishing: Finishing | null
  view: View | null
  window_side: WindowSide | null
  ceiling_cm: number | null
  layout: string | null
  plan_picture: string | null
  cadastral_number: string | null
  note: string | null
  created_at: Generated<Instant>
  is_free: Generated<boolean>
}

interface HoldReasonTable {
  id: Id
  name: string
  is_active: boolean
}

interface UnitClaimTable extends Place {
  id: Id
  unit_id: Id
  kind: ClaimKind
  is_exclusive: Generated<boolean>
  from_at: Instant
  ended_at: Instant | null
  source: string
  source_id: Id | null
  company_id: Id | null
  user_id: Id | null
  ended_by_id: Id | null
  hold_reason_id: Id | null
  note: string | null
}

/** What the developer's own people filter, sort and count by. */
interface UnitStatusTable {
  id: Id
  complex_id: Id
  building_id: Id
  section_id: Id
  kind: UnitKind
  status: ClaimKind | 'free'
  rooms: number | null
  finishing: Finishing | null
  view: View | null
  window_side: WindowSide | null
  floor: number
  riser: number
  number: string
  number_order: number | null
  area_cm2: number
  price_minor: number | null
  ppm_minor: number | null
  since_at: Instant | null
  on_sale_at: Instant | null
}

interface ReservationTable extends Place {
  id: Id
  unit_id: Id
  company_id: Id
  user_id: Id
  state: ReservationState
  kind: ReservationKind
  person_id: Id | null
  client_name: string
  client_phone: string
  search: string
  queued_at: Instant | null
  from_at: Instant | null
  until_at: Instant | null
  extended_count: Generated<number>
  fee_minor: number | null
  closed_at: Instant | null
  close_reason: string | null
  note: string | null
}

/** Append only; the last with a date that has passed holds. */
interface BookingTermsTable {
  id: Id
  complex_id: Id | null
  from_at: Instant
  extensions: number | null
  offer_hours: number | null
  queue: number | null
  return_days: number | null
  user_id: Id | null
}

interface PriceRuleTable {
  id: Id
  name: string
  complex_id: Id
  building_id: Id | null
  kind: UnitKind | null
  version: number
  is_active: boolean
  min_ppm_minor: number | null
  terms_json: RuleTerms
  user_id: Id | null
  updated_at: Instant
}

interface PriceListTable {
  id: Id
  number: string | null
  name: string
  complex_id: Id | null
  kind: 'list' | 'exception'
  state: PriceListState
  starts_at: Instant
  author_id: Id
  approver_id: Id | null
  approved_at: Instant | null
  activated_at: Instant | null
  created_at: Instant
  note: string | null
}

interface PriceListItemTable {
  id: Id
  price_list_id: Id
  unit_id: Id
  price_minor: number
  ppm_minor: number
  min_minor: number | null
  factors_json: z.input<typeof PriceFactors>
}

interface UnitPriceTable extends Place {
  id: Id
  unit_id: Id
  price_minor: number
  ppm_minor: number
  from_at: Instant
  source: 'rule' | 'manual' | 'list' | 'import'
  price_list_id: Id | null
  rule_id: Id | null
  factors_json: z.input<typeof PriceFactors>
  user_id: Id | null
  note: string | null
}

interface UnitCurrentPriceTable {
  id: Id
  building_id: Id
  complex_id: Id
  price_minor: number
  ppm_minor: number
  from_at: Instant
}

interface LotTable {
  id: Id
  complex_id: Id
  name: string
}

interface LotUnitTable {
  id: Id
  lot_id: Id
  unit_id: Id
  is_main: boolean
}

interface UnitGrantTable {
  id: Id
  company_id: Id
  complex_id: Id
  building_id: Id | null
  unit_id: Id | null
  has_price: boolean
  has_booking: boolean
  max_hold_days: number | null
  from_at: Instant
  ended_at: Instant | null
  user_id: Id | null
}

interface SavedViewTable {
  id: Id
  user_id: Id
  company_id: Id
  name: string
  place: 'board' | 'registry'
  is_shared: boolean
  state_json: ViewState
}

export interface InventoryTables {
  complex: ComplexTable
  building: BuildingTable
  section: SectionTable
  entrance: EntranceTable
  floor: FloorTable
  unit: UnitTable
  hold_reason: HoldReasonTable
  unit_claim: UnitClaimTable
  unit_status: UnitStatusTable
  reservation: ReservationTable
  booking_terms: BookingTermsTable
  price_rule: PriceRuleTable
  price_list: PriceListTable
  price_list_item: PriceListItemTable
  unit_price: UnitPriceTable
  unit_current_price: UnitCurrentPriceTable
  lot: LotTable
  lot_unit: LotUnitTable
  unit_grant: UnitGrantTable
  saved_view: SavedViewTable
}
