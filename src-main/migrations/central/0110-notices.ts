/**
 * Notices: one row for one recipient, whom alone it concerns. Nobody inserts them: the centre's triggers and `app.notify`
 * do, which judges whether the caller may reach that person. A task is a notice that stays until somebody has done it.
 */
export const migration = {
  name: '0110-notices',
  sql: /* sql */ `
create table app.notice (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references app.app_user (id) on delete cascade,
  kind text not null check (kind ~ '^[a-z]+[.][a-zA-Z]+$' and length(kind) <= 80),
  -- What the words are filled with; names end like columns (_at, _on, _minor, _cm2) and are written accordingly.
  facts_json jsonb not null default '{}' check (jsonb_typeof(facts_json) = 'object' and length(facts_json::text) <= 4000),
  -- The screen and its parameters.
  link text check (link ~ '^/[a-z]' and length(link) <= 500),
  is_task boolean not null default false,
  -- One notice a key and recipient, however often it is sent.
  key text check (length(key) <= 200),
  created_by_id uuid references app.app_user (id),
  created_at timestamptz(3) not null default now(),
  read_at timestamptz(3),
  done_at timestamptz(3) check (done_at is null or is_task),
  constraint notice_key unique (user_id, key)
);
create index notice_user on app.notice (user_id, created_at);
select sync.adopt('app.notice', audited => false);
revoke insert, update, delete on app.notice from kvartal_user;
grant update (read_at, done_at) on app.notice to kvartal_user;
create policy see on app.notice for select using (user_id = (select access.me()));
create policy mark on app.notice for update using (user_id = (select access.me()));

-- People of the house reach everybody; others their own company and the house. Whom the caller may not reach is passed
-- over without a word, as is somebody who is blocked.
create function app.notify(recipients uuid[], kind text, facts jsonb, link text, is_task boolean, key text) returns void
language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if pg_trigger_depth() = 0 and access.me() is null then raise insufficient_privilege using message = 'nobody is asking'; end if;
  insert into app.notice (user_id, kind, facts_json, link, is_task, key, created_by_id)
  select u.id, notify.kind, facts, notify.link, notify.is_task, notify.key, access.me()
  from app.app_user u join app.company c on c.id = u.company_id
  where u.id = any(recipients) and u.blocked_at is null
    and (pg_trigger_depth() > 0 or access.is_staff() or u.company_id = access.company() or c.kind = 'developer')
  on conflict on constraint notice_key do nothing;
end $$;

-- Everybody with a role in a company; without a company, in the developer's own.
create function app.people_with(wanted text, company uuid) returns uuid[] language sql stable security definer set search_path = pg_catalog, app as $$
  select coalesce(array_agg(distinct u.id order by u.id), '{}') from app.app_user u join app.user_role r on r.user_id = u.id and r.role = wanted
  join app.company c on c.id = u.company_id
  where u.blocked_at is null and case when company is null then c.kind = 'developer' else c.id = company end
$$;
revoke execute on function app.people_with from public;
create function app.notify_role(wanted text, company uuid, kind text, facts jsonb, link text, is_task boolean, key text) returns void
language sql security definer set search_path = pg_catalog, app as $$
  select app.notify(app.people_with(wanted, company), kind, facts, link, is_task, key)
$$;

-- C18.2: who booked a unit and their head learn that the booking ran out; the next in the queue that it is their turn. A company
-- without managers of its own (an agency) has those of the house for heads.
create function app.tell_of_reservation() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  facts jsonb;
  place text := '/inventory/reservations?id=' || new.id;
  heads uuid[];
begin
  select jsonb_build_object('number', u.number, 'building', b.name, 'complex', c.name, 'client', new.client_name, 'until_at', new.until_at)
    into facts from app.unit u join app.building b on b.id = u.building_id join app.complex c on c.id = u.complex_id where u.id = new.unit_id;
  if old.state = 'offered' then
    update app.notice set done_at = now(), read_at = coalesce(read_at, now()) where key = 'offer:' || new.id and done_at is null;
  end if;
  if new.state = 'expired' and old.state = 'active' then
    heads := app.people_with('manager', new.company_id);
    if heads = '{}' then heads := app.people_with('manager', null); end if;
    perform app.notify(array[new.user_id] || heads, 'inventory.bookingExpired', facts, place, true, 'expired:' || new.id);
  elsif new.state = 'expired' then
    perform app.notify(array[new.user_id], 'inventory.offerExpired', facts, place, false, 'lapsed:' || new.id);
  elsif new.state = 'offered' then
    perform app.notify(array[new.user_id], 'inventory.queueOffer', facts, place, true, 'offer:' || new.id);
  elsif new.state = 'released' and access.me() is distinct from new.user_id then
    perform app.notify(array[new.user_id], 'inventory.bookingReleased',
      facts || jsonb_build_object('reason', left(new.close_reason, 300), 'who', (select name from app.app_user where id = access.me())),
      place, false, 'released:' || new.id);
  end if;
  return null;
end $$;
create trigger tell_of_reservation after update on app.reservation for each row when (old.state <> new.state) execute function app.tell_of_reservation();
`,
} as const
