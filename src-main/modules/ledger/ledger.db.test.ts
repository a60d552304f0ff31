import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId, type Id } from '#shared/kernel/id.ts'
import { toInstant } from '#shared/kernel/instant.ts'
import type { InputOf, ResultOf } from '#shared/rpc/contract.ts'
import { ledger as contract } from '#shared/modules/ledger/contract.ts'
import {
  ACCOUNT_CODES,
  ACCOUNTS,
  accountOf,
  eventOf,
  LEDGER_EVENTS,
  POSTING_MAP,
  type AccountCode,
  type LedgerEvent,
} from '#shared/modules/ledger/posting-map.ts'
import type { Line } from '#shared/modules/ledger/model.ts'
import type { Actor } from '#shared/modules/engine/model.ts'
import type { Central } from '#main/engine/db/central.ts'
import { toRefusal } from '#main/engine/db/trouble.ts'
import type { Db } from '#main/engine/define.ts'
import { CENTRES, freshCentre, type TestCentre, type TestUser } from '#tests/support/central.ts'
import { ledger } from './index.ts'

type Ledger = typeof contract
type Person = TestUser & { central: Central; actor: Actor }

const TODAY = new Date().toISOString().slice(0, 10)

async function personOf(centre: TestCentre, name: string, roles: string[], company: Id): Promise<Person> {
  const user = await centre.addUser(name, roles, company)
  const central = await centre.as(user)
  const [row] = await central.rows('select sync.actor()::text')
  return { ...user, central, actor: JSON.parse(String(row?.[0])) as Actor }
}

/** A call's body as the person, as the engine would run it. */
async function call<N extends keyof Ledger>(
  who: Person,
  name: N,
  args: InputOf<Ledger[N]>,
): Promise<ResultOf<Ledger[N]>> {
  const body = ledger.bodies[name] as (db: Db, args: unknown, context: unknown) => Promise<unknown>
  const now = toInstant(Date.now())
  const context = { place: 'central', actor: who.actor, now, issuedAt: now, commandId: newId() }
  try {
    return (await who.central.transaction({}, async ({ db }) =>
      contract[name].result.parse(await body(db, contract[name].args.parse(args), context)),
    )) as ResultOf<Ledger[N]>
  } catch (error) {
    throw toRefusal(error)
  }
}

const line = (account: AccountCode, side: Line['side'], amount: number, id: Id = newId()): Line => {
  const { sub } = accountOf(account) as { sub?: NonNullable<Line['ref']>['kind'] }
  return { account, side, amount, ref: sub === undefined ? null : { kind: sub, id } }
}
const payment = (amount: number, deal: Id = newId(), more: { batchId?: Id; bookedOn?: string } = {}) => ({
  batchId: newId(),
  event: 'buyer_paid' as const,
  bookedOn: TODAY,
  lines: [line('bank', 'debit', amount), line('buyer_receivable', 'credit', amount, deal)],
  ...more,
})

/** Posted as their documents stand and not otherwise: the centre refuses any other sum. */
const FROM_DOCUMENTS: readonly LedgerEvent[] = ['contract_registered', 'interest_accrued']

/** A posting of any other event whose sides are made equal by a last line. */
const anyPosting = fc
  .record({
    event: fc.constantFrom(...LEDGER_EVENTS.filter((event) => !FROM_DOCUMENTS.includes(event))),
    amounts: fc.array(fc.integer({ min: 1, max: 1e12 }), { minLength: 1, maxLength: 6 }),
  })
  .map(({ event, amounts }): { batchId: Id; event: LedgerEvent; bookedOn: string; lines: Line[] } => {
    const { debit, credit } = eventOf(event)
    const pick = (codes: readonly AccountCode[], index: number) => codes[index % codes.length] as AccountCode
    const lines = amounts.map((amount, index) => line(pick(credit, index), 'credit', amount))
    return {
      batchId: newId(),
      event,
      bookedOn: TODAY,
      lines: [
        ...lines,
        line(
          pick(debit, amounts.length),
          'debit',
          amounts.reduce((sum, amount) => sum + amount, 0),
        ),
      ],
    }
  })

