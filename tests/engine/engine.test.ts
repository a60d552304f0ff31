/** The whole engine on a profile folder: first screen, sign-in, PIN, restart, lock. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { app } from '#shared/modules/index.ts'
import { connect, type Connection } from '#shared/rpc/client.ts'
import { serve } from '#shared/rpc/server.ts'
import { memoryWire } from '#shared/rpc/wire.ts'
import type { Engine } from '#main/engine/engine.ts'
import { startEngine } from '#main/start-engine.ts'
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
