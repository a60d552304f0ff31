/** What the main process and the engine's process say to each other. */
import type { Scale } from '#main/host/fill-demo.ts'

export type ToEngine =
  /** The key opens this workstation's secrets; only the main process can get it from the system's key store. */
  | { t: 'start'; profileDir: string; key: string | null; demo: Scale | null }
  /** Comes with a port: the wire of a window. */
  | { t: 'attach'; sessionKey: string }
  | { t: 'stop' }

export type FromEngine = { t: 'ready' } | { t: 'failed'; code: string; message: string } | { t: 'show' }
