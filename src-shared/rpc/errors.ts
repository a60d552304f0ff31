/** The one error class that crosses the wire. Words for the user are chosen in the renderer from `code` and `details`. */
export const ERROR_CODES = [
  'invalid',
  'forbidden',
  'not-found',
  'conflict',
  'offline',
  'outdated',
  'cancelled',
  'internal',
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

export type ErrorDetails = Record<string, unknown>

/** What an error looks like on a wire, in the outbox and in the command log: JSON only. */
export interface WireError {
  code: ErrorCode
  message: string
  details: ErrorDetails
}

/**
 * Something a user can act on. `details.reason` is a dotted key of the dictionary (`inventory.unit-taken`) and the
 * other details fill its holes; `message` is plain English for logs and scripts.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message)
    this.name = 'AppError'
    this.code = code
    this.details = details
  }
}

/** An `AppError` as it is; anything else is a bug and crosses as `internal` with nothing but the given reference. */
export function toWireError(error: unknown, reference?: string): WireError {
  if (error instanceof AppError) return { code: error.code, message: error.message, details: error.details }
  return { code: 'internal', message: 'Something went wrong', details: reference === undefined ? {} : { reference } }
}

export function fromWireError(error: WireError): AppError {
  return new AppError(error.code, error.message, error.details)
}

/** Asserts an invariant: `must(map.get(key))`. A failure is a bug, not a user's problem. */
export function must<T>(value: T | null | undefined, what = 'value'): T {
  if (value === null || value === undefined) throw new Error(`Broken invariant: ${what} is missing`)
  return value
}

export function unreachable(value: never): never {
  throw new Error(`Broken invariant: unexpected ${JSON.stringify(value)}`)
}
