/**
 * How often a booking may be extended, how long the next in a queue may think and how long a queue may be: rows with a date,
 * of the house or of one complex, where the migrations before had constants. A complex says what differs; the rest is the house's.
 */
import { transitionRows } from '#shared/kernel/states.ts'
import {
  BOOKING_TERMS,
  CLOSED_STATES,
  RESERVATION_STARTS,
  reservationMachine,
} from '#shared/modules/inventory/status.ts'

const CLOSED = `(${CLOSED_STATES.map((state) => `'${state}'`).join(', ')})`
const pairs = (rows: { from: string; to: string }[]) => rows.map(({ from, to }) => `('${from}', '${to}')`).join(', ')
const steps = (by: string) =>
  transitionRows(reservationMachine)
    .filter((row) => row.by === by)
    .map((row) => ({ from: row.from_state, to: row.to_state }))
const USER_STEPS = pairs([...RESERVATION_STARTS.map((to) => ({ from: '', to })), ...steps('user')])
const SYSTEM_STEPS = pairs(steps('system'))

export const migration = {
  name: '0114-booking-terms',
  sql: /* sql */ `
create table app.booking_terms (
  id uuid primary key,
  complex_id uuid references app.complex (id),
  from_at timestamptz(3) not null,
  extensions integer check (extensions between 0 and 100),
  offer_hours integer check (offer_hours between 1 and 720),
  queue integer check (queue between 0 and 1000),
  user_id uuid references app.app_user (id),
  constraint house_says_all check (complex_id is not null or (extensions is not null and offer_hours is not null and queue is not null)),
  unique nulls not distinct (complex_id, from_at)
);
select sync.adopt('app.booking_terms');
revoke insert, update, delete on app.booking_terms from kvartal_user;
grant insert (id, complex_id, from_at, extensions, offer_hours, queue, user_id) on app.booking_terms to kvartal_user;
-- An agency learns the terms of the house and of the complexes that it sees.
create policy see on app.booking_terms for select using ((select access.may('inventory.read')) and (
  (select access.is_staff()) or complex_id is null or complex_id = any((select access.granted('in_complex'))::uuid[])));
create policy set_terms on app.booking_terms for insert with check (
  (select access.is_staff()) and (select access.may('inventory.terms')) and user_id = (select access.me()));
create function app.guard_booking_terms() returns trigger language plpgsql set search_path = pg_catalog, app as $$
begin
  if access.me() is not null and new.from_at < clock_timestamp() - interval '15 minutes' then
    raise exception 'terms do not reach into the past' using errcode = 'P0001', hint = 'inventory.terms-in-the-past';
  end if;
  return new;
end $$;
create trigger guard_booking_terms before insert on app.booking_terms for each row execute function app.guard_booking_terms();
-- What a grant uncovers now includes the terms of its complex.
create function app.touch_terms() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  perform sync.touch('booking_terms', array(select t.id from app.booking_terms t where t.complex_id = new.complex_id));
  return null;
end $$;
create trigger touch_terms after insert or update on app.unit_grant for each row execute function app.touch_terms();
insert into app.booking_terms (id, from_at, extensions, offer_hours, queue)
values (md5('booking_terms:house')::uuid, '2000-01-01T00:00:00Z', ${BOOKING_TERMS.extensions}, ${BOOKING_TERMS.offerHours}, ${BOOKING_TERMS.queue});

create function app.terms_of(complex uuid) returns table (extensions integer, offer_hours integer, queue integer)
language sql stable security definer set search_path = pg_catalog, app as $$
  select coalesce(c.extensions, h.extensions), coalesce(c.offer_hours, h.offer_hours), coalesce(c.queue, h.queue)
  from (select t.* from app.booking_terms t where t.complex_id is null and t.from_at <= clock_timestamp() order by t.from_at desc limit 1) h
  left join (select t.* from app.booking_terms t where t.complex_id = complex and t.from_at <= clock_timestamp() order by t.from_at desc limit 1) c on true
$$;
revoke execute on function app.terms_of from public;

create or replace function app.guard_reservation() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  is_system boolean := pg_trigger_depth() > 1 or access.me() is null or access.may('jobs.run');
  was text := case tg_op when 'INSERT' then '' else old.state end;
begin
  if tg_op = 'UPDATE' and was in ${CLOSED} then
    raise exception 'the booking is closed' using errcode = 'P0001', hint = 'inventory.reservation-closed';
  end if;
  if (was <> new.state or tg_op = 'INSERT') and (was, new.state) not in (${USER_STEPS}) and not (is_system and (was, new.state) in (${SYSTEM_STEPS})) then
    raise exception 'a booking cannot go from % to %', was, new.state using errcode = 'P0001', hint = 'inventory.reservation-step';
  end if;
  if tg_op = 'INSERT' then
    if not access.is_staff() and access.me() is not null and not coalesce((app.grant_for(new.company_id, new.unit_id)).has_booking, false) then
      raise exception 'this unit is not given to the agency' using errcode = '42501';
    end if;
    new.extended_count := 0;
    if new.state = 'queued' then
      perform from app.unit u where u.id = new.unit_id for no key update;
      -- Any claim will do: an agency must not learn whether it is somebody's booking or a hold.
      if not exists (select from app.unit_claim c where c.unit_id = new.unit_id and c.ended_at is null) then
        raise exception 'nobody holds the unit' using errcode = 'P0001', hint = 'inventory.no-queue-needed';
      end if;
      if (select count(*) from app.reservation r where r.unit_id = new.unit_id and r.company_id = new.company_id and r.state = 'queued')
          >= (select t.queue from app.terms_of(new.complex_id) t) then
        raise exception 'the queue is full' using errcode = 'P0001', hint = 'inventory.queue-full';
      end if;
      perform app.check_moment(new.queued_at);
      new.from_at := null; new.until_at := null;
    end if;
  elsif new.state = 'active' and was = 'active' then
    if new.until_at is distinct from old.until_at then
      if new.until_at <= old.until_at or new.from_at is distinct from old.from_at then
        raise exception 'an extension goes forward' using errcode = 'P0001', hint = 'inventory.until-too-early';
      end if;
      if not is_system and not access.may('inventory.release') then
        if not access.may('inventory.extend') then raise exception 'not allowed' using errcode = '42501'; end if;
        if old.extended_count >= (select t.extensions from app.terms_of(new.complex_id) t) then
          raise exception 'extended as often as may be' using errcode = 'P0001', hint = 'inventory.extensions-used-up';
        end if;
      end if;
      if not is_system then perform app.check_term(new.company_id, new.unit_id, old.until_at, new.until_at); end if;
      new.extended_count := old.extended_count + 1;
    end if;
  end if;
  if new.state = 'active' and was <> 'active' then
    perform app.check_moment(new.from_at);
    if not is_system or pg_trigger_depth() = 1 then perform app.check_term(new.company_id, new.unit_id, new.from_at, new.until_at); end if;
  end if;
  if new.state in ${CLOSED} then perform app.check_moment(new.closed_at); end if;
  return new;
end $$;

create or replace function app.offer_next(unit uuid, at timestamptz) returns void language sql security definer set search_path = pg_catalog, app as $$
  update app.reservation set state = 'offered', from_at = at,
    until_at = at + make_interval(hours => (select t.offer_hours from app.unit u, app.terms_of(u.complex_id) t where u.id = unit))
  where id = (select r.id from app.reservation r where r.unit_id = unit and r.state = 'queued' order by r.queued_at, r.id limit 1)
    and not exists (select from app.unit_claim c where c.unit_id = unit and c.ended_at is null)
$$;
`,
} as const
