/**
 * Triggers of the property register. They hold for raw SQL as well as for the program: status follows claims, claims
 * follow bookings, prices only move when nobody holds the unit and never below the least price without an approval.
 */
import { transitionRows } from '#shared/kernel/states.ts'
import {
  CLOSED_STATES,
  RESERVATION_STARTS,
  reservationMachine,
  type BOOKING_TERMS,
} from '#shared/modules/inventory/status.ts'

const CLOSED = `(${CLOSED_STATES.map((state) => `'${state}'`).join(', ')})`
const pairs = (rows: { from: string; to: string }[]) => rows.map(({ from, to }) => `('${from}', '${to}')`).join(', ')
const steps = (by: string) =>
  transitionRows(reservationMachine)
    .filter((row) => row.by === by)
    .map((row) => ({ from: row.from_state, to: row.to_state }))
const USER_STEPS = pairs([...RESERVATION_STARTS.map((to) => ({ from: '', to })), ...steps('user')])
const SYSTEM_STEPS = pairs(steps('system'))

export const guards = (terms: typeof BOOKING_TERMS) => /* sql */ `
-- Structure ------------------------------------------------------------------------------------------------------------
create function app.fill_place() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  select s.building_id, s.complex_id into new.building_id, new.complex_id from app.section s where s.id = new.section_id;
  return new;
end $$;
create function app.fill_section_place() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  select b.complex_id into new.complex_id from app.building b where b.id = new.building_id;
  return new;
end $$;
create function app.fill_unit_place() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  select u.building_id, u.complex_id into new.building_id, new.complex_id from app.unit u where u.id = new.unit_id;
  return new;
end $$;
create trigger fill_place before insert or update of section_id on app.unit for each row when (new.building_id is null or new.complex_id is null) execute function app.fill_place();
create trigger fill_place before insert on app.entrance for each row when (new.building_id is null) execute function app.fill_place();
create trigger fill_place before insert on app.floor for each row when (new.building_id is null) execute function app.fill_place();
create trigger fill_place before insert on app.section for each row when (new.complex_id is null) execute function app.fill_section_place();
-- Never taken from the writer: policies and triggers rely on it.
create trigger a_fill_place before insert on app.unit_claim for each row execute function app.fill_unit_place();
create trigger a_fill_place before insert on app.reservation for each row execute function app.fill_unit_place();
create trigger a_fill_place before insert on app.unit_price for each row execute function app.fill_unit_place();

-- Status follows claims ------------------------------------------------------------------------------------------------
-- The units are locked first and judged by the next statement's snapshot, so that of two claims at once the later one
-- sees the earlier.
create function app.refresh_status(ids uuid[]) returns void language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  perform from app.unit u where u.id = any(ids) order by u.id for no key update;
  insert into app.unit_status as s (id, complex_id, building_id, section_id, kind, status, rooms, finishing, view, window_side, floor, riser,
    number, number_order, area_cm2, price_minor, ppm_minor, since_at, on_sale_at)
  select u.id, u.complex_id, u.building_id, u.section_id, u.kind, coalesce(top.kind, 'free'), u.rooms, u.finishing, u.view, u.window_side, u.floor, u.riser,
    u.number, u.number_order, u.area_cm2, p.price_minor, p.ppm_minor,
    greatest(top.from_at, (select max(c.ended_at) from app.unit_claim c where c.unit_id = u.id and c.ended_at is not null
      and app.claim_priority(c.kind) < coalesce(app.claim_priority(top.kind), 1000))),
    case when exists (select from app.unit_claim c where c.unit_id = u.id and c.kind = 'not_for_sale' and c.ended_at is null) then null
      else coalesce((select max(c.ended_at) from app.unit_claim c where c.unit_id = u.id and c.kind = 'not_for_sale'), u.created_at) end
  from app.unit u
  left join app.unit_current_price p on p.id = u.id
  left join lateral (
    select c.kind, c.from_at from app.unit_claim c where c.unit_id = u.id and c.ended_at is null order by app.claim_priority(c.kind) limit 1
  ) top on true
  where u.id = any(ids)
  on conflict (id) do update set kind = excluded.kind, status = excluded.status, rooms = excluded.rooms, finishing = excluded.finishing,
    view = excluded.view, window_side = excluded.window_side, floor = excluded.floor, riser = excluded.riser, number = excluded.number,
    number_order = excluded.number_order, area_cm2 = excluded.area_cm2, price_minor = excluded.price_minor, ppm_minor = excluded.ppm_minor,
    since_at = excluded.since_at, on_sale_at = excluded.on_sale_at
  where s is distinct from excluded;
  update app.unit u set is_free = s.status = 'free' from app.unit_status s
  where s.id = u.id and u.id = any(ids) and u.is_free is distinct from (s.status = 'free');
end $$;
revoke execute on function app.refresh_status from public;

-- A price that was agreed for everybody else while the unit was held comes into force when it is free again.
create function app.apply_waiting_price(ids uuid[], at timestamptz) returns void language sql security definer set search_path = pg_catalog, app as $$
  insert into app.unit_price (id, unit_id, building_id, complex_id, price_minor, ppm_minor, from_at, source, price_list_id, rule_id, factors_json, user_id)
  select gen_random_uuid(), u.id, u.building_id, u.complex_id, w.price_minor, w.ppm_minor, at, 'list', w.price_list_id, (w.factors_json ->> 'rule_id')::uuid, w.factors_json, w.approver_id
  from app.unit u
  join app.unit_current_price p on p.id = u.id
  join lateral (
    select i.*, l.approver_id, l.activated_at from app.price_list_item i join app.price_list l on l.id = i.price_list_id
    where i.unit_id = u.id and l.activated_at is not null order by l.activated_at desc, l.id desc limit 1
  ) w on w.activated_at > p.from_at
  where u.id = any(ids) and u.is_free
$$;
revoke execute on function app.apply_waiting_price from public;

create function app.follow_claims() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  ended uuid[];
begin
  if tg_op = 'INSERT' then
    perform app.refresh_status(array(select distinct unit_id from fresh));
  elsif tg_op = 'DELETE' then
    perform app.refresh_status(array(select distinct unit_id from gone));
  else
    perform app.refresh_status(array(select distinct unit_id from fresh));
    ended := array(select distinct f.unit_id from fresh f join gone g on g.id = f.id where g.ended_at is null and f.ended_at is not null and f.is_exclusive);
    if ended <> '{}' then perform app.apply_waiting_price(ended, (select max(ended_at) from fresh)); end if;
    perform app.offer_next(f.unit_id, f.ended_at) from fresh f join gone g on g.id = f.id
      where g.ended_at is null and f.ended_at is not null and not f.is_exclusive
        and exists (select from app.reservation r where r.unit_id = f.unit_id and r.state = 'queued');
  end if;
  return null;
end $$;
create trigger follow_claims_insert after insert on app.unit_claim referencing new table as fresh for each statement execute function app.follow_claims();
create trigger follow_claims_update after update on app.unit_claim referencing new table as fresh old table as gone for each statement execute function app.follow_claims();
create trigger follow_claims_delete after delete on app.unit_claim referencing old table as gone for each statement execute function app.follow_claims();
-- What is new is not for sale until somebody offers it.
create function app.follow_units() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if access.me() is null then
    perform app.refresh_status(array(select id from fresh));
  else
    insert into app.unit_claim (id, unit_id, building_id, complex_id, kind, from_at, source, user_id)
    select gen_random_uuid(), id, building_id, complex_id, 'not_for_sale', created_at, 'new', access.me() from fresh;
  end if;
  return null;
end $$;
create function app.guard_unit_delete() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if exists (select from app.unit_claim c where c.unit_id = old.id and c.source <> 'new') or exists (select from app.unit_price p where p.unit_id = old.id) then
    raise exception 'the unit has a history' using errcode = 'P0001', hint = 'inventory.has-history';
  end if;
  return old;
end $$;
create trigger guard_unit_delete before delete on app.unit for each row execute function app.guard_unit_delete();
create trigger follow_units after insert on app.unit referencing new table as fresh for each statement execute function app.follow_units();
create function app.follow_unit_edits() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  -- Of what refresh_status itself changes there is nothing to follow.
  if pg_trigger_depth() = 1 then perform app.refresh_status(array(select id from fresh)); end if;
  return null;
end $$;
create trigger follow_unit_edits after update on app.unit referencing new table as fresh for each statement execute function app.follow_unit_edits();

-- History is written once: a claim is made and ended, never moved; ending is final.
create function app.guard_claim() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if old.ended_at is not null or new.ended_at is null
    or (new.unit_id, new.kind, new.from_at, new.source, new.source_id, new.company_id) is distinct from (old.unit_id, old.kind, old.from_at, old.source, old.source_id, old.company_id) then
    raise exception 'a claim can only be ended, and once' using errcode = 'P0001', hint = 'inventory.claim-is-history';
  end if;
  return new;
end $$;
create trigger guard_claim before update on app.unit_claim for each row when (pg_trigger_depth() = 0 or old.ended_at is not null) execute function app.guard_claim();

-- Nobody dates a fact into the past or the future: that would rewrite what the board showed.
create function app.check_moment(moment timestamptz) returns void language plpgsql set search_path = pg_catalog as $$
begin
  if moment is not null and access.me() is not null and not access.may('jobs.run') and abs(extract(epoch from moment - clock_timestamp())) > 900 then
    raise exception 'not the time of this command' using errcode = 'P0001', hint = 'inventory.wrong-time';
  end if;
end $$;
create function app.guard_claim_time() returns trigger language plpgsql set search_path = pg_catalog, app as $$
begin
  if tg_op = 'INSERT' then perform app.check_moment(new.from_at); end if;
  perform app.check_moment(new.ended_at);
  return new;
end $$;
create trigger guard_claim_time before insert or update on app.unit_claim for each row when (pg_trigger_depth() = 0) execute function app.guard_claim_time();

-- Bookings -------------------------------------------------------------------------------------------------------------
-- The grant under which a company may book a unit: the narrowest one decides. Null row for the developer's own people.
create function app.grant_for(company uuid, unit uuid) returns app.unit_grant language sql stable security definer set search_path = pg_catalog, app as $$
  select g.* from app.unit_grant g join app.unit u on u.id = unit
  where g.company_id = company and g.ended_at is null and g.complex_id = u.complex_id
    and (g.building_id is null or g.building_id = u.building_id) and (g.unit_id is null or g.unit_id = u.id)
  order by g.unit_id is null, g.building_id is null limit 1
$$;
revoke execute on function app.grant_for from public;

create function app.check_term(company uuid, unit uuid, from_at timestamptz, until_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  days integer := ceil(extract(epoch from until_at - from_at) / 86400);
  given app.unit_grant;
begin
  if access.me() is null then return; end if;
  if not access.is_staff() then given := app.grant_for(company, unit); end if;
  if not access.within_limit('hold_days', days) or days > coalesce(given.max_hold_days, days) then
    raise exception 'longer than this user may book' using errcode = 'P0001', hint = 'inventory.until-too-late';
  end if;
end $$;
revoke execute on function app.check_term from public;

create function app.guard_reservation() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
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
      if (select count(*) from app.reservation r where r.unit_id = new.unit_id and r.company_id = new.company_id and r.state = 'queued') >= ${terms.queue} then
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
        if old.extended_count >= ${terms.extensions} then
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
create trigger guard_reservation before insert or update on app.reservation for each row execute function app.guard_reservation();

-- The claim of a booking. Whoever comes second waits for the first at the unit's lock and is then refused.
create function app.take_unit(r app.reservation) returns void language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  perform from app.unit u where u.id = r.unit_id for no key update;
  if exists (select from app.unit_claim c where c.unit_id = r.unit_id and c.ended_at is null) then
    raise exception 'the unit is not free' using errcode = 'P0001', hint = 'inventory.unit-taken';
  end if;
  insert into app.unit_claim (id, unit_id, building_id, complex_id, kind, from_at, source, source_id, company_id, user_id)
  values (gen_random_uuid(), r.unit_id, r.building_id, r.complex_id, case when r.kind = 'paid' and r.state = 'active' then 'reserved_paid' else 'reserved' end,
    r.from_at, 'reservation', r.id, r.company_id, r.user_id);
end $$;
revoke execute on function app.take_unit from public;

-- The first of the queue holds the unit while they think.
create function app.offer_next(unit uuid, at timestamptz) returns void language sql security definer set search_path = pg_catalog, app as $$
  update app.reservation set state = 'offered', from_at = at, until_at = at + interval '${terms.offerHours} hours'
  where id = (select r.id from app.reservation r where r.unit_id = unit and r.state = 'queued' order by r.queued_at, r.id limit 1)
    and not exists (select from app.unit_claim c where c.unit_id = unit and c.ended_at is null)
$$;
revoke execute on function app.offer_next from public;

create function app.follow_reservation() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  was text := case tg_op when 'INSERT' then '' else old.state end;
begin
  if was in ('active', 'offered') and (new.state <> was or new.kind <> old.kind) then
    -- Two commands that waited for one another may be issued in the other order than they ran.
    update app.unit_claim set ended_at = greatest(from_at, coalesce(new.closed_at, new.from_at)), ended_by_id = access.me()
    where source_id = new.id and source = 'reservation' and ended_at is null;
  end if;
  if new.state in ('active', 'offered') and (new.state <> was or new.kind <> old.kind) then
    perform app.take_unit(new);
  end if;
  if new.state in ('active', 'offered') then
    perform sync.schedule('reservation:' || new.id, new.until_at, 'inventory.expireDue', jsonb_build_object('reservationId', new.id));
  elsif was in ('active', 'offered') then
    perform sync.unschedule('reservation:' || new.id);
    if new.state <> 'converted' then perform app.offer_next(new.unit_id, new.closed_at); end if;
  end if;
  return null;
end $$;
create trigger follow_reservation after insert or update on app.reservation for each row execute function app.follow_reservation();

-- Prices ---------------------------------------------------------------------------------------------------------------
-- The rule for a unit: the building's before the complex's, then the kind's own before the general one.
create function app.rule_for(complex uuid, building uuid, unit_kind text) returns app.price_rule language sql stable set search_path = pg_catalog, app as $$
  select r.* from app.price_rule r
  where r.is_active and r.complex_id = complex and (r.building_id is null or r.building_id = building) and (r.kind is null or r.kind = unit_kind)
  order by r.building_id is null, r.kind is null limit 1
$$;
create function app.min_price(complex uuid, building uuid, unit_kind text, area bigint) returns bigint language sql stable set search_path = pg_catalog, app as $$
  select round((app.rule_for(complex, building, unit_kind)).min_ppm_minor::numeric * area / 10000)::bigint
$$;

create function app.follow_prices() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if access.me() is not null then
    perform from app.unit u where u.id in (select unit_id from fresh) order by u.id for no key update;
    if exists (select from fresh f join app.unit_claim c on c.unit_id = f.unit_id and c.ended_at is null and c.is_exclusive) then
      raise exception 'the price is frozen while somebody holds the unit' using errcode = 'P0001', hint = 'inventory.price-frozen';
    end if;
    if exists (
      select from fresh f join app.unit u on u.id = f.unit_id left join app.price_list l on l.id = f.price_list_id and l.approved_at is not null
      where f.price_minor < app.min_price(u.complex_id, u.building_id, u.kind, u.area_cm2)
        and not exists (select from app.price_list_item i where i.price_list_id = l.id and i.unit_id = f.unit_id and i.price_minor = f.price_minor)
    ) then
      raise exception 'below the least price' using errcode = 'P0001', hint = 'inventory.below-minimum';
    end if;
    perform app.check_moment((select min(from_at) from fresh)), app.check_moment((select max(from_at) from fresh));
  end if;
  insert into app.unit_current_price as p (id, building_id, complex_id, price_minor, ppm_minor, from_at)
  select distinct on (unit_id) unit_id, building_id, complex_id, price_minor, ppm_minor, from_at from fresh order by unit_id, from_at desc, id desc
  on conflict (id) do update set price_minor = excluded.price_minor, ppm_minor = excluded.ppm_minor, from_at = excluded.from_at
  where excluded.from_at >= p.from_at;
  -- From the fresh rows outwards: the other way round the planner, which expects few differences, goes over them once a unit.
  update app.unit_status s set price_minor = p.price_minor, ppm_minor = p.ppm_minor
  from (select distinct unit_id from fresh) f join app.unit_current_price p on p.id = f.unit_id
  where s.id = f.unit_id and (s.price_minor, s.ppm_minor) is distinct from (p.price_minor, p.ppm_minor);
  return null;
end $$;
create trigger follow_prices after insert on app.unit_price referencing new table as fresh for each statement execute function app.follow_prices();

-- Four eyes: who wrote a list does not approve it.
create function app.guard_price_list() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if access.me() is null then return new; end if;
  if tg_op = 'INSERT' and new.state not in ('draft', 'submitted') then
    raise exception 'a price list begins as a draft' using errcode = 'P0001', hint = 'inventory.price-list-step';
  end if;
  if tg_op = 'UPDATE' and new.state in ('approved', 'rejected') and old.state <> new.state then
    if not access.may('inventory.approvePrice') then raise exception 'not allowed' using errcode = '42501'; end if;
    if old.author_id = access.me() then
      raise exception 'somebody else must approve' using errcode = 'P0001', hint = 'inventory.own-price-list';
    end if;
    new.approver_id := access.me();
    perform app.check_moment(new.approved_at);
  elsif tg_op = 'UPDATE' and (new.approver_id, new.approved_at) is distinct from (old.approver_id, old.approved_at) then
    raise exception 'not allowed' using errcode = '42501';
  end if;
  if tg_op = 'UPDATE' and (old.state <> 'draft' and new.starts_at <> old.starts_at or new.author_id <> old.author_id) then
    raise exception 'the list has left its draft' using errcode = 'P0001', hint = 'inventory.price-list-step';
  end if;
  return new;
end $$;
create trigger a_guard_price_list before insert or update on app.price_list for each row execute function app.guard_price_list();
create trigger guard_state before update of state on app.price_list for each row execute function sync.guard_state('price_list', 'state');

-- Agencies -------------------------------------------------------------------------------------------------------------
-- What a grant uncovers or hides is touched, so that the agency's next pull adds or drops it.
create function app.touch_granted() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  scopes jsonb;
  complexes uuid[];
  buildings uuid[];
  units uuid[];
begin
  if tg_op <> 'INSERT' then scopes := (select jsonb_agg(to_jsonb(g)) from gone g); end if;
  if tg_op <> 'DELETE' then scopes := coalesce(scopes, '[]') || (select jsonb_agg(to_jsonb(f)) from fresh f); end if;
  if scopes is null then return null; end if;
  complexes := array(select distinct s.complex_id from jsonb_to_recordset(scopes) as s (complex_id uuid));
  select coalesce(array_agg(distinct b.id), '{}') into buildings
  from app.building b join jsonb_to_recordset(scopes) as s (complex_id uuid, building_id uuid) on s.complex_id = b.complex_id and (s.building_id is null or s.building_id = b.id);
  units := array(select distinct u.id from app.unit u join jsonb_to_recordset(scopes) as s (complex_id uuid, building_id uuid, unit_id uuid)
    on s.complex_id = u.complex_id and (s.building_id is null or s.building_id = u.building_id) and (s.unit_id is null or s.unit_id = u.id));
  perform sync.touch('complex', complexes), sync.touch('building', buildings), sync.touch('unit', units),
    sync.touch('section', array(select id from app.section where building_id = any(buildings))),
    sync.touch('entrance', array(select id from app.entrance where building_id = any(buildings))),
    sync.touch('floor', array(select id from app.floor where building_id = any(buildings))),
    sync.touch('unit_current_price', array(select id from app.unit_current_price where id = any(units))),
    sync.touch('lot_unit', array(select id from app.lot_unit where unit_id = any(units))),
    sync.touch('lot', array(select lot_id from app.lot_unit where unit_id = any(units)));
  return null;
end $$;
create trigger touch_granted_insert after insert on app.unit_grant referencing new table as fresh for each statement execute function app.touch_granted();
create trigger touch_granted_update after update on app.unit_grant referencing new table as fresh old table as gone for each statement execute function app.touch_granted();
create trigger touch_granted_delete after delete on app.unit_grant referencing old table as gone for each statement execute function app.touch_granted();
`
