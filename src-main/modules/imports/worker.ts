/** The thread in which other people's files are read: at worst it dies alone. */
import { parentPort, workerData } from 'node:worker_threads'
import { findKind } from '#shared/modules/imports/kinds/index.ts'
import { must, toWireError } from '#shared/rpc/errors.ts'
import { openSession, type Session, type SessionBase } from './session.ts'
import type { Answer, Ask } from './wire.ts'

/** Progress is told this often, in milliseconds. */
const PROGRESS_EVERY = 100

const port = must(parentPort, 'the parent port')
const { path, dir } = workerData as { path: string; dir: string }
let session: Promise<Session> | undefined
let base: SessionBase = { rows: [], references: {} }
let toldAt = 0

const say = (answer: Answer) => port.postMessage(answer)
say({ isReady: true })

function progress(done: number, total: number): void {
  const now = performance.now()
  if (now - toldAt < PROGRESS_EVERY && done < total) return
  toldAt = now
  say({ progress: { done, total } })
}

async function perform(ask: Ask): Promise<unknown> {
  session ??= openSession(path, dir)
  const open = await session
  switch (ask.op) {
    case 'open':
      return open.open(must(findKind(ask.kind), ask.kind), ask.sheet, ask.header, progress)
    case 'base':
      for (const row of ask.rows) base.rows.push(row)
      for (const [table, references] of Object.entries(ask.references))
        (base.references[table] ??= []).push(...references)
      return null
    case 'analyse': {
      const whole = base
      base = { rows: [], references: {} }
      return open.analyse(ask.choice, ask.options, whole, progress)
    }
    case 'window':
      return open.window(ask.filter, ask.offset, ask.limit)
    case 'edit':
      return open.edit(ask.row, ask.cells)
    case 'accept':
      return open.accept(ask.rows, ask.isAccepted)
    case 'accepted':
      return open.accepted(ask.offset, ask.limit)
    case 'summary':
      return open.summary()
    case 'problems':
      return open.problems(ask.most)
    case 'edited':
      return open.edited()
    case 'errors':
      return open.errors(ask.path, ask.words)
  }
}

// One after the other: a window asked for while an analysis runs would see half of it.
let last: Promise<void> = Promise.resolve()
port.on('message', (ask: Ask) => {
  last = last.then(async () => {
    try {
      say({ id: ask.id, value: (await perform(ask)) ?? null })
    } catch (error) {
      const wire = toWireError(error)
      say({
        id: ask.id,
        error:
          wire.code === 'internal'
            ? { ...wire, message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
            : wire,
      })
    }
  })
})
