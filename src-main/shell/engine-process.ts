/** The engine's own process: a long report or a first sync never holds up a window. */
import { aesStore } from '#main/host/key-file.ts'
import { fillWithDemo } from '#main/host/fill-demo.ts'
import { openProfile, type OpenedProfile } from '#main/host/open-profile.ts'
import { toWireError } from '#shared/rpc/errors.ts'
import type { FromEngine, ToEngine } from './messages.ts'
import { portWire } from './port-wire.ts'

const { parentPort } = process
let profile: Promise<OpenedProfile> | undefined

parentPort.on('message', ({ data, ports: [port] }) => {
  const message = data as ToEngine
  switch (message.t) {
    case 'start':
      profile ??= open(message)
      return
    case 'attach':
      // A wire that comes before the engine is ready waits for it in the port.
      if (port) {
        void profile?.then(
          (opened) => opened.attach(portWire(port), message.sessionKey),
          () => port.close(),
        )
      }
      return
    case 'stop':
      return void stop()
  }
})

function open({ profileDir, key, demo }: Extract<ToEngine, { t: 'start' }>): Promise<OpenedProfile> {
  const opening = openProfile({
    profileDir,
    ...(key === null ? {} : { keyStore: aesStore(Buffer.from(key, 'base64')) }),
    onShow() {
      say({ t: 'show' })
      return null
    },
  })
  opening.then(
    (opened) => {
      say({ t: 'ready' })
      // The page shows how far it is; a failure stands in the profile's state.
      if (demo !== null) fillWithDemo(opened, demo, () => undefined).catch(() => undefined)
    },
    (error: unknown) => {
      const { code, message } = toWireError(error)
      say({ t: 'failed', code, message: error instanceof Error ? error.message : message })
    },
  )
  return opening
}

async function stop(): Promise<void> {
  await profile?.then((opened) => opened.close()).catch(() => undefined)
  process.exit(0)
}

function say(message: FromEngine): void {
  parentPort.postMessage(message)
}
