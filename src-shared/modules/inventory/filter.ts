/** The filter of chessboard and registry: the eight of A3.29 and what salespeople ask for beside them. Empty means everything. */
import { z } from 'zod'
import { Id } from '../../kernel/id.ts'
import { Instant } from '../../kernel/instant.ts'
import { Finishing, UnitKind, UnitStatus, View, WindowSide } from './model.ts'

const Range = z.object({ from: z.int().optional(), to: z.int().optional() })

/** Ranges of what only the unit's own row has. */
export const DETAIL_RANGES = ['riser', 'living_cm2', 'kitchen_cm2', 'balcony_cm2', 'ceiling_cm'] as const

const Moments = z.object({ from: Instant.optional(), to: Instant.optional() })

export const UnitFilter = z
  .object({
    complexIds: z.array(Id).max(2000),
    buildingIds: z.array(Id).max(5000),
    sectionIds: z.array(Id).max(5000),
    /** Sub-agent: agencies that may sell the unit now. */
    agencyIds: z.array(Id).max(500),
    regions: z.array(z.string().max(200)).max(200),
    floor: Range,
    kinds: z.array(UnitKind),
    statuses: z.array(UnitStatus),
    area_cm2: Range,
    /** 0 is a studio; 4 means four and more. */
    rooms: z.array(z.int().min(0).max(20)),
    price_minor: Range,
    ppm_minor: Range,
    finishings: z.array(Finishing),
    views: z.array(View),
    windowSides: z.array(WindowSide),
    layouts: z.array(z.string().max(200)).max(500),
    riser: Range,
    living_cm2: Range,
    kitchen_cm2: Range,
    balcony_cm2: Range,
    ceiling_cm: Range,
    /** Since when it has its status, and since when it is on sale: moments, both ends included. */
    since_at: Moments,
    on_sale_at: Moments,
    /** Until when the booking that holds it stands. */
    until_at: Moments,
    /** Agencies whose bookings hold the unit. */
    bookedByIds: z.array(Id).max(500),
    /** Words or digits of the client that the booking is for. */
    client: z.string().max(200),
    /** Any part of the cadastral number. */
    cadastral: z.string().max(100),
    /** Beginning of the unit's number. */
    number: z.string().max(40),
    /** Only units that this user's own bookings hold. */
    isMine: z.boolean(),
  })
  .partial()
export type UnitFilter = z.infer<typeof UnitFilter>

/** Columns whose values can be listed with their counts. */
export const LISTED_COLUMNS = [
  'complex',
  'building',
  'section',
  'region',
  'kind',
  'status',
  'rooms',
  'finishing',
  'view',
  'window_side',
  'layout',
  'agency',
] as const
export type ListedColumn = (typeof LISTED_COLUMNS)[number]

export const REGISTRY_COLUMNS = [
  'complex',
  'building',
  'section',
  'floor',
  'riser',
  'number',
  'kind',
  'rooms',
  'area_cm2',
  'living_cm2',
  'kitchen_cm2',
  'balcony_cm2',
  'price_minor',
  'ppm_minor',
  'status',
  'since_at',
  'until_at',
  'client',
  'agency',
  'on_sale_at',
  'finishing',
  'view',
  'window_side',
  'ceiling_cm',
  'layout',
  'cadastral_number',
  'region',
] as const
export const RegistryColumn = z.enum(REGISTRY_COLUMNS)
export type RegistryColumn = z.infer<typeof RegistryColumn>

export const RegistrySort = z.array(z.object({ by: RegistryColumn, desc: z.boolean().default(false) })).max(4)
export type RegistrySort = z.infer<typeof RegistrySort>

export const RegistryGroup = z.enum(['complex', 'building', 'section', 'status', 'kind', 'rooms'])
export type RegistryGroup = z.infer<typeof RegistryGroup>

/** A saved state of a screen: the filter and whatever else the screen wants to come back to. */
export const ViewState = z.object({ filter: UnitFilter, screen: z.record(z.string(), z.json()).default({}) })
export type ViewState = z.infer<typeof ViewState>

export const SavedView = z.object({
  id: Id,
  name: z.string(),
  place: z.enum(['board', 'registry']),
  is_shared: z.boolean(),
  is_own: z.boolean(),
  user_name: z.string().nullable(),
  state: ViewState,
})
export type SavedView = z.infer<typeof SavedView>
