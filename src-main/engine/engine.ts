/** The engine: one per profile. It knows the centre, opens a desk for each user who signs in, and runs jobs where it may. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import type { App } from '#shared/rpc/contract.ts'
import type { Progress } from '#shared/rpc/client.ts'
import { AppError, must, toWireError, type WireError } from '#shared/rpc/errors.ts'
import type { Session } from '#shared/rpc/server.ts'
import { fromInstant, toInstant } from '#shared/kernel/instant.ts'
import type { Actor, ProfileState } from '#shared/modules/engine/model.ts'
import type { KeyStore } from './cipher.ts'
import type { Module } from './define.ts'
import type { Central } from './db/central.ts'
import { openEmbedded, type Embedded, type OwnerClient, type OwnerPglite } from './db/embedded.ts'
import { isCurrent, migrate, type CentralData } from './db/migrate.ts'
import { connectServer, parseAddress } from './db/server.ts'
import { connectTrouble, isLinkTrouble, toRefusal } from './db/trouble.ts'
import { isBlock, openDesk, type Desk } from './desk.ts'
import { followCopy } from './follow-copy.ts'
import { startSteward, type Steward } from './jobs.ts'
import { sweepFiles } from './files.ts'
import { createLiveQueries } from './live.ts'
import type { Log } from './log.ts'
import { UNSEEN_MS, wipeDesk } from './mirror.ts'
import { countWaiting } from './outbox.ts'
import { openProfile } from './profile.ts'
import { createRegistry } from './registry.ts'
import { checkVerifier, makeVerifier } from './scram.ts'
import { createSession } from './session.ts'

export const DEMO_PASSWORD = 'kvartal-demo'
/** Runs jobs on an embedded centre: the demonstration and the first-administrator scripts make this user. */
export const STEWARD_LOGIN = 'steward'

export interface FirstAdministrator {
  company: string
  name: string
  login: string
  /** SCRAM verifier. */
  verifier: string
}

/** What fills a new embedded centre; the application knows its modules, the engine does not. */
export interface Seeds {
  demo(
    client: OwnerClient,
    pglite: OwnerPglite,
    scale: string,
    verifier: string,
    progress: (progress: Progress) => void,
    signal: AbortSignal,
  ): Promise<void>
  empty(client: OwnerClient, administrator: FirstAdministrator): Promise<void>
}

export interface EngineOptions {
  profileDir: string
  keyStore: KeyStore
  app: App
  modules: Readonly<Record<string, Module>>
  centralData: CentralData
  seeds: Seeds
  log: Log
  version: string
}

export interface Engine {
  /**
   * A wire's session. The same key comes back to the same signed-in state, for instance after a page was reloaded. A trusted one
   * (the command line of whoever owns the profile's files) signs in to an embedded centre without a password.
   */
  openSession(key?: string, isTrusted?: boolean): Session
  contractHash: string
  profileState(): ProfileState
  /** Under the owner's rights, on an embedded centre only: backup, checks, administration from the command line. */
  embedded(): Promise<Embedded>
  close(): Promise<void>
}

export interface SignInOptions {
  /** Accepts an empty password on an embedded centre. */
  isTrusted: boolean
  progress(progress: Progress): void
  signal: AbortSignal
}

/** What sessions need of the engine. */
export interface EngineCore {
  live: ReturnType<typeof createLiveQueries>
  profileState(): ProfileState
  startDemo(scale: string, progress: (progress: Progress) => void, signal: AbortSignal): Promise<void>
  startEmpty(administrator: Omit<FirstAdministrator, 'verifier'> & { password: string }): Promise<void>
  useServer(url: string): void
  changeAddress(url: string): Promise<void>
  leaveCentre(): Promise<void>
  /** Commands that wait at any desk. */
  waiting(): number
  signIn(login: string, password: string, how: SignInOptions): Promise<Desk>
  signInWithPin(login: string, pin: string): Promise<Desk>
  setPin(login: string, pin: string | null): Promise<void>
  changePassword(desk: Desk, oldPassword: string, newPassword: string): Promise<void>
  report(error: unknown, name: string): WireError
}

