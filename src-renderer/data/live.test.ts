import { describe, expect, test, vi } from 'vitest'
import type { LiveListener, Patch } from '#shared/rpc/client.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { applyPatch, createLiveStore, emptyRows, stableJson } from './live.ts'

interface Row {
  id: string
  name: string
}

const row = (id: string, name = id): Row => ({ id, name })
const patch = (put: Row[], gone: string[] = [], order?: string[]): Patch => ({ put, gone, ...(order ? { order } : {}) })

describe('row patches', () => {
  test('a first answer stands in its order', () => {
    expect(applyPatch(emptyRows, patch([row('b'), row('a')], [], ['a', 'b'])).list).toEqual([row('a'), row('b')])
  })

  test('rows that a patch does not name keep their identity and place', () => {
    const before = applyPatch(emptyRows, patch([row('a'), row('b'), row('c')]))
    const after = applyPatch(before, patch([row('b', 'new')], ['c']))
    expect(after.list).toEqual([row('a'), row('b', 'new')])
    expect(after.list[0]).toBe(before.list[0])
  })

  test('a new row without an order goes to the end, once even when it is named twice', () => {
    const before = applyPatch(emptyRows, patch([row('a')]))
    expect(applyPatch(before, patch([row('b'), row('b', 'again')])).list).toEqual([row('a'), row('b', 'again')])
  })

  test('a row that is gone and put in one patch is there', () => {
    const before = applyPatch(emptyRows, patch([row('a')]))
    expect(applyPatch(before, patch([row('a', 'back')], ['a'])).list).toEqual([row('a', 'back')])
  })
})

function watched(lingerMs = 50) {
  const opened: { name: string; listener: LiveListener; stopped: boolean }[] = []
  const store = createLiveStore(
    {
      live(name: string, _args: unknown, listener: LiveListener) {
        const one = { name, listener, stopped: false }
        opened.push(one)
        return () => (one.stopped = true)
      },
    },
    lingerMs,
  )
  return { store, opened }
}

describe('live answers', () => {
  test('equal questions are asked once, whatever the order of their keys', () => {
    const { store, opened } = watched()
    expect(store.answer('units', { a: 1, b: 2 })).toBe(store.answer('units', { b: 2, a: 1 }))
    store.answer('units', { a: 1, b: 2 }).subscribe(() => undefined)
    store.answer('units', { b: 2, a: 1 }).subscribe(() => undefined)
    expect(opened).toHaveLength(1)
  })

  test('an answer outlives its last reader for a while, then stops, and can be asked again', async () => {
    vi.useFakeTimers()
    const { store, opened } = watched(50)
    const answer = store.answer('units', {})
    answer.subscribe(() => undefined)()
    await vi.advanceTimersByTimeAsync(40)
    const leave = answer.subscribe(() => undefined)
    await vi.advanceTimersByTimeAsync(100)
    expect([opened.length, opened[0]?.stopped]).toEqual([1, false])
    leave()
    await vi.advanceTimersByTimeAsync(60)
    expect(opened[0]?.stopped).toBe(true)
    answer.subscribe(() => undefined)
    expect(opened).toHaveLength(2)
    vi.useRealTimers()
  })

  test('an error keeps the last data on the screen and a retry asks anew', () => {
    const { store, opened } = watched()
    const answer = store.answer('units', {})
    answer.subscribe(() => undefined)
    opened[0]?.listener.onValue(7)
    opened[0]?.listener.onError(new AppError('offline', 'no link'))
    expect(answer.getSnapshot()).toMatchObject({ data: 7, error: { code: 'offline' } })
    answer.retry()
    expect([opened.length, opened[0]?.stopped, answer.getSnapshot().error]).toEqual([2, true, undefined])
  })

  test('keys are sorted at every depth', () => {
    expect(stableJson({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}')
  })
})
