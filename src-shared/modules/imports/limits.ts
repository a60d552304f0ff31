/** How much a person may import alone, and what needs a second pair of eyes (C13.6). The centre keeps one line a role. */
import { z } from 'zod'
import { Id } from '../../kernel/id.ts'
import type { AnalysedRow } from './row-class.ts'

export const ImportLimit = z.object({
  id: Id,
  role: z.string(),
  /** Rows of one batch; null for any number. */
  most_rows: z.int().nullable(),
  /** A price change above this many basis points waits for somebody else; null for none. */
  price_change_bp: z.int().nullable(),
  /** So many changed prices, areas or identifiers wait for somebody else; null for any number. */
  sensitive_rows: z.int().nullable(),
})
export type ImportLimit = z.infer<typeof ImportLimit>

export interface Allowance {
  mostRows: number | null
  priceChangeBp: number | null
  sensitiveRows: number | null
}

/** Several roles together allow what the widest of them allows; no role with a line allows nothing. */
export function allowanceOf(limits: readonly ImportLimit[], roles: readonly string[]): Allowance {
  const own = limits.filter(({ role }) => roles.includes(role))
  const widest = (pick: (limit: ImportLimit) => number | null) => {
    const values = own.map(pick)
    return values.length === 0 ? 0 : values.includes(null) ? null : Math.max(...values.map(Number))
  }
  return {
    mostRows: widest((limit) => limit.most_rows),
    priceChangeBp: widest((limit) => limit.price_change_bp),
    sensitiveRows: widest((limit) => limit.sensitive_rows),
  }
}

export const SecondEyeReason = z.object({
  code: z.enum(['price-change', 'many-sensitive', 'accepted-conflicts', 'loaded-as-sold']),
  count: z.int(),
  /** The greatest change of a price, in basis points. */
  most_bp: z.int().nullable(),
})
export type SecondEyeReason = z.infer<typeof SecondEyeReason>

const SENSITIVE = new Set(['price_minor', 'ppm_minor', 'area_cm2', 'cadastral_number', 'inn', 'tax_id'])

/** Why a batch has to wait for a second person; empty when it need not. */
export function secondEyeReasons(
  rows: readonly {
    changes: AnalysedRow['changes']
    action: 'insert' | 'update'
    warnings?: readonly string[]
    after?: Record<string, unknown>
  }[],
  { priceChangeBp, sensitiveRows }: Allowance,
): SecondEyeReason[] {
  let steep = 0
  let most = 0
  let sensitive = 0
  let conflicts = 0
  let sold = 0
  for (const { changes, action, warnings, after } of rows) {
    if (after?.['claim'] !== undefined) sold++
    if (action === 'insert') continue
    if (Object.keys(changes).some((field) => SENSITIVE.has(field))) sensitive++
    if (warnings?.includes('stale-cell')) conflicts++
    const [old, fresh] = changes['price_minor'] ?? changes['ppm_minor'] ?? [null, null]
    if (typeof old !== 'number' || typeof fresh !== 'number' || old === 0) continue
    const change = Math.round((Math.abs(fresh - old) * 10_000) / Math.abs(old))
    most = Math.max(most, change)
    if (priceChangeBp !== null && change > priceChangeBp) steep++
  }
  return [
    ...(steep > 0 ? [{ code: 'price-change' as const, count: steep, most_bp: most }] : []),
    ...(sensitiveRows !== null && sensitive > sensitiveRows
      ? [{ code: 'many-sensitive' as const, count: sensitive, most_bp: null }]
      : []),
    // A sale without a contract is somebody's word: two people give it.
    ...(sold > 0 ? [{ code: 'loaded-as-sold' as const, count: sold, most_bp: null }] : []),
    ...(conflicts > 0 ? [{ code: 'accepted-conflicts' as const, count: conflicts, most_bp: null }] : []),
  ]
}