export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { log, centralData, seeds } = options
  const profile = openProfile(options.profileDir)
  sweepFiles(profile.dir, Date.now())
  const registry = createRegistry(options.modules)
  const live = createLiveQueries(report)
  const desks = new Map<string, { desk: Desk; password: string }>()
  const pinFailures = new Map<string, number>()
  const signedIn = new Map<string, { login: string | null }>()
  /** Of wires without a key, while they last. */
  const passing = new Set<{ login: string | null }>()
  const centreDir = join(profile.dir, 'centre')
  let embedded: Promise<Embedded> | undefined
  /** The embedded centre once it is migrated and may be asked. */
  let opening: Promise<Embedded> | undefined
  let steward: Steward | undefined
  let isStarting = false
  let failure: string | null = null
  let knownLogins: ProfileState['logins'] = []
  let stopLogins = () => undefined as void

  if (profile.settings().centre === 'embedded') {
    // The first screen is painted meanwhile.
    isStarting = true
    opening = openCentre()
    opening
      .catch((error: unknown) => {
        failure = (error as Error).message
        log.error('The embedded centre does not open', error)
      })
      .finally(started)
  }

  async function openCentre(): Promise<Embedded> {
    embedded ??= openEmbedded(centreDir)
    const centre = await embedded
    await centre.owner(async (client) => {
      if (!(await isCurrent(client, centralData))) await migrate(client, centralData)
    })
    await embeddedStarted(centre)
    return centre
  }

  /** One of each role first: a demonstration shows the first few. */
  function readLogins(centre: Embedded): Promise<ProfileState['logins']> {
    return centre.owner(async (client) => {
      const { rows } = await client.query<{ login: string; name: string; roles: string[] }>(
        `select u.login, u.name, array_agg(r.role order by r.role) roles from app.app_user u join app.user_role r on r.user_id = u.id
         where u.blocked_at is null group by u.id having bool_and(r.role <> 'steward')
         order by row_number() over (partition by min(r.role) order by min(u.created_at), u.login), min(r.role) limit 50`,
      )
      return rows.map((row) => ({ ...row, hasPin: false }))
    })
  }

  async function embeddedStarted(centre: Embedded) {
    knownLogins = await readLogins(centre)
    // Whoever is let in or shut out meanwhile comes and goes on the sign-in screen.
    stopLogins = live.add({
      name: 'engine.logins',
      reads: ['app_user', 'user_role'],
      async run() {
        const before = JSON.stringify(knownLogins)
        knownLogins = await readLogins(centre)
        if (JSON.stringify(knownLogins) !== before) live.touched(['engine.profile'])
        return null
      },
      patch: () => undefined,
      value: () => undefined,
      fail: () => undefined,
    })
    const central = centre.as(STEWARD_LOGIN)
    const [[text] = []] = await central.rows('select sync.actor()::text').catch(() => [])
    if (typeof text !== 'string') return
    const actor = JSON.parse(text) as Actor
    steward ??= startSteward({
      central: () => central,
      actor: () => actor,
      registry,
      workstation: profile.settings().workstation,
      log,
    })
  }

  async function endDemo(): Promise<void> {
    stopLogins()
    await embedded?.then((centre) => centre.close()).catch(() => undefined)
    embedded = opening = undefined
    knownLogins = []
    profile.forget()
    rmSync(centreDir, { recursive: true, force: true })
  }

  function started() {
    isStarting = false
    live.touched(['engine.profile'])
  }

  /** Makes a new embedded centre; a failed or cancelled one leaves nothing behind. */
  async function fillCentre(
    isDemo: boolean,
    fill: (client: OwnerClient, pglite: OwnerPglite) => Promise<void>,
  ): Promise<void> {
    if (profile.settings().centre !== null || isStarting)
      throw new AppError('conflict', 'This profile has a centre already', { reason: 'engine.profile-filled' })
    isStarting = true
    live.touched(['engine.profile'])
    try {
      rmSync(centreDir, { recursive: true, force: true })
      embedded = openEmbedded(centreDir)
      const centre = await embedded
      await centre.owner(async (client, pglite) => {
        await migrate(client, centralData)
        await fill(client, pglite)
      })
      profile.saveSettings({ ...profile.settings(), centre: 'embedded', isDemo })
      opening = embedded
      await embeddedStarted(centre)
    } catch (error) {
      await embedded?.then((centre) => centre.close()).catch(() => undefined)
      embedded = undefined
      rmSync(centreDir, { recursive: true, force: true })
      throw toRefusal(error)
    } finally {
      started()
    }
  }

  function profileState(): ProfileState {
    const { centre, url, isDemo } = profile.settings()
    const saved = profile.signIns()
    const remembered = Object.entries(saved).map(([login, { actor, pinVerifier }]) => ({
      login,
      name: actor.name,
      roles: actor.roles,
      hasPin: pinVerifier !== null,
    }))
    return {
      state: isStarting ? 'starting' : failure !== null ? 'failed' : centre === null ? 'empty' : 'ready',
      centre,
      url,
      address: url === null ? null : url.replace(/^postgres(ql)?:\/\//, '').replace(/\?.*$/, ''),
      isDemo,
      logins:
        centre === 'embedded'
          ? knownLogins.map((known) => ({
              ...known,
              hasPin: remembered.some(({ login, hasPin }) => login === known.login && hasPin),
            }))
          : remembered,
      demoPassword: isDemo ? DEMO_PASSWORD : null,
      failure,
      version: options.version,
    }
  }

  // Signing in -------------------------------------------------------------------------------------------------------

  async function signIn(
    login: string,
    password: string,
    { isTrusted, progress, signal }: SignInOptions,
  ): Promise<Desk> {
    const { centre } = profile.settings()
    if (centre === null)
      throw new AppError('conflict', 'This profile has no centre yet', { reason: 'engine.no-centre' })
    if (!/^[a-z][a-z0-9_.-]{1,39}$/.test(login)) throw wrongPassword()
    // PostgreSQL knows no empty password, and its client has no words for one.
    if (centre === 'server' && password === '') throw wrongPassword()
    const actor =
      centre === 'embedded'
        ? await embeddedActor(login, password, isTrusted && password === '')
        : await serverActor(login, password)
    const isNew = !desks.has(login)
    const desk = deskOf(actor, password)
    try {
      await followCopy(live, desk, { progress, signal }, () => desk.ready())
    } catch (error) {
      if (isNew && signal.aborted) await closeDesk(login)
      throw error
    }
    pinFailures.delete(login)
    return desk
  }

  async function closeDesk(login: string): Promise<void> {
    const open = desks.get(login)
    desks.delete(login)
    await open?.desk.close()
  }

  /** Closes every desk, for work that must find nobody here. Refuses while somebody is signed in. */
  async function withNobodyHere(work: () => void | Promise<void>): Promise<void> {
    if (isStarting || [...signedIn.values(), ...passing].some(({ login }) => login !== null && desks.has(login)))
      throw new AppError('conflict', 'Somebody is signed in on this workstation', { reason: 'engine.somebody-in' })
    isStarting = true
    try {
      await steward?.close()
      steward = undefined
      await Promise.all([...desks.keys()].map(closeDesk))
      pinFailures.clear()
      await work()
    } finally {
      started()
    }
  }

  function checkedAddress(url: string): string {
    const { credentials } = parseAddress(url, (file) => (existsSync(file) ? readFileSync(file, 'utf8') : ''))
    if (credentials)
      throw new AppError('invalid', 'The address must not hold a user or password', {
        reason: 'engine.address-with-password',
      })
    return url.trim()
  }

  async function embeddedActor(login: string, password: string, isTrusted: boolean): Promise<Actor> {
    const centre = await must(opening, 'embedded centre')
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
    const [[text] = []] = await centre.as(login).rows('select sync.actor()::text')
    if (typeof text !== 'string') throw blocked()
    const actor = JSON.parse(text) as Actor
    if (!isTrusted) await remember(actor, password)
    return actor
  }

  async function serverActor(login: string, password: string): Promise<Actor> {
    let central: Central | undefined
    try {
      central = await connectTo(login, password)
      const [[text] = []] = await central.rows('select sync.actor()::text')
      if (typeof text !== 'string') throw blocked()
      const actor = JSON.parse(text) as Actor
      await remember(actor, password)
      return actor
    } catch (thrown) {
      const error = connectTrouble(thrown) ?? toRefusal(thrown)
      if (!isLinkTrouble(error)) {
        if (isBlock(error) && profile.signIns()[login] && !desks.has(login)) {
          profile.saveSignIn(login, null)
          wipeDesk(profile.deskDir(login))
        }
        throw error
      }
      return await offlineActor(login, password, error)
    } finally {
      await central?.close()
    }
  }

  /** With the server out of reach: whoever it accepted here in the last days may go on. */
  async function offlineActor(login: string, password: string, why: unknown): Promise<Actor> {
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

  function connectTo(login: string, password: string): Promise<Central> {
    const { address } = parseAddress(must(profile.settings().url, 'server address'), (file) =>
      readFileSync(file, 'utf8'),
    )
    return connectServer(address, { user: login, password })
  }

  function deskOf(actor: Actor, password: string): Desk {
    const open = desks.get(actor.login)
    if (open) {
      open.password = password
      return open.desk
    }
    const entry = { password } as { desk: Desk; password: string }
    const connect = async () =>
      profile.settings().centre === 'embedded'
        ? (await must(opening, 'embedded centre')).as(actor.login)
        : connectTo(actor.login, entry.password).catch((error: unknown) => Promise.reject(toRefusal(error) as Error))
    entry.desk = openDesk({
      profileDir: profile.dir,
      dir: profile.deskDir(actor.login),
      actor,
      workstation: profile.settings().workstation,
      registry,
      migrations: centralData.migrations,
      keyStore: options.keyStore,
      live,
      log,
      connect,
      actorChanged: (next) => {
        if (next === null) profile.saveSignIn(actor.login, null)
        else actsAsSteward(entry.desk)
        live.touched(['engine.status', 'engine.profile'])
      },
    })
    desks.set(actor.login, entry)
    actsAsSteward(entry.desk)
    return entry.desk
  }

  /** On a server the jobs are run by whoever may. */
  function actsAsSteward(desk: Desk | undefined) {
    if (steward || !desk || profile.settings().centre !== 'server' || !desk.actor().rights.includes('jobs.run')) return
    steward = startSteward({
      central: () => desk.central(),
      actor: () => desk.actor(),
      registry,
      workstation: profile.settings().workstation,
      log,
    })
  }

  const core: EngineCore = {
    live,
    profileState,
    report,
    signIn,
    async startDemo(scale, progress, signal) {
      const verifier = await makeVerifier(DEMO_PASSWORD)
      await fillCentre(true, (client, pglite) => seeds.demo(client, pglite, scale, verifier, progress, signal))
    },
    async startEmpty({ password, ...administrator }) {
      const verifier = await makeVerifier(password)
      await fillCentre(false, (client) => seeds.empty(client, { ...administrator, verifier }))
    },
    useServer(url) {
      if (profile.settings().centre !== null)
        throw new AppError('conflict', 'This profile has a centre already', { reason: 'engine.profile-filled' })
      profile.joinServer(checkedAddress(url))
      live.touched(['engine.profile', 'engine.outbox'])
    },
    async changeAddress(url) {
      if (profile.settings().centre !== 'server')
        throw new AppError('conflict', 'This profile works with no server', { reason: 'engine.no-server' })
      const address = checkedAddress(url)
      await withNobodyHere(() => profile.saveSettings({ ...profile.settings(), url: address }))
    },
    async leaveCentre() {
      const { centre, isDemo } = profile.settings()
      if (centre === null) return
      if (centre === 'embedded' && !isDemo)
        throw new AppError('forbidden', 'This database is nowhere else', { reason: 'engine.own-database' })
      await withNobodyHere(() => (centre === 'server' ? profile.leaveServer() : endDemo()))
      live.touched(['engine.outbox'])
    },
    waiting: () =>
      profile
        .deskDirs()
        .reduce((sum, dir) => sum + (desks.get(basename(dir))?.desk.status().pending ?? countWaiting(dir)), 0),
    async signInWithPin(login, pin) {
      const saved = profile.signIns()[login]
      const open = desks.get(login)
      const failures = pinFailures.get(login) ?? 0
      if (!saved?.pinVerifier || failures >= 5)
        throw new AppError('forbidden', 'Sign in with the password', { reason: 'engine.pin-needs-password' })
      if (!open && profile.settings().centre === 'server')
        throw new AppError('forbidden', 'Sign in with the password first', { reason: 'engine.pin-needs-password' })
      if (!(await checkVerifier(pin, saved.pinVerifier))) {
        pinFailures.set(login, failures + 1)
        throw new AppError('forbidden', 'Wrong PIN', { reason: 'engine.wrong-pin', left: 4 - failures })
      }
      pinFailures.delete(login)
      const desk = open?.desk ?? deskOf(saved.actor, '')
      await desk.ready()
      return desk
    },
    async setPin(login, pin) {
      const saved = must(profile.signIns()[login], 'saved sign-in')
      profile.saveSignIn(login, { ...saved, pinVerifier: pin === null ? null : await makeVerifier(pin, 50_000) })
      live.touched(['engine.profile'])
    },
    async changePassword(desk, oldPassword, newPassword) {
      const { login } = desk.actor()
      const entry = must(desks.get(login), 'desk')
      const saved = profile.signIns()[login]
      if (!saved || !(await checkVerifier(oldPassword, saved.verifier))) throw wrongPassword()
      const central = desk.central()
      if (!central)
        throw new AppError('offline', 'A password is changed at the centre', { reason: 'engine.needs-link' })
      await central.rows('select access.set_password($1, $2)', [login, await makeVerifier(newPassword)])
      entry.password = newPassword
      await remember(desk.actor(), newPassword)
    },
  }

  function report(error: unknown, name: string): WireError {
    const refusal = toRefusal(error)
    if (refusal instanceof AppError) return toWireError(refusal)
    const reference = crypto.randomUUID().slice(0, 8)
    log.error(`${name} failed (${reference})`, error)
    return toWireError(error, reference)
  }

  return {
    openSession(key, isTrusted = false) {
      const seat = (key === undefined ? undefined : signedIn.get(key)) ?? { login: null }
      if (key === undefined) passing.add(seat)
      else signedIn.set(key, seat)
      return createSession(core, {
        desk: () => (seat.login === null ? undefined : desks.get(seat.login)?.desk),
        sit: (desk) => (seat.login = desk?.actor().login ?? null),
        left: () => passing.delete(seat),
        isTrusted,
      })
    },
    contractHash: contractHash(options.app),
    profileState,
    async embedded() {
      if (profile.settings().centre !== 'embedded' || !opening)
        throw new AppError('conflict', 'This profile works with a server', { reason: 'engine.not-embedded' })
      return opening
    },
    async close() {
      await steward?.close()
      await Promise.all([...desks.values()].map(({ desk }) => desk.close()))
      await embedded?.then((centre) => centre.close()).catch(() => undefined)
      profile.close()
    },
  }
}

/** The same for a page and an engine that agree on every call. */
export function contractHash(app: App): string {
  const shapes = Object.entries(app).map(([module, contract]) => [
    module,
    Object.entries(contract).map(([name, call]) => [
      name,
      call.kind,
      z.toJSONSchema(call.args, { unrepresentable: 'any' }),
      z.toJSONSchema(call.result, { unrepresentable: 'any' }),
    ]),
  ])
  return createHash('sha256').update(JSON.stringify(shapes)).digest('hex').slice(0, 16)
}

function wrongPassword(): AppError {
  return new AppError('forbidden', 'Wrong name or password', { reason: 'engine.wrong-password' })
}

function blocked(): AppError {
  return new AppError('forbidden', 'This user is blocked', { reason: 'engine.blocked' })
}
