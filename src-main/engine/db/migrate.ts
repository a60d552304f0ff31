/** Brings a centre's schema up to this program's, under a lock, each migration in a transaction of its own. */
import { createHash } from 'node:crypto'
import type pg from 'pg'
import { AppError } from '#shared/rpc/errors.ts'

export interface Migration {
  name: string
  sql: string
}

export interface CentralData {
  migrations: readonly Migration[]
  /** Role → rights, written to access.role_right. */
  rightsOf: Readonly<Record<string, readonly string[]>>
  /** State machine → allowed transitions, written to sync.transition. */
  transitions: readonly { machine: string; from: string; to: string }[]
}

/** `older`: an administrator must migrate; `newer`: the program must be updated. */
export function compareSchema(known: readonly Migration[], applied: readonly string[]): 'same' | 'older' | 'newer' {
  const names = new Set(known.map(({ name }) => name))
  if (applied.some((name) => !names.has(name))) return 'newer'
  return applied.length < known.length ? 'older' : 'same'
}

/** Applies what is missing; returns the names applied. Safe to run twice and from two places at once. */
export async function migrate(client: pg.ClientBase, data: CentralData): Promise<string[]> {
  const { migrations, rightsOf, transitions } = data
  await client.query("select pg_advisory_lock(hashtext('kvartal.migrate'))")
  try {
    const applied = await appliedMigrations(client)
    if (compareSchema(migrations, applied) === 'newer') {
      throw new AppError('outdated', 'The database is newer than this program', { reason: 'engine.program-too-old' })
    }
    const missing = migrations.filter(({ name }) => !applied.includes(name))
    for (const { name, sql } of missing) await applyOne(client, name, sql)
    await client.query('begin')
    await client.query('select sync.describe()')
    await client.query('delete from access.role_right')
    await client.query(
      'insert into access.role_right (role, right_name) select r, n from unnest($1::text[], $2::text[]) as g (r, n)',
      [...columnsOf(Object.entries(rightsOf).flatMap(([role, rights]) => rights.map((right) => [role, right])))],
    )
    await client.query('delete from sync.transition')
    await client.query(
      'insert into sync.transition (machine, from_state, to_state) select m, f, t from unnest($1::text[], $2::text[], $3::text[]) as g (m, f, t)',
      [
        ...columnsOf(
          transitions.map(({ machine, from, to }) => [machine, from, to]),
          3,
        ),
      ],
    )
    await client.query('update sync.meta set program_data = $1', [digestOf(data)])
    await client.query('commit')
    return missing.map(({ name }) => name)
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    await client.query("select pg_advisory_unlock(hashtext('kvartal.migrate'))")
  }
}

/** Nothing of this program's is missing there: `migrate` would change nothing. */
export async function isCurrent(client: pg.ClientBase, data: CentralData): Promise<boolean> {
  const known = data.migrations.map(({ name }) => name)
  const applied = await appliedMigrations(client)
  if (applied.length !== known.length || !known.every((name) => applied.includes(name))) return false
  const { rows } = await client.query<{ program_data: string | null }>('select program_data from sync.meta')
  return rows[0]?.program_data === digestOf(data)
}

/** Of what a migrator brings besides the migrations, whose names say what they are. */
function digestOf({ rightsOf, transitions }: CentralData): string {
  return createHash('sha256')
    .update(JSON.stringify([rightsOf, transitions]))
    .digest('hex')
}

async function appliedMigrations(client: pg.ClientBase): Promise<string[]> {
  const { rows: found } = await client.query<{ there: boolean }>(
    "select to_regclass('sync.migration') is not null as there",
  )
  if (found[0]?.there !== true) return []
  const { rows } = await client.query<{ name: string }>('select name from sync.migration order by name')
  return rows.map(({ name }) => name)
}

async function applyOne(client: pg.ClientBase, name: string, sql: string): Promise<void> {
  await client.query('begin')
  await client.query(sql)
  await client.query('insert into sync.migration (name) values ($1)', [name])
  await client.query('commit')
}

function columnsOf(rows: string[][], width = 2): string[][] {
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? ''))
}
