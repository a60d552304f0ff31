/** Two hundred sessions race for the same fifty seats: each is sold once, and no command is lost (SPEC C2, C4, C5). */
import { afterAll, expect, it } from 'vitest'
import { newId, type Id } from '#shared/kernel/id.ts'
import type { Actor } from '#shared/modules/engine/model.ts'
import { silentLog } from '#main/engine/log.ts'
import { runAtCentre, type Outcome, type RunnableCommand } from '#main/engine/run-command.ts'
import { startCluster, type TestUser } from '../support/central.ts'
import { PROBE_SQL, probeModule } from '../support/probe.ts'
import { randomOf, seedOf } from '../support/random.ts'

const SESSIONS = 200
const USERS = 20
const SEATS = 50

/** Room for every session twice: some send on two connections at once. */
const cluster = startCluster(['-c', 'max_connections=500'])
afterAll(async () => (await cluster).stop())

it('C2, C4: every seat goes to one session, and every session knows what became of each of its commands', async () => {
  const seed = seedOf()
  const centre = await (await cluster).freshDatabase()
  await centre.sql(PROBE_SQL)
  const companyId = await centre.addCompany('developer')
  const users: TestUser[] = []
  for (let i = 0; i < USERS; i++) users.push(await centre.addUser(`seller${i}x`, ['sales'], companyId))
  const seats = Array.from({ length: SEATS }, () => newId())
  await centre.sql('insert into app.seat (id, number) select i, row_number() over () from unnest($1::uuid[]) i', [
    seats,
  ])

  const sessions = await Promise.all(
    Array.from({ length: SESSIONS }, async (_, index) => ({
      user: users[index % USERS]!,
      central: await centre.as(users[index % USERS]!),
    })),
  )
  const take = { contract: probeModule.contract.take, body: probeModule.bodies.take } as unknown as RunnableCommand
  // Connecting is not what is raced for.
  await Promise.all(sessions.map(({ central }) => central.rows('select 1')))
  const outcomes = new Map<Id, { seat: Id; outcome: Outcome }>()
  const took: number[] = []
  const crossed: unknown[] = []

  await Promise.all(
    sessions.map(async ({ user, central }, index) => {
      const random = randomOf(seed + index)
      const actor: Actor = {
        userId: user.id,
        login: user.login,
        name: user.login,
        companyId,
        companyKind: 'developer',
        roles: ['sales'],
        rights: [],
      }
      for (let attempt = 0; attempt < 3; attempt++) {
        const [id, seat] = [newId(), random.pick(seats)]
        const send = () =>
          runAtCentre(
            central,
            take,
            { id, name: 'probe.take', args: { id: seat, who: id } },
            { actor, workstation: 'race', log: silentLog },
          )
        const started = performance.now()
        // Some send the same command twice at once, as after a lost answer.
        const answers = await Promise.allSettled(random.chance(0.2) ? [send(), send()] : [send()])
        took.push(performance.now() - started)
        for (const answer of answers) {
          if (answer.status === 'rejected') crossed.push(answer.reason)
          else if (outcomes.has(id)) expect(answer.value).toEqual(outcomes.get(id)?.outcome)
          else outcomes.set(id, { seat, outcome: answer.value })
        }
      }
    }),
  )

  expect(crossed).toEqual([])
  const done = [...outcomes].filter(([, { outcome }]) => outcome.outcome === 'done')
  const refused = [...outcomes.values()].flatMap(({ outcome }) =>
    outcome.outcome === 'refused' ? [outcome.error.details['reason']] : [],
  )
  const sold = await centre.sql<{ id: Id; taken_by: Id; number_given: number }>(
    'select id, taken_by, number_given from app.seat where taken_by is not null order by id',
  )
  expect(sold.map(({ id, taken_by }) => [id, taken_by])).toEqual(
    done.map(([id, { seat }]) => [seat, id]).sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  )
  expect(new Set(refused)).toEqual(new Set(['probe.seat-taken']))
  // Numbers are taken in the transaction that uses them, so there are no gaps.
  expect(sold.map(({ number_given }) => number_given).sort((a, b) => a - b)).toEqual(sold.map((_, index) => index + 1))
  const log = await centre.sql<{ id: Id; outcome: string }>('select id, outcome from sync.command')
  expect(new Map(log.map(({ id, outcome }) => [id, outcome]))).toEqual(
    new Map([...outcomes].map(([id, { outcome }]) => [id, outcome.outcome])),
  )

  took.sort((a, b) => a - b)
  console.log(
    `race, seed ${seed}: ${outcomes.size} commands, ${sold.length} seats sold, p50 ${Math.round(took[Math.floor(took.length / 2)] ?? 0)} ms, p95 ${Math.round(took[Math.floor(took.length * 0.95)] ?? 0)} ms`,
  )
  await Promise.all(sessions.map(({ central }) => central.close()))
  await centre.close()
})
