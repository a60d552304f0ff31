/** A moment, as UTC text with milliseconds (`2026-08-22T09:15:00.000Z`): sorts as text, the same in both databases. */
import { z } from 'zod'

export const Instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, 'an instant like 2026-08-22T09:15:00.000Z')
export type Instant = z.infer<typeof Instant>

export function toInstant(milliseconds: number): Instant {
  return new Date(milliseconds).toISOString()
}

export function fromInstant(instant: Instant): number {
  return Date.parse(instant)
}

export function addMs(instant: Instant, milliseconds: number): Instant {
  return toInstant(fromInstant(instant) + milliseconds)
}

export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS
