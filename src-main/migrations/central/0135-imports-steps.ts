/**
 * A batch's steps are functions of the centre: what the protocol says was written is looked for before it is believed, limits and
 * the second person are judged from the rows themselves, and two batches over the same rows go one after the other.
 */
export const migration = {
  name: '0135-imports-steps',
  sql: /* sql */ `
-- What a person may bring in alone: several roles together allow what the widest of them allows, none allows nothing.
create function app.import_allowance(who uuid, out most_rows integer, out price_change_bp integer, out sensitive_rows integer)
language sql stable security definer set search_path = pg_catalog, app as $$
  select case when count(*) = 0 then 0 when bool_or(l.most_rows is null) then null else max(l.most_rows) end,
    case when count(*) = 0 then 0 when bool_or(l.price_change_bp is null) then null else max(l.price_change_bp) end,
    case when count(*) = 0 then 0 when bool_or(l.sensitive_rows is null) then null else max(l.sensitive_rows) end
  from app.user_role r join app.import_limit l on l.role = r.role where r.user_id = who
$$;

-- The same reasons as secondEyeReasons gives, asked of what the batch has written and of the prices that were there before it.
create function app.import_needs_second(b app.import_batch) returns boolean language plpgsql stable security definer set search_path = pg_catalog, app as $$
declare
  allowed record;
  mark text := 'import:' || b.id;
begin
  select * into allowed from app.import_allowance(b.user_id);
  if exists (select from app.import_row r where r.batch_id = b.id and r.outcome = 'done'
      and (r.after_json ? 'claim' or (r.action = 'update' and r.warnings_json ? 'stale-cell'))) then return true; end if;
  if (select count(*) from app.import_row r where r.batch_id = b.id and r.outcome = 'done' and r.action = 'update'
      and r.changes_json ?| array['price_minor', 'ppm_minor', 'area_cm2', 'cadastral_number', 'inn', 'tax_id']) > allowed.sensitive_rows then return true; end if;
  return b.kind in ('units', 'prices') and exists (
    select from app.import_row r
    join app.unit_price fresh on fresh.unit_id = r.target_id and fresh.note = mark
    cross join lateral (select p.price_minor from app.unit_price p where p.unit_id = r.target_id and p.note is distinct from mark
      order by p.from_at desc, p.id desc limit 1) old
    where r.batch_id = b.id and r.outcome = 'done' and r.action = 'update' and old.price_minor > 0
      and round(abs(fresh.price_minor - old.price_minor)::numeric * 10000 / old.price_minor) > allowed.price_change_bp);
end $$;

-- A line of the protocol that says something else than the tables do; null when every line is true.
create function app.import_untrue(b app.import_batch, wanted text) returns uuid language plpgsql stable security definer set search_path = pg_catalog, app as $$
declare
  mark text := 'import:' || b.id;
  tbl text := case b.kind when 'units' then 'unit' when 'prices' then 'unit' when 'people' then 'person' when 'agencies' then 'company' when 'plans' then 'floor' end;
  side text := case wanted when 'undone' then 'before_json' else 'after_json' end;
  differs text;
  found uuid;
begin
  if tbl is null then return null; end if;
  -- Only the columns that the batch speaks of: whole rows as JSON are a second of work.
  execute format('select string_agg(format(''or r.%1$s ? %%1$L and coalesce(to_jsonb(x.%%1$I), ''''null'''') <> r.%1$s -> %%1$L'', k.name), '' '')
    from (select distinct jsonb_object_keys(r.%1$s) as name from app.import_row r where r.batch_id = $1 and r.outcome = $2) k
    join pg_attribute a on a.attrelid = %2$L::regclass and a.attname = k.name and a.attnum > 0 and not a.attisdropped', side, 'app.' || tbl)
    into differs using b.id, wanted;
  -- Taken back: what was inserted is gone, what was changed is as it was. Written: every row says what the file said.
  execute format('select r.id from app.import_row r left join app.%I x on x.id = r.target_id where r.batch_id = $1 and r.outcome = $2 and case
    when $2 = ''undone'' and r.action = ''insert'' then x.id is not null else x.id is null %s end limit 1', tbl, coalesce(differs, ''))
    into found using b.id, wanted;
  if found is not null or tbl <> 'unit' then return found; end if;
  select r.id into found from app.import_row r
  where r.batch_id = b.id and r.outcome = wanted and (wanted = 'done' or r.action = 'update')
    and jsonb_typeof(r.changes_json #> array['price_minor', case wanted when 'done' then '1' else '0' end]) = 'number'
    and not exists (select from app.unit_price p where p.unit_id = r.target_id and p.note = mark
      and p.price_minor = (r.changes_json #>> array['price_minor', case wanted when 'done' then '1' else '0' end])::bigint) limit 1;
  return found;
end $$;
revoke execute on function app.import_allowance, app.import_needs_second, app.import_untrue from public;

-- What a batch is about to write, or to take back, waits for whoever writes it now; always in one order.
create function app.import_lock(kind text, ids uuid[]) returns void language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if not access.is_staff() or not access.may('imports.run') then raise exception 'not allowed' using errcode = '42501'; end if;
  perform pg_advisory_xact_lock(hashtextextended('import:' || case kind when 'prices' then 'units' else kind end, 0));
  case kind
    when 'units', 'prices' then perform from app.unit x where x.id = any(ids) order by x.id for no key update;
    when 'people' then perform from app.person x where x.id = any(ids) order by x.id for no key update;
    when 'agencies' then perform from app.company x where x.id = any(ids) and x.kind = 'agency' order by x.id for no key update;
    when 'plans' then perform from app.floor x where x.id = any(ids) order by x.id for no key update;
    else null;
  end case;
end $$;

-- Ends a batch that has been written in this transaction.
create function app.import_commit(batch uuid, passed uuid[], moment timestamptz, command uuid, out inserted integer, out updated integer)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  b app.import_batch;
begin
  select * into b from app.import_batch i where i.id = batch for update;
  if b.id is null or not access.is_staff() or not access.may('imports.run') then raise exception 'not allowed' using errcode = '42501'; end if;
  if b.state <> 'awaiting_second_eye' then
    raise exception 'the batch is decided' using errcode = 'P0001', hint = 'imports.batch-step';
  end if;
  perform app.check_moment(moment);
  update app.import_row r set outcome = case when r.id = any(passed) then 'passed' else 'done' end where r.batch_id = batch and r.outcome = 'waiting';
  if app.import_untrue(b, 'done') is not null then
    raise exception 'the protocol says what was not written' using errcode = 'P0001', hint = 'imports.not-written';
  end if;
  if b.user_id = access.me() and app.import_needs_second(b) then
    raise exception 'somebody else must approve' using errcode = 'P0001', hint = 'imports.own-batch';
  end if;
  select count(*) filter (where r.action = 'insert'), count(*) filter (where r.action = 'update') into inserted, updated
  from app.import_row r where r.batch_id = batch and r.outcome = 'done';
  update app.import_batch i set state = 'committed', inserted = import_commit.inserted, updated = import_commit.updated,
    decided_by_id = access.me(), decided_at = moment, written_by_command_id = command where i.id = batch;
end $$;

create function app.import_reject(batch uuid, why text, moment timestamptz) returns void language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if not access.is_staff() or not access.may('imports.run') then raise exception 'not allowed' using errcode = '42501'; end if;
  perform app.check_moment(moment);
  update app.import_batch i set state = 'rejected', decided_by_id = access.me(), decided_at = moment, note = coalesce(why, i.note)
  where i.id = batch;
end $$;

-- Ends the undo of a batch whose updates have been restored in this transaction, and takes back what it inserted, where its kind
-- has no way of its own. The kept: id, reason.
create function app.import_undone(batch uuid, kept_json jsonb, moment timestamptz, out state text, out undone integer, out kept integer)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  b app.import_batch;
begin
  select * into b from app.import_batch i where i.id = batch for update;
  if b.id is null or not access.is_staff() or not access.may('imports.approve') then raise exception 'not allowed' using errcode = '42501'; end if;
  if b.state <> 'committed' then
    raise exception 'only a committed batch can be undone' using errcode = 'P0001', hint = 'imports.batch-step';
  end if;
  perform app.check_moment(moment);
  if b.kind in ('units', 'people', 'agencies', 'plans') then
    kept_json := kept_json || coalesce((select jsonb_agg(jsonb_build_object('id', t.row_id, 'reason', t.reason))
      from app.import_take_back(batch) t where t.reason is not null), '[]');
  end if;
  update app.import_row r set outcome = 'kept', reason = k.reason, by_login = e.login, by_at = e.at
  from jsonb_to_recordset(kept_json) as k (id uuid, reason text)
    join app.import_row o on o.id = k.id
    left join app.import_later_edits(batch, array(select x.target_id from app.import_row x where x.id in (select (j ->> 'id')::uuid from jsonb_array_elements(kept_json) j))) e on e.id = o.target_id
  where r.id = k.id and r.batch_id = batch and r.outcome = 'done';
  get diagnostics kept = row_count;
  update app.import_row r set outcome = 'undone' where r.batch_id = batch and r.outcome = 'done';
  get diagnostics undone = row_count;
  if app.import_untrue(b, 'undone') is not null then
    raise exception 'the protocol says what was not taken back' using errcode = 'P0001', hint = 'imports.not-written';
  end if;
  state := case when kept > 0 then 'partly_undone' else 'undone' end;
  update app.import_batch i set state = import_undone.state, undone_by_id = access.me(), undone_at = moment, kept = import_undone.kept where i.id = batch;
end $$;
revoke execute on function app.import_lock, app.import_commit, app.import_reject, app.import_undone, app.import_take_back from public, kvartal_user;
grant execute on function app.import_lock, app.import_commit, app.import_reject, app.import_undone to kvartal_user;

-- A batch and its rows are written once, together, and then only stepped through the functions above.
revoke insert, update on app.import_batch, app.import_row from kvartal_user;
revoke update (state, places_json, inserted, updated, kept, decided_by_id, decided_at, written_by_command_id, undone_by_id, undone_at, note) on app.import_batch from kvartal_user;
revoke update (outcome, reason, by_login, by_at) on app.import_row from kvartal_user;
grant insert (id, kind, state, file_name, file_hash, sheet, mapping_json, counts_json, reasons_json, places_json, user_id, company_id, created_at, note) on app.import_batch to kvartal_user;
grant insert (id, batch_id, row_no, action, target_id, label, changes_json, before_json, after_json, warnings_json, outcome) on app.import_row to kvartal_user;
drop policy decide on app.import_batch;
drop policy note on app.import_row;
drop policy write on app.import_row;
create policy write on app.import_row for insert with check ((select access.is_staff()) and (select access.may('imports.run')) and outcome in ('waiting', 'done', 'passed')
  and batch_id in (select b.id from app.import_batch b where b.user_id = access.me() and b.state = 'awaiting_second_eye'));

create function app.guard_import_rows_once() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if exists (select from (select f.batch_id, count(*) as n from fresh f group by f.batch_id) g
      where g.n <> (select count(*) from app.import_row r where r.batch_id = g.batch_id)) then
    raise exception 'the rows of a batch are given once' using errcode = 'P0001', hint = 'imports.batch-step';
  end if;
  return null;
end $$;
create trigger guard_import_rows_once after insert on app.import_row referencing new table as fresh for each statement execute function app.guard_import_rows_once();

-- Asked when the transaction ends: the batch has rows, no more of them than its author may bring in, and they stand where it stands.
create function app.guard_import_whole() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  b app.import_batch;
  total integer;
  astray integer;
  most integer;
begin
  select * into b from app.import_batch i where i.id = new.id;
  if b.id is null then return null; end if;
  select count(*), count(*) filter (where not case b.state
      when 'awaiting_second_eye' then r.outcome = 'waiting' when 'rejected' then r.outcome = 'waiting'
      when 'committed' then r.outcome in ('done', 'passed') else r.outcome in ('undone', 'kept', 'passed') end)
    into total, astray from app.import_row r where r.batch_id = new.id;
  if total = 0 or astray > 0 then
    raise exception 'a batch is decided as a whole' using errcode = 'P0001', hint = 'imports.batch-step';
  end if;
  if tg_op = 'INSERT' and access.me() is not null then
    perform app.check_moment(b.created_at);
    most := (app.import_allowance(b.user_id)).most_rows;
    if total > most then raise exception 'more rows than this role may import' using errcode = 'P0001', hint = 'imports.too-many-for-role'; end if;
  end if;
  return null;
end $$;
create constraint trigger guard_import_whole after insert or update on app.import_batch deferrable initially deferred
  for each row execute function app.guard_import_whole();

-- Prices of a batch are written while it is, by whoever decides it: no other line of a price's history may bear its mark.
create function app.guard_import_prices() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if access.me() is not null and exists (
    select from (select distinct f.note, f.source from fresh f where f.source = 'import' or f.note like 'import:%') f
    where f.source <> 'import' or not exists (select from app.import_batch b where f.note = 'import:' || b.id and b.kind in ('units', 'prices')
      and (b.state = 'awaiting_second_eye' and (b.user_id = access.me() or access.may('imports.approve')) or b.state = 'committed' and access.may('imports.approve')))
  ) then raise exception 'not allowed' using errcode = '42501'; end if;
  return null;
end $$;
create trigger guard_import_prices after insert on app.unit_price referencing new table as fresh for each statement execute function app.guard_import_prices();
`,
}
