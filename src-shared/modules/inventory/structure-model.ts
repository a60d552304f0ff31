/** What administrators edit: complexes, buildings, sections, units, lots, hold reasons and what agencies may see. */
import { z } from 'zod'
import { Day } from '../../kernel/day.ts'
import { Id } from '../../kernel/id.ts'
import { Instant } from '../../kernel/instant.ts'
import { BasisPoints, Cm2, Finishing, SectionLayout, Stage, UnitKind, View, WindowSide } from './model.ts'

const Name = z.string().trim().min(1).max(200)

export const ComplexFields = z.object({
  id: Id,
  name: Name,
  region: Name,
  city: Name,
  address: z.string().trim().max(500),
  class: z.string().max(60).nullable().default(null),
})
export type ComplexFields = z.infer<typeof ComplexFields>

export const BuildingFields = z.object({
  id: Id,
  complex_id: Id,
  name: Name,
  address: z.string().trim().max(500),
  stage: Stage,
  sort: z.int().default(0),
  ready_on: Day.nullable().default(null),
  cadastral_number: z.string().max(60).nullable().default(null),
})
export type BuildingFields = z.infer<typeof BuildingFields>

/** A section with its entrances and floors, which are replaced as a whole; floors that units stand on stay. */
export const SectionFields = z.object({
  id: Id,
  building_id: Id,
  name: Name,
  sort: z.int().default(0),
  layout: SectionLayout.default('grid'),
  entrances: z
    .array(z.object({ id: Id, name: Name }))
    .max(50)
    .default([]),
  floors: z
    .array(
      z.object({
        id: Id,
        floor: z.int().min(-20).max(200),
        name: z.string().max(60).nullable(),
        plan_picture: z.string().max(300).nullable(),
      }),
    )
    .max(250)
    .default([]),
})
export type SectionFields = z.infer<typeof SectionFields>

export const UnitFields = z.object({
  id: Id,
  section_id: Id,
  entrance_id: Id.nullable().default(null),
  number: z.string().trim().min(1).max(40),
  kind: UnitKind,
  floor: z.int().min(-20).max(200),
  floor_span: z.int().min(1).max(50).default(1),
  riser: z.int().min(1).max(500),
  riser_span: z.int().min(1).max(100).default(1),
  plan_x: z.int().nullable().default(null),
  plan_y: z.int().nullable().default(null),
  plan_w: z.int().nullable().default(null),
  plan_h: z.int().nullable().default(null),
  rooms: z.int().min(0).max(50).nullable().default(null),
  area_cm2: Cm2,
  living_cm2: Cm2.nullable().default(null),
  kitchen_cm2: Cm2.nullable().default(null),
  balcony_cm2: Cm2.nullable().default(null),
  balcony_bp: BasisPoints.min(0).max(10_000).nullable().default(null),
  project_cm2: Cm2.nullable().default(null),
  bti_cm2: Cm2.nullable().default(null),
  finishing: Finishing.nullable().default(null),
  view: View.nullable().default(null),
  window_side: WindowSide.nullable().default(null),
  ceiling_cm: z.int().min(0).max(3000).nullable().default(null),
  layout: z.string().max(60).nullable().default(null),
  plan_picture: z.string().max(300).nullable().default(null),
  cadastral_number: z.string().max(60).nullable().default(null),
  note: z.string().max(2000).nullable().default(null),
})
export type UnitFields = z.infer<typeof UnitFields>

/** Terms of bookings as somebody set them: of the house (`complex_id` null), or what a complex does otherwise (null: as the house). */
export const BookingTermsRow = z.object({
  id: Id,
  complex_id: Id.nullable(),
  complex: z.string().nullable(),
  from_at: Instant,
  /** Extensions without the right to release other people's bookings. */
  extensions: z.int().nullable(),
  /** How long the next in the queue may think. */
  offer_hours: z.int().nullable(),
  /** Followers that one company may have on a unit. */
  queue: z.int().nullable(),
  /** For how long a deal that went back books its units anew, within the limit of its user. */
  return_days: z.int().nullable(),
  user_name: z.string().nullable(),
})
export type BookingTermsRow = z.infer<typeof BookingTermsRow>

export const HoldReasonRow = z.object({ id: Id, name: z.string(), is_active: z.boolean() })
export type HoldReasonRow = z.infer<typeof HoldReasonRow>

export const LotRow = z.object({
  id: Id,
  name: z.string(),
  units: z.array(z.object({ id: Id, number: z.string(), kind: UnitKind, is_main: z.boolean(), area_cm2: Cm2 })),
})
export type LotRow = z.infer<typeof LotRow>

/** What an agency may do with what it was given. */
export const GrantTerms = z.object({
  has_price: z.boolean(),
  has_booking: z.boolean(),
  /** Longest booking in days; null leaves the house's own limit. */
  max_hold_days: z.int().min(1).max(365).nullable(),
})
export type GrantTerms = z.infer<typeof GrantTerms>

export const GrantRow = GrantTerms.extend({
  id: Id,
  company_id: Id,
  company: z.string().nullable(),
  kind: z.enum(['complex', 'building', 'unit']),
  complex_id: Id,
  building_id: Id.nullable(),
  unit_id: Id.nullable(),
  name: z.string(),
  units: z.int(),
  from_at: Instant,
  ended_at: Instant.nullable(),
})
export type GrantRow = z.infer<typeof GrantRow>
