/** The command line's work on a centre, on a real server: made, checked, and met by a workstation. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { kvartal } from '#tests/e2e/support/application.ts'
import { testCluster } from '#tests/support/central.ts'

const profile = mkdtempSync(join(tmpdir(), 'kvartal-cli-'))
const cluster = await testCluster()
const owner = `postgresql://postgres:postgres@127.0.0.1:${cluster.port}/kvartal_made`

afterAll(() => rmSync(profile, { recursive: true, force: true }))

test('an administrator makes a centre with one command, and it is not made twice', async () => {
  const made = await kvartal(
    profile,
    ['central', 'create', '--url', owner, '--company', 'Застройщик', '--login', 'admin1'],
    {
      KVARTAL_NEW_PASSWORD: 'first-password',
    },
  )
  expect(made).toMatchObject({ login: 'admin1' })
  const again = await kvartal(profile, ['central', 'create', '--url', owner]).catch(
    (error: unknown) => (error as Error).message,
  )
  expect(JSON.parse(String(again))).toMatchObject({ code: 'conflict' })
  expect(await kvartal(profile, ['central', 'migrate', '--url', owner])).toEqual({ applied: [] })
})

test('the check names what the server lacks and what to do about it', async () => {
  const { isGood, findings } = (await kvartal(profile, ['central', 'check', '--url', owner])) as {
    isGood: boolean
    findings: { what: string; isGood: boolean; advice: string }[]
  }
  const of = (what: string) => findings.find((finding) => finding.what === what)
  expect(isGood).toBe(false)
  expect(of('PostgreSQL is 15 or newer')).toMatchObject({ isGood: true, advice: '' })
  expect(of('the schema is this version of the program')).toMatchObject({ isGood: true })
  expect(of('room for 200 workstations')).toMatchObject({ isGood: false })
  expect(of('writes are durable')).toMatchObject({ isGood: false, advice: 'fsync = on' })
})

test('a workstation joins the centre from the command line', async () => {
  const url = `postgresql://127.0.0.1:${cluster.port}/kvartal_made`
  await kvartal(profile, ['call', 'engine.useServer', JSON.stringify({ url })])
  const as = { KVARTAL_PASSWORD: 'first-password' }
  expect(await kvartal(profile, ['sync', 'status', '--as', 'admin1'], as)).toMatchObject({
    link: 'online',
    actor: { roles: ['administrator'] },
  })
  const refusal = await kvartal(profile, ['sync', 'status', '--as', 'admin1'], { KVARTAL_PASSWORD: 'wrong' }).catch(
    (error: unknown) => (error as Error).message,
  )
  expect(JSON.parse(String(refusal))).toMatchObject({ code: 'forbidden', details: { reason: 'engine.wrong-password' } })
  const anonymous = await kvartal(profile, ['sync', 'status']).catch((error: unknown) => (error as Error).message)
  expect(JSON.parse(String(anonymous))).toMatchObject({ code: 'forbidden' })
})

test('a steward signs in by itself, runs, and stops when it is told to', async () => {
  const url = `postgresql://127.0.0.1:${cluster.port}/kvartal_made`
  const robot = { KVARTAL_PASSWORD: 'first-password', KVARTAL_NEW_PASSWORD: 'robot-password' }
  await kvartal(profile, ['user', 'add', 'robot', '--roles', 'steward', '--as', 'admin1'], robot)
  const other = mkdtempSync(join(tmpdir(), 'kvartal-steward-'))
  await kvartal(other, ['call', 'engine.useServer', JSON.stringify({ url })])
  const steward = spawn(process.execPath, ['src-main/steward/main.ts', '--profile', other, '--as', 'robot'], {
    env: { ...process.env, KVARTAL_PASSWORD: 'robot-password' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said = await new Promise<string>((resolve) =>
    steward.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())),
  )
  expect(said).toBe('The steward works as robot (steward)\n')
  expect(
    await kvartal(other, ['sync', 'status', '--as', 'robot'], { KVARTAL_PASSWORD: 'robot-password' }),
  ).toMatchObject({
    link: 'online',
    actor: { login: 'robot' },
  })
  const gone = new Promise((resolve) => steward.once('exit', resolve))
  steward.kill('SIGTERM')
  expect(await gone).toBe(0)
  rmSync(other, { recursive: true, force: true })
})

test('an address where nothing listens is a plain refusal', async () => {
  const refusal = await kvartal(profile, ['central', 'check', '--url', 'postgresql://a:b@127.0.0.1:1/x']).catch(
    (error: unknown) => (error as Error).message,
  )
  expect(JSON.parse(String(refusal))).toMatchObject({ code: 'offline' })
})
