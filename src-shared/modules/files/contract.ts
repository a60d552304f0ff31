/** Calls of the file store. Bytes live at the centre; screens hold hashes. */
import { z } from 'zod'
import { Id } from '../../kernel/id.ts'
import { action, command, query, type Contract } from '../../rpc/contract.ts'
import { FileRef } from '../../rpc/host.ts'
import { FILE_USES, LARGEST_DOCUMENT, Retention, Sha256, StoredFile } from './model.ts'

export const files = {
  /**
   * Takes a file that the user has brought in into the store, at most once for its content. Refuses `files.not-a-picture`,
   * `files.too-large`, `files.empty`, `files.program`. Then refer to it by its hash: until a row does, its author alone sees it.
   */
  put: action({ allow: 'anyone', args: z.object({ file: FileRef, use: z.enum(FILE_USES) }), result: StoredFile }),
  /** A picture's bytes for the page. Refuses `files.no-file` what this user has no reference to. */
  picture: action({
    allow: 'anyone',
    args: z.object({ sha256: Sha256 }),
    result: z.object({ mime: z.string(), content: z.base64() }),
  }),
  /** A picture's or a PDF's bytes, for the page to show in place. Refuses `files.no-file`, `files.no-preview`. */
  preview: action({
    allow: 'anyone',
    args: z.object({ sha256: Sha256 }),
    result: z.object({ mime: z.string(), content: z.base64() }),
  }),
  /** A copy for the user to save, print or show, under the name they know it by. Refuses `files.no-file`. */
  get: action({
    allow: 'anyone',
    args: z.object({ sha256: Sha256, name: z.string().trim().min(1).max(200) }),
    result: FileRef,
  }),
  /** What `put` sends; the centre computes the hash again. Nothing of it is kept on this workstation's disk. */
  store: command({
    allow: 'anyone',
    offline: 'refuse',
    isSecret: true,
    args: z.object({
      fileId: Id,
      sha256: Sha256,
      mime: z.string().max(100),
      content: z.base64().max(Math.ceil(LARGEST_DOCUMENT / 3) * 4),
    }),
    result: z.object({ count: z.int() }),
  }),
  /** For how many days a file that no row refers to, and a notice that was read and done, are kept. Live. */
  retention: query({
    allow: 'anyone',
    reads: ['retention', 'app_user'],
    args: z.object({}),
    result: Retention.nullable(),
  }),
  setRetention: command({
    allow: 'access.manage',
    offline: 'refuse',
    args: Retention.pick({ file_days: true, notice_days: true }),
    result: z.object({ count: z.int() }),
  }),
  /** Removes what is older than that, and puts itself off to tomorrow. */
  sweep: command({
    allow: 'jobs.run',
    offline: 'refuse',
    args: z.object({}),
    result: z.object({ files: z.int(), notices: z.int() }),
  }),
} satisfies Contract
