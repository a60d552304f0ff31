/**
 * Units that enter the register sold. Nobody writes such a claim by hand; a batch does, for units it has made itself, and
 * only through somebody who is not its author. Undo takes the claim of that very batch along.
 */
import { SOLD } from '#shared/modules/imports/kinds/unit-checks.ts'

export const migration = {
  name: '0094-imports-sold',
  sql: /* sql */ `
create function app.import_claim_sold(batch uuid, at timestamptz) returns integer language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  b app.import_batch;
  made integer;
begin
  select * into b from app.import_batch i where i.id = batch for update;
  if b.id is null or b.state <> 'awaiting_second_eye' or b.kind <> 'units' or not access.is_staff() or not access.may('imports.approve') or not access.may('deals.write') then
    raise exception 'not allowed' using errcode = '42501';
  end if;
  if b.user_id = access.me() then
    raise exception 'somebody else must approve' using errcode = 'P0001', hint = 'imports.own-batch';
  end if;
  perform app.check_moment(at);
  insert into app.unit_claim (id, unit_id, kind, from_at, source, source_id, user_id)
  select gen_random_uuid(), u.id, r.after_json ->> 'claim', greatest(at, u.created_at), 'import', batch, access.me()
  from app.import_row r join app.unit u on u.id = r.target_id
  where r.batch_id = batch and r.action = 'insert' and r.outcome = 'waiting' and r.after_json ->> 'claim' in (${Array.from(SOLD, (kind) => `'${kind}'`).join(', ')})
    and not exists (select from app.unit_claim c where c.unit_id = u.id and (c.source <> 'new' or c.is_exclusive));
  get diagnostics made = row_count;
  return made;
end $$;
revoke execute on function app.import_claim_sold from public;
grant execute on function app.import_claim_sold to kvartal_user;

create or replace function app.import_take_back(batch uuid) returns table (row_id uuid, reason text)
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
  for r in select i.id, i.target_id, i.after_json, i.changes_json #>> '{phone,1}' as phone from app.import_row i where i.batch_id = batch and i.action = 'insert' and i.outcome = 'done' order by i.row_no desc loop
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
              or exists (select from app.unit_claim x where x.unit_id = r.target_id and x.source <> 'new' and (x.source, x.source_id) is distinct from ('import', batch)) then why := 'used';
            elsif exists (select from app.unit_price x where x.unit_id = r.target_id and x.note is distinct from 'import:' || batch) then why := 'edited';
            else
              delete from app.unit_claim x where x.unit_id = r.target_id and x.source = 'import';
              delete from app.unit_price x where x.unit_id = r.target_id;
              delete from app.unit u where u.id = r.target_id;
            end if;
          when 'people' then
            -- A card takes its phones with it: one that somebody has added since keeps the card.
            if exists (select from app.person_phone x where x.person_id = r.target_id and x.phone is distinct from r.phone) then why := 'edited';
            else delete from app.person p where p.id = r.target_id;
            end if;
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
`,
}
