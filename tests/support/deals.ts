/** The register of `inventory.ts` with deals on top: commands run as anybody, and deals ready for each stage. */
import { newId, type Id } from '#shared/kernel/id.ts'
import { toInstant, type Instant } from '#shared/kernel/instant.ts'
import type { InputOf, ResultOf } from '#shared/rpc/contract.ts'
import { deals as contract } from '#shared/modules/deals/contract.ts'
import type { Actor } from '#shared/modules/engine/model.ts'
import { toRefusal } from '#main/engine/db/trouble.ts'
import type { Db } from '#main/engine/define.ts'
import { deals } from '#main/modules/deals/index.ts'
import type { CentreKind } from './central.ts'
import { inventoryWorld, type Person, type World } from './inventory.ts'

type Deals = typeof contract

export interface DealsWorld extends World {
  lawyer: Person
  cashier: Person
  /** Runs any call of deals as the person, as the engine would; `at` is the issue time. */
  deal<N extends keyof Deals>(who: Person, name: N, args: InputOf<Deals[N]>, at?: Instant): Promise<ResultOf<Deals[N]>>
  person(who: Person, lastName: string, birthOn?: string): Promise<Id>
  /** A booking and the deal that was opened from it. */
  booked(who: Person, unitId: Id): Promise<{ dealId: Id; reservationId: Id; unit: Id; buyer: Id }>
  /** All that the stages up to won demand. */
  complete(who: Person, dealId: Id): Promise<void>
  stage(dealId: Id): Promise<string>
  claims(unitId: Id): Promise<string[]>
}

export async function dealsWorld(kind: CentreKind): Promise<DealsWorld> {
  const world = await inventoryWorld(kind)
  const join = async (name: string, roles: string[]): Promise<Person> => {
    const user = await world.centre.addUser(name, roles, world.developer)
    const central = await world.centre.as(user)
    const [row] = await central.rows('select sync.actor()::text')
    return { ...user, central, actor: JSON.parse(String(row?.[0])) as Actor }
  }
  const lawyer = await join('lawyer', ['lawyer'])
  const cashier = await join('cashier', ['cashier'])
  const itself: DealsWorld = {
    ...world,
    lawyer,
    cashier,
    async deal(who, name, args, at = toInstant(Date.now())) {
      const call = contract[name]
      const body = deals.bodies[name] as (db: Db, args: unknown, context: unknown) => Promise<unknown>
      const context = { place: 'central', actor: who.actor, now: at, issuedAt: at, commandId: newId() }
      try {
        return (await who.central.transaction({ readOnly: call.kind === 'query' }, async ({ db }) =>
          call.result.parse(await body(db, call.args.parse(args), context)),
        )) as ResultOf<Deals[typeof name]>
      } catch (error) {
        throw toRefusal(error)
      }
    },
    async person(who, lastName, birthOn) {
      const id = newId()
      await world.centre.sql(
        `insert into app.person (id, company_id, created_by_id, created_at, kind, name, last_name, first_name, middle_name, search)
         values ($1, $2, $3, now(), 'natural', $4, $5, 'Иван', 'Петрович', $4)`,
        [id, who.companyId, who.id, `${lastName} Иван Петрович`, lastName],
      )
      if (birthOn !== undefined)
        await world.centre.sql('insert into app.person_secret (id, birth_on, updated_at) values ($1, $2, now())', [
          id,
          birthOn,
        ])
      return id
    },
    async booked(who, unitId) {
      const reservationId = await world.book(who, unitId)
      const [dealId, unit, buyer] = [newId(), newId(), newId()]
      await itself.deal(who, 'open', {
        dealId,
        clientName: 'Иванов Иван',
        clientPhone: '+79161234567',
        buyer: { id: buyer, personId: await itself.person(who, 'Иванов', '1980-01-02') },
        units: [{ id: unit, unitId, reservationId }],
      })
      return { dealId, reservationId, unit, buyer }
    },
    async complete(who, dealId) {
      await itself.deal(who, 'setNeeds', { dealId, eventId: newId(), needs: { rooms: [1], purpose: 'live' } })
      await itself.deal(who, 'setPayment', { dealId, payment: 'full' })
      await itself.deal(who, 'setContractDay', { dealId, on: '2026-11-20' })
    },
    async stage(dealId) {
      const [row] = await world.centre.sql<{ stage: string }>('select stage from app.deal where id = $1', [dealId])
      return row?.stage ?? ''
    },
    async claims(unitId) {
      const rows = await world.centre.sql<{ kind: string }>(
        'select kind from app.unit_claim where unit_id = $1 and ended_at is null order by kind',
        [unitId],
      )
      return rows.map(({ kind: claim }) => claim)
    },
    async close() {
      await lawyer.central.close()
      await cashier.central.close()
      await world.close()
    },
  }
  return itself
}
