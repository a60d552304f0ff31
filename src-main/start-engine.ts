/** Joins engine and modules; every host and the tests call it. */
import program from '#package.json' with { type: 'json' }
import { app } from '#shared/modules/index.ts'
import type { KeyStore } from './engine/cipher.ts'
import { createEngine, type Engine } from './engine/engine.ts'
import { silentLog, type Log } from './engine/log.ts'
import type { Profile } from './engine/profile.ts'
import { centralData } from './migrations/central-data.ts'
import { modules } from './modules/index.ts'
import { seeds } from './seeds.ts'

export interface StartOptions {
  profileDir: string
  /** See EngineOptions. */
  profile?: Profile | undefined
  keyStore: KeyStore
  log?: Log
  openCentreAfter?: Promise<unknown> | undefined
}

/** Opens the profile; `conflict` with `engine.profile-in-use` while another engine has it. */
export function startEngine({ log = silentLog, ...options }: StartOptions): Promise<Engine> {
  return createEngine({
    ...options,
    log,
    app,
    modules,
    centralData,
    seeds,
    version: program.version,
  })
}
