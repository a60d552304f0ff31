/** Who is let in: judged by the centre where it can be asked, by what it said last where it cannot, by a PIN where that is enough. */
import { fromInstant, toInstant } from '#shared/kernel/instant.ts'
import type { Actor } from '#shared/modules/engine/model.ts'
import { AppError, must } from '#shared/rpc/errors.ts'
import type { Central } from './db/central.ts'
import type { Embedded } from './db/embedded.ts'
import { connectTrouble, isLinkTrouble, toRefusal } from './db/trouble.ts'
import { isBlock } from './desk.ts'
import { UNSEEN_MS, wipeDesk } from './mirror.ts'
import type { Profile } from './profile.ts'
import { checkVerifier, makeVerifier } from './scram.ts'

const LOGIN = /^[a-z][a-z0-9_.-]{1,39}$/
/** Then the password is asked for. */
const PIN_ATTEMPTS = 5

export interface Authentication {
  /** `forbidden` with `engine.wrong-password` or `engine.blocked`; a trusted caller of an embedded centre needs no password. */
  byPassword(login: string, password: string, isTrusted: boolean): Promise<Actor>
  byPin(login: string, pin: string): Promise<Actor>
  setPin(login: string, pin: string | null): Promise<void>
  changePassword(central: Central, actor: Actor, oldPassword: string, newPassword: string): Promise<void>
  /** PINs may be tried anew. */
  forgive(login?: string): void
}

export interface AuthenticationOptions {
  profile: Profile
  embedded(): Promise<Embedded>
  connect(login: string, password: string): Promise<Central>
  isDeskOpen(login: string): boolean
}

export function createAuthentication({
  profile,
  embedded,
  connect,
  isDeskOpen,
}: AuthenticationOptions): Authentication {
  const pinFailures = new Map<string, number>()

  async function byEmbedded(login: string, password: string, isTrusted: boolean): Promise<Actor> {
    const centre = await embedded()
    const { verifier, canLogin } = await centre.owner(async (client) => {
      const { rows } = await client.query<{ rolpassword: string | null; rolcanlogin: boolean }>(
        'select a.rolpassword, a.rolcanlogin from pg_authid a join app.app_user u on u.login = a.rolname where a.rolname = $1',
        [login],
      )
      return { verifier: rows[0]?.rolpassword ?? '', canLogin: rows[0]?.rolcanlogin === true }
    })
    // The same work for a wrong name as for a wrong password.
    if (!isTrusted && !(await checkVerifier(password, verifier === '' ? await makeVerifier('') : verifier)))
      throw wrongPassword()
    if (verifier === '') throw wrongPassword()
    if (!canLogin) throw blocked()
    const actor = await actorOf(centre.as(login))
    if (!isTrusted) await remember(actor, password)
    return actor
  }

  async function byServer(login: string, password: string): Promise<Actor> {
    let central: Central | undefined
    try {
      central = await connect(login, password)
      const actor = await actorOf(central)
      await remember(actor, password)
      return actor
    } catch (thrown) {
      const error = connectTrouble(thrown) ?? toRefusal(thrown)
      if (isLinkTrouble(error)) return await byLastWord(login, password, error)
      if (isBlock(error) && profile.signIns()[login] && !isDeskOpen(login)) {
        profile.saveSignIn(login, null)
        wipeDesk(profile.deskDir(login))
      }
      throw error
    } finally {
      await central?.close()
    }
  }

  /** With the server out of reach: whoever it accepted here in the last days may go on. */
  async function byLastWord(login: string, password: string, why: unknown): Promise<Actor> {
    const saved = profile.signIns()[login]
    if (!saved && why instanceof AppError && why.details['reason'] !== undefined) throw why
    if (!saved)
      throw new AppError('offline', 'The server is out of reach, and this user has not signed in here before', {
        reason: 'engine.first-sign-in-offline',
      })
    if (!(await checkVerifier(password, saved.verifier))) throw wrongPassword()
    if (Date.now() - fromInstant(saved.seenAt) > UNSEEN_MS)
      throw new AppError('offline', 'Too long since the server was last met', { reason: 'engine.offline-expired' })
    return saved.actor
  }

  async function remember(actor: Actor, password: string): Promise<void> {
    const before = profile.signIns()[actor.login]
    const verifier =
      before && (await checkVerifier(password, before.verifier))
        ? before.verifier
        : await makeVerifier(password, 20_000)
    profile.saveSignIn(actor.login, {
      actor,
      verifier,
      seenAt: toInstant(Date.now()),
      pinVerifier: before?.pinVerifier ?? null,
    })
  }

  return {
    byPassword(login, password, isTrusted) {
      const { centre } = profile.settings()
      // PostgreSQL knows no empty password, and its client has no words for one.
      if (!LOGIN.test(login) || (centre === 'server' && password === '')) return Promise.reject(wrongPassword())
      return centre === 'embedded'
        ? byEmbedded(login, password, isTrusted && password === '')
        : byServer(login, password)
    },
    async byPin(login, pin) {
      const saved = profile.signIns()[login]
      const failures = pinFailures.get(login) ?? 0
      if (!saved?.pinVerifier || failures >= PIN_ATTEMPTS)
        throw new AppError('forbidden', 'Sign in with the password', { reason: 'engine.pin-needs-password' })
      if (!isDeskOpen(login) && profile.settings().centre === 'server')
        throw new AppError('forbidden', 'Sign in with the password first', { reason: 'engine.pin-needs-password' })
      if (!(await checkVerifier(pin, saved.pinVerifier))) {
        pinFailures.set(login, failures + 1)
        const left = PIN_ATTEMPTS - 1 - failures
        throw new AppError('forbidden', 'Wrong PIN', { reason: 'engine.wrong-pin', left })
      }
      pinFailures.delete(login)
      return saved.actor
    },
    async setPin(login, pin) {
      const saved = must(profile.signIns()[login], 'saved sign-in')
      profile.saveSignIn(login, { ...saved, pinVerifier: pin === null ? null : await makeVerifier(pin, 50_000) })
    },
    async changePassword(central, actor, oldPassword, newPassword) {
      const saved = profile.signIns()[actor.login]
      if (!saved || !(await checkVerifier(oldPassword, saved.verifier))) throw wrongPassword()
      await central.rows('select access.set_password($1, $2)', [actor.login, await makeVerifier(newPassword)])
      await remember(actor, newPassword)
    },
    forgive: (login) => (login === undefined ? pinFailures.clear() : void pinFailures.delete(login)),
  }
}

async function actorOf(central: Central): Promise<Actor> {
  const [[text] = []] = await central.rows('select sync.actor()::text')
  if (typeof text !== 'string') throw blocked()
  return JSON.parse(text) as Actor
}

function wrongPassword(): AppError {
  return new AppError('forbidden', 'Wrong name or password', { reason: 'engine.wrong-password' })
}

function blocked(): AppError {
  return new AppError('forbidden', 'This user is blocked', { reason: 'engine.blocked' })
}
