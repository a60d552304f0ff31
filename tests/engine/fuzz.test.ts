/** Every call of the application's contract, fed with junk and with nearly right arguments: a coded answer, and nothing written on refusal. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { app } from '#shared/modules/index.ts'
import { ERROR_CODES, type AppError } from '#shared/rpc/errors.ts'
import { connect, type Connection } from '#shared/rpc/client.ts'
import type { Call } from '#shared/rpc/contract.ts'
import { serve } from '#shared/rpc/server.ts'
import { memoryWire, type Down } from '#shared/rpc/wire.ts'
import type { Engine } from '#main/engine/engine.ts'
import { startEngine } from '#main/start-engine.ts'
import { testCluster } from '../support/central.ts'
import { plainKeyStore } from '../support/desks.ts'
import { inventoryWorld, type World } from '../support/inventory.ts'
import { argumentsOf, junk } from '../support/json-arbitrary.ts'
import { seedOf } from '../support/random.ts'

const SEED = seedOf()
const NEARLY_RIGHT = 15
const JUNK = 8
/** They end or change the session itself, so they are tried on sessions of their own below. */
const OF_THE_SESSION = new Set([
  'engine.signOut',
  'engine.holdOffline',
  'engine.resetCache',
  'engine.leaveCentre',
  'engine.changeAddress',
  'engine.changePassword',
  'engine.setPin',
])

let world: World
let engine: Engine
let connection: Connection<typeof app>
let ids: string[]
let user: { login: string; password: string }
const profileDir = mkdtempSync(join(tmpdir(), 'kvartal-fuzz-'))
const bugs: string[] = []
const entries = Object.entries(app).flatMap(([module, contract]) =>
  Object.entries(contract as Record<string, Call>).map(([name, call]) => [`${module}.${name}`, call] as const),
)

function open(): Connection<typeof app> {
  const { client, server } = memoryWire()
  serve(engine.openSession(), server, engine.contractHash)
  return connect(app, client)
}

beforeAll(async () => {
  world = await inventoryWorld('postgres')
  user = await world.centre.addUser(
    'fuzzer',
    ['administrator', 'manager', 'sales', 'lawyer', 'analyst', 'auditor', 'frontdesk', 'cashier'],
    world.developer,
  )
  engine = await startEngine({
    profileDir,
    keyStore: plainKeyStore,
    log: {
      info: () => undefined,
      warn: () => undefined,
      error: (message, error) =>
        bugs.push(`${message}: ${String((error as Error | undefined)?.stack ?? error).slice(0, 600)}`),
    },
  })
  connection = open()
  await connection.api.engine.useServer({ url: world.centre.url })
  await connection.api.engine.signIn(user)
  ids = [
    ...world.units,
    ...world.buildings,
    ...world.sections,
    world.complex,
    world.reason,
    world.developer,
    ...world.agencies,
    ...Object.values(world.people).map(({ id }) => id),
  ]
})
afterAll(async () => {
  await engine.close()
  await world.close()
  await (await testCluster()).stop()
  rmSync(profileDir, { recursive: true, force: true })
})

/** Rows of every business table, and of the audit, which sees every change of any of them. */
async function contents(): Promise<string> {
  const tables = await world.centre.sql<{ name: string }>(
    "select c.oid::regclass::text as name from pg_class c where c.relnamespace = 'app'::regnamespace and c.relkind = 'r' order by 1",
  )
  const counts = tables.map(
    ({ name }) => `'${name}', (select count(*) from ${name.includes('.') ? name : `app.${name}`})`,
  )
  const [row] = await world.centre.sql<{ text: string }>(
    `select jsonb_build_object('audit', (select count(*) from audit.entry), ${counts.slice(0, 49).join(', ')})::text || jsonb_build_object(${counts.slice(49).join(', ')})::text as text`,
  )
  return row?.text ?? ''
}

async function tryAll(name: string, call: Call, over: Connection<typeof app>): Promise<string[]> {
  const complaints: string[] = []
  const samples = [
    ...fc.sample(junk, { numRuns: JUNK, seed: SEED }),
    ...fc.sample(argumentsOf(call.args, ids), { numRuns: NEARLY_RIGHT, seed: SEED }),
  ]
  let before = await contents()
  for (const args of samples) {
    const known = bugs.length
    const answer = await over.call(name, args).then(
      () => 'done' as const,
      (error: unknown) => error as AppError,
    )
    const text = JSON.stringify(args)?.slice(0, 300)
    if (answer !== 'done' && (answer.code === 'internal' || !ERROR_CODES.includes(answer.code)))
      complaints.push(`${name}(${text}) → ${answer.code}: ${bugs.slice(known).join('; ')}`)
    const now = await contents()
    if (answer !== 'done' && now !== before)
      complaints.push(`${name}(${text}) was refused (${answer.code}) and has written`)
    before = now
  }
  return complaints
}

