/** The command line's way to an engine: the running one where there is one, its own otherwise. */
import { app, type KvartalApp } from '#shared/modules/index.ts'
import type { Actor, ProfileState } from '#shared/modules/engine/model.ts'
import { connect, type Connection } from '#shared/rpc/client.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { memoryWire, type ClientWire } from '#shared/rpc/wire.ts'
import { joinLocally } from '#main/host/local-socket.ts'
import { openProfile } from '#main/host/open-profile.ts'

export type CliConnection = Connection<KvartalApp>

export interface Desk {
  connection: CliConnection
  close(): Promise<void>
}

/** An engine with nobody signed in. */
export async function openDesk(profileDir: string): Promise<Desk> {
  const running = await joinLocally(profileDir)
  if (running) return desk(running, () => Promise.resolve())
  const profile = await openProfile({ profileDir })
  const { client, server } = memoryWire()
  profile.attachTrusted(server)
  return desk(client, () => profile.close())
}

function desk(wire: ClientWire, close: () => Promise<void>): Desk {
  const connection = connect(app, wire)
  return {
    connection,
    async close() {
      connection.close()
      await close()
    },
  }
}

export interface Credentials {
  login: string | undefined
  password: string | undefined
}

/** Signs in. Without a login, on an embedded profile, as its first administrator; there no password is asked of its owner. */
export async function signIn(connection: CliConnection, { login, password }: Credentials): Promise<Actor> {
  const profile = await started(connection)
  if (profile.state === 'empty') {
    throw new AppError('conflict', 'This profile is empty: kvartal demo fills it', { reason: 'engine.no-centre' })
  }
  if (profile.state === 'failed') throw new AppError('internal', profile.failure ?? 'The profile could not be opened')
  const user = login ?? firstAdministrator(profile)
  return connection.api.engine.signIn({ login: user, password: password ?? noPassword(profile, user) })
}

/** An embedded centre takes a moment to open. */
export function started(connection: CliConnection): Promise<ProfileState> {
  return new Promise((resolve, reject) => {
    const stop = connection.live(
      'engine.profile',
      {},
      {
        onPatch: () => undefined,
        onError: reject,
        onValue(value) {
          const profile = value as ProfileState
          if (profile.state === 'starting') return
          stop()
          resolve(profile)
        },
      },
    )
  })
}

function firstAdministrator(profile: ProfileState): string {
  const found =
    profile.centre === 'embedded' ? profile.logins.find(({ roles }) => roles.includes('administrator')) : undefined
  if (!found) throw new AppError('forbidden', 'Say who you are: --as LOGIN and KVARTAL_PASSWORD')
  return found.login
}

function noPassword(profile: ProfileState, login: string): string {
  if (profile.centre === 'embedded') return ''
  throw new AppError('forbidden', `The password of ${login} is expected in KVARTAL_PASSWORD`)
}
