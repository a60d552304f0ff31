/** The engine: one per profile. It knows the centre, opens a desk for each user who signs in, and runs jobs where it may. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { App } from '#shared/rpc/contract.ts'
import type { Progress } from '#shared/rpc/client.ts'
import { AppError, must, toWireError, type WireError } from '#shared/rpc/errors.ts'
import type { Session } from '#shared/rpc/server.ts'
import type { Actor, ProfileState } from '#shared/modules/engine/model.ts'
import { createAuthentication } from './authentication.ts'
import type { KeyStore } from './cipher.ts'
import type { Module } from './define.ts'
import type { Central } from './db/central.ts'
import type { Embedded, OwnerClient, OwnerPglite } from './db/embedded.ts'
import type { CentralData } from './db/migrate.ts'
import { connectServer, parseAddress } from './db/server.ts'
import { toRefusal } from './db/trouble.ts'
import { openDesk, type Desk } from './desk.ts'
import { createEmbeddedCentre } from './embedded-centre.ts'
import { followCopy } from './follow-copy.ts'
import { startSteward, type Steward } from './jobs.ts'
import { sweepFiles } from './files.ts'
import { createLiveQueries } from './live.ts'
import type { Log } from './log.ts'
import { countWaiting } from './outbox.ts'
import { openProfile, type Profile } from './profile.ts'
import { createRegistry } from './registry.ts'
import { makeVerifier } from './scram.ts'
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
  /** Where the host has opened it already, to hold its lock before the engine is loaded. */
  profile?: Profile | undefined
  keyStore: KeyStore
  app: App
  modules: Readonly<Record<string, Module>>
  centralData: CentralData
  seeds: Seeds
  log: Log
  version: string
  /** An embedded centre is opened once this is over: opening takes the thread for most of a second. */
  openCentreAfter?: Promise<unknown> | undefined
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
  const profile = options.profile ?? openProfile(options.profileDir)
  sweepFiles(profile.dir, Date.now())
  const registry = createRegistry(options.modules)
  const live = createLiveQueries(report)
  const embedded = createEmbeddedCentre(join(profile.dir, 'centre'), centralData, live)
  const authentication = createAuthentication({
    profile,
    embedded: () => embedded.ready(),
    connect: connectTo,
    isDeskOpen: (login) => desks.has(login),
  })
  const desks = new Map<string, { desk: Desk; password: string }>()
  const signedIn = new Map<string, { login: string | null }>()
  /** Of wires without a key, while they last. */
  const passing = new Set<{ login: string | null }>()
  let steward: Steward | undefined
  let isStarting = false
  let failure: string | null = null

  if (profile.settings().centre === 'embedded') {
    // The first screen is painted meanwhile.
    isStarting = true
    embedded
      .open(options.openCentreAfter)
      .then(runEmbeddedJobs)
      .catch((error: unknown) => {
        failure = (error as Error).message
        log.error('The embedded centre does not open', error)
      })
      .finally(started)
  }

  function started() {
    isStarting = false
    live.touched(['engine.profile'])
  }

  async function fillCentre(isDemo: boolean, fill: Parameters<typeof embedded.fill>[0]): Promise<void> {
    if (profile.settings().centre !== null || isStarting)
      throw new AppError('conflict', 'This profile has a centre already', { reason: 'engine.profile-filled' })
    isStarting = true
    live.touched(['engine.profile'])
    try {
      const centre = await embedded.fill(fill)
      profile.saveSettings({ ...profile.settings(), centre: 'embedded', isDemo })
      await runEmbeddedJobs(centre)
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
    const withPin = new Set(remembered.filter(({ hasPin }) => hasPin).map(({ login }) => login))
    return {
      state: isStarting ? 'starting' : failure !== null ? 'failed' : centre === null ? 'empty' : 'ready',
      centre,
      url,
      address: url === null ? null : url.replace(/^postgres(ql)?:\/\//, '').replace(/\?.*$/, ''),
      isDemo,
      logins:
        centre === 'embedded'
          ? embedded.logins().map((known) => ({ ...known, hasPin: withPin.has(known.login) }))
          : remembered,
      demoPassword: isDemo ? DEMO_PASSWORD : null,
      failure,
      version: options.version,
    }
  }

  // Desks ------------------------------------------------------------------------------------------------------------

  async function signIn(
    login: string,
    password: string,
    { isTrusted, progress, signal }: SignInOptions,
  ): Promise<Desk> {
    if (profile.settings().centre === null)
      throw new AppError('conflict', 'This profile has no centre yet', { reason: 'engine.no-centre' })
    const actor = await authentication.byPassword(login, password, isTrusted)
    const isNew = !desks.has(login)
    const desk = deskOf(actor, password)
    try {
      await followCopy(live, desk, { progress, signal }, () => desk.ready())
    } catch (error) {
      if (isNew && signal.aborted) await closeDesk(login)
      throw error
    }
    authentication.forgive(login)
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
      authentication.forgive()
      await work()
    } finally {
      started()
    }
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
        ? (await embedded.ready()).as(actor.login)
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
        else runServerJobs(entry.desk)
        live.touched(['engine.status', 'engine.profile'])
      },
    })
    desks.set(actor.login, entry)
    runServerJobs(entry.desk)
    return entry.desk
  }

  // Jobs -------------------------------------------------------------------------------------------------------------

  async function runEmbeddedJobs(centre: Embedded): Promise<void> {
    const central = centre.as(STEWARD_LOGIN)
    const [[text] = []] = await central.rows('select sync.actor()::text').catch(() => [])
    if (typeof text !== 'string') return
    const actor = JSON.parse(text) as Actor
    runJobs({ central: () => central, actor: () => actor })
  }

  /** On a server the jobs are run by whoever may. */
  function runServerJobs(desk: Desk | undefined) {
    if (!desk || profile.settings().centre !== 'server' || !desk.actor().rights.includes('jobs.run')) return
    runJobs({ central: () => desk.central(), actor: () => desk.actor() })
  }

  function runJobs(as: { central: () => Central | undefined; actor: () => Actor }) {
    steward ??= startSteward({ ...as, registry, workstation: profile.settings().workstation, log })
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
      await withNobodyHere(async () => {
        if (centre === 'server') return profile.leaveServer()
        profile.forget()
        await embedded.remove()
      })
      live.touched(['engine.outbox'])
    },
    waiting: () =>
      profile
        .deskDirs()
        .reduce((sum, dir) => sum + (desks.get(basename(dir))?.desk.status().pending ?? countWaiting(dir)), 0),
    async signInWithPin(login, pin) {
      const desk = deskOf(await authentication.byPin(login, pin), desks.get(login)?.password ?? '')
      await desk.ready()
      return desk
    },
    async setPin(login, pin) {
      await authentication.setPin(login, pin)
      live.touched(['engine.profile'])
    },
    async changePassword(desk, oldPassword, newPassword) {
      const central = desk.central()
      if (!central)
        throw new AppError('offline', 'A password is changed at the centre', { reason: 'engine.needs-link' })
      await authentication.changePassword(central, desk.actor(), oldPassword, newPassword)
      must(desks.get(desk.actor().login), 'desk').password = newPassword
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
    contractHash: contractHash(options.app, options.version),
    profileState,
    async embedded() {
      if (profile.settings().centre !== 'embedded')
        throw new AppError('conflict', 'This profile works with a server', { reason: 'engine.not-embedded' })
      return embedded.ready()
    },
    async close() {
      await steward?.close()
      await Promise.all([...desks.values()].map(({ desk }) => desk.close()))
      await embedded.close()
      profile.close()
    },
  }
}

/** The same for a page and an engine of one version with the same calls. Their shapes would cost a start 70 ms. */
export function contractHash(app: App, version: string): string {
  const calls = Object.entries(app).map(([module, contract]) => [
    module,
    Object.entries(contract).map(([name, { kind }]) => [name, kind]),
  ])
  return createHash('sha256')
    .update(JSON.stringify([version, calls]))
    .digest('hex')
    .slice(0, 16)
}

function checkedAddress(url: string): string {
  const { credentials } = parseAddress(url, (file) => (existsSync(file) ? readFileSync(file, 'utf8') : ''))
  if (credentials)
    throw new AppError('invalid', 'The address must not hold a user or password', {
      reason: 'engine.address-with-password',
    })
  return url.trim()
}
