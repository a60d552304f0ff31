/**
 * Undo in a few statements, however many rows a batch has inserted; and whoever made a row stay is always told, by name and
 * time, be it an edit of the row itself or of what hangs on it: its price, a booking, a contract, a phone.
 */
export const migration = {
  name: '0136-imports-undo',
  sql: /* sql */ `
-- A deleted card or unit asks each table that may refer to it: without these every one of thousands reads the table whole.
create index reservation_person on app.reservation (person_id) where person_id is not null;
create index person_merge_gone on app.person_merge (gone_id);
create index unit_grant_unit on app.unit_grant (unit_id) where unit_id is not null;

-- The end of the batch's own writing: what the audit has after it came later, whichever clock dated the decision.
create function app.import_written_until(b app.import_batch) returns bigint language sql stable security definer set search_path = pg_catalog, app as $$
  select coalesce(max(e.id), 0) from audit.entry e where e.row_id = b.id and e.tbl = 'import_batch' and e.after_json ->> 'state' = 'committed'
$$;

-- Who last touched these rows after the batch: the row itself first, else anything that names it.
create function app.import_kept_by(batch uuid, ids uuid[]) returns table (id uuid, login text, at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, app as $$
declare
  b app.import_batch;
  since bigint;
begin
  select * into b from app.import_batch i where i.id = batch;
  if b.id is null or not access.may('imports.approve') or ids = '{}' then return; end if;
  since := app.import_written_until(b);
  return query
  with direct as materialized (
    select l.id, l.login, l.at from app.import_later_edits(batch, ids) l
  ), open_ids as materialized (
    select i.id from unnest(ids) as i (id) where not exists (select from direct d where d.id = i.id)
  ), named as (
    select distinct on (o.id) o.id, e.login, e.at
    from audit.entry e
      cross join lateral jsonb_each_text(coalesce(e.after_json, e.before_json)) as v (key, value)
      join open_ids o on o.id::text = v.value
    where exists (select from open_ids) and e.id > since and e.tbl not like 'import%'
    order by o.id, e.id desc
  )
  select d.id, d.login, d.at from direct d union all select n.id, n.login, n.at from named n;
end $$;
revoke execute on function app.import_written_until, app.import_kept_by from public;

-- Deletes these rows with what they carry and returns those that something unforeseen holds: halves find them.
create function app.import_delete(kind text, ids uuid[]) returns uuid[] language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  half integer := cardinality(ids) / 2;
begin
  if ids = '{}' then return ids; end if;
  begin
    case kind
      when 'units' then
        -- What goes with a unit goes at once: left to the cascade it would be a statement, with its triggers, for every unit.
        delete from app.unit_price x where x.unit_id = any(ids);
        delete from app.unit_claim x where x.unit_id = any(ids);
        delete from app.unit_status x where x.id = any(ids);
        delete from app.unit_current_price x where x.id = any(ids);
        delete from app.unit x where x.id = any(ids);
      when 'people' then
        delete from app.person_phone x where x.person_id = any(ids);
        delete from app.person x where x.id = any(ids);
      when 'agencies' then delete from app.company x where x.id = any(ids) and x.kind = 'agency';
      when 'plans' then delete from app.floor x where x.id = any(ids);
    end case;
    return '{}';
  exception when foreign_key_violation or raise_exception then
    if half = 0 then return ids; end if;
  end;
  return app.import_delete(kind, ids[:half]) || app.import_delete(kind, ids[half + 1:]);
end $$;
revoke execute on function app.import_delete from public;

create or replace function app.import_take_back(batch uuid) returns table (row_id uuid, reason text)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  b app.import_batch;
  tbl text;
  targets uuid[];
  edited uuid[];
  used uuid[] := '{}';
  found uuid[];
  free uuid[];
  link record;
begin
  select * into b from app.import_batch i where i.id = batch for update;
  if b.id is null or b.state <> 'committed' or not access.is_staff() or not access.may('imports.approve') then
    raise exception 'not allowed' using errcode = '42501';
  end if;
  tbl := case b.kind when 'units' then 'unit' when 'people' then 'person' when 'agencies' then 'company' when 'plans' then 'floor' end;
  targets := array(select i.target_id from app.import_row i where i.batch_id = batch and i.action = 'insert' and i.outcome = 'done');
  if targets = '{}' then return; end if;
  if tbl is null then
    return query select i.id, 'used' from app.import_row i where i.batch_id = batch and i.action = 'insert' and i.outcome = 'done';
    return;
  end if;
  edited := array(select e.id from app.import_later_edits(batch, targets) e);
  execute format('select array(select x.id from app.import_row r join app.%I x on x.id = r.target_id cross join lateral (select to_jsonb(x) as row) n
    where r.batch_id = $1 and r.action = ''insert'' and r.outcome = ''done''
      and not n.row @> (select coalesce(jsonb_object_agg(k, v), ''{}'') from jsonb_each(r.after_json) as e (k, v) where n.row ? k))', tbl) into found using batch;
  edited := edited || found;
  -- Whatever refers to a row and does not go with it keeps it.
  for link in
    select c.conrelid::regclass as tbl, a.attname as col, t.attname as ref from pg_constraint c
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1] join pg_attribute t on t.attrelid = c.confrelid and t.attnum = c.confkey[1]
    where c.contype = 'f' and c.confrelid = ('app.' || tbl)::regclass and c.confdeltype in ('a', 'r') and cardinality(c.conkey) = 1
      and c.conrelid <> 'app.unit_price'::regclass and t.attname = 'id'
  loop
    execute format('select array(select distinct x.%I from %s x where x.%1$I = any($1))', link.col, link.tbl) into found using targets;
    used := used || found;
  end loop;
  if b.kind = 'units' then
    used := used || array(select x.unit_id from app.unit_claim x
      where x.unit_id = any(targets) and x.source <> 'new' and (x.source, x.source_id) is distinct from ('import', batch));
    edited := edited || array(select x.unit_id from app.unit_price x where x.unit_id = any(targets) and x.note is distinct from 'import:' || batch and x.unit_id <> all(used));
  elsif b.kind = 'people' then
    -- A card takes its phones with it: one that somebody has added since keeps the card.
    edited := edited || array(select x.person_id from app.import_row r join app.person_phone x on x.person_id = r.target_id
      where r.batch_id = batch and r.action = 'insert' and r.outcome = 'done' and x.phone is distinct from r.changes_json #>> '{phone,1}');
  end if;
  execute format('select array(select x.id from app.%I x where x.id = any($1) and x.id <> all($2) and x.id <> all($3))', tbl) into free using targets, edited, used;
  execute format('select array(select t from unnest($1) t where not exists (select from app.%I x where x.id = t))', tbl) into found using targets;
  used := used || app.import_delete(b.kind, free);
  return query select r.id, case when r.target_id = any(found) then 'gone' when r.target_id = any(edited) then 'edited' when r.target_id = any(used) then 'used' end
    from app.import_row r where r.batch_id = batch and r.action = 'insert' and r.outcome = 'done';
end $$;

create or replace function app.import_undone(batch uuid, kept_json jsonb, moment timestamptz, out state text, out undone integer, out kept integer)
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
    left join app.import_kept_by(batch, array(select x.target_id from app.import_row x where x.id in (select (j ->> 'id')::uuid from jsonb_array_elements(kept_json) j))) e on e.id = o.target_id
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
`,
}
