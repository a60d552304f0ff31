/**
 * The ledger: batches of entries that balance at every commit, for whoever writes them and with whatever. Nothing is updated
 * or deleted; a batch says how many lines it has, so that none is added later; numbers and closed periods meet in one lock.
 */
import {
  ACCOUNT_KINDS,
  ACCOUNTS,
  accountOf,
  POSTING_MAP,
  eventOf,
  SUB_LEDGERS,
  type AccountCode,
  type LedgerEvent,
} from '#shared/modules/ledger/posting-map.ts'

const words = (list: readonly string[]) => list.map((word) => `'${word}'`).join(', ')
const orNull = (word: string | undefined) => (word === undefined ? 'null' : `'${word}'`)
const own = (name: string) => `md5('${name}')::uuid`

/** The chart and the map as rows; may be run again by a later migration when they have grown. */
export function ledgerSeed(): string {
  const accounts = (Object.keys(ACCOUNTS) as AccountCode[]).map((code) => {
    const { kind, name, sub } = accountOf(code)
    return `(${own(`ledger_account:${code}`)}, '${code}', '${kind}', 'RUB', '${name}', ${orNull(sub)})`
  })
  const events = Object.keys(POSTING_MAP) as LedgerEvent[]
  const legs = events.flatMap((event) =>
    (['debit', 'credit'] as const).flatMap((side) =>
      eventOf(event)[side].map(
        (code) => `(${own(`ledger_leg:${event}:${side}:${code}`)}, '${event}', '${side}', '${code}')`,
      ),
    ),
  )
  return `
insert into app.ledger_account (id, code, kind, currency, name, sub_ledger) values ${accounts.join(',\n')}
on conflict (code) do update set name = excluded.name;
insert into app.ledger_event (id, code, right_name, undo_right_name) values ${events.map((event) => `(${own(`ledger_event:${event}`)}, '${event}', ${orNull(eventOf(event).right)}, ${orNull(eventOf(event).undoRight)})`).join(',\n')}
on conflict (code) do update set right_name = excluded.right_name, undo_right_name = excluded.undo_right_name;
insert into app.ledger_leg (id, event, side, account_code) values ${legs.join(',\n')}
on conflict (event, side, account_code) do nothing;`
}

