/** Two hundred workstations racing for the same fifty seats, against one connection doing the same commands in a row. */
import { newId } from '#shared/kernel/id.ts'
import type { Actor } from '#shared/modules/engine/model.ts'
import type { Central } from '#main/engine/db/central.ts'
import { silentLog } from '#main/engine/log.ts'
import { createRegistry } from '#main/engine/registry.ts'
import { runAtCentre, type RunnableCommand } from '#main/engine/run-command.ts'
import type { Module } from '#main/engine/define.ts'
import type { TestUser } from '../support/central.ts'
import { deskHouse } from '../support/desks.ts'
import { probeModule } from '../support/probe.ts'
import { limit, percentile, type BenchRow } from './harness.ts'

const WORKSTATIONS = 200
const SEATS = 50
/** Each workstation tries this many seats, one after another, with a pause as a person would make. */
const TRIES = 5
const PAUSE_MS = 2_000

export async function workstationsBench(): Promise<BenchRow[]> {
  const house = await deskHouse('postgres')
  const registry = createRegistry({ probe: probeModule as unknown as Module })
  const take = registry.get('probe.take') as unknown as RunnableCommand
  try {
    const users = await Promise.all(
      Array.from({ length: WORKSTATIONS }, (_, n) => house.centre.addUser(`seller${n}x`, ['sales'], house.companyId)),
    )
    const centrals = await Promise.all(users.map((user) => house.centre.as(user)))
    // A workstation is connected long before its user clicks.
    await Promise.all(centrals.map((central) => central.rows('select 1')))
    const first = await newSeats(house.centre.sql)
    const racing: number[] = []
    const outcomes = await Promise.all(
      centrals.map(async (central, n) => {
        const user = users[n] as TestUser
        let done = 0
        for (let turn = 0; turn < TRIES; turn++) {
          await new Promise((resolve) => setTimeout(resolve, Math.random() * PAUSE_MS))
          const startedAt = performance.now()
          if (await tryOne(central, take, user, first[(n + turn * 7) % SEATS] ?? '')) done += 1
          racing.push(performance.now() - startedAt)
        }
        return done
      }),
    )
    const sold = outcomes.reduce((sum, done) => sum + done, 0)
    const [{ count } = { count: -1 }] = await house.centre.sql<{ count: number }>(
      'select count(*)::int from app.seat where taken_by is not null and id = any($1)',
      [first],
    )
    if (sold !== SEATS || count !== SEATS)
      throw new Error(`${sold} promises, ${count} seats: a double sale or a lost command`)

    const second = await newSeats(house.centre.sql)
    const inARow: number[] = []
    for (let turn = 0; turn < WORKSTATIONS * TRIES; turn++) {
      const startedAt = performance.now()
      await tryOne(centrals[0] as Central, take, users[0] as TestUser, second[turn % SEATS] ?? '')
      inARow.push(performance.now() - startedAt)
    }
    await Promise.all(centrals.map((central) => central.close()))
    const p95 = percentile(racing, 0.95)
    return [
      limit(
        `${WORKSTATIONS} workstations racing for ${SEATS} units, p95`,
        'ms',
        p95,
        250,
        `${sold} sold once each; one connection in a row p95 ${percentile(inARow, 0.95).toFixed(1)} ms, ratio ${(p95 / percentile(inARow, 0.95)).toFixed(1)}`,
      ),
    ]
  } finally {
    await house.close()
  }
}

async function newSeats(sql: (text: string, values?: unknown[]) => Promise<unknown>): Promise<string[]> {
  const ids = Array.from({ length: SEATS }, () => newId())
  await sql(
    'insert into app.seat (id, number) select i, (select coalesce(max(number), 0) from app.seat) + row_number() over () from unnest($1::uuid[]) i',
    [ids],
  )
  return ids
}

async function tryOne(
  central: Central,
  take: RunnableCommand,
  { id, login, companyId }: TestUser,
  seat: string,
): Promise<boolean> {
  const actor: Actor = { userId: id, login, name: login, companyId, companyKind: 'developer', roles: [], rights: [] }
  const call = { id: newId(), name: 'probe.take', args: { id: seat, who: login } }
  return (await runAtCentre(central, take, call, { actor, workstation: 'bench', log: silentLog })).outcome === 'done'
}
