/** One body, two places: a command at the centre in one transaction with its outcome (C2, C4, C5), or on the cache (C3). */
import { randomUUID } from 'node:crypto'
import type { Command } from '#shared/rpc/contract.ts'
import { AppError, toWireError, type WireError } from '#shared/rpc/errors.ts'
import type { Id } from '#shared/kernel/id.ts'
import { toInstant, type Instant } from '#shared/kernel/instant.ts'
import type { Actor } from '#shared/modules/engine/model.ts'
import type { CommandContext, Tx } from './define.ts'
import type { Central, CentralTx } from './db/central.ts'
import { isLinkTrouble, isRetryable, toRefusal } from './db/trouble.ts'
import type { Log } from './log.ts'

export interface CommandCall {
  id: Id
  name: string
  args: unknown
  /** For a command from the outbox: when the user asked. Directly at the centre: its own clock. */
  issuedAt?: Instant
}

export interface RunnableCommand {
  contract: Command
  body: (tx: Tx, args: never, context: CommandContext) => Promise<unknown>
}

export type Outcome = { outcome: 'done'; result: unknown } | { outcome: 'refused'; error: WireError }

const MOST_TRIES = 8

/** Runs a command at the centre, at most once for its id. Throws only link trouble; a refusal is an outcome. */
export async function runAtCentre(
  central: Central,
  { contract, body }: RunnableCommand,
  call: CommandCall,
  { actor, workstation, log }: { actor: Actor; workstation: string; log: Log },
): Promise<Outcome> {
  const settings = { command_id: call.id, command: call.name, workstation }
  for (let tries = 1; ; tries++) {
    try {
      return await central.transaction(
        { isolation: contract.isolation ?? 'read committed', settings, savepoint: 'body' },
        async (tx) => {
          const { known, serverNow } = await lookUp(tx, call.id)
          if (known) return known
          const issuedAt = call.issuedAt !== undefined && call.issuedAt < serverNow ? call.issuedAt : serverNow
          const outcome = await judge(
            async () => {
              const result = await body(tx.db, contract.args.parse(call.args) as never, {
                place: 'central',
                actor,
                issuedAt,
                commandId: call.id,
              })
              // Deferred constraints speak now, while their refusal can still become this command's outcome.
              await tx.run('set constraints all immediate')
              return contract.result.parse(result ?? {})
            },
            call.name,
            log,
          )
          if (outcome.outcome === 'refused') await tx.run('rollback to savepoint body')
          await tx.rows(
            'insert into sync.command (id, name, workstation, outcome, result_json, error_json, issued_at) values ($1, $2, $3, $4, $5, $6, $7)',
            [
              call.id,
              call.name,
              workstation,
              outcome.outcome,
              ...(outcome.outcome === 'done'
                ? [JSON.stringify(outcome.result), null]
                : [null, JSON.stringify(outcome.error)]),
              issuedAt,
            ],
          )
          return outcome
        },
      )
    } catch (error) {
      const isTwin = (error as { constraint?: string }).constraint === 'command_pkey'
      if (isLinkTrouble(error) || tries >= MOST_TRIES || !(isRetryable(error) || isTwin)) throw error
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** tries))
    }
  }
}

/** Makes sure that a command whose answer was lost never runs any more; returns what it did if it had run. */
export async function settleLost(
  central: Central,
  { id, name, issuedAt }: Required<Omit<CommandCall, 'args'>>,
  workstation: string,
): Promise<Outcome> {
  const error: WireError = {
    code: 'offline',
    message: 'The command did not reach the centre',
    details: { reason: 'engine.not-arrived' },
  }
  return central.transaction({}, async (tx) => {
    await tx.rows(
      "insert into sync.command (id, name, workstation, outcome, error_json, issued_at) values ($1, $2, $3, 'refused', $4, $5) on conflict do nothing",
      [id, name, workstation, JSON.stringify(error), issuedAt],
    )
    return (await lookUp(tx, id)).known ?? { outcome: 'refused', error }
  })
}

/** Runs a body and turns what it throws into a refusal, except trouble of the link or server, which judges nothing. */
export async function judge(work: () => Promise<unknown>, name: string, log: Log): Promise<Outcome> {
  try {
    return { outcome: 'done', result: await work() }
  } catch (error) {
    if (isLinkTrouble(error) || isRetryable(error)) throw error
    const refusal = toRefusal(error)
    if (refusal instanceof AppError) return { outcome: 'refused', error: toWireError(refusal) }
    const reference = randomUUID().slice(0, 8)
    log.error(`${name} failed (${reference})`, refusal)
    return { outcome: 'refused', error: toWireError(refusal, reference) }
  }
}

/** The centre's time, and the outcome stored under this id if there is one: one round trip. */
async function lookUp(tx: CentralTx, id: Id): Promise<{ serverNow: Instant; known: Outcome | undefined }> {
  const [row] = await tx.rows(
    `select floor(extract(epoch from clock_timestamp()) * 1000)::bigint, c.outcome, c.result_json::text, c.error_json::text
     from (select) one left join sync.command c on c.id = $1`,
    [id],
  )
  const [now, outcome, result, error] = row as [number, string | null, string | null, string | null]
  const serverNow = toInstant(now)
  if (outcome === null) return { serverNow, known: undefined }
  if (outcome === 'done') return { serverNow, known: { outcome, result: JSON.parse(result ?? 'null') as unknown } }
  return { serverNow, known: { outcome: 'refused', error: JSON.parse(error ?? 'null') as WireError } }
}
