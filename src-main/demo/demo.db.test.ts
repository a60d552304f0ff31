import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { replay } from '#shared/modules/inventory/pricing.ts'
import type { PriceFactors } from '#shared/modules/inventory/pricing-model.ts'
import { RuleTerms } from '#shared/modules/inventory/pricing-model.ts'
import { ROLES } from '#shared/modules/access/rights.ts'
import { demoOnPglite, demoOnPostgres, type DemoCentre } from '#tests/support/demo.ts'
import { generateDemo } from './generate.ts'

const TODAY = '2026-11-20'

/** Foreign keys whose rows point nowhere: triggers slept while the rows were written. */
async function orphans({ sql }: DemoCentre): Promise<string[]> {
  const keys = await sql<{ name: string; child: string; parent: string; pairs: string; filled: string }>(`
    select conname as name, conrelid::regclass::text as child, confrelid::regclass::text as parent,
      (select string_agg(format('p.%I = c.%I', f.attname, a.attname), ' and ') from unnest(conkey, confkey) as k (own, other)
        join pg_attribute a on a.attrelid = conrelid and a.attnum = k.own join pg_attribute f on f.attrelid = confrelid and f.attnum = k.other) as pairs,
      (select string_agg(format('c.%I is not null', a.attname), ' and ') from unnest(conkey) as own join pg_attribute a on a.attrelid = conrelid and a.attnum = own) as filled
    from pg_constraint where contype = 'f' and connamespace = 'app'::regnamespace`)
  const found: string[] = []
  for (const { name, child, parent, pairs, filled } of keys) {
    const rows = await sql(
      `select from ${child} c where ${filled} and not exists (select from ${parent} p where ${pairs}) limit 1`,
    )
    if (rows.length > 0) found.push(name)
  }
  return found
}

