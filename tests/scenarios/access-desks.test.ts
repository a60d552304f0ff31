import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import type { Session } from '#shared/rpc/server.ts'
import type { Engine } from '#main/engine/engine.ts'
import { startEngine } from '#main/start-engine.ts'
import { freshCentre, testCluster, type TestCentre, type TestUser } from '#tests/support/central.ts'
import { plainKeyStore } from '#tests/support/desks.ts'

let centre: TestCentre
const homes: { dir: string; engine: Engine }[] = []
const users: Record<string, TestUser> = {}

beforeAll(async () => {
  centre = await freshCentre('postgres')
  const developer = await centre.addCompany('developer')
  for (const [name, role] of [
    ['admin', 'administrator'],
    ['sonya', 'sales'],
    ['cora', 'cashier'],
    ['audrey', 'auditor'],
  ] as const) {
    users[name] = await centre.addUser(name, [role], developer)
  }
})
afterAll(async () => {
  for (const { dir, engine } of homes) {
    await engine.close()
    rmSync(dir, { recursive: true, force: true })
  }
  await centre.close()
  await (await testCluster()).stop()
})

/** A workstation of its own where one user has signed in. */
async function workstation(name: string, password = users[name]!.password) {
  const dir = mkdtempSync(join(tmpdir(), 'kvartal-desk-'))
  const engine = await startEngine({ profileDir: dir, keyStore: plainKeyStore })
  homes.push({ dir, engine })
  const session = engine.openSession()
  await call(session, 'engine.useServer', { url: centre.url })
  await call(session, 'engine.signIn', { login: users[name]!.login, password })
  return { dir, session, call: <T>(method: string, args: unknown = {}) => call<T>(session, method, args) }
}

async function call<T>(session: Session, name: string, args: unknown): Promise<T> {
  const context = { signal: new AbortController().signal, progress: () => undefined, command: newId() }
  try {
    return (await session.call(name, args, context)) as T
  } catch (error) {
    throw Object.assign(new Error(), session.report(error, name))
  }
}

const reason = (key: string) => expect.objectContaining({ details: expect.objectContaining({ reason: key }) })

test('a block ends the session at once, wipes the workstation and closes the way back, also without the link', async () => {
  const [admin, cora] = [await workstation('admin'), await workstation('cora')]
  const userId = users['cora']!.id
  const desk = join(cora.dir, 'desks', users['cora']!.login)
  expect(existsSync(join(desk, 'key.bin'))).toBe(true)
  await admin.call('access.blockUser', { userId, reason: 'left the company' })
  await vi.waitFor(async () => expect(await cora.call('engine.status')).toMatchObject({ link: 'blocked' }), {
    timeout: 10_000,
  })
  expect(existsSync(join(desk, 'key.bin'))).toBe(false)
  expect(existsSync(join(desk, 'cache.db'))).toBe(false)
  expect(existsSync(join(desk, 'outbox.db'))).toBe(true)
  expect(readFileSync(join(cora.dir, 'sign-ins.json'), 'utf8')).not.toContain(userId)
  await expect(
    cora.call('engine.signIn', { login: users['cora']!.login, password: users['cora']!.password }),
  ).rejects.toEqual(reason('engine.blocked'))
  await admin.call('access.unblockUser', { userId, reason: 'came back' })
  await cora.call('engine.signIn', { login: users['cora']!.login, password: users['cora']!.password })
  await cora.call('engine.syncNow')
  expect(await cora.call('access.myLimits')).toContainEqual({ kind: 'refund', ceiling: 300_000 })
})

test('new roles reach the workstation at once, and the cache holds what they show', async () => {
  const [admin, cora] = [await workstation('admin'), await workstation('cora')]
  await expect(cora.call('access.people')).rejects.toMatchObject({ code: 'forbidden' })
  await admin.call('access.setRoles', { userId: users['cora']!.id, roles: ['cashier', 'frontdesk'] })
  await vi.waitFor(async () => expect(await cora.call('access.people')).toEqual([]), { timeout: 10_000 })
  expect(await cora.call('engine.status')).toMatchObject({ actor: { roles: ['cashier', 'frontdesk'] } })
  await admin.call('access.setRoles', { userId: users['cora']!.id, roles: ['cashier'] })
  await vi.waitFor(() => expect(cora.call('access.people')).rejects.toMatchObject({ code: 'forbidden' }), {
    timeout: 10_000,
  })
})

test('a new user signs in with the password that was typed, and with the new one after a reset', async () => {
  const admin = await workstation('admin')
  const userId = newId()
  const [{ id: companyId }] = await admin.call<[{ id: string }]>('access.companies')
  const login = 'nina.new'
  await admin.call('access.createUser', {
    userId,
    login,
    name: 'Нина',
    companyId,
    roles: ['sales'],
    password: 'first-password',
  })
  users['nina'] = { id: userId, login, password: 'first-password', companyId }
  await workstation('nina')
  await admin.call('access.resetPassword', { userId, password: 'second-password' })
  await expect(workstation('nina')).rejects.toEqual(reason('engine.wrong-password'))
  expect(await (await workstation('nina', 'second-password')).call('access.people')).toEqual([])
})

test('a passport is read from the sealed cache, offline too, and each reading stands in the journal', async () => {
  const [sonya, audrey] = [await workstation('sonya'), await workstation('audrey')]
  const personId = newId()
  const person = {
    personId,
    kind: 'natural',
    name: '',
    lastName: 'Лаврова',
    firstName: 'Ия',
    middleName: null,
    inn: null,
    kpp: null,
    ogrn: null,
    email: null,
    notes: '',
    phones: [],
  }
  const secret = {
    birthOn: '1990-02-03',
    birthPlace: 'Тверь',
    passportNumber: '4512 654321',
    passportIssuedOn: null,
    passportIssuedBy: null,
    passportCode: null,
    address: null,
    inn: null,
    snils: null,
  }
  await sonya.call('access.createPerson', person)
  await sonya.call('access.setPersonSecret', { personId, ...secret })
  await sonya.call('engine.holdOffline', { offline: true })
  await expect(sonya.call('access.setPersonSecret', { personId, ...secret })).rejects.toMatchObject({ code: 'offline' })
  expect(await sonya.call('access.personSecret', { personId, purpose: 'договор' })).toEqual(secret)
  const desk = join(sonya.dir, 'desks', users['sonya']!.login)
  const leaks = readdirSync(desk).filter(
    (file) => statSync(join(desk, file)).isFile() && readFileSync(join(desk, file)).includes('654321'),
  )
  expect(leaks).toEqual([])

  await sonya.call('engine.holdOffline', { offline: false })
  await vi.waitFor(
    async () => expect(await sonya.call('engine.status')).toMatchObject({ pending: 0, refused: 0, link: 'online' }),
    { timeout: 10_000 },
  )
  await audrey.call('engine.syncNow')
  expect(await audrey.call('access.journal')).toMatchObject([
    { user_name: 'sonya', row_id: personId, row_name: 'Лаврова Ия', purpose: 'договор' },
  ])
  await expect(audrey.call('access.personSecret', { personId, purpose: 'просто так' })).rejects.toMatchObject({
    code: 'forbidden',
  })
  expect(await audrey.call('access.auditEntries', { rowId: personId, limit: 10 })).toMatchObject([
    { table: 'person_secret' },
    { table: 'person', user_name: 'sonya' },
  ])
})