export const migration = {
  name: '0050-ledger',
  sql: /* sql */ `
create table app.ledger_account (
  id uuid primary key,
  code text not null unique,
  kind text not null check (kind in (${words(ACCOUNT_KINDS)})),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  name text not null,
  sub_ledger text check (sub_ledger in (${words(SUB_LEDGERS)})),
  unique (id, currency)
);
select sync.adopt('app.ledger_account');

-- What may be posted, by whom besides the accountants, and onto which accounts.
create table app.ledger_event (id uuid primary key, code text not null unique, right_name text, undo_right_name text);
create table app.ledger_leg (
  id uuid primary key,
  event text not null references app.ledger_event (code),
  side text not null check (side in ('debit', 'credit')),
  account_code text not null references app.ledger_account (code),
  unique (event, side, account_code)
);
select sync.adopt('app.ledger_event', replicated => false), sync.adopt('app.ledger_leg', replicated => false);
${ledgerSeed()}

create table app.ledger_batch (
  id uuid primary key,
  number bigint,
  company_id uuid not null references app.company (id),
  event text not null references app.ledger_event (code),
  booked_on date not null,
  happened_at timestamptz(3) not null,
  line_count integer not null check (line_count between 2 and 1000),
  reverses_id uuid unique references app.ledger_batch (id),
  document_kind text,
  document_id uuid,
  note text,
  command_id uuid not null,
  created_by_id uuid not null references app.app_user (id),
  unique (company_id, number),
  check ((document_kind is null) = (document_id is null)),
  check (reverses_id is null or coalesce(length(trim(note)), 0) >= 3)
);
create index ledger_batch_document on app.ledger_batch (document_id) where document_id is not null;
create index ledger_batch_booked on app.ledger_batch (company_id, booked_on);
select sync.adopt('app.ledger_batch');

create table app.ledger_entry (
  id uuid primary key,
  batch_id uuid not null references app.ledger_batch (id),
  line integer not null,
  account_id uuid not null,
  currency text not null,
  ref_kind text check (ref_kind in (${words(SUB_LEDGERS)})),
  ref_id uuid,
  debit_minor bigint not null default 0 check (debit_minor >= 0),
  credit_minor bigint not null default 0 check (credit_minor >= 0),
  unique (batch_id, line),
  foreign key (account_id, currency) references app.ledger_account (id, currency),
  check ((debit_minor > 0) <> (credit_minor > 0)),
  check (debit_minor <= 9007199254740991 and credit_minor <= 9007199254740991),
  check ((ref_kind is null) = (ref_id is null))
);
create index ledger_entry_ref on app.ledger_entry (ref_id, account_id) where ref_id is not null;
create index ledger_entry_account on app.ledger_entry (account_id);
-- Never changed, so they are their own journal.
select sync.adopt('app.ledger_entry', audited => false);

create table app.ledger_period (
  id uuid primary key,
  company_id uuid not null references app.company (id),
  through_on date not null,
  closed_at timestamptz(3) not null,
  closed_by_id uuid not null references app.app_user (id),
  note text,
  unique (company_id, through_on)
);
select sync.adopt('app.ledger_period');

-- Append-only, for the owner of the database too -------------------------------------------------------------------------
create function app.ledger_is_written_once() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  raise exception 'the ledger is never edited: reverse and post again' using errcode = 'P0001', hint = 'ledger.append-only';
end $$;
${['ledger_batch', 'ledger_entry', 'ledger_period'].map((table) => `create trigger a_written_once before update or delete or truncate on app.${table} for each statement execute function app.ledger_is_written_once();`).join('\n')}
revoke update, delete on app.ledger_batch, app.ledger_entry, app.ledger_period from kvartal_user;
revoke insert, update, delete on app.ledger_account, app.ledger_event, app.ledger_leg from kvartal_user;
revoke insert on app.ledger_batch from kvartal_user;
grant insert (id, company_id, event, booked_on, happened_at, line_count, reverses_id, document_kind, document_id, note, command_id, created_by_id)
  on app.ledger_batch to kvartal_user;

-- Numbers and closed periods ------------------------------------------------------------------------------------------------
-- One row a company: whoever posts and whoever closes takes it and keeps it to the end, so that neither overtakes the other.
-- A transaction whose snapshot is older than the other's change fails to take it, at the higher isolation levels.
-- Apart from sync.counter, which anybody with a login may advance, and so hold.
create table sync.ledger_counter (company_id uuid primary key references app.company (id), last_value bigint not null);
create function app.ledger_number() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into sync.ledger_counter (company_id, last_value) values (new.company_id, 1)
  on conflict on constraint ledger_counter_pkey do update set last_value = ledger_counter.last_value + 1 returning last_value into new.number;
  return new;
end $$;
create trigger a_number before insert on app.ledger_batch for each row execute function app.ledger_number();

create function app.ledger_in_open_period() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  if exists (select from app.ledger_period p where p.company_id = new.company_id and p.through_on >= new.booked_on) then
    raise exception 'the period is closed' using errcode = 'P0001', hint = 'ledger.period-closed';
  end if;
  if new.booked_on > (clock_timestamp() at time zone 'UTC')::date + 1 or new.happened_at > clock_timestamp() + interval '5 minutes' then
    raise exception 'nothing is booked ahead of time' using errcode = 'P0001', hint = 'ledger.in-future';
  end if;
  return null;
end $$;
create trigger in_open_period after insert on app.ledger_batch for each row execute function app.ledger_in_open_period();

create function app.ledger_close() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into sync.ledger_counter (company_id, last_value) values (new.company_id, 0)
  on conflict on constraint ledger_counter_pkey do update set last_value = ledger_counter.last_value;
  if exists (select from app.ledger_period p where p.company_id = new.company_id and p.id <> new.id and p.through_on >= new.through_on) then
    raise exception 'closed already' using errcode = 'P0001', hint = 'ledger.already-closed';
  end if;
  if new.through_on > (clock_timestamp() at time zone 'UTC')::date then
    raise exception 'the day is not over' using errcode = 'P0001', hint = 'ledger.in-future';
  end if;
  return null;
end $$;
create trigger closing after insert on app.ledger_period for each row execute function app.ledger_close();

-- Balance -------------------------------------------------------------------------------------------------------------------
-- Every line takes a slot that its batch announced; at the commit all slots are taken, so no line is added afterwards.
create function app.ledger_line() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  if exists (select from fresh f join app.ledger_batch b on b.id = f.batch_id where f.line not between 1 and b.line_count) then
    raise exception 'the batch has no such line' using errcode = 'P0001', hint = 'ledger.no-such-line';
  end if;
  if exists (select from fresh f join app.ledger_account a on a.id = f.account_id where a.sub_ledger is not null and f.ref_kind is distinct from a.sub_ledger) then
    raise exception 'the account is kept by somebody' using errcode = 'P0001', hint = 'ledger.no-sub-ledger';
  end if;
  return null;
end $$;
create trigger line after insert on app.ledger_entry referencing new table as fresh for each statement execute function app.ledger_line();

create function app.ledger_balanced() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
declare
  original app.ledger_batch;
begin
  if (select count(*) from app.ledger_entry e where e.batch_id = new.id) <> new.line_count then
    raise exception 'lines are missing' using errcode = 'P0001', hint = 'ledger.incomplete';
  end if;
  if exists (
    select from app.ledger_entry e join app.ledger_account a on a.id = e.account_id where e.batch_id = new.id
    group by e.currency, a.kind = 'memo' having sum(e.debit_minor) <> sum(e.credit_minor)
  ) then
    raise exception 'debit and credit differ' using errcode = 'P0001', hint = 'ledger.unbalanced';
  end if;
  if new.reverses_id is null then
    if exists (
      select from app.ledger_entry e join app.ledger_account a on a.id = e.account_id where e.batch_id = new.id and not exists (
        select from app.ledger_leg l where l.event = new.event and l.account_code = a.code and l.side = case when e.debit_minor > 0 then 'debit' else 'credit' end)
    ) then
      raise exception 'the event takes no such account' using errcode = 'P0001', hint = 'ledger.wrong-account';
    end if;
    return null;
  end if;
  select b.* into original from app.ledger_batch b where b.id = new.reverses_id;
  if original.reverses_id is not null then
    raise exception 'a reversal is not reversed' using errcode = 'P0001', hint = 'ledger.reversal-of-reversal';
  end if;
  if (original.company_id, original.event, original.line_count) is distinct from (new.company_id, new.event, new.line_count)
    or original.document_id is distinct from new.document_id or original.document_kind is distinct from new.document_kind
    or new.booked_on < original.booked_on or exists (
      select from app.ledger_entry e where e.batch_id = new.id and not exists (
        select from app.ledger_entry o where o.batch_id = original.id and o.line = e.line and o.account_id = e.account_id and o.currency = e.currency
          and o.ref_kind is not distinct from e.ref_kind and o.ref_id is not distinct from e.ref_id
          and o.debit_minor = e.credit_minor and o.credit_minor = e.debit_minor))
  then
    raise exception 'a reversal is the exact mirror' using errcode = 'P0001', hint = 'ledger.not-the-mirror';
  end if;
  if access.me() is not null and not access.may('ledger.reverse')
    and not access.within_limit('refund', (select sum(e.debit_minor) from app.ledger_entry e where e.batch_id = new.id)::bigint)
  then
    raise exception 'above the limit of refunds' using errcode = 'P0001', hint = 'access.above-limit';
  end if;
  return null;
end $$;
create constraint trigger balanced after insert on app.ledger_batch deferrable initially deferred for each row execute function app.ledger_balanced();

-- Who sees and who posts ------------------------------------------------------------------------------------------------------
-- The chart and the map: the house, and whoever works at a till of another operator.
${['ledger_account', 'ledger_event', 'ledger_leg'].map((table) => `create policy see on app.${table} for select using ((select access.is_staff()) or (select access.may('tills.sell')));`).join('\n')}
-- Books are read by the house's accountants whole, by another operator's for their own company; everybody sees what they posted.
create policy see on app.ledger_batch for select using (
  ((select access.may('ledger.read')) and ((select access.is_staff()) or company_id = (select access.company()))) or created_by_id = (select access.me()));
create policy see on app.ledger_entry for select using (
  ((select access.may('ledger.read')) and (select access.is_staff())) or exists (select from app.ledger_batch b where b.id = batch_id));
create policy see on app.ledger_period for select using ((select access.is_staff()) or company_id = (select access.company()));

create policy post on app.ledger_batch for insert with check (
  created_by_id = (select access.me()) and ((select access.is_staff()) or company_id = (select access.company())) and (
    case when reverses_id is not null
      then (select access.may('ledger.reverse')) or event in (select e.code from app.ledger_event e where access.may(e.undo_right_name))
    else (select access.may('ledger.post')) or event in (select e.code from app.ledger_event e where access.may(e.right_name)) end));
create policy post on app.ledger_entry for insert with check (
  exists (select from app.ledger_batch b where b.id = batch_id and b.created_by_id = (select access.me())));
create policy close on app.ledger_period for insert with check (
  closed_by_id = (select access.me()) and (select access.may('ledger.close')) and ((select access.is_staff()) or company_id = (select access.company())));
`,
} as const
