import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { app } from '#shared/modules/index.ts'
import { connect } from '#shared/rpc/client.ts'
import { memoryWire } from '#shared/rpc/wire.ts'
import { openProfile, type OpenedProfile } from '#main/host/open-profile.ts'
import { backupProfile, restoreProfile } from './backup.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'kvartal-backup-'))
const profileDir = path.join(folder, 'profile')
const archive = path.join(folder, 'kvartal.backup')

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function withDesk<T>(
  dir: string,
  work: (api: ReturnType<typeof connectTo>['api'], profile: OpenedProfile) => Promise<T>,
): Promise<T> {
  const profile = await openProfile({ profileDir: dir })
  try {
    return await work(connectTo(profile).api, profile)
  } finally {
    await profile.close()
  }
}

function connectTo(profile: OpenedProfile) {
  const { client, server } = memoryWire()
  profile.attachTrusted(server)
  return connect(app, client)
}

const names = (dir: string) =>
  withDesk(dir, async (api) => {
    await api.engine.signIn({ login: 'anna', password: 'anna-secret' })
    return (await api.access.companies({})).map(({ name }) => name)
  })

beforeAll(async () => {
  await withDesk(profileDir, async (api, profile) => {
    await api.engine.startEmpty({ company: 'Before', name: 'Anna', login: 'anna', password: 'anna-secret' })
    const { companyId } = await api.engine.signIn({ login: 'anna', password: 'anna-secret' })
    await backupProfile(profileDir, await profile.engine.embedded(), archive)
    await api.access.renameCompany({ companyId, name: 'After' })
  })
})

test('a restored profile is what it was, and what was there is set aside', async () => {
  expect(await names(profileDir)).toEqual(['After'])
  const { setAside } = await restoreProfile(profileDir, archive, new Date('2026-08-22T09:15:00Z'))
  expect(setAside).toBe('centre.before-2026-08-22T09-15-00-000Z')
  expect(existsSync(path.join(profileDir, setAside ?? '', 'PG_VERSION'))).toBe(true)
  expect(await names(profileDir)).toEqual(['Before'])
})

test('a backup opens on a machine that has never seen the profile', async () => {
  const other = path.join(folder, 'other')
  await restoreProfile(other, archive, new Date())
  expect(await names(other)).toEqual(['Before'])
})

test('an outbox that is there is kept, whatever the backup holds', async () => {
  const outbox = path.join(profileDir, 'desks/anna/outbox.db')
  appendFileSync(outbox, 'kept')
  await restoreProfile(profileDir, archive, new Date())
  expect(readFileSync(outbox).subarray(-4).toString()).toBe('kept')
})

test('a damaged or foreign file changes nothing', async () => {
  const before = readdirSync(profileDir).sort()
  const bytes = readFileSync(archive)
  const cut = path.join(folder, 'cut')
  writeFileSync(cut, bytes.subarray(0, bytes.length / 2))
  const foreign = path.join(folder, 'foreign')
  writeFileSync(foreign, 'not an archive')
  for (const file of [cut, foreign]) {
    await expect(restoreProfile(profileDir, file, new Date())).rejects.toMatchObject({ code: 'invalid' })
  }
  await expect(restoreProfile(profileDir, path.join(folder, 'nowhere'), new Date())).rejects.toMatchObject({
    code: 'not-found',
  })
  expect(readdirSync(profileDir).sort()).toEqual(before)
})

test('a profile that is open is not restored over', async () => {
  await withDesk(profileDir, async () => {
    await expect(restoreProfile(profileDir, archive, new Date())).rejects.toMatchObject({
      details: { reason: 'engine.profile-in-use' },
    })
  })
})
