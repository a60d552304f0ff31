/** The centre as one user sees it. A server and the embedded PGlite are the same to everybody above. */
import type { Db } from '../define.ts'

export interface TransactionOptions {
  isolation?: 'read committed' | 'repeatable read' | 'serializable'
  readOnly?: boolean
  /** Facts for the audit: `command_id`, `command`, `workstation`. */
  settings?: Record<string, string>
  /** Sets a savepoint of this name at once, in the same round trip. */
  savepoint?: string
}

export type Row = (string | number | boolean | null)[]

export interface CentralTx {
  db: Db
  /** One statement with rows as arrays. */
  rows(sql: string, values?: unknown[]): Promise<Row[]>
  /** Several statements without values, or one whose result does not matter. */
  run(sql: string): Promise<void>
  /** Streams `copy (query) to stdout` in text format, bytes as they come. */
  copyOut(query: string, onChunk: (chunk: Uint8Array) => void): Promise<void>
}

export interface Central {
  kind: 'embedded' | 'server'
  /** Runs `work` in one transaction under the user's own role; commits when it resolves, rolls back when it throws. */
  transaction<T>(options: TransactionOptions, work: (tx: CentralTx) => Promise<T>): Promise<T>
  /** One statement in a transaction of its own, rows as arrays. */
  rows(sql: string, values?: unknown[]): Promise<Row[]>
  /** Calls `onWake` whenever another transaction committed a change, `onDown` once when the link is lost. Resolves when listening. */
  listen(onWake: () => void, onDown: (error: unknown) => void): Promise<void>
  close(): Promise<void>
}

export function beginStatement(
  { isolation = 'read committed', readOnly = false, settings = {}, savepoint }: TransactionOptions,
  role?: string,
): string {
  const begin = `begin isolation level ${isolation} ${readOnly ? 'read only' : 'read write'}`
  const sets = Object.entries(settings).map(([key, value]) => `set local kvartal.${key} = ${quote(value)}`)
  return [
    begin,
    ...sets,
    ...(role === undefined ? [] : [`set local role ${quoteName(role)}`]),
    ...(savepoint === undefined ? [] : [`savepoint ${savepoint}`]),
  ].join('; ')
}

export function quote(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