for (const [name, open] of [
  ['pglite', demoOnPglite],
  ['postgres', demoOnPostgres],
] as const) {
  describe(`the demonstration on ${name}`, () => {
    it('holds together, and what is derived is what the centre itself would derive', async () => {
      const centre = await open('complex', TODAY)
      const { sql } = centre
      expect(await orphans(centre)).toEqual([])

      const statuses = 'select s.*, u.is_free from app.unit_status s join app.unit u using (id) order by id'
      const loaded = await sql(statuses)
      await sql('delete from app.unit_status')
      await sql('select app.refresh_status(array(select id from app.unit))')
      expect(await sql(statuses)).toEqual(loaded)
      expect(
        await sql(`select from app.unit_current_price c where not exists (
          select from (select price_minor, ppm_minor, from_at from app.unit_price p where p.unit_id = c.id order by from_at desc, id desc limit 1) p
          where (p.price_minor, p.ppm_minor, p.from_at) = (c.price_minor, c.ppm_minor, c.from_at))`),
      ).toEqual([])
      expect(
        await sql(
          "select from app.reservation r where state = 'active' and not exists (select from app.unit_claim c where c.source_id = r.id and c.ended_at is null)",
        ),
      ).toEqual([])
      expect(
        await sql(
          "select from app.unit u join app.unit_status s using (id) where s.status = 'free' and not exists (select from app.unit_current_price p where p.id = u.id)",
        ),
      ).toEqual([])

      // Deals: nothing is missing for their stage, their claims are those of the stage, name and sums are the centre's own.
      expect(
        await sql('select d.stage, app.deal_lacks(d) as missing from app.deal d where app.deal_lacks(d) <> $1', [[]]),
      ).toEqual([])
      expect(
        await sql(`select d.stage, c.kind from app.deal d join app.deal_unit u on u.deal_id = d.id
          left join app.unit_claim c on c.source = 'deal' and c.source_id = d.id and c.unit_id = u.unit_id and c.ended_at is null
          where c.kind is distinct from app.claim_wanted(d.id) and not (d.stage = 'won' and c.kind = 'transferred' and app.deal_paid(d.id))
            or u.is_held <> app.deal_holds(d.kind, d.stage)`),
      ).toEqual([])
      const derived = 'select id, number, name, price_minor, discount_minor, services_minor from app.deal order by id'
      const named = await sql(derived)
      await sql('select app.refresh_deals(array(select id from app.deal))')
      expect(await sql(derived)).toEqual(named)
      const stages = await sql<{ stage: string }>('select distinct stage from app.deal')
      expect(stages.length).toBeGreaterThanOrEqual(9)

      const apartments = await sql<{ count: string }>("select count(*) from app.unit where kind = 'apartment'")
      expect(Number(apartments[0]?.count)).toBe(300)
      const roles = await sql<{ role: string }>('select distinct role from app.user_role')
      expect(roles.map(({ role }) => role).sort()).toEqual([...ROLES].sort())
      const logins = await sql(
        "select from app.app_user u join pg_roles r on r.rolname = u.login where u.login in ('admin', 'sales', 'agency', 'steward')",
      )
      expect(logins).toHaveLength(4)

      const money = await sql(`
        select 'price' as wrong, s.deal_id::text as row from app.schedule s join app.deal d on d.id = s.deal_id
          where (select sum(l.principal_minor) from app.schedule_line l where l.schedule_id = s.id) is distinct from s.principal_minor or d.price_minor is distinct from s.principal_minor
        union all select 'batch', b.id::text from app.ledger_batch b where (select count(*) from app.ledger_entry e where e.batch_id = b.id) <> b.line_count
          or (select sum(e.debit_minor - e.credit_minor) from app.ledger_entry e where e.batch_id = b.id) <> 0
        union all select 'payment', p.id::text from app.payment p where p.allocated_minor is distinct from (select coalesce(sum(a.amount_minor), 0) from app.payment_allocation a where a.payment_id = p.id)
          or p.amount_minor is distinct from (select sum(e.credit_minor - e.debit_minor) from app.ledger_entry e join app.ledger_account c on c.id = e.account_id
            where e.batch_id = p.batch_id and e.ref_id = p.deal_id and c.code in ('buyer_receivable', 'contract_obligation_memo'))
        union all select 'line', l.id::text from app.schedule_line l join app.schedule s on s.id = l.schedule_id and s.state = 'active'
          where (select coalesce(sum(a.amount_minor), 0) from app.payment_allocation a where a.line_id = l.root_id) > l.principal_minor + l.interest_minor
        union all select 'order', a.id::text from app.ledger_batch a join app.ledger_batch b on b.number = a.number + 1 and b.booked_on < a.booked_on`)
      expect(money).toEqual([])
      const [paid] = await sql<{
        payments: string
        overdue: string
      }>(`select (select count(*) from app.payment) as payments,
        (select count(*) from app.schedule s join app.schedule_line l on l.schedule_id = s.id where s.state = 'active' and l.pay_on < '2026-10-01'
          and (select coalesce(sum(a.amount_minor), 0) from app.payment_allocation a where a.line_id = l.root_id) < l.principal_minor) as overdue`)
      expect([Number(paid?.payments) > 100, Number(paid?.overdue) > 0]).toEqual([true, true])

      const prices = await sql<{ price_minor: number; factors_json: PriceFactors }>(
        'select price_minor, factors_json from app.unit_price',
      )
      expect(prices.filter(({ price_minor, factors_json }) => replay(factors_json) !== Number(price_minor))).toEqual([])
      for (const { terms_json } of await sql<{ terms_json: unknown }>('select terms_json from app.price_rule'))
        RuleTerms.parse(terms_json)
      await centre.close()
    })
  })
}

describe('the generator', () => {
  it('gives the same rows for the same day', async () => {
    const digest = async () => {
      const hash = createHash('sha256')
      await generateDemo('complex', TODAY, (table, row) => hash.update(table + JSON.stringify(row)))
      return hash.digest('hex')
    }
    expect(await digest()).toBe(await digest())
  })

  it('is as large as the issue asks for', async () => {
    const counts = new Map<string, number>()
    const { sales } = await generateDemo('developer', TODAY, (table) => counts.set(table, (counts.get(table) ?? 0) + 1))
    expect([counts.get('complex'), counts.get('building'), counts.get('unit')]).toEqual([107, 333, 19_000])
    expect(sales.length).toBeGreaterThan(10_500)
    expect(sales.length).toBeLessThan(11_500)
  })
})
