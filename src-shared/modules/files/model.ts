/** Files by their content: whoever holds a hash in a row of their own refers to the bytes. */
import { z } from 'zod'
import { Instant } from '../../kernel/instant.ts'

/** A plan drawn by hand and scanned; more than this is a print file. */
export const LARGEST_PICTURE = 5 * 1024 * 1024
/** A contract of a hundred scanned pages. */
export const LARGEST_DOCUMENT = 20 * 1024 * 1024

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
export type Sha256 = z.infer<typeof Sha256>

/** `picture` is what browsers draw: PNG, JPEG or WebP. `document` is anything that is not a program. */
export const FILE_USES = ['picture', 'document'] as const
export type FileUse = (typeof FILE_USES)[number]

export const StoredFile = z.object({
  sha256: Sha256,
  /** As the user knows it. */
  name: z.string(),
  /** Told by the content where that speaks, else by the name. */
  mime: z.string(),
  size: z.int(),
})
export type StoredFile = z.infer<typeof StoredFile>

export function isSha256(text: string | null): text is Sha256 {
  return text !== null && /^[0-9a-f]{64}$/.test(text)
}

/** What the first bytes say; undefined where they say nothing. A name can be wrong, these cannot be by accident. */
export function mimeOfContent(head: Uint8Array): string | undefined {
  const has = (bytes: readonly number[], at = 0) => bytes.every((byte, index) => head[at + index] === byte)
  if (has([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png'
  if (has([0xff, 0xd8, 0xff])) return 'image/jpeg'
  if (has([0x52, 0x49, 0x46, 0x46]) && has([0x57, 0x45, 0x42, 0x50], 8)) return 'image/webp'
  if (has([0x25, 0x50, 0x44, 0x46])) return 'application/pdf'
  if (has([0x4d, 0x5a]) || has([0x7f, 0x45, 0x4c, 0x46])) return 'application/x-executable'
  return undefined
}

export const PICTURE_MIMES: readonly string[] = ['image/png', 'image/jpeg', 'image/webp']

const Days = z.int().min(1).max(3650)
export const Retention = z.object({
  file_days: Days,
  notice_days: Days,
  changed_at: Instant,
  user_name: z.string().nullable(),
})
export type Retention = z.infer<typeof Retention>
/** What a page can show without another program. */
export const PREVIEW_MIMES: readonly string[] = [...PICTURE_MIMES, 'application/pdf']
