/**
 * Timers are rows of sync.job: a command to be run at a time by whichever engine may act as steward (SPEC J1–J4).
 * A job's command is one whose right is `jobs.run`, and acts only on what is due, so scheduling one is no privilege.
 */
import { sql } from 'kysely'
import { newId } from '#shared/kernel/id.ts'
import { toInstant, type Instant } from '#shared/kernel/instant.ts'
import type { Actor } from '#shared/modules/engine/model.ts'
import type { CommandContext, Tx } from './define.ts'
import type { Central, CentralTx } from './db/central.ts'
import { isLinkTrouble } from './db/trouble.ts'
import type { Log } from './log.ts'
import type { Registry } from './registry.ts'
import { judge } from './run-command.ts'

export interface Job {
  /** One job a key: scheduling again moves it. */
  key: string
  at: Instant
  /** `module.command`, whose right is `jobs.run`. */
  command: string
  args: Record<string, unknown>
}

/** Schedules or moves a job, in this transaction. Nothing happens on the cache: the centre will do it when the command gets there. */
export async function schedule(tx: Tx, context: CommandContext, { key, at, command, args }: Job): Promise<void> {
  if (context.place === 'cache') return
  await sql`select sync.schedule(${key}, ${at}::timestamptz, ${command}, ${JSON.stringify(args)}::jsonb)`.execute(tx)
}

export async function unschedule(tx: Tx, context: CommandContext, key: string): Promise<void> {
  if (context.place === 'cache') return
  await sql`select sync.unschedule(${key})`.execute(tx)
}

export interface Steward {
  /** Runs everything that is due; returns how many jobs ran. */
  runDue(): Promise<number>
  close(): Promise<void>
}

const LONGEST_SLEEP_MS = 10_000

/** Runs due jobs until closed. Several stewards may work at once: each job is taken by one (SKIP LOCKED). */
export function startSteward(options: {
  central: () => Central | undefined
  actor: () => Actor
  registry: Registry
  workstation: string
  log: Log
}): Steward {
  let isClosed = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<unknown> = Promise.resolve()

  function sleep(ms: number) {
    if (isClosed) return
    timer = setTimeout(() => void (running = turn()), Math.max(50, Math.min(ms, LONGEST_SLEEP_MS)))
    timer.unref()
  }

  async function turn(): Promise<void> {
    const central = options.central()
    if (!central) return sleep(LONGEST_SLEEP_MS)
    try {
      await runDue(central)
      const [[wait] = []] = await central.rows(
        'select (extract(epoch from sync.next_job_at() - clock_timestamp()) * 1000)::bigint',
      )
      sleep(wait === null || wait === undefined ? LONGEST_SLEEP_MS : Number(wait))
    } catch (error) {
      if (!isLinkTrouble(error)) options.log.error('The steward stumbled', error)
      sleep(LONGEST_SLEEP_MS)
    }
  }

  async function runDue(central: Central): Promise<number> {
    let ran = 0
    while (!isClosed && (await runOne(central))) ran += 1
    return ran
  }

  async function runOne(central: Central): Promise<boolean> {
    const commandId = newId()
    const settings = { command_id: commandId, command: 'steward', workstation: options.workstation }
    return central.transaction({ settings }, async (tx) => {
      const [job] = await tx.rows(
        'select key, command, args::text, floor(extract(epoch from clock_timestamp()) * 1000)::bigint from sync.take_job()',
      )
      if (!job) return false
      const [key, command, args, now] = job as [string, string, string, number]
      await tx.run('savepoint job')
      const error = await runBody(tx, command, JSON.parse(args), {
        place: 'central',
        actor: options.actor(),
        issuedAt: toInstant(Number(now)),
        commandId,
      })
      if (error !== null) await tx.run('rollback to savepoint job')
      await tx.rows('select sync.finish_job($1, $2)', [key, error])
      return true
    })
  }

  async function runBody(
    tx: CentralTx,
    command: string,
    args: unknown,
    context: CommandContext,
  ): Promise<string | null> {
    const registered = options.registry.get(command)
    if (registered?.contract.kind !== 'command' || registered.contract.allow !== 'jobs.run')
      return `${command} is not a job`
    const { contract, body } = registered
    const outcome = await judge(
      async () => {
        await body(...([tx.db, contract.args.parse(args), context] as never[]))
        await tx.run('set constraints all immediate')
      },
      command,
      options.log,
    )
    return outcome.outcome === 'done' ? null : outcome.error.message
  }

  sleep(0)
  return {
    async runDue() {
      const central = options.central()
      return central ? runDue(central) : 0
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      await running
    },
  }
}
