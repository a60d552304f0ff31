import { expect, test } from 'vitest'
import { newId, type Id } from '#shared/kernel/id.ts'
import { openEmbedded, type OwnerClient } from '#main/engine/db/embedded.ts'
import { migrate } from '#main/engine/db/migrate.ts'
import { centralData } from '#main/migrations/central-data.ts'

const BEFORE = '0140-postings'
const PRICE = 1_000_000_00

/** A unit with a deal in a stage and the claim that the stage made of it before. */
async function dealOf(client: OwnerClient, house: House, stage: string, claim: string, paid: number): Promise<Id> {
  const [unit, deal, contract, batch] = [newId(), newId(), newId(), newId()]
  await client.query(`
    insert into app.unit (id, complex_id, building_id, section_id, kind, number, floor, riser, area_cm2)
      values ('${unit}', '${house.complex}', '${house.building}', '${house.section}', 'flat', '${unit.slice(-6)}', 1, ${house.risers++}, 400000);
    insert into app.deal (id, number, kind, stage, stage_since_at, company_id, user_id, client_name, price_minor, created_at, closed_at)
      values ('${deal}', ${house.risers}, 'sale', '${stage}', '2026-03-01', '${house.company}', '${house.user}', 'Иванов', ${PRICE}, '2026-02-01', ${stage === 'won' ? "'2026-03-01'" : 'null'});
    insert into app.deal_unit (id, deal_id, unit_id, list_price_minor, deal_kind, is_held) values (gen_random_uuid(), '${deal}', '${unit}', ${PRICE}, 'sale', true);
    insert into app.unit_claim (id, unit_id, building_id, complex_id, kind, from_at, ended_at, source, source_id, company_id, user_id) values
      (gen_random_uuid(), '${unit}', '${house.building}', '${house.complex}', 'under_contract', '2026-02-10', '2026-03-01', 'deal', '${deal}', '${house.company}', '${house.user}'),
      (gen_random_uuid(), '${unit}', '${house.building}', '${house.complex}', '${claim}', '2026-03-01', null, 'deal', '${deal}', '${house.company}', '${house.user}');
    insert into app.contract (id, number, kind, template_key, template_version, title, state, state_since_at, source_kind, source_id, deal_id, company_id, user_id, contract_on, client_name,
        search, price_minor, is_registered_kind, pins_json, registered_on, created_at, changed_at, revision)
      values ('${contract}', ${house.risers}, 'participation', 'participation', 1, 'ДДУ', '${stage === 'won' ? 'registered' : 'submitted'}', '2026-03-01', 'deal', '${deal}', '${deal}', '${house.company}', '${house.user}',
        '2026-02-10', 'Иванов', '', ${PRICE}, true, '[]', ${stage === 'won' ? "'2026-03-01'" : 'null'}, '2026-02-10', '2026-03-01', 1);`)
  if (paid > 0)
    await client.query(`
      insert into app.ledger_batch (id, number, company_id, event, booked_on, happened_at, line_count, command_id, created_by_id)
        values ('${batch}', ${house.batches++}, '${house.company}', 'buyer_paid', '2026-04-05', '2026-04-05', 2, gen_random_uuid(), '${house.user}');
      insert into app.payment (id, batch_id, deal_id, booked_on, channel, amount_minor, allocated_minor, created_at, created_by_id)
        values (gen_random_uuid(), '${batch}', '${deal}', '2026-04-05', 'bank', ${paid}, 0, '2026-04-05', '${house.user}')`)
  return deal
}

interface House {
  company: Id
  user: Id
  complex: Id
  building: Id
  section: Id
  batches: number
  risers: number
}

test('an older house is told what its units were, and owes its ledger what was registered', async () => {
  const embedded = await openEmbedded(undefined)
  const at = centralData.migrations.findIndex(({ name }) => name === BEFORE)
  const older = { ...centralData, migrations: centralData.migrations.slice(0, at) }
  const house: House = {
    company: newId(),
    user: newId(),
    complex: newId(),
    building: newId(),
    section: newId(),
    batches: 1,
    risers: 1,
  }
  await embedded.owner(async (client) => {
    await migrate(client, older)
    await client.query(`begin; set local session_replication_role = replica;
      insert into app.company (id, kind, name) values ('${house.company}', 'developer', 'House');
      insert into app.app_user (id, login, name, company_id) values ('${house.user}', 'vera', 'Вера', '${house.company}');
      insert into app.complex (id, name, region, city) values ('${house.complex}', 'Север', 'Москва', 'Москва');
      insert into app.building (id, complex_id, name, stage, sort) values ('${house.building}', '${house.complex}', '1', 'frame', 0);
      insert into app.section (id, complex_id, building_id, name) values ('${house.section}', '${house.complex}', '${house.building}', '1');`)
    const submitted = await dealOf(client, house, 'registration', 'registered', 0)
    const owing = await dealOf(client, house, 'won', 'sold', PRICE / 2)
    const paid = await dealOf(client, house, 'won', 'sold', PRICE)
    await client.query('commit; select sync.continue_numbers()')
    await client.query(
      `insert into app.ledger_period (id, company_id, through_on, closed_at, closed_by_id) values (gen_random_uuid(), '${house.company}', '2026-03-15', now(), '${house.user}')`,
    )
    await migrate(client, centralData)

    const claims = async (deal: Id) => {
      const { rows } = await client.query<{ kind: string; from: string }>(
        "select kind, (from_at at time zone 'UTC')::date::text as from from app.unit_claim where source_id = $1 order by from_at",
        [deal],
      )
      return rows.map((row) => `${row.from} ${row.kind}`)
    }
    expect(await claims(submitted)).toEqual(['2026-02-10 under_contract', '2026-03-01 under_contract'])
    expect(await claims(owing)).toEqual(['2026-02-10 under_contract', '2026-03-01 registered'])
    expect(await claims(paid)).toEqual(['2026-02-10 under_contract', '2026-03-01 registered', '2026-04-05 sold'])

    const { rows } = await client.query<{ deal: Id; balance: string; on: string }>(
      `select e.ref_id as deal, sum(e.debit_minor) as balance, min(b.booked_on)::text as on from app.ledger_batch b join app.ledger_entry e on e.batch_id = b.id
       where b.event = 'contract_registered' and e.debit_minor > 0 group by 1 order by 1`,
    )
    // The books were closed to the fifteenth of March.
    expect(rows.map((row) => [row.deal, Number(row.balance), row.on])).toEqual(
      [owing, paid].sort().map((deal) => [deal, PRICE, '2026-03-16']),
    )
  })
  await embedded.close()
})
