/** A profile folder: which centre it works with, who has signed in here, and the lock that lets one engine open it. */
import Database from 'better-sqlite3'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '#shared/rpc/errors.ts'
import { newId, type Id } from '#shared/kernel/id.ts'
import type { Actor } from '#shared/modules/engine/model.ts'

export interface ProfileSettings {
  workstation: Id
  centre: 'embedded' | 'server' | null
  /** Server only; without user and password. */
  url: string | null
  isDemo: boolean
}

/** What one may sign in with while the server is out of reach. */
export interface SavedSignIn {
  actor: Actor
  /** SCRAM verifier made here from the password that the server accepted. */
  verifier: string
  /** When the server was last met: the sign-in expires some days later. */
  seenAt: string
  pinVerifier: string | null
}

export interface Profile {
  dir: string
  settings(): ProfileSettings
  saveSettings(settings: ProfileSettings): void
  deskDir(login: string): string
  signIns(): Record<string, SavedSignIn>
  saveSignIn(login: string, signIn: SavedSignIn | null): void
  /** Releases the lock. */
  close(): void
}

/** Opens the profile for this process alone; `conflict` with `engine.profile-in-use` while another engine has it. */
export function openProfile(dir: string): Profile {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const lock = lockProfile(dir)
  const settingsFile = join(dir, 'profile.json')
  const signInsFile = join(dir, 'sign-ins.json')
  let settings: ProfileSettings
  try {
    settings = readJson<ProfileSettings>(settingsFile) ?? {
      workstation: newId(),
      centre: null,
      url: null,
      isDemo: false,
    }
  } catch {
    lock.close()
    throw new AppError('conflict', `${settingsFile} cannot be read: it says which centre this profile works with`, {
      reason: 'engine.profile-damaged',
      file: settingsFile,
    })
  }
  let signIns = readSignIns(signInsFile)
  return {
    dir,
    settings: () => settings,
    saveSettings(next) {
      settings = next
      writeJson(settingsFile, next)
    },
    deskDir: (login) => join(dir, 'desks', login),
    signIns: () => signIns,
    saveSignIn(login, signIn) {
      signIns = { ...signIns }
      if (signIn) signIns[login] = signIn
      else delete signIns[login]
      writeJson(signInsFile, signIns)
    },
    close: () => lock.close(),
  }
}

/** An exclusive SQLite transaction: the operating system drops it with the process, however the process ends. */
function lockProfile(dir: string): Database.Database {
  const lock = new Database(join(dir, 'engine.lock'), { timeout: 0 })
  try {
    lock.pragma('journal_mode = DELETE')
    lock.exec('begin exclusive')
    return lock
  } catch (error) {
    lock.close()
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY') === true) {
      throw new AppError('conflict', 'Another engine has this profile open', { reason: 'engine.profile-in-use' })
    }
    throw error
  }
}

function readJson<T>(file: string): T | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined
}

/** Whoever was remembered in a file that cannot be read signs in at the centre again. */
function readSignIns(file: string): Record<string, SavedSignIn> {
  try {
    return readJson<Record<string, SavedSignIn>>(file) ?? {}
  } catch {
    return {}
  }
}

/** Whole or not at all: a torn settings file would lose the profile. */
function writeJson(file: string, value: unknown): void {
  writeFileSync(`${file}.new`, JSON.stringify(value, null, 2), { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
}
