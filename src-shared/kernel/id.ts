/** Ids are uuid v7 made by whoever creates the row, so that an offline command names its rows before the centre sees them. */
import { z } from 'zod'

/** Small letters, as PostgreSQL prints it: the cache compares ids as text. */
export const Id = z.uuid().toLowerCase()
export type Id = z.infer<typeof Id>

/** A fresh uuid v7 (RFC 9562): 48 bits of milliseconds, then random bits. */
export function newId(now = Date.now()): Id {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16))
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) % 256
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  return formatUuid(bytes)
}

function formatUuid(bytes: Uint8Array): Id {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
