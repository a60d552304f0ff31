/** Price rules, price lists and the factors stored with every price, so that each amount can be explained and recomputed (C18.3). */
import { z } from 'zod'
import { Day } from '../../kernel/day.ts'
import { Id } from '../../kernel/id.ts'
import { Instant } from '../../kernel/instant.ts'
import { Minor } from '../../kernel/money.ts'
import { BasisPoints, Cm2, Finishing, Stage, UnitKind, View } from './model.ts'

/** A multiplier in millionths: 1 050 000 is ×1.05. */
const Coefficient = z.int().min(1).max(100_000_000)

export const Promo = z.object({
  code: z.string().min(1).max(60),
  name: z.string().min(1).max(200),
  /** `exclusive`: alone or not at all; `stackable`: added one after another; `guarded`: as far as the minimum price allows. */
  type: z.enum(['exclusive', 'stackable', 'guarded']),
  discount_bp: BasisPoints.min(0).max(10_000),
  from_on: Day.nullable(),
  to_on: Day.nullable(),
  kinds: z.array(UnitKind).default([]),
})
export type Promo = z.infer<typeof Promo>

/** What a price rule says. Coefficients that match are multiplied in the order of this list, additions are kopecks per m². */
export const RuleTerms = z.object({
  base: z.partialRecord(Stage, Minor.min(0)),
  floor: z.array(z.object({ from: z.int(), to: z.int(), coef: Coefficient })).max(200),
  view: z.partialRecord(View, Coefficient),
  layout: z.record(z.string().max(60), Coefficient),
  finishing: z.partialRecord(Finishing, Coefficient),
  area: z.array(z.object({ from_cm2: Cm2, to_cm2: Cm2, coef: Coefficient })).max(100),
  adds: z
    .array(z.object({ name: z.string().max(200), ppm_minor: Minor, kinds: z.array(UnitKind).default([]) }))
    .max(50),
  promos: z.array(Promo).max(50),
  /** Prices are rounded to this many kopecks; 100 000 is 1 000 ₽. */
  round_minor: z.int().min(1).max(100_000_000),
})
export type RuleTerms = z.infer<typeof RuleTerms>

export const PriceStep = z.object({
  /** `manual` sets the price and `ppm` the price per m²; `percent` and `sum` change the price before; the others are the rule's. */
  step: z.enum([
    'base',
    'floor',
    'view',
    'layout',
    'finishing',
    'area',
    'add',
    'rounding',
    'promo',
    'manual',
    'ppm',
    'percent',
    'sum',
  ]),
  /** What the step went by: `12`, `sea`, the promo's name. */
  value: z.string().default(''),
  /** Multiplier in millionths. */
  coef: z.int().nullable().default(null),
  /** Base, addition or typed amount; the unit of a rounding; where a guarded promotion stopped. */
  amount_minor: Minor.nullable().default(null),
  /** Price per m² after the step; for steps on the whole price, null. */
  ppm_minor: Minor.nullable().default(null),
  /** Whole price after the step; null while only the price per m² is known. */
  price_minor: Minor.nullable().default(null),
})
export type PriceStep = z.infer<typeof PriceStep>

/** Stored with every price: enough to compute the same kopeck again. What is empty may be left out of the stored form. */
export const PriceFactors = z.object({
  source: z.enum(['rule', 'manual', 'list', 'import']),
  rule_id: Id.nullable().default(null),
  rule_version: z.int().nullable().default(null),
  area_cm2: Cm2,
  steps: z.array(PriceStep),
  min_minor: Minor.nullable().default(null),
})
export type PriceFactors = z.infer<typeof PriceFactors>

export const PriceRuleRow = z.object({
  id: Id,
  name: z.string(),
  complex_id: Id,
  complex: z.string().nullable(),
  building_id: Id.nullable(),
  building: z.string().nullable(),
  kind: UnitKind.nullable(),
  version: z.int(),
  is_active: z.boolean(),
  min_ppm_minor: Minor.nullable(),
  terms: RuleTerms,
})
export type PriceRuleRow = z.infer<typeof PriceRuleRow>

export const PRICE_LIST_STATES = ['draft', 'submitted', 'approved', 'active', 'rejected', 'cancelled'] as const
export const PriceListState = z.enum(PRICE_LIST_STATES)
export type PriceListState = z.infer<typeof PriceListState>

export const PriceListRow = z.object({
  id: Id,
  number: z.string().nullable(),
  name: z.string(),
  complex_id: Id.nullable(),
  complex: z.string().nullable(),
  /** `exception`: made by repricing below the minimum; needs an approval like any other. */
  kind: z.enum(['list', 'exception']),
  state: PriceListState,
  starts_at: Instant,
  items: z.int(),
  below_min: z.int(),
  author: z.string().nullable(),
  approver: z.string().nullable(),
  approved_at: Instant.nullable(),
  note: z.string().nullable(),
})
export type PriceListRow = z.infer<typeof PriceListRow>

export const PriceListItem = z.object({
  id: Id,
  unit_id: Id,
  number: z.string(),
  building: z.string(),
  area_cm2: Cm2,
  old_minor: Minor.nullable(),
  price_minor: Minor,
  ppm_minor: Minor,
  min_minor: Minor.nullable(),
  is_below_min: z.boolean(),
})
export type PriceListItem = z.infer<typeof PriceListItem>

/** The waterfall behind one price, and whether computing it again gives the stored amount. */
export const PriceExplanation = z.object({
  price_minor: Minor,
  ppm_minor: Minor,
  from_at: Instant,
  factors: PriceFactors,
  is_reproduced: z.boolean(),
  rule: z.string().nullable(),
  document: z.string().nullable(),
  author: z.string().nullable(),
  approver: z.string().nullable(),
})
export type PriceExplanation = z.infer<typeof PriceExplanation>
