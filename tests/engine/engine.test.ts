/** The whole engine on a profile folder: first screen, sign-in, PIN, restart, lock. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { app } from '#shared/modules/index.ts'
import { connect, type Connection } from '#shared/rpc/client.ts'
import { serve } from '#shared/rpc/server.ts'
import { memoryWire } from '#shared/rpc/wire.ts'
import type { Engine } from '#main/engine/engine.ts'
import { startEngine } from '#main/start-engine.ts'
import { newId } from '#shared/kernel/id.ts'
import { freshCentre, type TestCentre, type TestUser } from '../support/central.ts'
import { plainKeyStore } from '../support/desks.ts'

const password = 'a-long-password'
let profileDir: string
let engine: Engine

function page(key?: string): Connection<typeof app> {
  const { client, server } = memoryWire()
  serve(engine.openSession(key), server, engine.contractHash)
  return connect(app, client)
}

beforeAll(async () => {
  profileDir = mkdtempSync(join(tmpdir(), 'kvartal-profile-'))
  engine = await startEngine({ profileDir, keyStore: plainKeyStore })
  const { api } = page()
  expect(await api.engine.profile({})).toMatchObject({ state: 'empty' })
  await api.engine.startEmpty({ company: 'Kvartal', name: 'Anna', login: 'anna', password })
})
afterAll(async () => {
  await engine.close()
  rmSync(profileDir, { recursive: true })
})

describe('an engine on an embedded centre', () => {
  afterEach(async () => void (await page().api.engine.signOut({})))

  it('S1: judges the password by the centre’s verifier and says the same for a wrong name', async () => {
    const { api } = page()
    await expect(api.engine.signIn({ login: 'anna', password: 'wrong' })).rejects.toMatchObject({
      code: 'forbidden',
      details: { reason: 'engine.wrong-password' },
    })
    await expect(api.engine.signIn({ login: 'nobody', password })).rejects.toMatchObject({
      code: 'forbidden',
      details: { reason: 'engine.wrong-password' },
    })
    await expect(api.engine.signIn({ login: "a'; drop", password })).rejects.toMatchObject({
      code: 'forbidden',
      details: { reason: 'engine.wrong-password' },
    })
    expect(await api.engine.signIn({ login: 'anna', password })).toMatchObject({
      login: 'anna',
      roles: ['administrator'],
    })
    expect(await api.engine.status({})).toMatchObject({
      link: 'online',
      pending: 0,
      refused: 0,
      actor: { login: 'anna' },
    })
  })

  it('keeps a page signed in over a reload, and no other page', async () => {
    await page('tab').api.engine.signIn({ login: 'anna', password })
    expect(await page('tab').api.engine.status({})).toMatchObject({ actor: { login: 'anna' } })
    expect(await page('other').api.engine.status({})).toMatchObject({ actor: null })
    await expect(page('other').call('access.users', {})).rejects.toMatchObject({
      code: 'forbidden',
      details: { reason: 'engine.signed-out' },
    })
  })

  it('S3: a PIN takes over where its owner has signed in before, and five wrong ones ask for the password', async () => {
    const { api } = page()
    await expect(api.engine.signInWithPin({ login: 'anna', pin: '1234' })).rejects.toMatchObject({
      details: { reason: 'engine.pin-needs-password' },
    })
    await api.engine.signIn({ login: 'anna', password })
    await api.engine.setPin({ pin: '2580' })
    const other = page().api
    expect(await other.engine.signInWithPin({ login: 'anna', pin: '2580' })).toMatchObject({ login: 'anna' })
    for (let left = 4; left >= 0; left--) {
      await expect(other.engine.signInWithPin({ login: 'anna', pin: '0000' })).rejects.toMatchObject({
        details: { reason: 'engine.wrong-pin', left },
      })
    }
    await expect(other.engine.signInWithPin({ login: 'anna', pin: '2580' })).rejects.toMatchObject({
      details: { reason: 'engine.pin-needs-password' },
    })
    await other.engine.signIn({ login: 'anna', password })
    expect(await page().api.engine.signInWithPin({ login: 'anna', pin: '2580' })).toMatchObject({ login: 'anna' })
  })

  it('changes a password at the centre', async () => {
    const { api } = page()
    await api.engine.signIn({ login: 'anna', password })
    await expect(
      api.engine.changePassword({ oldPassword: 'wrong', newPassword: 'another-password' }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    await api.engine.changePassword({ oldPassword: password, newPassword: 'another-password' })
    await expect(page().api.engine.signIn({ login: 'anna', password })).rejects.toMatchObject({ code: 'forbidden' })
    await api.engine.changePassword({ oldPassword: 'another-password', newPassword: password })
  })

  it('lets one engine open a profile', async () => {
    await expect(startEngine({ profileDir, keyStore: plainKeyStore })).rejects.toMatchObject({
      code: 'conflict',
      details: { reason: 'engine.profile-in-use' },
    })
  })

  it('refuses to fill a profile twice, arguments out of shape and calls that are not there', async () => {
    const { api, call } = page()
    await expect(api.engine.startEmpty({ company: 'X', name: 'Y', login: 'zoe', password })).rejects.toMatchObject({
      details: { reason: 'engine.profile-filled' },
    })
    await expect(call('engine.signIn', { login: 5 })).rejects.toMatchObject({ code: 'invalid' })
    await api.engine.signIn({ login: 'anna', password })
    await expect(call('no.such', {})).rejects.toMatchObject({ code: 'not-found' })
    await expect(call('constructor.prototype', {})).rejects.toMatchObject({ code: 'not-found' })
  })

  it('opens again with its data, and trusts the owner of the files', async () => {
    await engine.close()
    engine = await startEngine({ profileDir, keyStore: plainKeyStore })
    const { client, server } = memoryWire()
    serve(engine.openSession(undefined, true), server, engine.contractHash)
    expect(await connect(app, client).api.engine.signIn({ login: 'anna', password: '' })).toMatchObject({
      login: 'anna',
    })
    await expect(page().api.engine.signIn({ login: 'anna', password: '' })).rejects.toMatchObject({ code: 'forbidden' })
    expect(await page().api.engine.profile({})).toMatchObject({
      state: 'ready',
      centre: 'embedded',
      logins: [{ login: 'anna', name: 'Anna' }],
    })
  })
})

describe('a profile that works with a server', () => {
  const dir = mkdtempSync(join(tmpdir(), 'kvartal-server-profile-'))
  let right: TestCentre
  let other: TestCentre
  let anna: TestUser
  let atServer: Engine
  const windows: Connection<typeof app>[] = []

  const open = () => startEngine({ profileDir: dir, keyStore: plainKeyStore })
  const at = (key?: string): Connection<typeof app> => {
    const { client, server } = memoryWire()
    serve(atServer.openSession(key), server, atServer.contractHash)
    const connection = connect(app, client)
    windows.push(connection)
    return connection
  }
  // A window that is shut without signing out is nobody's any more.
  afterEach(() => windows.splice(0).forEach((window) => window.close()))
  const person = (lastName: string) => ({
    personId: newId(),
    kind: 'natural' as const,
    name: lastName,
    lastName,
    firstName: null,
    middleName: null,
    inn: null,
    kpp: null,
    ogrn: null,
    email: null,
    notes: '',
    phones: [],
  })
  const people = (centre: TestCentre) => centre.sql<{ name: string }>('select name from app.person order by name')
  /** Signed in, then cut off, then at work: one client waits in the outbox. */
  async function workOffline(name: string) {
    const { api } = at()
    await api.engine.signIn({ login: anna.login, password: anna.password })
    await api.engine.holdOffline({ offline: true })
    await api.access.createPerson(person(name))
    expect(await api.engine.waiting({})).toEqual({ commands: 1 })
    return api
  }

  beforeAll(async () => {
    ;[right, other] = [await freshCentre('postgres'), await freshCentre('postgres')]
    anna = await right.addUser('anna', ['sales'], await right.addCompany('developer'))
    atServer = await open()
  })
  afterAll(async () => {
    await atServer.close()
    rmSync(dir, { recursive: true })
    await right.close()
    await other.close()
  })

  it('S5: pointed at a wrong address, it is led back to the first screen and to the right one', async () => {
    const { api } = at()
    await api.engine.useServer({ url: 'postgresql://127.0.0.1:1/nowhere' })
    await expect(api.engine.signIn({ login: anna.login, password: anna.password })).rejects.toMatchObject({
      code: 'offline',
    })
    await expect(api.engine.changeAddress({ url: 'postgresql://me:secret@127.0.0.1/kvartal' })).rejects.toMatchObject({
      details: { reason: 'engine.address-with-password' },
    })
    await api.engine.leaveCentre({})
    expect(await api.engine.profile({})).toMatchObject({ state: 'empty', url: null })
    await api.engine.useServer({ url: `${right.url}?sslmode=disable` })
    expect(await api.engine.signIn({ login: anna.login, password: anna.password })).toMatchObject({ userId: anna.id })
    await api.engine.signOut({})
  })

  it('S5: is not taken away from somebody who is signed in', async () => {
    const { api } = at('tab')
    await api.engine.signIn({ login: anna.login, password: anna.password })
    for (const attempt of [
      () => at().api.engine.leaveCentre({}),
      () => at().api.engine.changeAddress({ url: other.url }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'conflict', details: { reason: 'engine.somebody-in' } })
    await api.engine.signOut({})
  })

  it('S5, R7: what waits when a server is left waits for it, goes nowhere else, and is sent when the profile comes back', async () => {
    await (await workOffline('Ahmatova')).engine.signOut({})
    await at().api.engine.leaveCentre({})
    expect(await at().api.engine.waiting({})).toEqual({ commands: 0 })
    expect(await at().api.engine.profile({})).toMatchObject({ state: 'empty', logins: [] })
    await at().api.engine.useServer({ url: other.url })
    await expect(at().api.engine.signIn({ login: anna.login, password: anna.password })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await at().api.engine.leaveCentre({})
    // Killed just after the settings were written: the next start finishes what was begun.
    await atServer.close()
    writeFileSync(
      join(dir, 'profile.json'),
      JSON.stringify({
        ...(JSON.parse(readFileSync(join(dir, 'profile.json'), 'utf8')) as object),
        centre: 'server',
        url: right.url,
      }),
    )
    atServer = await open()
    expect(await at().api.engine.waiting({})).toEqual({ commands: 1 })
    await at().api.engine.signIn({ login: anna.login, password: anna.password })
    expect(await people(right)).toMatchObject([{ name: expect.stringContaining('Ahmatova') as string }])
    expect(await people(other)).toEqual([])
  })

  it('S5, R4, R7: the same database under another address gets what waits', async () => {
    await (await workOffline('Bunin')).engine.signOut({})
    await at().api.engine.changeAddress({ url: right.url.replace('127.0.0.1', 'localhost') })
    await at().api.engine.signIn({ login: anna.login, password: anna.password })
    expect((await people(right)).map(({ name }) => name.split(' ')[0])).toEqual(['Ahmatova', 'Bunin'])
    expect(await at().api.engine.waiting({})).toEqual({ commands: 0 })
  })

  it('tells how far the first copy is; cancelled in the middle nobody is signed in, and the next try is whole', async () => {
    const boris = await right.addUser('boris', ['sales'], anna.companyId)
    const cancel = new AbortController()
    const { api } = at()
    const stages: string[] = []
    const cancelled = api.engine.signIn(
      { login: boris.login, password: boris.password },
      { signal: cancel.signal, onProgress: ({ stage }) => void (stages.push(stage), cancel.abort()) },
    )
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' })
    expect(stages).toContain('copy')
    expect(await api.engine.status({})).toMatchObject({ actor: null })
    await api.engine.signIn({ login: boris.login, password: boris.password })
    expect(await api.engine.status({})).toMatchObject({ link: 'online', actor: { login: boris.login } })
    expect(await api.access.people({})).toHaveLength(2)
  })

  it('a copy made anew is there when the answer comes', async () => {
    const { api } = at()
    await api.engine.signIn({ login: anna.login, password: anna.password })
    const stages: string[] = []
    for (let times = 0; times < 5; times++) {
      const noise = right.sql("select sync.touch('person', (select array_agg(id) from app.person))")
      expect(await api.engine.resetCache({}, { onProgress: ({ stage }) => void stages.push(stage) })).toMatchObject({
        link: 'online',
        sync: null,
        syncedAt: expect.any(String) as string,
      })
      await noise
      expect(await api.access.people({})).toHaveLength(2)
    }
    await api.engine.holdOffline({ offline: true })
    await expect(api.engine.resetCache({})).rejects.toMatchObject({ code: 'offline' })
    expect(await api.access.people({})).toHaveLength(2)
    expect(stages).toContain('copy')
  })
})

