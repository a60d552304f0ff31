import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyPatch, emptyRows } from '#renderer/data/live.ts'
import type { LiveRow } from '#shared/rpc/wire.ts'
import { createLiveQueries } from './live.ts'

const settled = async () => {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve))
}

/** A live query over an answer that the test sets, and the list that a reader has made of its patches. */
function watched() {
  const live = createLiveQueries()
  let answer: LiveRow[] = []
  let rows = emptyRows
  let patches = 0
  const stop = live.add({
    name: 'probe',
    reads: ['note'],
    run: () => Promise.resolve(answer),
    patch: (patch) => {
      patches += 1
      rows = applyPatch(rows, JSON.parse(JSON.stringify(patch)))
    },
    value: () => expect.fail('a list is told in patches'),
    fail: (error) => expect.fail(error.message),
  })
  return {
    live,
    stop,
    patches: () => patches,
    list: () => rows.list,
    async becomes(next: LiveRow[]) {
      answer = next
      live.touched(['note'])
      await settled()
      // A query that took time rests; asking until it has run keeps the test independent of the machine.
      for (let i = 0; i < 100 && JSON.stringify(rows.list) !== JSON.stringify(next); i++)
        await new Promise((resolve) => setTimeout(resolve, 2))
    },
  }
}

const Row = fc.record({ id: fc.constantFrom(...'abcdefghij'), text: fc.constantFrom('x', 'y', null), count: fc.nat(2) })
const Answer = fc.uniqueArray(Row, { selector: ({ id }) => id, maxLength: 10 })

describe('live queries', () => {
  it('L1: applying the patches to the old list gives the new one, order included', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(Answer, { minLength: 1, maxLength: 8 }), async (answers) => {
        const reader = watched()
        for (const answer of answers) {
          await reader.becomes(answer)
          expect(reader.list()).toEqual(answer)
        }
        reader.stop()
      }),
      { numRuns: 200 },
    )
  })

  it('L1: an answer that stays the same is not told again', async () => {
    const reader = watched()
    await reader.becomes([{ id: 'a' }])
    const before = reader.patches()
    for (let i = 0; i < 3; i++) await reader.becomes([{ id: 'a' }])
    expect(reader.patches()).toBe(before)
    reader.stop()
  })

  it('L1: a window is told again after every change, for the rows that it does not carry', async () => {
    const live = createLiveQueries()
    let told = 0
    const sink = { patch: () => undefined, fail: () => undefined, value: () => (told += 1) }
    const run = () => Promise.resolve({ first: 'a', total: 2 })
    const stop = live.add({ name: 'window', reads: ['note'], isWindow: true, run, ...sink })
    const whole = live.add({ name: 'whole', reads: ['note'], run, ...sink })
    await settled()
    expect(told).toBe(2)
    live.touched(['note'])
    await expect.poll(() => told).toBe(3)
    live.touched(['other'])
    await settled()
    expect(told).toBe(3)
    stop()
    whole()
  })

  it('L1: a window is told again of a change between the question and its first answer', async () => {
    const live = createLiveQueries()
    let told = 0
    const sink = { patch: () => undefined, fail: () => undefined, value: () => (told += 1) }
    const stop = live.add({
      name: 'w',
      reads: ['note'],
      isWindow: true,
      run: () => Promise.resolve({ total: 2 }),
      ...sink,
    })
    live.touched(['note'])
    await expect.poll(() => told).toBe(2)
    await settled()
    expect(told).toBe(2)
    stop()
  })

  it('L2: a slow query that rests does not hold up a quick one', async () => {
    const live = createLiveQueries()
    const sink = { patch: () => undefined, fail: () => undefined }
    let slow = 0
    live.add({
      name: 'slow',
      reads: ['note'],
      run: () => new Promise((resolve) => setTimeout(() => resolve(++slow), 300)),
      value: () => undefined,
      ...sink,
    })
    await new Promise((resolve) => setTimeout(resolve, 350))
    live.touched(['note'])
    await settled()
    const asked = performance.now()
    await new Promise<void>((resolve) => {
      live.add({ name: 'quick', reads: ['note'], run: () => Promise.resolve(1), value: () => resolve(), ...sink })
    })
    expect(performance.now() - asked).toBeLessThan(150)
    expect(slow).toBe(1)
  })
})
