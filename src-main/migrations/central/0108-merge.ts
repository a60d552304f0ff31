/**
 * Two cards of one person become one. Everything that referred to the card that goes refers to the one that stays, phones and what the
 * kept card lacked of the secrets follow. The other card remains as a signpost, so that ledgers and papers that cannot change still
 * lead to the person, and what was moved is written down, so that it can be moved back.
 */
export const migration = {
  name: '0108-merge',
  sql: String.raw`
alter table app.person add column merged_into_id uuid references app.person (id) check (merged_into_id <> id);
create index person_merged on app.person (merged_into_id) where merged_into_id is not null;
revoke insert on app.person from kvartal_user;
grant insert (id, company_id, created_by_id, created_at, kind, name, last_name, first_name, middle_name, inn, kpp, ogrn, email, notes, search) on app.person to kvartal_user;

create table app.person_merge (
  id uuid primary key,
  kept_id uuid not null references app.person (id),
  gone_id uuid not null references app.person (id),
  reason text not null check (length(trim(reason)) >= 3),
  user_id uuid not null references app.app_user (id),
  merged_at timestamptz(3) not null default now(),
  -- [{tbl, col, ids}]: what referred to the other card
  moved_json jsonb not null,
  -- names of the secrets that were filled in, never what they say
  filled_json jsonb not null,
  -- the kept card's own columns before and after, and phones that both had
  card_json jsonb not null,
  undone_at timestamptz(3),
  undone_by_id uuid references app.app_user (id),
  undone_reason text
);
create index person_merge_kept on app.person_merge (kept_id);
select sync.adopt('app.person_merge');
revoke insert, update, delete on app.person_merge from kvartal_user;
create policy see on app.person_merge for select using ((select access.may('people.merge')) and (select access.is_staff()));

create function access.guard_merged() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  raise exception 'the card was joined with another one' using errcode = 'P0001', hint = 'access.merged-away';
end $$;
create trigger guard_merged before update on app.person for each row
  when (old.merged_into_id is not null and new.merged_into_id is not distinct from old.merged_into_id) execute function access.guard_merged();

-- Whoever still refers to the card that went, from an outbox for instance, reaches the one that stayed. The lock waits for a merge under way.
create function access.follow_merge() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
declare
  stays uuid;
begin
  select p.merged_into_id into stays from app.person p where p.id = (to_jsonb(new) ->> tg_argv[0])::uuid for key share;
  return case when stays is null then new else jsonb_populate_record(new, jsonb_build_object(tg_argv[0], stays)) end;
end $$;
-- Called by the migration of every table that refers to people: select access.follows_merges('app.deal_participant', 'person_id')
create function access.follows_merges(target regclass, col text) returns void language plpgsql set search_path = pg_catalog as $$
begin
  execute format('create trigger a_follow_merge before insert or update of %I on %s for each row when (new.%I is not null) execute function access.follow_merge(%L)', col, target, col, col);
end $$;
revoke execute on function access.follows_merges from public;
select access.follows_merges('app.reservation', 'person_id'), access.follows_merges('app.deal_participant', 'person_id'), access.follows_merges('app.person_phone', 'person_id');

create function access.may_merge() returns boolean language sql stable security definer set search_path = pg_catalog as $$
  select access.may('people.merge') and access.is_staff()
$$;

create function access.merge_people(merge uuid, kept uuid, gone uuid, why text) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
  k app.person;
  g app.person;
  ks app.person_secret;
  gs app.person_secret;
  ref record;
  ids uuid[];
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
    begin
      execute format('with u as (update %s set %I = $1 where %I = $2 returning id) select array_agg(id) from u', ref.tbl, ref.col, ref.col) into ids using kept, gone;
    exception when unique_violation then
      raise exception 'both take part in one and the same' using errcode = 'P0001', hint = 'access.merge-together';
    end;
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
    jsonb_build_object('before', before, 'after', jsonb_build_object('email', k.email, 'notes', k.notes, 'search', k.search), 'phones', shared));
end $$;

create function access.undo_merge(merge uuid, why text) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
  m app.person_merge;
  part jsonb;
begin
  if not access.may_merge() then raise insufficient_privilege using message = 'not for you'; end if;
  if length(trim(why)) < 3 then raise exception 'needs a reason' using errcode = 'P0001', hint = 'access.reason-missing'; end if;
  select * into m from app.person_merge where id = merge for update;
  if m.id is null or m.undone_at is not null then raise exception 'no such merge' using errcode = 'P0001', hint = 'access.no-merge'; end if;
  perform from app.person where id in (m.kept_id, m.gone_id) order by id for update;
  -- What was joined last is parted first: a card that went on into a third one carries what was moved to it.
  if (select merged_into_id from app.person where id = m.kept_id) is not null
    or exists (select from app.person_merge l where l.undone_at is null and l.kept_id = m.kept_id and (l.merged_at, l.id) > (m.merged_at, m.id)) then
    raise exception 'a later merge stands on it' using errcode = 'P0001', hint = 'access.merge-not-last';
  end if;
  update app.person set merged_into_id = null where id = m.gone_id;
  for part in select jsonb_array_elements(m.moved_json) loop
    execute format('update %s set %I = $1 where %I = $2 and id = any($3)', (part ->> 'tbl')::regclass, part ->> 'col', part ->> 'col')
      using m.gone_id, m.kept_id, array(select jsonb_array_elements_text(part -> 'ids')::uuid);
  end loop;
  update app.person_phone set position = greatest(position - 100, 0) where person_id = m.gone_id;
  insert into app.person_phone select p.* from jsonb_populate_recordset(null::app.person_phone, m.card_json -> 'phones') p on conflict do nothing;
  -- Only what still says what the other card says was filled in from it.
  if jsonb_array_length(m.filled_json) > 0 then
    execute format('update app.person_secret k set updated_at = now(), %s from app.person_secret g where k.id = $1 and g.id = $2',
      (select string_agg(format('%1$I = case when k.%1$I is not distinct from g.%1$I then null else k.%1$I end', f), ', ') from jsonb_array_elements_text(m.filled_json) f))
      using m.kept_id, m.gone_id;
  end if;
  update app.person p set
    email = case when p.email is not distinct from m.card_json -> 'after' ->> 'email' then m.card_json -> 'before' ->> 'email' else p.email end,
    notes = case when p.notes = m.card_json -> 'after' ->> 'notes' then m.card_json -> 'before' ->> 'notes' else p.notes end,
    search = case when p.search = m.card_json -> 'after' ->> 'search' then m.card_json -> 'before' ->> 'search' else p.search end
  where p.id = m.kept_id;
  update app.person_merge set undone_at = now(), undone_by_id = access.me(), undone_reason = trim(why) where id = merge;
end $$;

-- Pairs of cards that share a phone or a number; says which, and never the number itself: whoever merges need not read passports.
create function access.duplicate_people(most integer) returns table (first_id uuid, second_id uuid, sharing text[])
language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  if not access.may_merge() then raise insufficient_privilege using message = 'not for you'; end if;
  return query
    select d.a, d.b, array_agg(distinct d.what order by d.what) from (
      select x.person_id as a, y.person_id as b, 'phone' as what from app.person_phone x join app.person_phone y on y.phone = x.phone and y.person_id > x.person_id
      union all select x.id, y.id, 'passport' from app.person_secret x join app.person_secret y
        on regexp_replace(y.passport_number, '\W', '', 'g') = regexp_replace(x.passport_number, '\W', '', 'g') and y.id > x.id where regexp_replace(x.passport_number, '\W', '', 'g') <> ''
      union all select x.id, y.id, 'snils' from app.person_secret x join app.person_secret y on y.snils = x.snils and y.id > x.id
      union all select x.id, y.id, 'inn' from app.person_secret x join app.person_secret y on y.inn = x.inn and y.id > x.id
      union all select x.id, y.id, 'inn' from app.person x join app.person y on y.inn = x.inn and y.id > x.id
    ) d join app.person p on p.id = d.a join app.person q on q.id = d.b
    where p.merged_into_id is null and q.merged_into_id is null and (p.company_id, p.kind) = (q.company_id, q.kind)
    group by d.a, d.b order by count(distinct d.what) desc, d.a, d.b limit most;
end $$;
`,
} as const
