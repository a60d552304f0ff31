/** What every host does with a profile: starts the engine on it and opens the local door beside its own. */
import type { ServerWire } from '#shared/rpc/wire.ts'
import { serve, type Session } from '#shared/rpc/server.ts'
import { keyFile, type KeyStore } from './key-file.ts'
import { listenLocally } from './local-socket.ts'
import { openLogFile, type LogLine } from './log-file.ts'
import { makeProfileFolder } from './profile.ts'

interface Engine {
  contractHash: string
  openSession(key?: string): Session
  close(): Promise<void>
}

export interface ProfileOptions {
  profileDir: string
  keyStore?: KeyStore
  isSteward?: boolean
  log?: LogLine
  /** A second start asks this host to show itself; answers with an address to open, if there is one. */
  onShow?: () => string | null
}

export interface OpenedProfile {
  profileDir: string
  engine: Engine
  keyStore: KeyStore
  /** Hands a wire to the engine. The same key returns to the same signed-in session. */
  attach(wire: ServerWire, sessionKey?: string): void
  close(): Promise<void>
}

/** Refuses with `conflict` (engine.profile-in-use) while another engine has the profile open. */
export async function openProfile(options: ProfileOptions): Promise<OpenedProfile> {
  const profileDir = makeProfileFolder(options.profileDir)
  const keyStore = options.keyStore ?? keyFile(profileDir)
  const log = options.log ?? openLogFile(profileDir)
  const start = '#main/start-engine.ts'
  const { startEngine } = (await import(start)) as { startEngine(given: unknown): Promise<Engine> }
  const engine = await startEngine({ profileDir, keyStore, isSteward: options.isSteward ?? false, log })
  const attach = (wire: ServerWire, sessionKey?: string) =>
    serve(engine.openSession(sessionKey), wire, engine.contractHash)
  const door = await listenLocally(profileDir, { onWire: attach, onShow: options.onShow ?? (() => null) })
  return {
    profileDir,
    engine,
    keyStore,
    attach,
    async close() {
      await door.close()
      await engine.close()
    },
  }
}
