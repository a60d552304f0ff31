/** What differs between hosts, and nothing else: Electron and the web host each implement it, so that no screen asks which one it is in. */
import { z } from 'zod'

/**
 * A file of the profile, made by an action or brought in by the user. `file` is a path inside the profile's `files` folder with
 * forward slashes; `name` is what the user knows it by.
 */
export const FileRef = z.object({
  file: z
    .string()
    .max(500)
    .regex(/^(?!.*(^|\/)\.{1,2}(\/|$))[^\\:/\0][^\\:\0]*$/, 'a relative path'),
  name: z.string().min(1).max(255),
  mime: z.string().max(100),
})
export type FileRef = z.infer<typeof FileRef>

/** Bytes. More than this in one piece is no spreadsheet, plan or scan. */
export const LARGEST_FILE = 512 * 1024 * 1024

export interface Host {
  kind: 'electron' | 'web'
  /** Lets the user keep a copy: a save dialog, or a download. Resolves with false when they changed their mind. */
  saveFile(ref: FileRef): Promise<boolean>
  /** Lets the user choose a file, copies it into the profile and tells where. `accept` lists endings: `['.xlsx', '.csv']`. */
  openFile(accept: readonly string[]): Promise<FileRef | null>
  /** Prints the current page, or a PDF of the profile. */
  print(ref?: FileRef): Promise<void>
  /** Shows the file in the system's own file manager, where there is one. */
  openFolder(ref: FileRef): Promise<void>
  /** A notice outside the window, for when nobody is looking at it. */
  notify(notice: { title: string; body: string }): Promise<void>
  /** Keeps a short secret of this workstation under the system's key store (null forgets it). */
  keepSecret(name: string, value: string | null): Promise<void>
  secret(name: string): Promise<string | null>
}
