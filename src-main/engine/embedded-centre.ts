/** The life of the embedded centre: opened with the engine, made once and filled, known by its logins, removed with a demonstration. */
import { rmSync } from 'node:fs'
import { must } from '#shared/rpc/errors.ts'
import type { ProfileState } from '#shared/modules/engine/model.ts'
import { openEmbedded, type Embedded, type OwnerClient, type OwnerPglite } from './db/embedded.ts'
import { isCurrent, migrate, type CentralData } from './db/migrate.ts'
import { toRefusal } from './db/trouble.ts'
import type { createLiveQueries } from './live.ts'

export type KnownLogin = Omit<ProfileState['logins'][number], 'hasPin'>

export interface EmbeddedCentre {
  /** Migrates what an older program made. Begins once `after` is over. */
  open(after?: Promise<unknown>): Promise<Embedded>
  /** Makes a new one; a failed or cancelled one leaves nothing behind. */
  fill(work: (client: OwnerClient, pglite: OwnerPglite) => Promise<void>): Promise<Embedded>
  /** Once it may be asked. */
  ready(): Promise<Embedded>
  logins(): readonly KnownLogin[]
  /** Closes and deletes it. */
  remove(): Promise<void>
  close(): Promise<void>
}

export function createEmbeddedCentre(
  dir: string,
  centralData: CentralData,
  live: ReturnType<typeof createLiveQueries>,
): EmbeddedCentre {
  /** Open or opening, perhaps not filled yet. */
  let handle: Promise<Embedded> | undefined
  let usable: Promise<Embedded> | undefined
  let logins: KnownLogin[] = []
  let stopWatching = () => undefined as void
  let isClosed = false

  async function opened(after: Promise<unknown> | undefined): Promise<Embedded> {
    await after
    // The program ended meanwhile.
    if (isClosed) return new Promise(() => undefined)
    handle ??= openEmbedded(dir)
    const centre = await handle
    await centre.owner(async (client) => {
      if (!(await isCurrent(client, centralData))) await migrate(client, centralData)
    })
    await watchLogins(centre)
    return centre
  }

  /** Whoever is let in or shut out meanwhile comes and goes on the sign-in screen. */
  async function watchLogins(centre: Embedded): Promise<void> {
    logins = await readLogins(centre)
    stopWatching = live.add({
      name: 'engine.logins',
      reads: ['app_user', 'user_role'],
      async run() {
        const before = JSON.stringify(logins)
        logins = await readLogins(centre)
        if (JSON.stringify(logins) !== before) live.touched(['engine.profile'])
        return null
      },
      patch: () => undefined,
      value: () => undefined,
      fail: () => undefined,
    })
  }

  async function close(): Promise<void> {
    stopWatching()
    await handle?.then((centre) => centre.close()).catch(() => undefined)
    handle = usable = undefined
    logins = []
  }

  async function remove(): Promise<void> {
    await close()
    rmSync(dir, { recursive: true, force: true })
  }

  return {
    open: (after) => (usable = opened(after)),
    async fill(work) {
      try {
        rmSync(dir, { recursive: true, force: true })
        handle = openEmbedded(dir)
        const centre = await handle
        await centre.owner(async (client, pglite) => {
          await migrate(client, centralData)
          await work(client, pglite)
        })
        usable = handle
        await watchLogins(centre)
        return centre
      } catch (error) {
        await remove()
        throw toRefusal(error)
      }
    },
    ready: () => must(usable, 'embedded centre'),
    logins: () => logins,
    remove,
    close() {
      isClosed = true
      return close()
    },
  }
}

/** One of each role first: a demonstration shows the first few. */
function readLogins(centre: Embedded): Promise<KnownLogin[]> {
  return centre.owner(async (client) => {
    const { rows } = await client.query<KnownLogin>(
      `select u.login, u.name, array_agg(r.role order by r.role) roles from app.app_user u join app.user_role r on r.user_id = u.id
       where u.blocked_at is null group by u.id having bool_and(r.role <> 'steward')
       order by row_number() over (partition by min(r.role) order by min(u.created_at), u.login), min(r.role) limit 50`,
    )
    return rows
  })
}