for (const kind of CENTRES) {
  describe(`the ledger on ${kind}`, () => {
    let centre: TestCentre
    let house: Id
    let manager: Person, cashier: Person, analyst: Person, agent: Person, operator: Person
    const everybody = () => [manager, cashier, analyst, agent, operator]

    beforeAll(async () => {
      centre = await freshCentre(kind)
      house = await centre.addCompany('developer')
      manager = await personOf(centre, 'boss', ['manager'], house)
      cashier = await personOf(centre, 'till', ['cashier'], house)
      analyst = await personOf(centre, 'clara', ['analyst'], house)
      agent = await personOf(centre, 'north', ['agency'], await centre.addCompany('agency'))
      operator = await personOf(centre, 'spa', ['cashier', 'frontdesk'], await centre.addCompany('operator'))
    })
    afterAll(async () => {
      for (const { central } of everybody()) await central.close()
      await centre.close()
    })

    /** A batch of two lines by hand, changed wherever a test wants it changed. */
    const raw = async (
      who: Person,
      batch: Record<string, string> = {},
      lines: Record<string, string>[] = [{}, {}],
      isolation?: 'repeatable read',
      between?: () => Promise<void>,
    ) => {
      const id = batch['id'] ?? `'${newId()}'`
      const insert = (table: string, row: Record<string, string>) =>
        `insert into app.${table} (${Object.keys(row).join(', ')}) values (${Object.values(row).join(', ')})`
      const head = {
        id,
        company_id: `'${who.companyId}'`,
        event: "'outlet_sale'",
        booked_on: 'current_date',
        happened_at: 'now()',
        line_count: '2',
        command_id: 'gen_random_uuid()',
        created_by_id: `'${who.id}'`,
        ...batch,
      }
      const account = (code: AccountCode) => `(select id from app.ledger_account where code = '${code}')`
      const usual: Record<string, string>[] = [
        { account_id: account('cash'), debit_minor: '100' },
        {
          account_id: account('outlet_revenue'),
          credit_minor: '100',
          ref_kind: "'company'",
          ref_id: `'${who.companyId}'`,
        },
      ]
      await who.central.transaction(isolation === undefined ? {} : { isolation }, async ({ run }) => {
        if (between) {
          await run('select 1 from app.ledger_account')
          await between()
        }
        if (batch['id'] === undefined || Object.keys(batch).length > 1) await run(insert('ledger_batch', head))
        for (const [index, more] of lines.entries())
          await run(
            insert('ledger_entry', {
              id: 'gen_random_uuid()',
              batch_id: id,
              line: String(index + 1),
              currency: "'RUB'",
              ...usual[index % 2],
              ...more,
            }),
          )
      })
      return id.slice(1, -1)
    }
    const refusal = async (work: Promise<unknown>) => {
      const error = await work.then(
        () => null,
        (thrown: unknown) => toRefusal(thrown),
      )
      return error === null ? 'done' : ((error as { details?: { reason?: string } }).details?.reason ?? String(error))
    }

    it('seeds the chart and the map as the code has them', async () => {
      const accounts = await centre.sql<{ code: string }>(
        'select code from app.ledger_account order by code collate "C"',
      )
      expect(accounts.map(({ code }) => code)).toEqual(ACCOUNT_CODES.toSorted())
      const legs = await centre.sql<{ leg: string }>(
        `select event || ' ' || side || ' ' || account_code as leg from app.ledger_leg`,
      )
      const wanted = LEDGER_EVENTS.flatMap((event) =>
        (['debit', 'credit'] as const).flatMap((side) =>
          eventOf(event)[side].map((code) => `${event} ${side} ${code}`),
        ),
      )
      expect(legs.map(({ leg }) => leg).toSorted()).toEqual(wanted.toSorted())
      expect(Object.keys(POSTING_MAP).length + Object.keys(ACCOUNTS).length).toBeGreaterThan(50)
    })

    it('stays balanced whatever is posted and reversed', async () => {
      await fc.assert(
        fc.asyncProperty(anyPosting, fc.boolean(), async (posting, isReversed) => {
          await call(manager, 'post', posting)
          if (isReversed)
            await call(manager, 'reverse', {
              batchId: posting.batchId,
              newBatchId: newId(),
              bookedOn: TODAY,
              reason: 'Ошибка кассира',
            })
          const trial = await call(analyst, 'trialBalance', {})
          expect(trial.debit_minor).toBe(trial.credit_minor)
        }),
        { numRuns: 25 },
      )
      const apart = await centre.sql(
        'select batch_id from app.ledger_entry group by batch_id having sum(debit_minor) <> sum(credit_minor)',
      )
      expect(apart).toEqual([])
    })

    it('answers the balance and the statement of one deal', async () => {
      const deal = newId()
      const [first, second] = [payment(30_000, deal), payment(20_000, deal)]
      await call(manager, 'post', { ...first, reference: { kind: 'deal', id: deal } })
      await call(manager, 'post', second)
      await call(manager, 'reverse', {
        batchId: first.batchId,
        newBatchId: newId(),
        bookedOn: TODAY,
        reason: 'Чужой платёж',
      })
      const of = { account: 'buyer_receivable', ref: { kind: 'deal', id: deal } } as const
      expect(await call(analyst, 'balance', of)).toEqual({
        debit_minor: 30_000,
        credit_minor: 50_000,
        balance_minor: -20_000,
      })
      const rows = await call(analyst, 'statement', of)
      expect(rows.map(({ balance_minor }) => balance_minor)).toEqual([-30_000, -50_000, -20_000])
      expect(rows.map(({ reverses_id }) => reverses_id)).toEqual([null, null, first.batchId])
    })

    it('takes by hand exactly what the map has', async () => {
      expect(await refusal(raw(cashier))).toBe('done')
      expect(await refusal(raw(operator))).toBe('done')
    })

    it('refuses by hand what is unbalanced, half, foreign to the event, or nobody’s', async () => {
      expect(await refusal(raw(cashier, {}, [{ debit_minor: '101' }, {}]))).toBe('ledger.unbalanced')
      expect(await refusal(raw(cashier, {}, [{}]))).toBe('ledger.incomplete')
      expect(await refusal(raw(cashier, {}, []))).toBe('ledger.incomplete')
      expect(await refusal(raw(cashier, { line_count: '1' }, [{}]))).toBe('engine.bad-value')
      expect(await refusal(raw(cashier, {}, [{}, {}, {}]))).toBe('ledger.no-such-line')
      expect(await refusal(raw(cashier, {}, [{ debit_minor: '-100' }, { credit_minor: '-100' }]))).toBe(
        'engine.bad-value',
      )
      expect(await refusal(raw(cashier, {}, [{ credit_minor: '100' }, {}]))).toBe('engine.bad-value')
      expect(await refusal(raw(cashier, {}, [{ currency: "'USD'" }, {}]))).toBe('engine.reference')
      expect(await refusal(raw(cashier, {}, [{}, { ref_kind: 'null', ref_id: 'null' }]))).toBe('ledger.no-sub-ledger')
      const bank = `(select id from app.ledger_account where code = 'owner_cost')`
      expect(await refusal(raw(cashier, {}, [{ account_id: bank }, {}]))).toBe('ledger.wrong-account')
      expect(await refusal(raw(cashier, { booked_on: 'current_date + 9' }))).toBe('ledger.in-future')
    })

    it('refuses whoever has no right to the event, to the company or to another’s name', async () => {
      expect(await refusal(raw(cashier, { event: "'owner_payout'" }))).toBe('engine.forbidden')
      expect(await refusal(raw(agent))).toBe('engine.forbidden')
      expect(await refusal(raw(analyst))).toBe('engine.forbidden')
      expect(await refusal(raw(operator, { company_id: `'${house}'` }))).toBe('engine.forbidden')
      expect(await refusal(raw(cashier, { created_by_id: `'${manager.id}'` }))).toBe('engine.forbidden')
      expect(await refusal(raw(cashier, { number: '7' }))).toBe('engine.forbidden')
    })

    it('shows books to those who read them, and to a cashier only what that cashier posted', async () => {
      const own = await raw(operator)
      expect(
        (await operator.central.rows('select created_by_id from app.ledger_batch')).every(([id]) => id === operator.id),
      ).toBe(true)
      expect(await cashier.central.rows(`select id from app.ledger_entry where batch_id = '${own}'`)).toEqual([])
      expect((await analyst.central.rows(`select id from app.ledger_entry where batch_id = '${own}'`)).length).toBe(2)
      expect(await agent.central.rows('select id from app.ledger_batch')).toEqual([])
      expect(await agent.central.rows('select id from app.ledger_account')).toEqual([])
    })

    it('lets nobody edit or delete, the owner of the database included', async () => {
      await raw(manager)
      for (const table of ['ledger_batch', 'ledger_entry', 'ledger_period']) {
        for (const statement of [
          `update app.${table} set id = id`,
          `delete from app.${table}`,
          `truncate app.${table} cascade`,
        ]) {
          for (const who of everybody())
            expect(await refusal(who.central.transaction({}, ({ run }) => run(statement))), statement).toBe(
              'engine.forbidden',
            )
          expect(await refusal(centre.sql(statement)), statement).toBe('ledger.append-only')
        }
      }
    })

    it('adds no line to a batch that is written', async () => {
      const id = await raw(manager)
      expect(await refusal(raw(manager, { id: `'${id}'` }, [{ line: '3' }, { line: '4' }]))).toBe('ledger.no-such-line')
      expect(await refusal(raw(manager, { id: `'${id}'` }, [{ line: '1' }]))).toBe('engine.taken')
    })

    it('reverses once, by the exact mirror, and never a reversal', async () => {
      const id = await raw(manager)
      const back = { reverses_id: `'${id}'`, note: "'Возврат'" }
      const cash = { debit_minor: '0', credit_minor: '100' }
      const revenue = { debit_minor: '100', credit_minor: '0' }
      expect(await refusal(raw(manager, back, [{}, {}]))).toBe('ledger.not-the-mirror')
      expect(
        await refusal(
          raw(manager, back, [
            { ...cash, credit_minor: '90' },
            { ...revenue, debit_minor: '90' },
          ]),
        ),
      ).toBe('ledger.not-the-mirror')
      expect(await refusal(raw(manager, { ...back, event: "'wallet_spend'" }, [cash, revenue]))).toBe(
        'ledger.not-the-mirror',
      )
      expect(await refusal(raw(manager, { ...back, company_id: `'${operator.companyId}'` }, [cash, revenue]))).toBe(
        'ledger.not-the-mirror',
      )
      expect(await refusal(raw(manager, { ...back, note: 'null' }, [cash, revenue]))).toBe('engine.bad-value')
      const mirror = await raw(manager, back, [cash, revenue])
      expect(await refusal(raw(manager, back, [cash, revenue]))).toBe('engine.taken')
      expect(
        await refusal(
          call(manager, 'reverse', { batchId: id, newBatchId: newId(), bookedOn: TODAY, reason: 'Ещё раз' }),
        ),
      ).toBe('ledger.already-reversed')
      expect(await refusal(raw(manager, { ...back, reverses_id: `'${mirror}'` }, [{}, {}]))).toBe(
        'ledger.reversal-of-reversal',
      )
    })

    it('lets a cashier undo a sale up to their own limit, and no payment of a buyer', async () => {
      const undo = async (amount: number) => {
        const id = await raw(cashier, {}, [{ debit_minor: String(amount) }, { credit_minor: String(amount) }])
        const mirror = [
          { debit_minor: '0', credit_minor: String(amount) },
          { debit_minor: String(amount), credit_minor: '0' },
        ]
        return raw(cashier, { reverses_id: `'${id}'`, note: "'Возврат'" }, mirror)
      }
      expect(await refusal(undo(300_000))).toBe('done')
      expect(await refusal(undo(300_001))).toBe('access.above-limit')
      const paid = payment(100)
      await call(manager, 'post', paid)
      const back = { reverses_id: `'${paid.batchId}'`, note: "'Возврат'", event: "'buyer_paid'" }
      expect(await refusal(raw(cashier, back))).toBe('engine.forbidden')
    })

    it('books nothing into a closed period, whichever snapshot the writer has', async () => {
      await call(manager, 'closePeriod', { periodId: newId(), throughOn: '2026-01-31' })
      expect(await call(manager, 'closedThrough', {})).toEqual({ on: '2026-01-31' })
      expect(await refusal(call(manager, 'post', payment(100, newId(), { bookedOn: '2026-01-31' })))).toBe(
        'ledger.period-closed',
      )
      expect(await refusal(raw(manager, { booked_on: "'2025-12-31'" }))).toBe('ledger.period-closed')
      expect(await refusal(raw(manager, { booked_on: "'2026-02-01'" }))).toBe('done')
      expect(await refusal(call(manager, 'closePeriod', { periodId: newId(), throughOn: '2026-01-15' }))).toBe(
        'ledger.already-closed',
      )
      expect(await refusal(call(manager, 'closePeriod', { periodId: newId(), throughOn: '2999-01-01' }))).toBe(
        'ledger.in-future',
      )
      expect(await refusal(call(analyst, 'closePeriod', { periodId: newId(), throughOn: '2026-02-28' }))).toBe(
        'engine.forbidden',
      )
      if (kind === 'postgres') {
        const stale = raw(cashier, { booked_on: "'2026-02-10'" }, [{}, {}], 'repeatable read', async () => {
          await call(manager, 'closePeriod', { periodId: newId(), throughOn: '2026-02-28' })
        })
        await expect(stale).rejects.toMatchObject({ code: '40001' })
      }
    })

    it('numbers without gaps or repeats, a company at a time, however many post at once', async () => {
      const each = kind === 'postgres' ? 15 : 4
      const refused = raw(cashier, {}, [{ debit_minor: '101' }, {}]).catch(() => undefined)
      await Promise.all([
        refused,
        ...everybody()
          .slice(0, 2)
          .flatMap((who) => Array.from({ length: each }, () => raw(who))),
        ...Array.from({ length: each }, () => raw(operator)),
      ])
      for (const company of [house, operator.companyId]) {
        const rows = await centre.sql<{ number: number }>(
          'select number from app.ledger_batch where company_id = $1 order by number',
          [company],
        )
        expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => index + 1))
      }
    })

    it('queues cash and no other money', async () => {
      const sale = (account: 'cash' | 'card') => ({
        batchId: newId(),
        event: 'outlet_sale' as const,
        bookedOn: TODAY,
        lines: [line(account, 'debit', 500), line('outlet_revenue', 'credit', 500, house)],
      })
      expect(await refusal(call(cashier, 'postCash', sale('cash')))).toBe('done')
      expect(await refusal(call(cashier, 'postCash', sale('card')))).toBe('ledger.only-cash')
      expect(await refusal(call(manager, 'postCash', payment(100)))).toBe('ledger.only-cash')
    })
  })
}
