/**
 * Imports: batches with their protocol, named mappings, limits by role. What a batch wrote is kept cell by cell, before and
 * after, for ever; the data itself is written under the user's own rights, by the policies of its own tables.
 */
import { BATCH_STATES, ROW_OUTCOMES } from '#shared/modules/imports/model.ts'

const words = (list: readonly string[]) => list.map((word) => `'${word}'`).join(', ')

export const migration = {
  name: '0040-imports',
  sql: /* sql */ `
-- A number may be the unit's own only within its section and floor (C13.3).
alter table app.unit drop constraint unit_building_id_kind_number_key;
alter table app.unit add constraint unit_number unique (building_id, section_id, floor, kind, number);

create table app.import_batch (
  id uuid primary key,
  kind text not null,
  state text not null check (state in (${words(BATCH_STATES)})),
  file_name text not null,
  file_hash text not null,
  sheet text not null,
  mapping_json jsonb not null,
  inserted integer not null default 0,
  updated integer not null default 0,
  kept integer not null default 0,
  counts_json jsonb not null,
  -- Why it had to wait for a second person; empty when it had not.
  reasons_json jsonb not null default '[]',
  -- Places that approval has to make first.
  places_json jsonb,
  user_id uuid not null references app.app_user (id),
  company_id uuid not null references app.company (id),
  created_at timestamptz(3) not null,
  decided_by_id uuid references app.app_user (id),
  decided_at timestamptz(3),
  -- The command that wrote it: what the audit holds under another one came later.
  written_by_command_id uuid,
  undone_by_id uuid references app.app_user (id),
  undone_at timestamptz(3),
  note text
);
create index import_batch_created on app.import_batch (created_at);
create index import_batch_hash on app.import_batch (file_hash);

create table app.import_row (
  id uuid primary key,
  batch_id uuid not null references app.import_batch (id),
  row_no integer not null,
  action text not null check (action in ('insert', 'update')),
  target_id uuid not null,
  label text not null,
  changes_json jsonb not null,
  before_json jsonb not null,
  after_json jsonb not null,
  warnings_json jsonb not null,
  outcome text not null check (outcome in (${words(ROW_OUTCOMES)})),
  reason text,
  by_login text,
  by_at timestamptz(3)
);
create index import_row_batch on app.import_row (batch_id, row_no);
create index import_row_target on app.import_row (target_id);

create table app.import_mapping (
  id uuid primary key,
  kind text not null,
  name text not null check (name <> ''),
  user_id uuid not null references app.app_user (id),
  company_id uuid not null references app.company (id),
  is_shared boolean not null default false,
  mapping_json jsonb not null
);
create index import_mapping_user on app.import_mapping (user_id);

create table app.import_limit (
  id uuid primary key,
  role text not null unique,
  most_rows integer check (most_rows >= 0),
  price_change_bp integer check (price_change_bp >= 0),
  sensitive_rows integer check (sensitive_rows >= 0)
);

select sync.adopt('app.import_batch'), sync.adopt('app.import_mapping'), sync.adopt('app.import_limit');
-- The protocol is its own journal, and 19,000 rows of it are nobody's cache.
select sync.adopt('app.import_row', replicated => false, audited => false);

insert into app.import_limit (id, role, most_rows, price_change_bp, sensitive_rows) values
  (gen_random_uuid(), 'administrator', null, 2000, 1000),
  (gen_random_uuid(), 'manager', null, 2000, 1000),
  (gen_random_uuid(), 'analyst', 250000, 500, 200);

-- Who sees and writes --------------------------------------------------------------------------------------------------
revoke update, delete on app.import_batch from kvartal_user;
grant update (state, places_json, inserted, updated, kept, decided_by_id, decided_at, written_by_command_id, undone_by_id, undone_at, note) on app.import_batch to kvartal_user;
create policy see on app.import_batch for select using ((select access.is_staff()) and (select access.may('imports.run')));
create policy write on app.import_batch for insert with check ((select access.is_staff()) and (select access.may('imports.run'))
  and user_id = (select access.me()) and company_id = (select access.company()));
create policy decide on app.import_batch for update using ((select access.is_staff()) and (select access.may('imports.run')));

revoke update, delete on app.import_row from kvartal_user;
grant update (outcome, reason, by_login, by_at) on app.import_row to kvartal_user;
create policy see on app.import_row for select using ((select access.is_staff()) and (select access.may('imports.run')));
create policy write on app.import_row for insert with check ((select access.is_staff()) and (select access.may('imports.run'))
  and batch_id in (select b.id from app.import_batch b where b.user_id = access.me() and b.decided_at is null));
create policy note on app.import_row for update using ((select access.is_staff()) and (select access.may('imports.run')));

create policy see on app.import_mapping for select using ((select access.may('imports.run')) and (user_id = (select access.me()) or is_shared and company_id = (select access.company())));
create policy write on app.import_mapping for all using (user_id = (select access.me())) with check (user_id = (select access.me()) and company_id = (select access.company()));

create policy see on app.import_limit for select using ((select access.is_staff()) and (select access.may('imports.run')));
create policy write on app.import_limit for all using ((select access.may('access.manage'))) with check ((select access.may('access.manage')));

-- The steps of a batch: a second person decides what waits, nobody decides twice, what is old is sealed.
create function app.guard_import_batch() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'awaiting_second_eye' or new.decided_at is not null then
      raise exception 'a batch begins undecided' using errcode = 'P0001', hint = 'imports.batch-step';
    end if;
    return new;
  end if;
  if new.state = old.state and old.state = 'awaiting_second_eye' then return new; end if;
  if old.state = 'awaiting_second_eye' and new.state in ('committed', 'rejected') then
    if new.decided_by_id is distinct from access.me() then raise exception 'not allowed' using errcode = '42501'; end if;
    if jsonb_array_length(old.reasons_json) > 0 then
      if not access.may('imports.approve') then raise exception 'not allowed' using errcode = '42501'; end if;
      if new.state = 'committed' and old.user_id = access.me() then
        raise exception 'somebody else must approve' using errcode = 'P0001', hint = 'imports.own-batch';
      end if;
    elsif old.user_id <> access.me() then
      raise exception 'not allowed' using errcode = '42501';
    end if;
    return new;
  end if;
  if old.state = 'committed' and new.state in ('undone', 'partly_undone') then
    if not access.may('imports.approve') then raise exception 'not allowed' using errcode = '42501'; end if;
    if old.decided_at < clock_timestamp() - interval '90 days' then
      raise exception 'the batch is sealed' using errcode = 'P0001', hint = 'imports.sealed';
    end if;
    return new;
  end if;
  raise exception 'a batch cannot go from % to %', old.state, new.state using errcode = 'P0001', hint = 'imports.batch-step';
end $$;
create trigger guard_import_batch before insert or update on app.import_batch for each row execute function app.guard_import_batch();

-- The protocol says once what was written; later only what became of it, and by whom a batch may be decided or undone.
create function app.guard_import_row() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if (old.outcome, new.outcome) not in (('waiting', 'done'), ('waiting', 'passed'), ('done', 'undone'), ('done', 'kept')) then
    raise exception 'the protocol is history' using errcode = 'P0001', hint = 'imports.batch-step';
  end if;
  return new;
end $$;
create trigger guard_import_row before update on app.import_row for each row execute function app.guard_import_row();
create function app.guard_import_rows() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if not access.may('imports.approve') and exists (
    select from app.import_batch b where b.id in (select distinct f.batch_id from fresh f)
      and (b.state <> 'awaiting_second_eye' or jsonb_array_length(b.reasons_json) > 0 or b.user_id is distinct from access.me())) then
    raise exception 'not allowed' using errcode = '42501';
  end if;
  return null;
end $$;
create trigger guard_import_rows after update on app.import_row referencing new table as fresh
  for each statement execute function app.guard_import_rows();

-- Rows that are no longer what the batch left, and who was the last to change them: they stay as they are. What an edit
-- and its own undo did cancels out, and what bookings derive is no edit.
create function app.import_later_edits(batch uuid, ids uuid[])
returns table (id uuid, login text, at timestamptz) language sql stable security definer set search_path = pg_catalog, app as $$
  with entries as (
    select e.id, e.row_id, e.login, e.at, e.before_json - 'is_free' as was, e.after_json - 'is_free' as became, e.command_id = b.written_by_command_id as is_own
    from app.import_batch b join audit.entry e on e.row_id = any(ids) and e.at >= b.decided_at
    where b.id = batch and access.may('imports.approve')
  ), last as (select distinct on (row_id) * from entries order by row_id, id desc),
  own as (select distinct on (row_id) * from entries where is_own order by row_id, id desc),
  first as (select distinct on (row_id) * from entries where is_own is not true order by row_id, id)
  select l.row_id, l.login, l.at from last l left join own o on o.row_id = l.row_id left join first f on f.row_id = l.row_id
  where l.is_own is not true and l.became is distinct from coalesce(o.became, f.was)
$$;

-- Takes back what a batch inserted, row by row: whatever refers to a row, or was changed in it since, keeps that row alone.
create function app.import_take_back(batch uuid) returns table (row_id uuid, reason text)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  b app.import_batch;
  r record;
  why text;
  now_json jsonb;
begin
  select * into b from app.import_batch i where i.id = batch for update;
  if b.id is null or b.state <> 'committed' or not access.is_staff() or not access.may('imports.approve') then
    raise exception 'not allowed' using errcode = '42501';
  end if;
  for r in select i.id, i.target_id, i.after_json from app.import_row i where i.batch_id = batch and i.action = 'insert' and i.outcome = 'done' order by i.row_no desc loop
    why := null;
    case b.kind
      when 'units' then select to_jsonb(u) into now_json from app.unit u where u.id = r.target_id;
      when 'people' then select to_jsonb(p) into now_json from app.person p where p.id = r.target_id;
      when 'agencies' then select to_jsonb(c) into now_json from app.company c where c.id = r.target_id;
      when 'plans' then select to_jsonb(f) into now_json from app.floor f where f.id = r.target_id;
      else now_json := null;
    end case;
    if now_json is null then why := 'gone';
    elsif exists (select from app.import_later_edits(batch, array[r.target_id])) then why := 'edited';
    elsif not now_json @> (select coalesce(jsonb_object_agg(k, v), '{}') from jsonb_each(r.after_json) as e (k, v) where now_json ? k) then why := 'edited';
    else
      begin
        case b.kind
          when 'units' then
            if exists (select from app.reservation x where x.unit_id = r.target_id)
              or exists (select from app.unit_claim x where x.unit_id = r.target_id and x.source <> 'new') then why := 'used';
            elsif exists (select from app.unit_price x where x.unit_id = r.target_id and x.note is distinct from 'import:' || batch) then why := 'edited';
            else
              delete from app.unit_price x where x.unit_id = r.target_id;
              delete from app.unit u where u.id = r.target_id;
            end if;
          when 'people' then delete from app.person p where p.id = r.target_id;
          when 'agencies' then delete from app.company c where c.id = r.target_id and c.kind = 'agency';
          when 'plans' then delete from app.floor f where f.id = r.target_id;
          else why := 'used';
        end case;
      exception when foreign_key_violation or raise_exception then why := 'used';
      end;
    end if;
    row_id := r.id;
    reason := why;
    return next;
  end loop;
end $$;
revoke execute on function app.import_take_back from public;
grant execute on function app.import_take_back to kvartal_user;
`,
}
