/** Status is never set, it follows from the claims that live on a unit (C18.1). Pure; the centre's triggers are made from the same lists. */
import type { Instant } from '../../kernel/instant.ts'
import { machine } from '../../kernel/states.ts'
import {
  CLAIM_KINDS,
  RESERVATION_STATES,
  SHARED_CLAIM_KINDS,
  type ClaimKind,
  type ReservationState,
  type UnitStatus,
} from './model.ts'
import { PRICE_LIST_STATES } from './pricing-model.ts'

export interface ClaimSpan {
  kind: ClaimKind
  from_at: Instant
  ended_at: Instant | null
}

/** 0 is the strongest; `free` is weaker than every claim. */
export function priorityOf(status: ClaimKind | 'free'): number {
  return status === 'free' ? CLAIM_KINDS.length : CLAIM_KINDS.indexOf(status)
}

/** A unit has one live claim of these kinds at most. */
export function isExclusive(kind: ClaimKind): boolean {
  return !(SHARED_CLAIM_KINDS as readonly ClaimKind[]).includes(kind)
}

/** The price of a unit with an exclusive claim stays as it was agreed until the claim ends. */
export function isFrozen(status: UnitStatus): boolean {
  return status !== 'free' && status !== 'occupied' && isExclusive(status)
}

export function isLiveAt(claim: ClaimSpan, at: Instant): boolean {
  return claim.from_at <= at && (claim.ended_at === null || claim.ended_at > at)
}

export function statusAt(claims: readonly ClaimSpan[], at: Instant): ClaimKind | 'free' {
  let best: ClaimKind | 'free' = 'free'
  for (const claim of claims) {
    if (isLiveAt(claim, at) && priorityOf(claim.kind) < priorityOf(best)) best = claim.kind
  }
  return best
}

/** When the strongest claim of that moment became the strongest: when it began, or a stronger one ended. Null: free from the beginning. */
export function sinceAt(claims: readonly ClaimSpan[], at: Instant): Instant | null {
  const priority = priorityOf(statusAt(claims, at))
  let since: Instant | null = null
  for (const { kind, from_at, ended_at } of claims) {
    const moment =
      priorityOf(kind) === priority && isLiveAt({ kind, from_at, ended_at }, at)
        ? from_at
        : priorityOf(kind) < priority
          ? ended_at
          : null
    if (moment !== null && moment <= at && (since === null || moment > since)) since = moment
  }
  return since
}

/**
 * Every step a booking may take. Steps of `system` are taken by the centre's own triggers and the steward, never by a
 * user's statement: nobody offers a unit to themselves. The centre's guard is made from this table.
 */
export const reservationMachine = machine({
  name: 'reservation',
  states: RESERVATION_STATES,
  initial: 'queued',
  transitions: [
    { name: 'offer', from: ['queued'], to: 'offered', by: ['system'] },
    { name: 'leave', from: ['queued', 'offered'], to: 'left', by: ['user'] },
    { name: 'accept', from: ['offered'], to: 'active', by: ['user'] },
    { name: 'expire', from: ['offered', 'active'], to: 'expired', by: ['system'] },
    { name: 'release', from: ['active'], to: 'released', by: ['user'] },
    { name: 'convert', from: ['active'], to: 'converted', by: ['user'] },
  ],
})
/** States a booking may be made in. */
export const RESERVATION_STARTS = ['active', 'queued'] as const satisfies readonly ReservationState[]

export const priceListMachine = machine({
  name: 'price_list',
  states: PRICE_LIST_STATES,
  initial: 'draft',
  transitions: [
    { name: 'submit', from: ['draft'], to: 'submitted', by: ['user'] },
    { name: 'approve', from: ['submitted'], to: 'approved', by: ['user'] },
    { name: 'reject', from: ['submitted'], to: 'rejected', by: ['user'] },
    { name: 'reopen', from: ['rejected'], to: 'draft', by: ['user'] },
    { name: 'activate', from: ['approved'], to: 'active', by: ['user'] },
    { name: 'cancel', from: ['draft', 'submitted', 'approved', 'rejected'], to: 'cancelled', by: ['user'] },
  ],
})

/** States in which a reservation holds its unit. */
export const HOLDING_STATES = ['offered', 'active'] as const satisfies readonly ReservationState[]
/** States in which nothing will happen any more. */
export const CLOSED_STATES = ['expired', 'released', 'left', 'converted'] as const satisfies readonly ReservationState[]

/** What a new house starts with (`app.booking_terms` has what holds); the longest term in days is a limit of the user (`hold_days`) and of the agency's grant. */
export const BOOKING_TERMS = {
  /** Extensions without the right to release other people's bookings. */
  extensions: 2,
  /** How long the next in the queue may think. */
  offerHours: 24,
  /** Followers a unit may have. */
  queue: 10,
} as const

/** What happened to a unit between two moments, in one word; null when nothing did. Status speaks before price. */
export function changeBetween(
  before: ClaimKind | 'free',
  after: ClaimKind | 'free',
  oldPrice: number | null,
  newPrice: number | null,
): 'sold' | 'reserved' | 'released' | 'withdrawn' | 'offered' | 'status' | 'raised' | 'lowered' | null {
  if (before !== after) {
    if (isSold(after) && !isSold(before)) return 'sold'
    if (after === 'free') return before === 'not_for_sale' ? 'offered' : 'released'
    if (after === 'not_for_sale') return 'withdrawn'
    return after === 'reserved' || after === 'reserved_paid' ? 'reserved' : 'status'
  }
  if (oldPrice === newPrice || oldPrice === null || newPrice === null) return null
  return newPrice > oldPrice ? 'raised' : 'lowered'
}

/** A contract stands behind the claim. */
export function isSold(status: ClaimKind | 'free'): boolean {
  return priorityOf(status) <= priorityOf('under_contract')
}
