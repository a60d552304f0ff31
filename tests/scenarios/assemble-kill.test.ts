/** A process that dies while it keeps a contract: either the whole of it is there or nothing, no number is burnt, and the next one works. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { app } from '#shared/modules/index.ts'
import { connect } from '#shared/rpc/client.ts'
import { serve } from '#shared/rpc/server.ts'
import { memoryWire } from '#shared/rpc/wire.ts'
import { startEngine } from '#main/start-engine.ts'
import { plainKeyStore } from '#tests/support/desks.ts'

const password = 'a-long-password'
let profileDir: string

async function withEngine<T>(work: (api: ReturnType<typeof connect<typeof app>>['api']) => Promise<T>): Promise<T> {
  const engine = await startEngine({ profileDir, keyStore: plainKeyStore })
  try {
    const { client, server } = memoryWire()
    serve(engine.openSession(), server, engine.contractHash)
    return await work(connect(app, client).api)
  } finally {
    await engine.close()
  }
}

beforeAll(async () => {
  profileDir = mkdtempSync(path.join(tmpdir(), 'kvartal-killed-'))
  await withEngine(async (api) => {
    await api.engine.startEmpty({ company: 'Kvartal', name: 'Anna', login: 'anna', password })
    const { companyId } = await api.engine.signIn({ login: 'anna', password })
    await api.access.createUser({
      userId: newId(),
      companyId,
      login: 'vera',
      password,
      name: 'Vera',
      roles: ['lawyer'],
    })
  })
}, 180_000)
afterAll(() => rmSync(profileDir, { recursive: true, force: true }))

/** Keeps contracts one after another until it is killed, so many milliseconds after the first was begun. */
function killedAfter(milliseconds: number): Promise<number> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', path.resolve('tests/support/assemble-child.ts'), profileDir, password],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  return new Promise((resolve, reject) => {
    let kept = 0
    child.stdout.on('data', (data: Buffer) => {
      const said = data.toString()
      if (said.includes('begun')) setTimeout(() => child.kill('SIGKILL'), milliseconds)
      kept += said.split('kept').length - 1
    })
    child.on('error', reject)
    child.on('exit', () => resolve(kept))
  })
}

test(
  'killed at any moment of it, contracts are whole or absent and numbers follow one another',
  { timeout: 300_000 },
  async () => {
    let told = 0
    for (const milliseconds of [0, 150]) {
      told += await killedAfter(milliseconds)
      await withEngine(async (api) => {
        await api.engine.signIn({ login: 'vera', password })
        const rows = await api.contracts.registry({})
        expect(rows.length).toBeGreaterThanOrEqual(told)
        const numbers = rows.map(({ number }) => Number(number.slice(4))).toSorted((a, b) => a - b)
        expect(numbers).toEqual(rows.map((_, index) => index + 1))
        for (const { id } of rows) {
          const { facts, isComplete } = await api.contracts.openContract({ contractId: id })
          expect([isComplete, typeof facts['contract.number']]).toEqual([true, 'string'])
        }
      })
    }
  },
)
