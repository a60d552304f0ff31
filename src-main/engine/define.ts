/** How a module hands its bodies to the engine. `implement` makes a missing, extra or mistyped body a compile error. */
import type { Kysely } from 'kysely'
import type { Action, ArgsOf, Command, Contract, Query, ResultOf } from '#shared/rpc/contract.ts'
import type { Progress } from '#shared/rpc/client.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import type { Actor } from '#shared/modules/engine/model.ts'
import type { FileRef } from '#shared/rpc/host.ts'
import type { Tables } from '#main/modules/tables.ts'
import type { NewFile } from './files.ts'
import type { KeptFiles } from './kept-files.ts'

/** Kysely over whichever database the body runs on. A command gets one that is inside its transaction. */
export type Db = Kysely<Tables>
export type Tx = Kysely<Tables>

export interface QueryContext {
  actor: Actor
  /** The centre's time as well as this workstation knows it. */
  now: Instant
}

export interface CommandContext {
  place: 'central' | 'cache'
  actor: Actor
  /** When the user asked, by the centre's clock: the body's only time. */
  issuedAt: Instant
  commandId: string
}

/** What an action may use: any call of the application as the same user, the cache, files of the profile, progress and cancel. */
export interface ActionContext {
  actor: Actor
  now: Instant
  signal: AbortSignal
  progress(progress: Progress): void
  /** Runs any query or command of the application as this user. `command` fixes a command's id (at most once). */
  call(name: string, args: unknown, command?: string): Promise<unknown>
  /** The user's cache, read only. */
  cache: Db
  /** Runs `read` at the centre in one read-only snapshot under the user's own role; refuses with `offline`. */
  atCentre<T>(read: (db: Db) => Promise<T>): Promise<T>
  /** Files of the store kept on this workstation; see `kept-files.ts`. */
  kept: KeptFiles
  /** A place for a file made for the user: write to `path`, return `ref`, and the page's host saves, prints or shows it. */
  newFile(name: string): NewFile
  /** Where a file lies that the user has brought in, or an action has made. Refuses what is not there. */
  pathOf(ref: FileRef): string
}

export type QueryBody<Q extends Query> = (db: Db, args: ArgsOf<Q>, context: QueryContext) => Promise<ResultOf<Q>>
export type CommandBody<C extends Command> = (tx: Tx, args: ArgsOf<C>, context: CommandContext) => Promise<ResultOf<C>>
export type ActionBody<A extends Action> = (args: ArgsOf<A>, context: ActionContext) => Promise<ResultOf<A>>

export type Bodies<C extends Contract> = {
  [N in keyof C]: C[N] extends Query
    ? QueryBody<C[N]>
    : C[N] extends Command
      ? CommandBody<C[N]>
      : C[N] extends Action
        ? ActionBody<C[N]>
        : never
}

export interface Module<C extends Contract = Contract> {
  contract: C
  bodies: Bodies<C>
}

export function implement<const C extends Contract>(contract: C, bodies: Bodies<C>): Module<C> {
  return { contract, bodies }
}
