/** The web host as a program: the application in the default browser, for machines where no Electron can be had. */
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { AppError } from '#shared/rpc/errors.ts'
import { fillWithDemo, toScale } from '#main/host/fill-demo.ts'
import { showRunning } from '#main/host/local-socket.ts'
import { openProfile, type OpenedProfile } from '#main/host/open-profile.ts'
import { profileFolder } from '#main/host/profile.ts'
import { progressLine } from '#main/host/progress-line.ts'
import { openSecrets } from '#main/host/secrets.ts'
import { openOutside } from './open-browser.ts'
import { startWebServer, type WebServer } from './server.ts'

const USUAL_PORT = 8190
/** The page comes first, and starts in its own process while the centre opens in this one; but nobody waits longer for a page than this. */
const PAGE_FIRST_MS = 800

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

const profileDir = profileFolder(values.profile)
/** Filled once the server listens; a second start may ask for an address before that. */
const running: { server?: WebServer } = {}
/** A page is there. */
const shown = Promise.withResolvers<void>()
const invite = () => running.server?.invite() ?? null

let profile: OpenedProfile
try {
  profile = await openProfile({
    profileDir,
    onShow: invite,
    openCentreAfter: Promise.race([shown.promise, pause(PAGE_FIRST_MS)]),
  })
} catch (error) {
  if (!(error instanceof AppError)) throw error
  // Another host has the profile open: it is asked for an address, and this one is not needed.
  const address = error.code === 'conflict' ? await showRunning(profileDir) : undefined
  console.log(address ? `Kvartal is already running: ${address}` : error.message)
  if (address && values['no-open'] !== true) openOutside(address)
  process.exit(address === undefined ? 1 : 0)
}

running.server = await startWebServer({
  pageDir: path.resolve(values.page ?? path.join(import.meta.dirname, '../../out/renderer')),
  profileDir,
  secrets: openSecrets(profileDir, profile.keyStore),
  onWire(wire, sessionKey) {
    shown.resolve()
    profile.attach(wire, sessionKey)
  },
  showInFolder: (file) => void openOutside(path.dirname(file)),
  port: values.port === undefined ? USUAL_PORT : Number(values.port),
})

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void stop())
if (values.demo === true) await demo()
announce()
if (process.stdin.isTTY) process.stdin.on('data', announceAgain)

function announce() {
  const address = invite() ?? ''
  console.log(`Kvartal is at ${address}`)
  if (values['no-open'] !== true) openOutside(address)
  if (process.stdin.isTTY) console.log('Press Enter for a new address, Ctrl+C to stop.')
}

function announceAgain() {
  console.log(`Kvartal is at ${invite()}`)
}

async function demo() {
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
  await running.server?.close()
  await profile.close()
  process.exit(0)
}
