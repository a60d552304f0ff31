/** What a module promises: every query, command and action with the shape of its arguments and of its result. */
import type { z } from 'zod'

interface CallShape<A extends z.ZodType, R extends z.ZodType> {
  /** The right that the caller needs (see access/rights.ts); `'anyone'` is any signed-in user, `'public'` also before sign-in. */
  allow: string
  args: A
  result: R
}

/** Reads the local cache. As a live query it runs again whenever one of the tables in `reads` has changed. */
export interface Query<A extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> extends CallShape<A, R> {
  kind: 'query'
  reads: readonly string[]
  /** Its answer is a part of what it stands for: live, it is told after every change of its tables, also when this part stayed the same. */
  isWindow?: boolean
  /** Runs at the centre instead of the cache (needs the connection, cannot be live). */
  central?: boolean
}

/** Changes data: one body, run at the centre, or on the cache while the link is down when `offline` is `'queue'`. */
export interface Command<A extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> extends CallShape<A, R> {
  kind: 'command'
  offline: 'queue' | 'refuse'
  /** Isolation of the central transaction; read-then-write decisions ask for `serializable`. */
  isolation?: 'read committed' | 'serializable'
  /** Arguments that must not lie on this workstation's disk (a passport, a verifier): never kept in the outbox, so never `'queue'`. */
  isSecret?: boolean
}

/** Touches the outside world (files, processes, other servers); may report progress and be cancelled. */
export interface Action<A extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> extends CallShape<A, R> {
  kind: 'action'
}

export type Call = Query | Command | Action
export type Contract = Readonly<Record<string, Call>>
/** All modules by name: the whole application as a value. */
export type App = Readonly<Record<string, Contract>>

export type ArgsOf<C extends Call> = z.infer<C['args']>
/** Arguments as the caller writes them, defaults left out. */
export type InputOf<C extends Call> = z.input<C['args']>
export type ResultOf<C extends Call> = z.infer<C['result']>

export function query<A extends z.ZodType, R extends z.ZodType>(call: Omit<Query<A, R>, 'kind'>): Query<A, R> {
  return { kind: 'query', ...call }
}

export function command<A extends z.ZodType, R extends z.ZodType>(call: Omit<Command<A, R>, 'kind'>): Command<A, R> {
  return { kind: 'command', ...call }
}

export function action<A extends z.ZodType, R extends z.ZodType>(call: Omit<Action<A, R>, 'kind'>): Action<A, R> {
  return { kind: 'action', ...call }
}

/** The call behind `module.name`, or undefined. */
export function findCall(app: App, path: string): Call | undefined {
  const dot = path.indexOf('.')
  const module = path.slice(0, dot)
  const name = path.slice(dot + 1)
  if (!Object.hasOwn(app, module)) return undefined
  const contract = app[module]
  return contract !== undefined && Object.hasOwn(contract, name) ? contract[name] : undefined
}
