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
  profile.attach(server)
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

/** Signs in. Without a login, on an embedded profile, as its first administrator. */
export async function signIn({ api }: CliConnection, { login, password }: Credentials): Promise<Actor> {
  const profile = await api.engine.profile({})
  if (profile.state === 'empty') {
    throw new AppError('conflict', 'This profile is empty: kvartal demo, or kvartal central create', {
      reason: 'engine.no-centre',
    })
  }
  if (profile.state === 'failed') throw new AppError('internal', profile.failure ?? 'The profile could not be opened')
  const user = login ?? firstAdministrator(profile)
  return api.engine.signIn({ login: user, password: password ?? profile.demoPassword ?? noPassword(user) })
}

function firstAdministrator(profile: ProfileState): string {
  const found =
    profile.centre === 'embedded' ? profile.logins.find(({ roles }) => roles.includes('administrator')) : undefined
  if (!found) throw new AppError('forbidden', 'Say who you are: --as LOGIN and KVARTAL_PASSWORD')
  return found.login
}

function noPassword(login: string): never {
  throw new AppError('forbidden', `The password of ${login} is expected in KVARTAL_PASSWORD`)
}
