/** What every host does with a profile: starts the engine on it and opens the local door beside its own. */
import { serve } from '#shared/rpc/server.ts'
import type { ServerWire } from '#shared/rpc/wire.ts'
import { backupProfile } from '#main/engine/backup.ts'
import type { KeyStore } from '#main/engine/cipher.ts'
import type { Engine } from '#main/engine/engine.ts'
import type { Log } from '#main/engine/log.ts'
import { startEngine } from '#main/start-engine.ts'
import { keyFile } from './key-file.ts'
import { listenLocally } from './local-socket.ts'
import { openLogFile } from './log-file.ts'
import { makeProfileFolder } from './profile.ts'

export interface ProfileOptions {
  profileDir: string
  keyStore?: KeyStore
  log?: Log
  /** A second start asks this host to show itself; answers with an address to open, if there is one. */
  onShow?: () => string | null
  /** See EngineOptions. */
  openCentreAfter?: Promise<unknown>
}

export interface OpenedProfile {
  profileDir: string
  engine: Engine
  keyStore: KeyStore
  /** Hands a wire to the engine. The same key returns to the same signed-in session. */
  attach(wire: ServerWire, sessionKey?: string): void
  /** A wire of whoever owns the profile's files: needs no password on an embedded centre. */
  attachTrusted(wire: ServerWire): void
  close(): Promise<void>
}

/** Refuses with `conflict` (engine.profile-in-use) while another engine has the profile open. */
export async function openProfile(options: ProfileOptions): Promise<OpenedProfile> {
  const profileDir = makeProfileFolder(options.profileDir)
  const keyStore = options.keyStore ?? keyFile(profileDir)
  const log = options.log ?? openLogFile(profileDir)
  const engine = await startEngine({ profileDir, keyStore, log, openCentreAfter: options.openCentreAfter })
  const attach = (wire: ServerWire, sessionKey?: string) =>
    serve(engine.openSession(sessionKey), wire, engine.contractHash)
  const attachTrusted = (wire: ServerWire) => serve(engine.openSession(undefined, true), wire, engine.contractHash)
  const door = await listenLocally(profileDir, {
    onWire: attachTrusted,
    onShow: options.onShow ?? (() => null),
    onBackup: async (file) => backupProfile(profileDir, await engine.embedded(), file),
  })
  return {
    profileDir,
    engine,
    keyStore,
    attach,
    attachTrusted,
    async close() {
      await door.close()
      await engine.close()
    },
  }
}
