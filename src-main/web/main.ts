/** The web host as a program: the application in the default browser, for machines where no Electron can be had. */
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { AppError } from '#shared/rpc/errors.ts'
import { openProfile as lockProfile, type Profile } from '#main/engine/profile.ts'
import { openDoor } from '#main/host/door.ts'
import { keyFile } from '#main/host/key-file.ts'
import { showRunning } from '#main/host/local-socket.ts'
import type { OpenedProfile } from '#main/host/open-profile.ts'
import { makeProfileFolder, profileFolder } from '#main/host/profile.ts'
import { progressLine } from '#main/host/progress-line.ts'
import { openSecrets } from '#main/host/secrets.ts'
import { openOutside } from './open-browser.ts'
import { startWebServer } from './server.ts'

const USUAL_PORT = 8190
/**
 * The page comes first, and starts in its own process while this one loads the engine and opens the centre, each of which takes
 * the thread for half a second. Nobody waits longer for a page than this: for its first file, for the next one, for its wire.
 */
const FIRST_FILE_MS = 60
const NEXT_FILE_MS = 30
const WIRE_MS = 800

const { values } = parseArgs({
  options: {
    profile: { type: 'string' },
    port: { type: 'string' },
    page: { type: 'string' },
    demo: { type: 'boolean' },
    scale: { type: 'string' },
    'no-open': { type: 'boolean' },
  },
})

const profileDir = makeProfileFolder(profileFolder(values.profile))
const locked = await lockOrShowRunning()
const keyStore = keyFile(profileDir)
const opened = Promise.withResolvers<OpenedProfile>()
const wired = Promise.withResolvers<void>()
const handedOut = Promise.withResolvers<void>()
let silence = setTimeout(() => undefined)

const server = await startWebServer({
  pageDir: path.resolve(values.page ?? path.join(import.meta.dirname, '../../out/renderer')),
  profileDir,
  secrets: openSecrets(profileDir, keyStore),
  ready: opened.promise,
  onPage: () => handOutWithin(NEXT_FILE_MS),
  onWire(wire, sessionKey) {
    wired.resolve()
    void opened.promise.then((profile) => profile.attach(wire, sessionKey))
  },
  showInFolder: (file) => void openOutside(path.dirname(file)),
  port: values.port === undefined ? USUAL_PORT : Number(values.port),
})
const door = await openDoor(profileDir, opened.promise, () => server.invite())
// With a demonstration to be filled there is nothing to look at yet.
const isDemo = values.demo === true
if (!isDemo) {
  announce()
  handOutWithin(FIRST_FILE_MS)
  await handedOut.promise
}
const { openProfile } = await import('#main/host/open-profile.ts')
const profile = await openProfile({
  profileDir,
  profile: locked,
  keyStore,
  door,
  openCentreAfter: Promise.race([wired.promise, pause(WIRE_MS)]),
})
opened.resolve(profile)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void stop())
if (isDemo) {
  await demo()
  announce()
}
if (process.stdin.isTTY) process.stdin.on('data', announceAgain)

/** Another host has the profile open: it is asked for an address, and this one is not needed. */
async function lockOrShowRunning(): Promise<Profile> {
  try {
    return lockProfile(profileDir)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const address = error.code === 'conflict' ? await showRunning(profileDir) : undefined
    console.log(address ? `Kvartal is already running: ${address}` : error.message)
    if (address && values['no-open'] !== true) openOutside(address)
    process.exit(address === undefined ? 1 : 0)
  }
}

function handOutWithin(milliseconds: number) {
  clearTimeout(silence)
  silence = setTimeout(handedOut.resolve, milliseconds)
}

function announce() {
  const address = server.invite()
  console.log(`Kvartal is at ${address}`)
  if (values['no-open'] !== true) openOutside(address)
  if (process.stdin.isTTY) console.log('Press Enter for a new address, Ctrl+C to stop.')
}

function announceAgain() {
  console.log(`Kvartal is at ${server.invite()}`)
}

async function demo() {
  const { fillWithDemo, toScale } = await import('#main/host/fill-demo.ts')
  const scale = toScale(values.scale)
  const started = performance.now()
  const isFilled = await fillWithDemo(profile, scale, progressLine(process.stdout))
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(
    isFilled
      ? `Demonstration data (${scale}) filled in ${seconds} s`
      : 'This profile has data already: it is opened as it is.',
  )
}

async function stop() {
  await server.close()
  await profile.close()
  process.exit(0)
}
