/** The engine's process is killed with SIGKILL at random points under load, twenty seeds (SPEC C3, C4, C6, C8, R5, R7). */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, describe, expect, it } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { testCluster } from '../support/central.ts'
import { cacheRows, centralRows, deskHouse } from '../support/desks.ts'
import type { Fact, KillChild } from '../support/kill-child.ts'
import { randomOf, seedOf } from '../support/random.ts'

const FIRST_SEED = seedOf()
const SEEDS = Array.from({ length: 20 }, (_, index) => FIRST_SEED + index)
const LIVES = 3
const TABLES = ['note', 'seat']

afterAll(async () => (await testCluster()).stop())

/** Lets the child live until it has said `most` facts and then a moment longer, and returns what it said. */
async function liveAndDie(child: KillChild, most: number, delay: number): Promise<Fact[]> {
  const program = new URL('../support/kill-child.ts', import.meta.url).pathname
  const running = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, JSON.stringify(child)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // Starting is most of a short life: code that was compiled once need not be again.
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'kvartal-killed-code') },
  })
  const facts: Fact[] = []
  // Counted in facts, not in time: a busy machine gets as far as an idle one before it is killed.
  const kill = () => setTimeout(() => running.kill('SIGKILL'), delay)
  if (most === 0) kill()
  for await (const line of createInterface({ input: running.stdout })) {
    // The last line may be torn by the kill.
    if (line.endsWith('}')) facts.push(JSON.parse(line) as Fact)
    if (facts.length === most) kill()
  }
  return facts
}

describe(`killed at random points, seeds from ${FIRST_SEED}`, () => {
  it.concurrent.for(SEEDS)(
    'R7, C4: nothing accepted is lost or done twice, and the cache equals the centre (seed %i)',
    async (seed) => {
      const random = randomOf(seed)
      const house = await deskHouse('postgres')
      const dir = mkdtempSync(join(tmpdir(), 'kvartal-killed-'))
      try {
        const user = await house.centre.addUser('anna', ['sales'], house.companyId)
        const notes = Array.from({ length: 4 }, () => newId())
        const seats = Array.from({ length: 8 }, () => newId())
        await house.centre.sql(
          `insert into app.note (id, text, written_at, author_id) select i, 'counted', now(), $2 from unnest($1::uuid[]) i`,
          [notes, user.id],
        )
        await house.centre.sql(
          `insert into app.note (id, text, written_at, author_id) select gen_random_uuid(), repeat(i || ' ', 50), now(), $1 from generate_series(1, 1500) i`,
          [user.id],
        )
        await house.centre.sql(
          'insert into app.seat (id, number) select i, row_number() over () from unnest($1::uuid[]) i',
          [seats],
        )

        const facts: Fact[] = []
        for (let life = 0; life < LIVES; life++) {
          // The first life may end while it still starts or copies.
          const isEarly = life === 0 && random.chance(0.3)
          facts.push(
            ...(await liveAndDie(
              { seed: seed * LIVES + life, dir, url: house.centre.url, user, notes, seats },
              isEarly ? 0 : 4 + random.int(60),
              random.int(isEarly ? 900 : 30),
            )),
          )
        }

        const anna = await house.open('anna', [], { user, dir })
        await anna.join()
        expect(anna.desk.status()).toMatchObject({ link: 'online', pending: 0 })

        const log = new Map(
          (await house.centre.sql<{ id: string; outcome: string }>('select id, outcome from sync.command')).map(
            ({ id, outcome }) => [id, outcome],
          ),
        )
        const inbox = new Set(anna.desk.inbox().map(({ id }) => id))
        const done = facts.filter((fact) => fact.is === 'tried' && log.get(fact.id) === 'done') as Extract<
          Fact,
          { is: 'tried' }
        >[]
        for (const fact of facts) {
          if (fact.is === 'accepted' && log.get(fact.id) !== 'done')
            expect(inbox, `accepted, so done or in the inbox: ${fact.id}`).toContain(fact.id)
          if (fact.is === 'refused' && fact.reason !== 'engine.outcome-unknown')
            expect(log.get(fact.id), `refused (${String(fact.reason)}), so not done: ${fact.id}`).not.toBe('done')
        }
        const times = (name: string, target: string) =>
          done.filter((fact) => fact.name === name && fact.target === target).length
        const counted = await house.centre.sql<{ id: string; count: number }>(
          "select id, count from app.note where text = 'counted'",
        )
        expect(counted.map(({ id, count }) => [id, count])).toEqual(
          counted.map(({ id }) => [id, times('probe.count', id)]),
        )
        const written = await house.centre.sql<{ id: string }>(
          "select id from app.note where text like 'of %' order by id",
        )
        expect(written.map(({ id }) => id)).toEqual(
          done
            .filter(({ name }) => name === 'probe.write')
            .map(({ target }) => target)
            .sort(),
        )
        for (const { id, taken_by } of await house.centre.sql<{ id: string; taken_by: string | null }>(
          'select id, taken_by from app.seat',
        )) {
          expect(
            done.filter(({ name, target }) => name.startsWith('probe.take') && target === id).map((fact) => fact.id),
          ).toEqual(taken_by === null ? [] : [taken_by])
        }
        expect(await cacheRows(anna, TABLES)).toEqual(await centralRows(house.centre, user, TABLES))
        expect(facts.filter(({ is }) => is === 'accepted').length).toBeGreaterThan(0)
      } finally {
        await house.close()
        rmSync(dir, { recursive: true, force: true })
      }
    },
  )
})
