/** What every host does with a profile: starts the engine on it and opens the local door beside its own. */
import { serve } from '#shared/rpc/server.ts'
import type { ServerWire } from '#shared/rpc/wire.ts'
import { backupProfile } from '#main/engine/backup.ts'
import type { KeyStore } from '#main/engine/cipher.ts'
import type { Engine } from '#main/engine/engine.ts'
import type { Log } from '#main/engine/log.ts'
import type { Profile } from '#main/engine/profile.ts'
import { startEngine } from '#main/start-engine.ts'
import { keyFile } from './key-file.ts'
import { openDoor } from './door.ts'
import type { LocalSocket } from './local-socket.ts'
import { openLogFile } from './log-file.ts'
import { makeProfileFolder } from './profile.ts'

export interface ProfileOptions {
  profileDir: string
  /** See EngineOptions. */
  profile?: Profile | undefined
  keyStore?: KeyStore
  log?: Log
  /** A second start asks this host to show itself; answers with an address to open, if there is one. */
  onShow?: () => string | null
  /** Opened already, for a host that shows itself before the engine is loaded. */
  door?: LocalSocket
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
  /** Writes a backup of an embedded centre and of the outboxes to a file. */
  backup(file: string): Promise<unknown>
  close(): Promise<void>
}

/** Refuses with `conflict` (engine.profile-in-use) while another engine has the profile open. */
export async function openProfile(options: ProfileOptions): Promise<OpenedProfile> {
  const profileDir = makeProfileFolder(options.profileDir)
  const keyStore = options.keyStore ?? keyFile(profileDir)
  const log = options.log ?? openLogFile(profileDir)
  const { profile, openCentreAfter } = options
  const engine = await startEngine({ profileDir, profile, keyStore, log, openCentreAfter })
  const opened = Promise.withResolvers<OpenedProfile>()
  const door = options.door ?? (await openDoor(profileDir, opened.promise, options.onShow ?? (() => null)))
  const made: OpenedProfile = {
    profileDir,
    engine,
    keyStore,
    attach: (wire, sessionKey) => serve(engine.openSession(sessionKey), wire, engine.contractHash),
    attachTrusted: (wire) => serve(engine.openSession(undefined, true), wire, engine.contractHash),
    backup: async (file) => backupProfile(profileDir, await engine.embedded(), file),
    async close() {
      await door.close()
      await engine.close()
    },
  }
  opened.resolve(made)
  return made
}
