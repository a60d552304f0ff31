/** Random commands, cuts, restarts and rebuilds on several desks; then every cache equals the centre (the invariant of SPEC.md). */
import { afterAll, describe, expect, it } from 'vitest'
import { newId, type Id } from '#shared/kernel/id.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { CENTRES, testCluster } from '../support/central.ts'
import { cacheRows, centralRows, deskHouse, type TestDesk } from '../support/desks.ts'
import { startProxy, type Proxy } from '../support/proxy.ts'
import { randomOf, seedOf, type Random } from '../support/random.ts'

const STEPS = 120
const TABLES = ['note', 'seat', 'passport', 'company', 'app_user', 'user_role']
const FIRST_SEED = seedOf()

afterAll(async () => (await testCluster()).stop())

interface Place {
  desk: TestDesk
  /** Between this desk and the centre, where the centre is a server. */
  proxy: Proxy | undefined
}

interface Ledger {
  notes: Id[]
  seats: Id[]
  /** Commands whose promise resolved, and those that were refused for good. */
  accepted: Set<Id>
  refused: Set<Id>
  counts: { id: Id; note: Id }[]
}

async function run(desk: TestDesk, name: string, args: object, id: Id, ledger: Ledger) {
  try {
    await desk.call(name, args, id)
    ledger.accepted.add(id)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    expect(error.code).not.toBe('internal')
    if (error.details['reason'] !== 'engine.outcome-unknown') ledger.refused.add(id)
  }
}

async function step({ desk, proxy }: Place, random: Random, ledger: Ledger): Promise<void> {
  const id = newId()
  const roll = random.int(100)
  if (roll < 20) {
    ledger.notes.push(id)
    return run(
      desk,
      'probe.write',
      {
        id,
        text: `note ${random.int(1000)}`,
        tags: random.chance(0.5) ? ['a', '"'] : [],
        on: random.chance(0.3) ? '2026-02-28' : null,
      },
      id,
      ledger,
    )
  }
  if (roll < 50) {
    const note = random.pick(ledger.notes)
    ledger.counts.push({ id, note })
    return run(desk, 'probe.count', { id: note }, id, ledger)
  }
  if (roll < 56) return run(desk, 'probe.erase', { id: random.pick(ledger.notes) }, id, ledger)
  if (roll < 66) return run(desk, 'probe.takeOffline', { id: random.pick(ledger.seats), who: id }, id, ledger)
  if (roll < 72) return run(desk, 'probe.take', { id: random.pick(ledger.seats), who: id }, id, ledger)
  if (roll < 76) return desk.cut()
  // In the middle of whatever is under way on the wire.
  if (roll < 82) return proxy?.set('cut')
  if (roll < 94) {
    proxy?.set('open')
    return desk.join()
  }
  if (roll < 97) return desk.restart()
  return desk.desk.resetCache()
}

async function story(kind: (typeof CENTRES)[number], seed: number): Promise<void> {
  const random = randomOf(seed)
  const house = await deskHouse(kind)
  const places: Place[] = []
  try {
    const ledger: Ledger = {
      notes: [newId()],
      seats: Array.from({ length: 6 }, () => newId()),
      accepted: new Set(),
      refused: new Set(),
      counts: [],
    }
    await house.centre.sql(
      'insert into app.seat (id, number) select i, row_number() over () from unnest($1::uuid[]) i',
      [ledger.seats],
    )
    const agency = await house.centre.addCompany('agency')
    const people = [
      ['anna', ['sales'], house.companyId],
      ['boris', ['lawyer'], house.companyId],
      ['vera', ['agency'], agency],
    ] as const
    for (const [name, roles, companyId] of people) {
      const proxy = kind === 'postgres' ? await startProxy((await testCluster()).port) : undefined
      places.push({
        desk: await house.open(name, [...roles], { companyId, ...(proxy && { port: proxy.port }) }),
        proxy,
      })
    }
    const desks = places.map(({ desk }) => desk)
    for (let i = 0; i < STEPS; i++) {
      // Some steps overlap, as those of several people do.
      const busy = places
        .filter(() => random.chance(0.5))
        .map((place) => step(place, randomOf(random.int(2 ** 31)), ledger))
      await Promise.all(busy)
    }
    for (const { proxy } of places) proxy?.set('open')
    for (const desk of desks) {
      await desk.join()
      if (desk.desk.status().pending > 0 || desk.desk.status().link !== 'online') await desk.join()
      expect(desk.desk.status(), desk.user.login).toMatchObject({ link: 'online', pending: 0 })
    }
    for (const desk of desks) {
      await desk.desk.syncNow()
      expect(await cacheRows(desk, TABLES), desk.user.login).toEqual(await centralRows(house.centre, desk.user, TABLES))
    }
    const log = new Map(
      (await house.centre.sql<{ id: Id; outcome: string }>('select id, outcome from sync.command')).map(
        ({ id, outcome }) => [id, outcome],
      ),
    )
    const inbox = new Set(desks.flatMap(({ desk }) => desk.inbox().map(({ id }) => id)))
    const lost = [...ledger.accepted].filter((id) => log.get(id) !== 'done' && !inbox.has(id))
    const undead = [...ledger.refused].filter((id) => log.get(id) === 'done')
    expect({ lost, undead }).toEqual({ lost: [], undead: [] })
    const notes = await house.centre.sql<{ id: Id; count: number }>('select id, count from app.note')
    const expected = notes.map(({ id }) => ({
      id,
      count: ledger.counts.filter((count) => count.note === id && log.get(count.id) === 'done').length,
    }))
    expect(notes).toEqual(expected)
  } finally {
    await house.close()
    for (const { proxy } of places) await proxy?.close()
  }
}

for (const kind of CENTRES) {
  describe(`random desks on ${kind}`, () => {
    for (const seed of [FIRST_SEED, FIRST_SEED + 1, FIRST_SEED + 2]) {
      it(`C6, R2, R4: whatever three desks do, their caches equal the centre in the end (seed ${seed})`, () =>
        story(kind, seed))
    }
  })
}