describe(`fuzzed calls, seed ${SEED}`, () => {
  for (const [name, call] of entries) {
    if (OF_THE_SESSION.has(name)) continue
    it(`${name} answers anything with a coded error or success, and writes nothing on refusal`, async () => {
      expect(await tryAll(name, call, connection)).toEqual([])
    })
  }

  it('a signed-out page gets nothing but what is public', async () => {
    const stranger = open()
    for (const [name, call] of entries) {
      if (call.allow === 'public') continue
      const [args] = fc.sample(argumentsOf(call.args, ids), { numRuns: 1, seed: SEED })
      await expect(stranger.call(name, args), name).rejects.toMatchObject({
        code: expect.stringMatching(/^(forbidden|invalid)$/),
      })
    }
  })

  it('huge, deep and impossible arguments are refused like any others', async () => {
    const deep = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown
    const texts = [...entries].filter(([name]) => !OF_THE_SESSION.has(name))
    for (const [name, call] of texts) {
      const [nearly] = fc.sample(argumentsOf(call.args, ids), { numRuns: 1, seed: SEED }) as [Record<string, unknown>]
      const all = (value: unknown) => Object.fromEntries(Object.keys(nearly ?? {}).map((key) => [key, value]))
      for (const value of [deep(2_000), NaN, 1e400, '\u0000', '\ud800']) {
        const answer = await connection.call(name, all(value)).catch((error: unknown) => error as AppError)
        if (answer instanceof Error)
          expect((answer as AppError).code, `${name} of ${String(value).slice(0, 20)}`).not.toBe('internal')
      }
    }
    const huge = 'x'.repeat(10_000_000)
    for (const name of ['access.users', 'access.addUser', 'inventory.board', 'engine.signIn', 'engine.useServer']) {
      const answer = await connection
        .call(name, { login: huge, url: huge, name: huge, search: huge, password: huge, id: huge })
        .catch((error: unknown) => error as AppError)
      if (answer instanceof Error) expect((answer as AppError).code, name).not.toBe('internal')
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('names and ids from nowhere are refused, also those that every object has', async () => {
    for (const name of [
      '',
      '.',
      'engine',
      'engine.',
      'engine.constructor',
      'engine.__proto__',
      'constructor.name',
      '__proto__.toString',
      'toString',
      'access.hasOwnProperty',
      'x'.repeat(100_000),
    ]) {
      await expect(connection.call(name, {}), name.slice(0, 30)).rejects.toMatchObject({
        code: expect.stringMatching(/^(not-found|forbidden|invalid)$/),
      })
    }
    const before = await contents()
    for (const command of ['', 'x', "'; drop table app.unit; --", 'x'.repeat(1000)]) {
      await expect(
        connection.call('access.addCompany', { id: ids[0], kind: 'agency', name: 'X' }, { command }),
      ).rejects.toMatchObject({ code: expect.not.stringMatching(/^internal$/) })
    }
    expect(await contents()).toBe(before)
  })

  it('messages that are no messages are passed over, and the wire goes on', async () => {
    const { client, server } = memoryWire()
    serve(engine.openSession(), server, engine.contractHash)
    const answered = Promise.withResolvers<Down>()
    client.onMessage((message) => message.t === 'ok' && answered.resolve(message))
    for (const message of [
      null,
      1,
      'x',
      [],
      {},
      { t: 'call' },
      { t: 'call', id: 1 },
      { t: 'call', id: 1, name: 5, args: {} },
      { t: 'live', id: null, name: 'x' },
      { t: 'stop', id: 9 },
      { t: 'cancel', id: 9 },
      { t: '__proto__', id: 1 },
    ])
      client.send(message as never)
    client.send({ t: 'call', id: 7, name: 'engine.profile', args: {} })
    expect(await answered.promise).toMatchObject({ t: 'ok', id: 7, value: { centre: 'server' } })
  })

  it('every query can be asked live with junk', async () => {
    for (const [name, call] of entries) {
      if (call.kind !== 'query') continue
      for (const args of fc.sample(fc.oneof(junk, argumentsOf(call.args, ids)), { numRuns: 4, seed: SEED })) {
        const told = await new Promise<AppError | undefined>((resolve) => {
          const stop = connection.live(name, args, {
            onPatch: () => resolve(undefined),
            onValue: () => resolve(undefined),
            onError: resolve,
          })
          setTimeout(stop, 2_000)
        })
        if (told) expect(told.code, `${name}: ${bugs.at(-1)}`).not.toBe('internal')
      }
    }
  })

  it('found before: an empty password is a wrong one', async () => {
    const signIn = open().api.engine.signIn({ login: user.login, password: '' })
    await expect(signIn).rejects.toMatchObject({ code: 'forbidden', details: { reason: 'engine.wrong-password' } })
  })

  for (const [name, call] of entries.filter(([name]) => OF_THE_SESSION.has(name))) {
    it(`${name} answers anything with a coded error or success, on a session of its own`, async () => {
      const own = open()
      await own.api.engine.signIn(user)
      expect(await tryAll(name, call, own)).toEqual([])
      if (name === 'engine.holdOffline')
        await own.api.engine.signIn(user).then(() => own.api.engine.holdOffline({ offline: false }))
    })
  }
})
