/** The built engine process, as Electron would start it: it finds its files, speaks over ports and stops in order. */
import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FromEngine, ToEngine } from '#main/shell/messages.ts'
import { app } from '#shared/modules/index.ts'
import { connect } from '#shared/rpc/client.ts'
import type { ClientWire, Down } from '#shared/rpc/wire.ts'

type FromChild = { port: number; data: string } | { port?: undefined; data: FromEngine | { t: 'loaded' } }

const root = path.resolve(import.meta.dirname, '../..')
const profileDir = mkdtempSync(path.join(tmpdir(), 'kvartal-utility-'))
let child: ChildProcess

beforeAll(async () => {
  child = fork(
    path.join(import.meta.dirname, 'support/as-utility-process.mjs'),
    [path.join(root, 'out/main/engine-process.js')],
    {
      cwd: tmpdir(),
    },
  )
  await said('loaded')
})

afterAll(() => {
  child.kill()
  rmSync(profileDir, { recursive: true, force: true })
})

function said(t: FromEngine['t'] | 'loaded'): Promise<unknown> {
  return new Promise((resolve) => {
    const listener = (message: FromChild) => {
      if (message.port !== undefined || message.data.t !== t) return
      child.off('message', listener)
      resolve(message.data)
    }
    child.on('message', listener)
  })
}

function tell(data: ToEngine, attach?: number) {
  child.send({ data, attach })
}

function wireOf(port: number): ClientWire {
  return {
    send: (message) => void child.send({ port, text: JSON.stringify(message) }),
    onMessage(listener) {
      child.on('message', (message: FromChild) => {
        if (message.port === port && message.data !== '') listener(JSON.parse(message.data) as Down)
      })
    },
    onClose: () => undefined,
    close: () => void child.send({ port, text: '' }),
  }
}

test('it opens a profile, and a reloaded window is still signed in', async () => {
  const ready = said('ready')
  tell({ t: 'start', profileDir, key: Buffer.alloc(32, 1).toString('base64'), demo: null })
  tell({ t: 'attach', sessionKey: 'window' }, 1)
  const first = connect(app, wireOf(1))
  await ready
  await first.hello
  await first.api.engine.startEmpty({ company: 'ООО «Ромашка»', name: 'Анна', login: 'anna', password: 'anna-secret' })
  await first.api.engine.signIn({ login: 'anna', password: 'anna-secret' })
  first.close()

  tell({ t: 'attach', sessionKey: 'window' }, 2)
  const second = connect(app, wireOf(2))
  expect(await second.api.engine.status({})).toMatchObject({ actor: { login: 'anna' }, link: 'online' })
})

test('a second one says that the profile is taken', async () => {
  const other = fork(path.join(import.meta.dirname, 'support/as-utility-process.mjs'), [
    path.join(root, 'out/main/engine-process.js'),
  ])
  const failed = new Promise((resolve) => {
    other.on('message', ({ data }: FromChild) => {
      if (typeof data === 'object' && data.t === 'failed') resolve(data)
      if (typeof data === 'object' && data.t === 'loaded')
        other.send({ data: { t: 'start', profileDir, key: null, demo: null } })
    })
  })
  expect(await failed).toMatchObject({ code: 'conflict' })
  other.kill()
})

test('it stops when it is told to', async () => {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  tell({ t: 'stop' })
  expect(await gone).toBe(0)
})
