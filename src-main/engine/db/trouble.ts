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
  /** Where in the server's source it was raised: the only thing that tells two meanings of one code apart in every language. */
  routine?: string
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

const BLOCKED_IN = 'InitializeSessionUserId'

/**
 * What went wrong before anybody could be asked for a password, in words: `offline` with a reason, or nothing when it is none of
 * these. A server that answers so is as good as one that does not answer.
 */
export function connectTrouble(error: unknown): AppError | undefined {
  const { code, message = '' } = asDatabaseError(error)
  const offline = (reason: string) => new AppError('offline', message, { reason: `engine.${reason}` })
  if (/does not support SSL/.test(message)) return offline('server-without-tls')
  if (/error establishing an SSL connection/.test(message) || code === 'EPROTO' || code?.startsWith('ERR_SSL') === true)
    return offline('not-postgres')
  if (code?.startsWith('ERR_TLS') === true || /CERT|UNABLE_TO_|SELF_SIGNED/.test(code ?? ''))
    return offline('certificate')
  if (code === '3D000') return offline('no-database')
  if (code === '3F000' || code === '42883') return offline('not-kvartal')
  return undefined
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
  // The role exists and may not log in: that is how a block looks from outside. Rules of the server about whole hosts have the same code.
  if (code === '28000' && asDatabaseError(error).routine !== BLOCKED_IN)
    return new AppError('offline', 'The server does not let this workstation in', { reason: 'engine.host-refused' })
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
