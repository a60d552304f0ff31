/**
 * What its module has closed (a deal that is agreed, a booking that has ended) does not change any more, for a merge neither: such rows stay
 * with the signpost, and "access.same_person" leads from either card to all of them.
 */
export const migration = {
  name: '0109-merge-closed',
  sql: String.raw`
create or replace function access.merge_people(merge uuid, kept uuid, gone uuid, why text) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
  k app.person;
  g app.person;
  ks app.person_secret;
  gs app.person_secret;
  ref record;
  own uuid;
  ids uuid[];
  stayed integer := 0;
  moved jsonb := '[]';
  filled text[];
  shared jsonb;
  before jsonb;
begin
  if not access.may_merge() then raise insufficient_privilege using message = 'not for you'; end if;
  if length(trim(why)) < 3 then raise exception 'a merge needs a reason' using errcode = 'P0001', hint = 'access.reason-missing'; end if;
  perform from app.person where id in (kept, gone) order by id for update;
  select * into k from app.person where id = kept;
  select * into g from app.person where id = gone;
  if k.id is null or g.id is null then raise exception 'no such person' using errcode = 'P0001', hint = 'access.no-person'; end if;
  if k.merged_into_id is not null or g.merged_into_id is not null then raise exception 'merged already' using errcode = 'P0001', hint = 'access.merged-away'; end if;
  if kept = gone or (k.company_id, k.kind) is distinct from (g.company_id, g.kind) then
    raise exception 'cards of one company and one kind' using errcode = 'P0001', hint = 'access.merge-different';
  end if;
  select * into ks from app.person_secret where id = kept for update;
  select * into gs from app.person_secret where id = gone for update;
  -- Null where either is unknown, and then nothing speaks against it.
  if ks.birth_on <> gs.birth_on or ks.snils <> gs.snils or ks.inn <> gs.inn or k.inn <> g.inn then
    raise exception 'they are two' using errcode = 'P0001', hint = 'access.merge-two-people';
  end if;

  for ref in
    select c.conrelid::regclass::text as tbl, a.attname as col
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = 'app.person'::regclass and array_length(c.conkey, 1) = 1 and a.attname <> 'id'
      and c.conrelid not in ('app.person_phone'::regclass, 'app.person_merge'::regclass) order by 1, 2
  loop
    ids := null;
    for own in execute format('select id from %s where %I = $1 order by id', ref.tbl, ref.col) using gone loop
      begin
        execute format('update %s set %I = $1 where id = $2', ref.tbl, ref.col) using kept, own;
        ids := ids || own;
      exception
        when unique_violation then raise exception 'both take part in one and the same' using errcode = 'P0001', hint = 'access.merge-together';
        when raise_exception then stayed := stayed + 1;
      end;
    end loop;
    if ids is not null then moved := moved || jsonb_build_object('tbl', ref.tbl, 'col', ref.col, 'ids', ids); end if;
  end loop;

  with both_have as (delete from app.person_phone p where p.person_id = gone
    and exists (select from app.person_phone o where o.person_id = kept and o.phone = p.phone) returning p.*)
  select coalesce(jsonb_agg(to_jsonb(b)), '[]') into shared from both_have b;
  with u as (update app.person_phone set person_id = kept, position = position + 100 where person_id = gone returning id) select array_agg(id) into ids from u;
  if ids is not null then moved := moved || jsonb_build_object('tbl', 'app.person_phone', 'col', 'person_id', 'ids', ids); end if;

  if gs.id is not null then
    select array_agg(key) into filled from jsonb_each(to_jsonb(gs)) where value <> 'null' and key not in ('id', 'updated_at') and coalesce(to_jsonb(ks) -> key, 'null') = 'null';
    if ks.id is null then insert into app.person_secret (id, updated_at) values (kept, now()); end if;
    if filled is not null then
      execute format('update app.person_secret k set updated_at = now(), %s from app.person_secret g where k.id = $1 and g.id = $2',
        (select string_agg(format('%I = g.%I', f, f), ', ') from unnest(filled) f)) using kept, gone;
    end if;
  end if;

  before := jsonb_build_object('email', k.email, 'notes', k.notes, 'search', k.search);
  k.email := coalesce(k.email, g.email);
  k.notes := left(concat_ws(E'\n', nullif(k.notes, ''), nullif(g.notes, '')), 4000);
  k.search := k.search || ' ' || g.search;
  update app.person set email = k.email, notes = k.notes, search = k.search where id = kept;
  update app.person set merged_into_id = kept where id = gone;
  insert into app.person_merge (id, kept_id, gone_id, reason, user_id, moved_json, filled_json, card_json)
  values (merge, kept, gone, trim(why), access.me(), moved, coalesce(to_jsonb(filled), '[]'),
    jsonb_build_object('before', before, 'after', jsonb_build_object('email', k.email, 'notes', k.notes, 'search', k.search), 'phones', shared, 'stayed', stayed));
end $$;

-- The card that stays and every card that was joined with it, from any of them.
create function access.same_person(who uuid) returns setof uuid language sql stable set search_path = pg_catalog as $$
  select p.id from app.person p where coalesce(p.merged_into_id, p.id) = (select coalesce(w.merged_into_id, w.id) from app.person w where w.id = who)
$$;
`,
} as const
