import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import english from '#resources/locales/en/imports.json' with { type: 'json' }
import russian from '#resources/locales/ru/imports.json' with { type: 'json' }
import { REFUSALS } from '#main/engine/documents/xlsx/refuse.ts'
import { openSqlite } from '#main/engine/db/sqlite.ts'
import { sampleBase, sampleReferences, writeSample } from '#tests/bench/imports/data.ts'
import { startReader, type Reader } from './reader.ts'

const OPTIONS = { blankClears: false, createsReferences: false, leastPpmMinor: null }

let dir: string
let price: string
const readers: Reader[] = []
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'kvartal-reader-'))
  price = join(dir, 'price.xlsx')
  await writeSample(price, 8000)
}, 60_000)
afterAll(async () => {
  for (const reader of readers) await reader.close()
  rmSync(dir, { recursive: true, force: true })
})

let started = 0
function reader(path: string, limits?: { heapMegabytes: number; milliseconds: number }) {
  const made = startReader(path, join(dir, `scratch-${started++}`), limits)
  readers.push(made)
  return made
}

async function choiceOf(file: Reader) {
  const look = await file.open('units')
  return {
    headerFrom: null,
    headerTo: null,
    columns: look.columns.flatMap(({ column, field, isTwin }) => (field === null ? [] : [{ column, field, isTwin }])),
    constants: {},
  }
}

it('a file is read in its thread against a base that comes in parts, with progress', async () => {
  const file = reader(price)
  const choice = await choiceOf(file)
  const base = sampleBase(7000)
  const told: number[] = []
  const parts = [{ rows: base.slice(0, 3000), references: sampleReferences(8000) }, { rows: base.slice(3000) }]
  const summary = await file.analyse(choice, OPTIONS, parts, {
    onProgress: (done, total) => void told.push(done / total),
  })
  expect(summary.counts).toMatchObject({ insert: 1000, unchanged: 7000, error: 0, warning: 0 })
  expect(told.length).toBeGreaterThan(2)
  expect(told.at(-1)).toBe(1)
  expect((await file.window({ classes: ['insert'] }, 990, 50)).rows.length).toBe(10)
})

it('cancelling ends it within half a second and leaves nothing behind', async () => {
  const scratch = join(dir, `scratch-${started}`)
  const file = reader(price)
  const choice = await choiceOf(file)
  const controller = new AbortController()
  const running = file.analyse(choice, OPTIONS, [], {
    signal: controller.signal,
    onProgress: () => setTimeout(() => controller.abort(), 1),
  })
  running.catch(() => undefined)
  await new Promise<void>((resolve) => controller.signal.addEventListener('abort', () => resolve()))
  const at = performance.now()
  await expect(running).rejects.toMatchObject({ code: 'cancelled' })
  expect(performance.now() - at).toBeLessThan(500)
  await file.close()
  expect(existsSync(scratch)).toBe(false)
  await expect(file.window({}, 0, 1)).rejects.toMatchObject({ code: 'cancelled' })
})

it('a refusal comes back as it is, and the thread lives on', async () => {
  const path = join(dir, 'broken.xlsx')
  writeFileSync(path, 'PK\u0003\u0004 and then nothing')
  await expect(reader(path).open('units')).rejects.toMatchObject({
    code: 'invalid',
    details: { reason: 'imports.damaged' },
  })
})

it('too much memory or time is a refusal, not a crash', async () => {
  await expect(
    reader(price, { heapMegabytes: 10, milliseconds: 60_000 })
      .open('units')
      .then(() => 'read'),
  ).rejects.toMatchObject({ details: { reason: 'imports.out-of-memory' } })
  await expect(reader(price, { heapMegabytes: 500, milliseconds: 5 }).open('units')).rejects.toMatchObject({
    details: { reason: 'imports.took-too-long' },
  })
})

it(
  'the engine answers queries while a file is read: between one word of progress and the next',
  { timeout: 60_000 },
  async () => {
    const file = reader(price)
    const choice = await choiceOf(file)
    const cache = openSqlite(':memory:')
    const events: ('progress' | 'answer')[] = []
    let isRead = false
    const reading = file
      .analyse(choice, OPTIONS, [{ rows: sampleBase(7000), references: sampleReferences(8000) }], {
        onProgress: () => void events.push('progress'),
      })
      .finally(() => (isRead = true))
    while (!isRead) {
      cache.prepare('select 1').get()
      events.push('answer')
      await new Promise((resolve) => setImmediate(resolve))
    }
    await reading
    cache.close()
    const [first, last] = [events.indexOf('progress'), events.lastIndexOf('progress')]
    expect(last).toBeGreaterThan(first)
    expect(events.slice(first, last)).toContain('answer')
  },
)

it('a thread that went over a limit is dead: it answers nothing more, and its scratch goes with it', async () => {
  const scratch = join(dir, `scratch-${started}`)
  const late = reader(price, { heapMegabytes: 500, milliseconds: 5 })
  await expect(late.open('units')).rejects.toMatchObject({ details: { reason: 'imports.took-too-long' } })
  await expect(late.window({}, 0, 1)).rejects.toMatchObject({ details: { reason: 'imports.took-too-long' } })
  await late.close()
  expect(existsSync(scratch)).toBe(false)
  const greedy = reader(price, { heapMegabytes: 10, milliseconds: 60_000 })
  await expect(greedy.open('units')).rejects.toMatchObject({ details: { reason: 'imports.out-of-memory' } })
  await expect(greedy.summary()).rejects.toMatchObject({ details: { reason: 'imports.out-of-memory' } })
})

it('every refusal of a file says in both languages what it is and what to do', () => {
  for (const words of [russian.errors, english.errors] as Record<string, string>[])
    for (const reason of REFUSALS) {
      expect([reason, words[reason]?.length ?? 0]).not.toEqual([reason, 0])
      expect([reason, words[`${reason}--advice`]?.length ?? 0]).not.toEqual([reason, 0])
    }
})
