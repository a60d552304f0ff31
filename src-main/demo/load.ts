/** Puts the demonstration into an embedded centre in one transaction, by COPY, with triggers asleep. */
import type { Day } from '#shared/kernel/day.ts'
import type { Progress } from '#shared/rpc/client.ts'
import { STEWARD_LOGIN } from '#main/engine/engine.ts'
import type { OwnerClient } from '#main/engine/db/embedded.ts'
import { generateDemo, type DemoRow, type DemoSummary, type DemoTable } from './generate.ts'
import type { DemoScale } from './scales.ts'

/** Text of COPY is written out whenever so much has gathered for one table. */
const FLUSH_BYTES = 4_000_000

/** Runs `copy <table> (<columns>)` from the text, in PostgreSQL's own format. */
export type CopyIn = (copy: string, text: string) => Promise<void>

export interface DemoLoad {
  scale: DemoScale
  today: Day
  /** SCRAM verifier of the password that all demonstration users share. */
  verifier: string
  copyIn: CopyIn
  progress(progress: Progress): void
  signal: AbortSignal
}

/** Runs as the owner on a migrated, empty centre. Everything or nothing. */
export async function loadDemo(client: OwnerClient, load: DemoLoad): Promise<DemoSummary> {
  await client.query('begin')
  try {
    await client.query('set local session_replication_role = replica')
    const summary = await copyRows(load)
    await client.query('set local session_replication_role = origin')
    await finish(client, summary, load)
    await client.query('commit')
    await client.query('analyze')
    return summary
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

async function copyRows({ scale, today, copyIn, progress, signal }: DemoLoad): Promise<DemoSummary> {
  const writers = new Map<DemoTable, { columns: string[]; text: string[]; size: number }>()
  const flush = async (least: number) => {
    for (const [table, writer] of writers) {
      if (writer.size < least || writer.size === 0) continue
      await copyIn(`copy app.${table} (${writer.columns.join(', ')})`, writer.text.join(''))
      writer.text = []
      writer.size = 0
    }
  }
  const emit = (table: DemoTable, row: DemoRow) => {
    let writer = writers.get(table)
    if (!writer) writers.set(table, (writer = { columns: Object.keys(row), text: [], size: 0 }))
    const line = `${writer.columns.map((column) => copyText(row[column])).join('\t')}\n`
    writer.text.push(line)
    writer.size += line.length
  }
  const summary = await generateDemo(scale, today, emit, async (done, total) => {
    signal.throwIfAborted()
    await flush(FLUSH_BYTES)
    progress({ done, total, stage: 'complexes' })
  })
  await flush(0)
  return summary
}

/** One value in the text format of COPY. */
export function copyText(value: unknown): string {
  if (value === null || value === undefined) return '\\N'
  if (typeof value === 'boolean') return value ? 't' : 'f'
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value as string | number)
  return /[\\\t\n\r]/.test(text)
    ? text.replace(/[\\\t\n\r]/g, (char) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n' })[char] ?? '\\r')
    : text
}

/** Logins, timers and numbers. Changes are not recorded: no workstation has a copy yet that could miss them. */
async function finish(client: OwnerClient, { house }: DemoSummary, { verifier }: DemoLoad): Promise<void> {
  for (const { login } of house.users) await client.query('select access.make_login($1, $2)', [login, verifier])
  await client.query(`
    insert into app.app_user (id, login, name, company_id) values (gen_random_uuid(), '${STEWARD_LOGIN}', 'Служба по расписанию', '${house.developer}');
    insert into app.user_role (id, user_id, role) select gen_random_uuid(), id, 'steward' from app.app_user where login = '${STEWARD_LOGIN}';
    do $$ begin if not exists (select from pg_roles where rolname = '${STEWARD_LOGIN}') then create role ${STEWARD_LOGIN} nologin in role kvartal_user; end if; end $$;
    update sync.meta set is_demo = true;
    select sync.continue_numbers();
    insert into sync.job (key, command, args_json, due_at)
      select 'reservation:' || id, 'inventory.expireDue', jsonb_build_object('reservationId', id), until_at from app.reservation where state = 'active';
    insert into sync.job (key, command, args_json, due_at)
      select 'price-list:' || id, 'inventory.activateDuePriceLists', jsonb_build_object('priceListId', id), starts_at from app.price_list where state = 'approved';
    insert into sync.job (key, command, args_json, due_at)
      select 'paper:' || id, 'contracts.alarmPaper', jsonb_build_object('copyId', id), (due_on + 1)::timestamp at time zone 'Europe/Moscow' + interval '9 hours' from app.paper_copy where due_on is not null;
    -- A little later, so that the first start is not kept waiting.
    insert into sync.job (key, command, args_json, due_at) values ('instalments:start', 'instalments.morning', '{}', now() + interval '2 minutes'), ('deals:start', 'deals.morning', '{}', now() + interval '2 minutes');
    select app.refresh_desk(array(select id from app.deal))`)
}
