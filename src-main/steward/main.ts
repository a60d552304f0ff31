/**
 * The engine with nobody at it: runs due jobs day and night, on a server or on the machine with the embedded centre.
 * `node src-main/steward/main.ts --profile DIR --as LOGIN` with KVARTAL_PASSWORD; the user needs the role `steward`.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { app } from '#shared/modules/index.ts'
import { connect } from '#shared/rpc/client.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { memoryWire } from '#shared/rpc/wire.ts'
import { openLogFile } from '#main/host/log-file.ts'
import { openProfile } from '#main/host/open-profile.ts'
import { makeProfileFolder, profileFolder } from '#main/host/profile.ts'

const RETRY_MS = [1_000, 5_000, 30_000, 60_000]

const { values } = parseArgs({ options: { profile: { type: 'string' }, as: { type: 'string' } } })
const profileDir = makeProfileFolder(profileFolder(values.profile))
const login = values.as ?? process.env['KVARTAL_LOGIN']
const password = process.env['KVARTAL_PASSWORD']
const log = openLogFile(profileDir)

const profile = await openProfile({ profileDir, log })
const { client, server } = memoryWire()
profile.attach(server)
const { api } = connect(app, client)

let isStopping = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())
await signIn()

async function signIn() {
  if (login === undefined || password === undefined) {
    console.error('The steward signs in with --as LOGIN (or KVARTAL_LOGIN) and KVARTAL_PASSWORD')
    return stop(1)
  }
  for (let attempt = 0; !isStopping; attempt++) {
    try {
      const actor = await api.engine.signIn({ login, password })
      console.log(`The steward works as ${actor.login} (${actor.roles.join(', ')})`)
      return
    } catch (error) {
      // A wrong password stays wrong; a server that is being restarted comes back.
      if (error instanceof AppError && error.code !== 'offline') {
        console.error(error.message)
        return stop(1)
      }
      log.warn('The steward could not sign in and tries again', error)
      await pause(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)])
    }
  }
}

async function stop(code = 0) {
  if (isStopping) return
  isStopping = true
  await profile.close()
  process.exit(code)
}