describe('a demonstration', () => {
  it('ends at the first screen, and a database of one’s own does not', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'kvartal-demo-profile-'))
    const demo = await startEngine({ profileDir: dir, keyStore: plainKeyStore })
    const { client, server } = memoryWire()
    serve(demo.openSession(), server, demo.contractHash)
    const { api } = connect(app, client)
    await api.engine.startDemo({ scale: 'small' })
    await api.engine.signIn({ login: 'sales', password: 'kvartal-demo' })
    await expect(api.engine.leaveCentre({})).rejects.toMatchObject({ details: { reason: 'engine.somebody-in' } })
    await api.engine.signOut({})
    await Promise.allSettled([api.engine.leaveCentre({}), api.engine.leaveCentre({})])
    expect(await api.engine.profile({})).toMatchObject({ state: 'empty', isDemo: false, logins: [] })
    await api.engine.startEmpty({ company: 'Kvartal', name: 'Anna', login: 'anna', password })
    expect(await api.engine.signIn({ login: 'anna', password })).toMatchObject({ login: 'anna' })
    await api.engine.signOut({})
    await expect(api.engine.leaveCentre({})).rejects.toMatchObject({
      code: 'forbidden',
      details: { reason: 'engine.own-database' },
    })
    await demo.close()
    rmSync(dir, { recursive: true })
  })
})
