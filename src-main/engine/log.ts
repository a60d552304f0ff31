/** Where the engine writes what a developer needs to know. Hosts choose the destination. */
export interface Log {
  info(message: string, details?: unknown): void
  warn(message: string, details?: unknown): void
  error(message: string, error?: unknown): void
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }
