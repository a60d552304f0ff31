/** Sorts what a database throws: a refusal that the user can act on, trouble of the link or server, or a bug. */
import { z, ZodError } from 'zod'
import { AppError } from '#shared/rpc/errors.ts'

interface DatabaseError {
  code?: string
  constraint?: string
  hint?: string
  message?: string
  table?: string
  column?: string
}

const LINK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNABORTED',
])
const LINK_WORDS =
  /Connection terminated|Cannot use a pool|timeout|Client has encountered a connection error|Client was closed|not queryable|stream has been ended|server closed/i

/** Trouble of the link or of the server (SQLSTATE 08, 53, 57, 58 and sockets): try again later, the work is not judged yet. */
export function isLinkTrouble(error: unknown): boolean {
  if (error instanceof AppError) return error.code === 'offline'
  const { code, message } = asDatabaseError(error)
  if (code === undefined) return message !== undefined && LINK_WORDS.test(message)
  return LINK_CODES.has(code) || /^(08|53|57|58)\w{3}$/.test(code) || code === '25006'
}

/** The database itself has judged (there is an SQLSTATE): anything else says nothing of the work and may pass. */
export function isJudged(error: unknown): boolean {
  return /^[0-9A-Z]{5}$/.test(asDatabaseError(error).code ?? '') && !isLinkTrouble(error) && !isRetryable(error)
}

/** Two transactions crossed (SQLSTATE 40001, 40P01): the same work may be tried again at once. */
export function isRetryable(error: unknown): boolean {
  const { code } = asDatabaseError(error)
  return code === '40001' || code === '40P01'
}

/** The database's refusal in the application's words, or the error itself when it is neither. */
export function toRefusal(error: unknown): unknown {
  if (error instanceof AppError) return error
  if (error instanceof ZodError)
    return new AppError('invalid', z.prettifyError(error), { reason: 'engine.bad-arguments', issues: error.issues })
  const { code, constraint, hint, table, column, message } = asDatabaseError(error)
  if (code === undefined) return error
  const facts = withoutEmpty({ constraint, table, column })
  if (code === 'P0001')
    return new AppError('conflict', message ?? 'refused', { reason: hint ?? 'engine.refused', ...facts })
  if (code === '23505' || code === '23P01')
    return new AppError('conflict', 'Somebody was first, or it exists already', { reason: 'engine.taken', ...facts })
  if (code === '23503')
    return new AppError('conflict', 'Something else refers to it, or it is gone', {
      reason: 'engine.reference',
      ...facts,
    })
  if (code === '42501') return new AppError('forbidden', 'Not allowed', { reason: 'engine.forbidden' })
  // The role exists and may not log in: that is how a block looks from outside.
  if (code === '28000') return new AppError('forbidden', 'This user is blocked', { reason: 'engine.blocked' })
  if (code === '28P01') return new AppError('forbidden', 'Wrong name or password', { reason: 'engine.wrong-password' })
  if (/^(22|23)\w{3}$/.test(code))
    return new AppError('invalid', 'The database refuses this value', { reason: 'engine.bad-value', ...facts })
  if (code.startsWith('SQLITE_CONSTRAINT'))
    return new AppError('conflict', message ?? 'refused', { reason: 'engine.taken' })
  return error
}

function asDatabaseError(error: unknown): DatabaseError {
  return typeof error === 'object' && error !== null ? error : {}
}

function withoutEmpty(facts: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(facts).filter((fact): fact is [string, string] => fact[1] !== undefined))
}
