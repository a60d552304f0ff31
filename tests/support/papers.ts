/** Contracts for tests: people of a house, a building with requisites, a deal, and calls of the contracts module as anybody. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { newId, type Id } from '#shared/kernel/id.ts'
import { toInstant } from '#shared/kernel/instant.ts'
import { access as accessContract } from '#shared/modules/access/contract.ts'
import { contracts as contract } from '#shared/modules/contracts/contract.ts'
import { exampleFacts } from '#shared/modules/contracts/example.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import type { Actor } from '#shared/modules/engine/model.ts'
import { files as filesContract } from '#shared/modules/files/contract.ts'
import type { InputOf, ResultOf } from '#shared/rpc/contract.ts'
import { must } from '#shared/rpc/errors.ts'
import type { Central } from '#main/engine/db/central.ts'
import { toRefusal } from '#main/engine/db/trouble.ts'
import type { ActionContext, Db } from '#main/engine/define.ts'
import { access } from '#main/modules/access/index.ts'
import { contracts } from '#main/modules/contracts/index.ts'
import { files } from '#main/modules/files/index.ts'
import { freshCentre, type CentreKind, type TestCentre, type TestUser } from './central.ts'

type Contracts = typeof contract
export interface PaperPerson extends TestUser {
  central: Central
  actor: Actor
}
type Body = (db: unknown, args: unknown, context?: unknown) => Promise<unknown>

export interface PaperWorld {
  centre: TestCentre
  people: Record<
    'lawyer' | 'lawyer2' | 'sales' | 'sales2' | 'manager' | 'analyst' | 'cashier' | 'steward' | 'agent',
    PaperPerson
  >
  folder: string
  call<N extends keyof Contracts>(
    who: PaperPerson,
    name: N,
    args: InputOf<Contracts[N]>,
  ): Promise<ResultOf<Contracts[N]>>
  /** Plain SQL as that person. */
  raw(who: PaperPerson, text: string): Promise<unknown>
  /** A complete draft by somebody, kept. */
  draft(
    who: PaperPerson,
    more?: Partial<InputOf<Contracts['keep']>>,
  ): Promise<{ contractId: Id; number: string; revision: number }>
  /** All the way to a state, the second lawyer approving what the first wrote. */
  upTo(
    state: 'legal_check' | 'approved' | 'signed' | 'submitted' | 'registered',
    who?: PaperPerson,
    more?: Partial<InputOf<Contracts['keep']>>,
  ): Promise<Id>
  stateOf(contractId: Id): Promise<string>
  channel: Id
  close(): Promise<void>
}

export const TODAY = new Date().toISOString().slice(0, 10)
/** A flat sold to one citizen while the house is being built, with everything that the contract asks for. */
export const SALE = {
  ...exampleFacts(WORDS, { 'object.kind': 'flat', 'escrow.isUsed': true, 'payment.kind': 'full' }),
  'contract.on': TODAY,
}

const modules = {
  access: [accessContract, access],
  contracts: [contract, contracts],
  files: [filesContract, files],
} as const

