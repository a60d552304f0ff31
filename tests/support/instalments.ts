/** Deals with a price, and calls of instalments run as anybody, as the engine would run them. */
import { newId, type Id } from '#shared/kernel/id.ts'
import { toInstant, type Instant } from '#shared/kernel/instant.ts'
import type { Command, InputOf, ResultOf } from '#shared/rpc/contract.ts'
import { instalments as contract } from '#shared/modules/instalments/contract.ts'
import { isRetryable, toRefusal } from '#main/engine/db/trouble.ts'
import type { Db } from '#main/engine/define.ts'
import { instalments } from '#main/modules/instalments/index.ts'
import type { CentreKind } from './central.ts'
import { dealsWorld, type DealsWorld } from './deals.ts'
import type { Person } from './inventory.ts'

type Instalments = typeof contract
export type CallName = {
  [N in keyof Instalments]: Instalments[N]['kind'] extends 'action' ? never : N
}[keyof Instalments]

export interface MoneyWorld extends DealsWorld {
  /** Any query or command of instalments as the person. */
  call<N extends CallName>(
    who: Person,
    name: N,
    args: InputOf<Instalments[N]>,
    at?: Instant,
  ): Promise<ResultOf<Instalments[N]>>
  /** A deal of one unit at exactly this price. */
  sold(price: number, unit?: Id): Promise<Id>
  /** A schedule of equal parts in force. */
  scheduled(price: number, count?: number, startOn?: string): Promise<{ dealId: Id; scheduleId: Id }>
  take(dealId: Id, amount: number, on: string, more?: Partial<InputOf<Instalments['pay']>>): Promise<Id>
}

export async function moneyWorld(kind: CentreKind): Promise<MoneyWorld> {
  const world = await dealsWorld(kind)
  const { manager } = world.people
  let used = 0
  const money: MoneyWorld = {
    ...world,
    async call(who, name, args, at = toInstant(Date.now())) {
      const call = contract[name]
      const body = instalments.bodies[name] as (db: Db, args: unknown, context: unknown) => Promise<unknown>
      const isolation = (call as Command).isolation ?? 'read committed'
      for (let tries = 1; ; tries++)
        try {
          const settings = { command: `instalments.${name}` }
          const options = call.kind === 'query' ? { readOnly: true } : { isolation, settings }
          return (await who.central.transaction(options, async (tx) => {
            const context = { place: 'central', actor: who.actor, now: at, issuedAt: at, commandId: newId() }
            const result = await body(tx.db, call.args.parse(args), context)
            if (call.kind === 'command') await tx.run('set constraints all immediate')
            return call.result.parse(result)
          })) as ResultOf<Instalments[typeof name]>
        } catch (error) {
          if (isRetryable(error) && tries < 8) continue
          throw toRefusal(error)
        }
    },
    async sold(price, unit = world.units[used++ % world.units.length]) {
      const id = newId()
      await world.centre.sql(
        `insert into app.deal (id, kind, stage, stage_since_at, company_id, user_id, client_name, created_at, contract_on)
         values ($1, 'sale', 'need', now(), $2, $3, 'Иванов Иван', now(), '2026-01-10')`,
        [id, world.developer, manager.id],
      )
      await world.centre.sql('set session_replication_role = replica')
      await world.centre.sql(
        `insert into app.deal_unit (id, deal_id, unit_id, list_price_minor, deal_kind) values ($1, $2, $3, $4, 'sale')`,
        [newId(), id, unit, price],
      )
      await world.centre.sql('update app.deal set price_minor = $2 where id = $1', [id, price])
      await world.centre.sql('set session_replication_role = origin')
      return id
    },
    async scheduled(price, count = 4, startOn = '2026-02-10') {
      const [dealId, scheduleId] = [await money.sold(price), newId()]
      await money.call(manager, 'propose', {
        scheduleId,
        dealId,
        terms: { plan: { kind: 'equal', count, dates: { startOn, everyMonths: 1 } } },
      })
      await money.call(manager, 'activate', { scheduleId })
      return { dealId, scheduleId }
    },
    async take(dealId, amount, on, more = {}) {
      const paymentId = newId()
      await money.call(manager, 'pay', {
        paymentId,
        batchId: newId(),
        dealId,
        amount,
        bookedOn: on,
        channel: 'bank',
        ...more,
      })
      return paymentId
    },
  }
  return money
}
