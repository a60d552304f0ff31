import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId, type Id } from '#shared/kernel/id.ts'
import { must } from '#shared/rpc/errors.ts'
import { CENTRES } from '#tests/support/central.ts'
import { paperWorld, SALE, TODAY, type PaperWorld } from '#tests/support/papers.ts'

for (const kind of CENTRES) {
  describe(`what contracts owe the ledger on ${kind}`, () => {
    let world: PaperWorld
    beforeAll(async () => {
      world = await paperWorld(kind)
    })
    afterAll(() => world.close())

    const price = Number((SALE as Record<string, unknown>)['price.total'])
    async function dealWon(): Promise<Id> {
      const id = newId()
      const { sales } = world.people
      await world.centre.sql(
        `insert into app.deal (id, kind, stage, stage_since_at, company_id, user_id, client_name, created_at, closed_at)
         values ($1, 'sale', 'won', now(), $2, $3, 'Иванов Иван', now(), now())`,
        [id, sales.companyId, sales.id],
      )
      return id
    }
    const balance = async (dealId: Id) => {
      const rows = await world.centre.sql<{ code: string; balance: string }>(
        `select a.code, sum(e.debit_minor - e.credit_minor) as balance from app.ledger_entry e join app.ledger_account a on a.id = e.account_id
         where e.ref_id = $1 group by 1 order by 1`,
        [dealId],
      )
      return Object.fromEntries(rows.map((row) => [row.code, Number(row.balance)]))
    }
    const registered = async (dealId: Id) => world.upTo('registered', world.people.lawyer, { dealId })
    async function terminate(contractId: Id, upTo: 'ended' | 'registered') {
      const { lawyer2 } = world.people
      let from = 'registered' as const as never
      for (const [name, to] of [
        ['terminate', 'terminating'],
        ['end_by_agreement', 'ended_by_agreement'],
        ['register_termination', 'termination_registered'],
      ] as const) {
        if (upTo === 'ended' && name === 'register_termination') return
        await world.call(lawyer2, 'advance', { contractId, step: name, from, on: TODAY, note: 'по соглашению сторон' })
        from = to as never
      }
    }

    it('the registration posts the price under the id of its step; before it the buyer owes nothing', async () => {
      const dealId = await dealWon()
      const contractId = await world.upTo('submitted', world.people.lawyer, { dealId })
      expect(await balance(dealId)).toEqual({})
      const stepId = newId()
      await world.call(world.people.lawyer, 'register', {
        stepId,
        contractId,
        step: 'registered',
        on: TODAY,
        channelId: null,
        applicationNumber: null,
        reasonId: null,
        until: null,
        registrationNumber: '77:01:0001001:1-77/2',
        note: null,
      })
      expect(await balance(dealId)).toEqual({ buyer_receivable: price, contract_obligation: -price })
      const [batch] = await world.centre.sql(
        'select event, booked_on::text as on, document_kind, document_id, created_by_id from app.ledger_batch where id = $1',
        [stepId],
      )
      expect(batch).toEqual({
        event: 'contract_registered',
        on: TODAY,
        document_kind: 'contract',
        document_id: contractId,
        created_by_id: world.people.lawyer.id,
      })
    })

    it('a withdrawn application posts nothing; a registered termination takes the posting back, by another lawyer too', async () => {
      const dealId = await dealWon()
      const withdrawn = await world.upTo('submitted', world.people.lawyer, { dealId })
      await world.call(world.people.lawyer, 'register', {
        stepId: newId(),
        contractId: withdrawn,
        step: 'withdrawn',
        on: TODAY,
        channelId: null,
        applicationNumber: null,
        reasonId: null,
        until: null,
        registrationNumber: null,
        note: 'отозвано',
      })
      expect(await balance(dealId)).toEqual({})
      const other = await dealWon()
      const contractId = await registered(other)
      await terminate(contractId, 'ended')
      expect(await balance(other)).toEqual({ buyer_receivable: price, contract_obligation: -price })
      await world.call(world.people.lawyer2, 'advance', {
        contractId,
        step: 'register_termination',
        from: 'ended_by_agreement',
        on: TODAY,
        note: 'запись о расторжении',
      })
      expect(await balance(other)).toEqual({ buyer_receivable: 0, contract_obligation: 0 })
    })

    it('what comes after the books were closed is booked on the first open day', async () => {
      const dealId = await dealWon()
      const { manager } = world.people
      await world.raw(
        manager,
        `insert into app.ledger_period (id, company_id, through_on, closed_at, closed_by_id)
         values ('${newId()}', '${manager.companyId}', (now() at time zone 'UTC')::date, now(), '${manager.id}')`,
      )
      const contractId = await registered(dealId)
      const [batch] = await world.centre.sql<{ is_next: boolean }>(
        "select booked_on = (now() at time zone 'UTC')::date + 1 as is_next from app.ledger_batch where document_id = $1",
        [contractId],
      )
      expect(must(batch).is_next).toBe(true)
    })

    it('in plain SQL a lawyer posts no contract but a registered one, no other sum, not twice, and takes back none that stands', async () => {
      const { lawyer, lawyer2, sales, cashier } = world.people
      const [dealId, unregistered] = [await dealWon(), await dealWon()]
      const contractId = await registered(dealId)
      const draftId = await world.upTo('submitted', lawyer, { dealId: unregistered })
      const [standing] = await world.centre.sql<{ id: Id }>(
        'select id from app.ledger_batch where document_id = $1 order by number desc',
        [contractId],
      )
      const post = (who: typeof lawyer, deal: Id, paper: Id, amount: number, reverses: Id | null = null) => {
        const batch = newId()
        const line = (n: number, code: string, isDebit: boolean) =>
          `('${newId()}', '${batch}', ${n}, (select id from app.ledger_account where code = '${code}'), 'RUB', 'deal', '${deal}', ${isDebit ? amount : 0}, ${isDebit ? 0 : amount})`
        return world.raw(
          who,
          `with b as (insert into app.ledger_batch (id, company_id, event, booked_on, happened_at, line_count, reverses_id, document_kind, document_id, note, command_id, created_by_id)
             values ('${batch}', '${who.companyId}', 'contract_registered', (now() at time zone 'UTC')::date + 1, now(), 2, ${reverses === null ? 'null' : `'${reverses}'`}, 'contract', '${paper}', 'по ошибке', '${newId()}', '${who.id}'))
           select 1; insert into app.ledger_entry (id, batch_id, line, account_id, currency, ref_kind, ref_id, debit_minor, credit_minor)
             values ${line(1, 'buyer_receivable', reverses === null)}, ${line(2, 'contract_obligation', reverses !== null)}`,
        )
      }
      const refused = { hint: 'ledger.not-the-document' }
      const hintOf = async (work: Promise<unknown>) => {
        try {
          await work
          return 'done'
        } catch (error) {
          return (error as { hint?: string; code?: string }).hint ?? (error as { code?: string }).code ?? String(error)
        }
      }
      expect({ hint: await hintOf(post(lawyer, dealId, contractId, price)) }).toEqual(refused)
      expect({ hint: await hintOf(post(lawyer, unregistered, draftId, price)) }).toEqual(refused)
      expect({ hint: await hintOf(post(lawyer2, unregistered, contractId, price)) }).toEqual(refused)
      expect({ hint: await hintOf(post(lawyer2, dealId, contractId, price, must(standing).id)) }).toEqual(refused)
      expect(await hintOf(post(sales, dealId, contractId, price))).toBe('42501')
      expect(await hintOf(post(cashier, dealId, contractId, price))).toBe('42501')
      expect(await balance(dealId)).toEqual({ buyer_receivable: price, contract_obligation: -price })
    })
  })
}