export async function paperWorld(kind: CentreKind): Promise<PaperWorld> {
  const centre = await freshCentre(kind)
  const folder = mkdtempSync(path.join(tmpdir(), 'kvartal-papers-'))
  const house = await centre.addCompany('developer', 'Квартал')
  const agency = await centre.addCompany('agency', 'Север')
  const person = async (name: string, role: string, company = house): Promise<PaperPerson> => {
    const user = await centre.addUser(name, [role], company)
    const central = await centre.as(user)
    const [row] = await central.rows('select sync.actor()::text')
    return { ...user, central, actor: JSON.parse(String(row?.[0])) as Actor }
  }
  const people = {
    lawyer: await person('vera', 'lawyer'),
    lawyer2: await person('oleg', 'lawyer'),
    sales: await person('anna', 'sales'),
    sales2: await person('boris', 'sales'),
    manager: await person('boss', 'manager'),
    analyst: await person('clara', 'analyst'),
    cashier: await person('kira', 'cashier'),
    steward: await person('steward', 'steward'),
    agent: await person('north', 'agency', agency),
  }
  const [channel] = await centre.sql<{ id: Id }>('select id from app.registration_channel order by name limit 1')

  async function run(who: PaperPerson, module: keyof typeof modules, name: string, args: unknown): Promise<unknown> {
    const [calls, bodies] = modules[module] as unknown as [
      Record<string, { kind: string; allow: string; args: { parse(value: unknown): unknown } }>,
      { bodies: Record<string, Body> },
    ]
    const call = must(calls[name], `${module}.${name}`)
    const body = must(bodies.bodies[name], `${module}.${name}`)
    const parsed = call.args.parse(args)
    if (call.allow !== 'anyone' && !who.actor.rights.includes(call.allow)) throw new Error(`forbidden: ${call.allow}`)
    const now = toInstant(Date.now())
    try {
      if (call.kind === 'action')
        return await who.central.transaction({}, async ({ db }) => await body(parsed, contextOf(who, db)))
      return await who.central.transaction({}, ({ db }) =>
        body(db, parsed, { place: 'central', actor: who.actor, now, issuedAt: now, commandId: newId() }),
      )
    } catch (error) {
      throw toRefusal(error)
    }
  }

  const contextOf = (who: PaperPerson, cache: Db): ActionContext => ({
    actor: who.actor,
    now: toInstant(Date.now()),
    signal: new AbortController().signal,
    progress: () => undefined,
    call: async (path, args) => {
      const [module = '', name = ''] = path.split('.')
      const now = toInstant(Date.now())
      const [calls, bodies] = modules[module as keyof typeof modules] as unknown as [
        Record<string, { args: { parse(value: unknown): unknown } }>,
        { bodies: Record<string, Body> },
      ]
      // In the transaction that the action reads in: what it wrote it reads, as a desk would.
      return must(bodies.bodies[name], path)(cache, must(calls[name], path).args.parse(args), {
        place: 'central',
        actor: who.actor,
        now,
        issuedAt: now,
        commandId: newId(),
      })
    },
    cache,
    atCentre: (read) => read(cache),
    kept: { read: () => undefined, keep: () => undefined },
    newFile: (name) => {
      const own = newId()
      mkdirSync(path.join(folder, own))
      return {
        path: path.join(folder, own, name),
        ref: {
          file: `${own}/${name}`,
          name,
          mime: name.endsWith('pdf')
            ? 'application/pdf'
            : 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        },
      }
    },
    pathOf: ({ file }) => path.join(folder, file),
  })

  const world: PaperWorld = {
    centre,
    people,
    folder,
    channel: must(channel, 'a channel').id,
    call: (who, name, args) => run(who, 'contracts', name, args) as never,
    raw: (who, text) => who.central.transaction({}, ({ rows }) => rows(text)),
    draft: (who, more = {}) =>
      world.call(who, 'keep', {
        contractId: newId(),
        source: { kind: 'none', id: null },
        dealId: null,
        unitId: null,
        baseId: null,
        template: 'participation',
        facts: SALE,
        origins: {},
        sources: {},
        edits: [],
        register: {},
        revision: null,
        ...more,
      }),
    async upTo(state, who = people.lawyer, more) {
      const { contractId } = await world.draft(who, more)
      const step = (by: PaperPerson, name: 'check' | 'approve' | 'sign', from: 'draft' | 'legal_check' | 'approved') =>
        world.call(by, 'advance', { contractId, step: name, from, on: TODAY, note: null })
      await step(who, 'check', 'draft')
      if (state === 'legal_check') return contractId
      await step(people.lawyer2, 'approve', 'legal_check')
      if (state === 'approved') return contractId
      await step(people.lawyer, 'sign', 'approved')
      if (state === 'signed') return contractId
      const register = (name: 'submitted' | 'registered') =>
        world.call(people.lawyer, 'register', {
          stepId: newId(),
          contractId,
          step: name,
          on: TODAY,
          channelId: name === 'submitted' ? world.channel : null,
          applicationNumber: name === 'submitted' ? 'MFC-1/2026' : null,
          reasonId: null,
          until: null,
          registrationNumber: name === 'registered' ? '77:01:0001001:1-77/1' : null,
          note: null,
        })
      await register('submitted')
      if (state === 'registered') await register('registered')
      return contractId
    },
    stateOf: async (contractId) =>
      (await centre.sql<{ state: string }>('select state from app.contract where id = $1', [contractId]))[0]?.state ??
      '',
    async close() {
      await centre.close()
      if (existsSync(folder)) rmSync(folder, { recursive: true })
    },
  }
  return world
}
