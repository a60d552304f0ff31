/** A profile folder: which centre it works with, who has signed in here, and the lock that lets one engine open it. */
import Database from 'better-sqlite3'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError, must } from '#shared/rpc/errors.ts'
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
  /**
   * Leaves the server: what was kept for it (outboxes, caches, who may sign in offline) is set aside under its address, and comes
   * back when the profile is pointed at that address again. A new profile is left behind.
   */
  leaveServer(): void
  joinServer(url: string): void
  /** Forgets everybody and everything but this workstation's name: a demonstration is over. */
  forget(): void
  /** Folders of the desks there are. */
  deskDirs(): string[]
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
  const desksDir = join(dir, 'desks')
  // Killed in the middle of leaving or joining: the settings say where this profile stands.
  if (settings.url !== null) bringBack(settings.url)
  let signIns = readSignIns(signInsFile)

  function bringBack(url: string) {
    const aside = join(dir, 'set-aside', nameOf(url))
    for (const name of ['desks', 'sign-ins.json']) {
      if (existsSync(join(aside, name)) && !existsSync(join(dir, name))) renameSync(join(aside, name), join(dir, name))
    }
  }

  function saveSettings(next: ProfileSettings) {
    settings = next
    writeJson(settingsFile, next)
  }

  return {
    dir,
    settings: () => settings,
    saveSettings,
    deskDir: (login) => join(desksDir, login),
    deskDirs: () => (existsSync(desksDir) ? readdirSync(desksDir).map((login) => join(desksDir, login)) : []),
    leaveServer() {
      const aside = join(dir, 'set-aside', nameOf(must(settings.url, 'server address')))
      mkdirSync(aside, { recursive: true, mode: 0o700 })
      writeJson(join(aside, 'profile.json'), settings)
      for (const name of ['desks', 'sign-ins.json']) {
        if (existsSync(join(dir, name))) renameSync(join(dir, name), join(aside, name))
      }
      signIns = {}
      saveSettings({ ...settings, centre: null, url: null, isDemo: false })
    },
    joinServer(url) {
      saveSettings({ ...settings, centre: 'server', url })
      bringBack(url)
      signIns = readSignIns(signInsFile)
    },
    forget() {
      saveSettings({ ...settings, centre: null, url: null, isDemo: false })
      for (const path of [desksDir, signInsFile]) rmSync(path, { recursive: true, force: true })
      signIns = {}
    },
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

/** The same database under the same hosts, however it is connected to. */
function nameOf(url: string): string {
  return createHash('sha256').update(url.trim().toLowerCase().replace(/\?.*$/, '')).digest('hex').slice(0, 16)
}

/** Whole or not at all: a torn settings file would lose the profile. */
function writeJson(file: string, value: unknown): void {
  writeFileSync(`${file}.new`, JSON.stringify(value, null, 2), { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
}
