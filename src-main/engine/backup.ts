/**
 * A copy of a profile that works with an embedded centre: the centre's files and everybody's outbox, in one compressed archive.
 * Caches and keys stay out: caches are copied anew, and a key belongs to its workstation.
 */
import Database from 'better-sqlite3'
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { AppError } from '#shared/rpc/errors.ts'
import { openEmbedded, type Embedded } from './db/embedded.ts'
import { openProfile } from './profile.ts'
import { readTar, writeTar, type TarEntry } from './tar.ts'

export interface BackupDone {
  file: string
  files: number
  bytes: number
}

/** Writes the backup, whole or not at all. The centre takes no writes meanwhile; readers are not held up. */
export async function backupProfile(profileDir: string, embedded: Embedded, target: string): Promise<BackupDone> {
  const file = path.resolve(target)
  const work = path.join(profileDir, `backup-${process.pid}`)
  mkdirSync(work, { recursive: true, mode: 0o700 })
  try {
    const outboxes = await Promise.all(
      outboxesOf(profileDir).map(async (outbox) => {
        const copy = path.join(work, outbox.name.replaceAll('/', '-'))
        const db = new Database(outbox.file, { readonly: true })
        await db.backup(copy).finally(() => db.close())
        return { name: outbox.name, file: copy }
      }),
    )
    return await embedded.owner(async (client) => {
      // After a checkpoint the files are what a crash would leave at worst, and that is what PostgreSQL recovers from.
      await client.query('checkpoint')
      const entries = [
        ...outboxes,
        ...['profile.json', 'sign-ins.json'].map((name) => ({ name, file: path.join(profileDir, name) })),
        ...filesBelow(path.join(profileDir, 'centre'), 'centre'),
      ].filter((entry) => existsSync(entry.file))
      await pipeline(
        writeTar(entries),
        createGzip({ level: 1 }),
        createWriteStream(`${file}.part`, { mode: 0o600, flush: true }),
      )
      renameSync(`${file}.part`, file)
      return { file, files: entries.length, bytes: statSync(file).size }
    })
  } finally {
    rmSync(work, { recursive: true, force: true })
    rmSync(`${file}.part`, { force: true })
  }
}

/**
 * Puts a backup in the place of the profile's centre. What was there is set aside, not deleted; an outbox that holds commands is
 * kept as it is, and its commands are sent to the restored centre. Every cache is copied anew.
 */
export async function restoreProfile(
  profileDir: string,
  source: string,
  now: Date,
): Promise<{ files: number; setAside: string | null }> {
  if (!existsSync(source)) throw new AppError('not-found', `There is no file ${source}`)
  const profile = openProfile(profileDir)
  const work = path.join(profileDir, 'restoring')
  try {
    rmSync(work, { recursive: true, force: true })
    mkdirSync(work, { recursive: true, mode: 0o700 })
    const names = await readTar(createReadStream(source).pipe(createGunzip()), work).catch((error: unknown) => {
      throw error instanceof AppError
        ? error
        : new AppError('invalid', 'This is no backup, or it is damaged', { reason: 'engine.bad-backup' })
    })
    if (!names.includes('profile.json') || !names.includes('centre/PG_VERSION')) {
      throw new AppError('invalid', 'This is no backup of a profile', { reason: 'engine.bad-backup' })
    }
    await newEpoch(path.join(work, 'centre'))

    const setAside = existsSync(path.join(profileDir, 'centre'))
      ? `centre.before-${now.toISOString().replace(/[:.]/g, '-')}`
      : null
    if (setAside !== null) renameSync(path.join(profileDir, 'centre'), path.join(profileDir, setAside))
    renameSync(path.join(work, 'centre'), path.join(profileDir, 'centre'))
    for (const name of ['profile.json', 'sign-ins.json']) {
      if (existsSync(path.join(work, name))) renameSync(path.join(work, name), path.join(profileDir, name))
    }
    for (const { name, file } of outboxesOf(work)) {
      const target = path.join(profileDir, name)
      if (existsSync(target)) continue
      mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 })
      renameSync(file, target)
    }
    return { files: names.length, setAside }
  } finally {
    rmSync(work, { recursive: true, force: true })
    profile.close()
  }
}

/** Transaction ids mean nothing after a restore: caches that know the old epoch are copied anew (SPEC: epochs). */
async function newEpoch(centreDir: string): Promise<void> {
  const embedded = await openEmbedded(centreDir)
  try {
    await embedded.owner((client) => client.query('update sync.meta set epoch = gen_random_uuid()'))
  } finally {
    await embedded.close()
  }
}

function outboxesOf(profileDir: string): TarEntry[] {
  const desks = path.join(profileDir, 'desks')
  return (existsSync(desks) ? readdirSync(desks) : [])
    .map((login) => ({ name: `desks/${login}/outbox.db`, file: path.join(desks, login, 'outbox.db') }))
    .filter(({ file }) => existsSync(file))
}

function filesBelow(folder: string, name: string): TarEntry[] {
  // PostgreSQL misses an empty folder of its own as much as a file.
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const inner = { name: `${name}/${entry.name}`, file: path.join(folder, entry.name) }
    if (!entry.isDirectory()) return [inner]
    return [{ ...inner, name: `${inner.name}/` }, ...filesBelow(inner.file, inner.name)]
  })
}
