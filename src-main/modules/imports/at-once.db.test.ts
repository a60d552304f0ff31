/** Two people over the same rows at the same moment, on a real server: each row ends as one of the two, and the protocol says which (C13.1, C13.7). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId, type Id } from '#shared/kernel/id.ts'
import { must } from '#shared/rpc/errors.ts'
import { testCluster } from '#tests/support/central.ts'
import { batchOf, command } from '#tests/support/imports.ts'
import { inventoryWorld, type Person, type World } from '#tests/support/inventory.ts'

interface Line {
  target_id: Id
  outcome: string
  reason: string | null
  by_login: string | null
}

describe('two people at once', () => {
  let world: World
  beforeAll(async () => {
    world = await inventoryWorld('postgres')
  }, 120_000)
  afterAll(async () => {
    await world.close()
    await (await testCluster()).stop()
  })

  const notes = async () =>
    new Map(
      (await world.centre.sql<{ id: Id; note: string | null }>('select id, note from app.unit')).map(({ id, note }) => [
        id,
        note,
      ]),
    )
  const protocol = (batch: Id) =>
    world.centre.sql<Line>(
      'select target_id, outcome, reason, by_login from app.import_row where batch_id = $1 order by target_id',
      [batch],
    )
  const noted = (units: readonly Id[], from: string | null, to: string, passMoved: boolean) =>
    batchOf(
      'units',
      units.map((id) => ({ id, changes: { note: [from, to] as [string | null, string] } })),
      { passMoved },
    )

  /** Holds these units until so many wait for them, so that all that is begun is under way at once. */
  async function together<T>(units: readonly Id[], begin: (() => Promise<T>)[]): Promise<PromiseSettledResult<T>[]> {
    const holder = await world.centre.as(world.people.manager)
    const running: Promise<T>[] = []
    await holder.transaction({}, async (tx) => {
      await tx.rows('select 1 from app.unit where id = any($1) order by id for no key update', [units])
      for (const [index, start] of begin.entries()) {
        running.push(start())
        running.at(-1)?.catch(() => undefined)
        await untilWaiting(index + 1)
      }
    })
    const settled = await Promise.allSettled(running)
    await holder.close()
    return settled
  }

  async function untilWaiting(count: number): Promise<void> {
    for (;;) {
      const [row] = await world.centre.sql<{ n: number }>(
        'select count(distinct pid)::int as n from pg_locks where not granted and pid in (select pid from pg_stat_activity where datname = current_database())',
      )
      if (must(row).n >= count) return
    }
  }

  it('two batches over the same rows: one is written, the other’s rows are told as moved, nothing is half written', async () => {
    const { manager, manager2 } = world.people
    const [shared, mine, theirs] = [world.units.slice(0, 4), world.units.slice(4, 6), world.units.slice(6, 8)]
    for (const [first, second] of [
      [manager, manager2],
      [manager2, manager],
    ] as const) {
      const from = (await notes()).get(must(shared[0])) ?? null
      const [a, b] = [
        noted([...shared, ...mine], from, `${newId()} a`, true),
        noted([...theirs, ...shared].reverse(), from, `${newId()} b`, true),
      ]
      const results = await together(shared, [() => command(first, 'submit', a), () => command(second, 'submit', b)])
      expect(results.map((result) => result.status)).toEqual(['fulfilled', 'fulfilled'])
      const now = await notes()
      const winner = now.get(must(shared[0]))
      const [won, lost] = winner === a.rows[0]?.after['note'] ? [a, b] : [b, a]
      for (const id of shared) expect(now.get(id)).toBe(won.rows[0]?.after['note'])
      expect((await protocol(won.batchId)).map(({ outcome }) => outcome)).toEqual(won.rows.map(() => 'done'))
      for (const { target_id, outcome } of await protocol(lost.batchId)) {
        expect(outcome).toBe(shared.includes(target_id) ? 'passed' : 'done')
        if (outcome === 'done') expect(now.get(target_id)).toBe(lost.rows[0]?.after['note'])
      }
      const batches = await world.centre.sql<{ id: Id; updated: number }>(
        'select id, updated from app.import_batch where id = any($1)',
        [[a.batchId, b.batchId]],
      )
      expect(new Map(batches.map(({ id, updated }) => [id, updated]))).toEqual(
        new Map([
          [won.batchId, 6],
          [lost.batchId, 2],
        ]),
      )
      await world.centre.sql('update app.unit set note = $1', [newId()])
      await world.centre.sql('update app.unit set note = null')
    }
  })

  it('who did not say that moved rows may stay out writes nothing, and no batch of theirs remains', async () => {
    const { manager, manager2 } = world.people
    const units = world.units.slice(0, 5)
    const batches = [manager, manager2].map((who) => ({ who, args: noted(units, null, who.login, false) }))
    const results = await together(
      units.slice(0, 1),
      batches.map(
        ({ who, args }) =>
          () =>
            command(who, 'submit', args),
      ),
    )
    const lost = results.findIndex(({ status }) => status === 'rejected')
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((results[lost] as PromiseRejectedResult).reason).toMatchObject({
      code: 'conflict',
      details: { reason: 'imports.moved', count: 5 },
    })
    const winner = must(batches[1 - lost]).who.login
    expect(new Set(units.map((id) => id))).toEqual(
      new Set(Array.from(await notes(), ([id, note]) => (note === winner ? id : null)).filter((id) => id !== null)),
    )
    expect(await protocol(must(batches[lost]).args.batchId)).toEqual([])
    await world.centre.sql('update app.unit set note = null')
  })

  it('the same new units from two files are made once', async () => {
    const { manager, manager2 } = world.people
    const insert = (note: string) => {
      const args = noted(world.units.slice(0, 3), null, note, true)
      const rows = args.rows.map((row, index) => ({
        ...row,
        action: 'insert' as const,
        target_id: newId(),
        before: {},
        changes: { note: [null, note] as [null, string] },
        after: {
          section_id: world.sections[0],
          entrance_id: null,
          kind: 'flat',
          number: String(70 + index),
          floor: 2,
          riser: 70 + index,
          rooms: 1,
          area_cm2: 400_000,
          note,
        },
      }))
      return { ...args, rows }
    }
    const results = await together(world.units.slice(0, 1), [
      // Somebody else's batch holds the door.
      () => command(manager, 'submit', noted(world.units.slice(0, 1), null, 'first', true)),
      () => command(manager, 'submit', insert('a')),
      () => command(manager2, 'submit', insert('b')),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
    const made = results
      .slice(1)
      .map((result) => (result as PromiseFulfilledResult<{ inserted: number }>).value.inserted)
    expect(made.sort()).toEqual([0, 3])
    const there = await world.centre.sql<{ note: string }>(
      "select distinct note from app.unit where number in ('70', '71', '72')",
    )
    expect(there.length).toBe(1)
    await world.centre.sql('update app.unit set note = null')
  })

  it('one batch is decided once, however many approve or reject it in the same moment', async () => {
    const { analyst, manager, manager2 } = world.people
    const unit = must(world.units[9])
    const old = 2000 * (400_000 + 90_000)
    const steep = batchOf('prices', [{ id: unit, changes: { price_minor: [old, old * 1.3] }, columns: [] }])
    await command(analyst, 'submit', steep)
    const { batchId } = steep
    const approve = (who: Person) => () => command(who, 'approve', { batchId, passMoved: false })
    const results = await together([unit], [approve(manager), approve(manager2)])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const refused = results.find(({ status }) => status === 'rejected') as PromiseRejectedResult
    expect(refused.reason).toMatchObject({ code: 'conflict' })
    expect(
      await world.centre.sql('select price_minor::int from app.unit_price where note = $1', [`import:${batchId}`]),
    ).toEqual([{ price_minor: old * 1.3 }])
    await expect(command(manager, 'reject', { batchId, note: null })).rejects.toMatchObject({
      details: { reason: 'imports.batch-step' },
    })
  })

  it('undo waits for an edit that is under way and keeps the row, with who and when', async () => {
    const { manager, manager2 } = world.people
    const [edited, other] = world.units
    const batch = noted([must(edited), must(other)], null, 'загружено', false)
    await command(manager, 'submit', batch)
    const editor = await world.centre.as(manager2)
    let undo: Promise<unknown> | undefined
    await editor.transaction({}, async (tx) => {
      await tx.rows("update app.unit set note = 'мой' where id = $1", [edited])
      undo = command(manager, 'undo', { batchId: batch.batchId })
      undo.catch(() => undefined)
      await untilWaiting(1)
    })
    await editor.close()
    expect(await undo).toEqual({ state: 'partly_undone', undone: 1, kept: 1 })
    expect(await protocol(batch.batchId)).toEqual([
      { target_id: edited, outcome: 'kept', reason: 'edited', by_login: manager2.login },
      { target_id: other, outcome: 'undone', reason: null, by_login: null },
    ])
    const now = await notes()
    expect([now.get(must(edited)), now.get(must(other))]).toEqual(['мой', null])
  })

  it('a batch is taken back once, and what one undoes the other cannot', async () => {
    const { manager, manager2 } = world.people
    const units = world.units.slice(10, 12)
    const batch = noted(units, null, 'дважды', false)
    await command(manager, 'submit', batch)
    const results = await together(
      units,
      [manager, manager2].map((who) => () => command(who, 'undo', { batchId: batch.batchId })),
    )
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((results.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason).toMatchObject({
      code: 'conflict',
    })
    expect((await protocol(batch.batchId)).map(({ outcome }) => outcome)).toEqual(['undone', 'undone'])
    expect((await notes()).get(must(units[0]))).toBe(null)
  })

  it('a price by hand and a price by file in the same moment: the second sees what the first has left, none is lost', async () => {
    const { manager, manager2 } = world.people
    const unit = must(world.units[8])
    const [{ price } = { price: 0 }] = await world.centre.sql<{ price: number }>(
      'select price_minor::int as price from app.unit_current_price where id = $1',
      [unit],
    )
    const file = batchOf('prices', [{ id: unit, changes: { price_minor: [price, price + 100_00] }, columns: [] }])
    const hand = () =>
      world.run(manager2, 'reprice', { exceptionId: newId(), unitIds: [unit], change: { by: 'add', value: 700_00 } })
    const results = await together<unknown>([unit], [hand, () => command(manager, 'submit', file)])
    const now = await world.centre.sql('select price_minor::int as price from app.unit_current_price where id = $1', [
      unit,
    ])
    expect(results[0]?.status).toBe('fulfilled')
    // Whoever is second sees what the first has left: the file is told, the hand adds to it.
    if (results[1]?.status === 'fulfilled') expect(now).toEqual([{ price: price + 800_00 }])
    else {
      expect(results[1]?.reason).toMatchObject({ details: { reason: 'imports.moved', rows: [2] } })
      expect(now).toEqual([{ price: price + 700_00 }])
    }
  })
})
