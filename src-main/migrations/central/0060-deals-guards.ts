/** Triggers of deals. They hold for raw SQL as well as for the program. */
import { transitionRows } from '#shared/kernel/states.ts'
import { USER_ROLES } from '#shared/modules/deals/model.ts'
import {
  AGREED_STAGES,
  CLAIM_OF_STAGE,
  CLOSED_STAGES,
  dealMachine,
  HOLDING_STAGES,
  HOUSE_STAGES,
  RETURN_BOOKING_DAYS,
  STAGE_DEMANDS,
  type DealStage,
  type Demand,
} from '#shared/modules/deals/stages.ts'

const words = (list: readonly string[]) => list.map((word) => `'${word}'`).join(', ')
const list = (stages: readonly DealStage[]) => `(${words(stages)})`
const steps = (by: 'user' | 'system') => [
  ...new Set(
    transitionRows(dealMachine)
      .filter((row) => row.by === by)
      .map((row) => `('${row.from_state}', '${row.to_state}')`),
  ),
]
const RETURNS = [
  ...new Set(
    transitionRows(dealMachine)
      .filter((row) => row.name === 'return')
      .map((row) => `('${row.from_state}', '${row.to_state}')`),
  ),
].join(', ')

/** When a demand is met, of the deal `d`. The same as `demands.ts`. */
const MET: Record<Demand, string> = {
  meeting_at: 'd.meeting_at is not null',
  meeting_result: "coalesce(d.meeting_result, '') <> ''",
  phone: "d.client_phone <> ''",
  needs: "coalesce(d.needs_json, '{}') <> '{}'",
  units: 'exists (select from app.deal_unit u where u.deal_id = d.id)',
  reservation: `d.kind <> 'sale' or not exists (select from app.deal_unit u left join app.reservation r on r.id = u.reservation_id and r.unit_id = u.unit_id
      where u.deal_id = d.id and r.state is distinct from 'active')`,
  price: 'not exists (select from app.deal_unit u where u.deal_id = d.id and u.price_minor is null)',
  buyers: "exists (select from app.deal_participant p where p.deal_id = d.id and p.role = 'buyer')",
  payment: 'd.payment_kind is not null',
  mortgage:
    "d.mortgage_kind = 'none' or (d.payment_kind = 'full' and coalesce(d.mortgage_bank, '') <> '' and d.mortgage_minor is not null)",
  shares: 'app.deal_shares_whole(d.id, d.ownership)',
  guardians: `not exists (select from app.deal_participant p left join app.person_secret s on s.id = p.person_id
      where p.deal_id = d.id and p.guardian_id is null and (p.is_minor or p.role = 'buyer' and app.is_minor(s.birth_on)))`,
  contract_on: 'd.contract_on is not null',
  reason: 'd.refuse_reason_id is not null',
}

export const guards = /* sql */ `
create function app.is_minor(birth_on date) returns boolean language sql stable set search_path = pg_catalog as $$
  select coalesce(birth_on > ((clock_timestamp() at time zone 'Europe/Moscow')::date - interval '18 years'), false)
$$;
-- Exactly one, in whole numbers however long.
create function app.deal_shares_whole(deal uuid, ownership text) returns boolean language plpgsql stable security definer set search_path = pg_catalog, app as $$
declare
  part record;
  num numeric := 0;
  den numeric := 1;
  buyers integer := 0;
begin
  for part in select p.share_num, p.share_den from app.deal_participant p where p.deal_id = deal and p.role = 'buyer' loop
    buyers := buyers + 1;
    num := num * coalesce(part.share_den, 1) + coalesce(part.share_num, 0) * den;
    den := den * coalesce(part.share_den, 1);
  end loop;
  return case ownership when 'sole' then buyers = 1 when 'joint' then buyers = 2 else buyers >= 2 and num = den end;
end $$;
revoke execute on function app.deal_shares_whole from public;

-- What the deal lacks for the stage it is in, in the order of the demands.
create function app.deal_lacks(d app.deal) returns text[] language plpgsql stable security definer set search_path = pg_catalog, app as $$
declare
  missing text[] := '{}';
begin
${Object.entries(MET)
  .map(([demand, condition]) => {
    const stages = (Object.keys(STAGE_DEMANDS) as DealStage[]).filter((stage) =>
      STAGE_DEMANDS[stage].includes(demand as Demand),
    )
    return `  if d.stage in ${list(stages)} and not (${condition}) then missing := missing || '${demand}'::text; end if;`
  })
  .join('\n')}
  return missing;
end $$;
revoke execute on function app.deal_lacks from public;

create function app.deal_claim(kind text, stage text) returns text language sql immutable set search_path = pg_catalog as $$
  select case kind
    when 'sale' then case stage ${Object.entries(CLAIM_OF_STAGE)
      .map(([stage, claim]) => `when '${stage}' then '${claim}'`)
      .join(' ')} end
    when 'lease' then case when stage in ${list(HOUSE_STAGES)} then 'not_for_sale' end
  end
$$;
create function app.deal_holds(kind text, stage text) returns boolean language sql immutable set search_path = pg_catalog as $$
  select stage in ${list(HOLDING_STAGES)} and not (kind = 'assignment' and stage = 'won')
$$;
revoke execute on function app.deal_claim, app.deal_holds from public;

-- A price that waits comes into force when nobody holds the unit: not between a booking and the deal that takes it over.
create or replace function app.apply_waiting_price(ids uuid[], at timestamptz) returns void language sql security definer set search_path = pg_catalog, app as $$
  insert into app.unit_price (id, unit_id, building_id, complex_id, price_minor, ppm_minor, from_at, source, price_list_id, rule_id, factors_json, user_id)
  select gen_random_uuid(), u.id, u.building_id, u.complex_id, w.price_minor, w.ppm_minor, at, 'list', w.price_list_id, (w.factors_json ->> 'rule_id')::uuid, w.factors_json, w.approver_id
  from app.unit u
  join app.unit_current_price p on p.id = u.id
  join lateral (
    select i.*, l.approver_id, l.activated_at from app.price_list_item i join app.price_list l on l.id = i.price_list_id
    where i.unit_id = u.id and l.activated_at is not null order by l.activated_at desc, l.id desc limit 1
  ) w on w.activated_at > p.from_at
  where u.id = any(ids) and u.is_free and not exists (select from app.deal_unit du where du.unit_id = u.id and du.is_held)
$$;

-- Derived -------------------------------------------------------------------------------------------------------------------
create function app.refresh_deals(ids uuid[]) returns void language sql security definer set search_path = pg_catalog, app as $$
  update app.deal d set name = n.name, price_minor = n.price_minor, discount_minor = n.discount_minor, services_minor = n.services_minor
  from (
    select d.id,
      concat_ws(' / ', d.number::text, coalesce((
        select case when p.last_name is null then p.name else concat_ws(' ', p.last_name, nullif(left(p.first_name, 1) || '.', '.'), nullif(left(p.middle_name, 1) || '.', '.')) end
        from app.deal_participant b join app.person p on p.id = b.person_id where b.deal_id = d.id and b.role = 'buyer' order by b.position, b.id limit 1), d.client_name),
        (select u.number from app.deal_unit du join app.unit u on u.id = du.unit_id where du.deal_id = d.id order by du.position, du.created_at, du.id limit 1)) as name,
      (select sum(u.price_minor)::bigint from app.deal_unit u where u.deal_id = d.id) as price_minor,
      (select coalesce(sum(u.discount_minor), 0)::bigint from app.deal_unit u where u.deal_id = d.id) as discount_minor,
      (select coalesce(sum(s.price_minor * s.quantity), 0)::bigint from app.deal_service s where s.deal_id = d.id) as services_minor
    from app.deal d where d.id = any(ids)
  ) n
  where d.id = n.id and (d.name, d.price_minor, d.discount_minor, d.services_minor) is distinct from (n.name, n.price_minor, n.discount_minor, n.services_minor)
$$;
revoke execute on function app.refresh_deals from public;
create function app.follow_deal_parts() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if tg_op = 'DELETE' then perform app.refresh_deals(array(select distinct deal_id from gone));
  else perform app.refresh_deals(array(select distinct deal_id from fresh)); end if;
  return null;
end $$;
${['deal_unit', 'deal_participant', 'deal_service']
  .map(
    (table) => `
create trigger follow_parts_insert after insert on app.${table} referencing new table as fresh for each statement execute function app.follow_deal_parts();
create trigger follow_parts_update after update on app.${table} referencing new table as fresh for each statement execute function app.follow_deal_parts();
create trigger follow_parts_delete after delete on app.${table} referencing old table as gone for each statement execute function app.follow_deal_parts();`,
  )
  .join('')}
create function app.follow_person_name() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  perform app.refresh_deals(array(select b.deal_id from app.deal_participant b where b.person_id = new.id and b.role = 'buyer'));
  return null;
end $$;
create trigger follow_deals after update of name, last_name, first_name, middle_name on app.person for each row
  when ((old.name, old.last_name, old.first_name, old.middle_name) is distinct from (new.name, new.last_name, new.first_name, new.middle_name)) execute function app.follow_person_name();

-- Stages --------------------------------------------------------------------------------------------------------------------
create function app.guard_deal() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  is_system boolean := pg_trigger_depth() > 1 or access.me() is null;
  missing text[];
  changed jsonb;
begin
  if tg_op = 'INSERT' then
    if new.stage <> 'need' and access.me() is not null then
      raise exception 'a deal begins with a need' using errcode = 'P0001', hint = 'deals.step';
    end if;
    perform app.check_moment(new.created_at), app.check_moment(new.stage_since_at);
    new.name := new.number || ' / ' || new.client_name;
    return new;
  end if;
  if is_system and new.stage = old.stage then return new; end if;
  if not is_system then
    select coalesce(jsonb_object_agg(f.key, f.value), '{}') into changed from jsonb_each(to_jsonb(new)) f where f.value is distinct from to_jsonb(old) -> f.key;
    if not access.may('deals.write') and changed - '{stage,stage_since_at,stage_note,contract_on,refuse_reason_id,refuse_note,closed_at}'::text[] <> '{}' then
      raise exception 'only the stage' using errcode = '42501';
    end if;
    if old.stage = 'lost' and new.stage = 'lost' and changed - '{note}'::text[] <> '{}' then
      raise exception 'the deal is closed' using errcode = 'P0001', hint = 'deals.closed';
    end if;
    if old.stage in ${list(AGREED_STAGES)} and new.stage in ${list(AGREED_STAGES)} and changed ?| '{payment_kind,ownership,client_name}'::text[] then
      raise exception 'it is agreed' using errcode = 'P0001', hint = 'deals.agreed';
    end if;
    if new.user_id <> old.user_id then
      if not (access.is_staff() and access.may('deals.all') and access.may('deals.write')) then raise exception 'not allowed' using errcode = '42501'; end if;
      select u.company_id into new.company_id from app.app_user u where u.id = new.user_id and u.blocked_at is null;
      if not found then raise exception 'nobody to lead it' using errcode = 'P0001', hint = 'deals.no-user'; end if;
    end if;
    -- Filling in the result is what moves the deal.
    if new.stage = old.stage and old.stage in ('need', 'meeting') and coalesce(old.meeting_result, '') = '' and coalesce(new.meeting_result, '') <> '' then
      new.stage := 'met';
      new.stage_since_at := clock_timestamp();
      new.meeting_at := coalesce(new.meeting_at, new.stage_since_at);
      is_system := true;
    end if;
  end if;
  if new.stage <> old.stage then
    if (old.stage, new.stage) not in (${steps('user').join(', ')}) and not (is_system and (old.stage, new.stage) in (${steps('system').join(', ')})) then
      raise exception 'a deal cannot go from % to %', old.stage, new.stage using errcode = 'P0001', hint = 'deals.step';
    end if;
    if new.stage_since_at = old.stage_since_at then new.stage_since_at := clock_timestamp(); end if;
    if not is_system then
      perform app.check_moment(new.stage_since_at);
      if new.stage in ${list(HOUSE_STAGES)} and not access.is_staff() then raise exception 'the house leads it from here' using errcode = '42501'; end if;
      if old.stage in ('contract', 'registration', 'won') and ((old.stage, new.stage) in (${RETURNS}) or new.stage = 'lost') and not access.may('deals.cancel') then
        raise exception 'not allowed' using errcode = '42501';
      end if;
      if (old.stage, new.stage) in (${RETURNS}) then
        if length(trim(coalesce(new.stage_note, ''))) < 3 then
          raise exception 'going back needs a reason' using errcode = 'P0001', hint = 'deals.reason-missing';
        end if;
      else
        new.stage_note := null;
      end if;
    end if;
    if old.stage = 'lost' then new.refuse_reason_id := null; new.refuse_note := null; end if;
    new.closed_at := case when new.stage in ${list(CLOSED_STAGES)} then new.stage_since_at end;
    missing := app.deal_lacks(new);
    if new.stage = 'booked' and old.stage in ${list(HOUSE_STAGES)} then missing := array_remove(missing, 'reservation'); end if;
    if missing <> '{}' then
      raise exception 'missing: %', array_to_string(missing, ', ') using errcode = 'P0001', hint = 'deals.missing';
    end if;
  elsif not is_system then
    new.stage_since_at := old.stage_since_at;
    new.closed_at := old.closed_at;
  end if;
  return new;
end $$;
-- After the number was given.
create trigger c_guard_deal before insert or update on app.deal for each row execute function app.guard_deal();

create function app.write_deal_event(deal uuid, at timestamptz, kind text, data jsonb) returns void language sql security definer set search_path = pg_catalog, app as $$
  insert into app.deal_event (id, deal_id, at, kind, user_id, data_json) values (gen_random_uuid(), deal, at, kind, access.me(), jsonb_strip_nulls(data))
$$;
revoke execute on function app.write_deal_event from public;

-- Brings claims and bookings of the units in line with the stage. One moment ends the old claim and begins the new.
create function app.settle_deal(deal uuid, at timestamptz) returns void language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  d app.deal;
  u record;
  wanted text;
  moment timestamptz;
  had boolean;
  fresh uuid;
begin
  select x.* into d from app.deal x where x.id = deal;
  wanted := app.deal_claim(d.kind, d.stage);
  for u in select du.id, du.unit_id, du.reservation_id, n.building_id, n.complex_id from app.deal_unit du join app.unit n on n.id = du.unit_id where du.deal_id = deal order by du.unit_id loop
    perform from app.unit n where n.id = u.unit_id for no key update;
    if wanted is not null and exists (select from app.unit_claim c where c.source = 'deal' and c.source_id = deal and c.unit_id = u.unit_id and c.ended_at is null and c.kind = wanted) then
      continue;
    end if;
    moment := greatest(at, (select max(c.from_at) from app.unit_claim c where c.unit_id = u.unit_id and c.ended_at is null));
    update app.unit_claim set ended_at = moment, ended_by_id = access.me() where source = 'deal' and source_id = deal and unit_id = u.unit_id and ended_at is null;
    had := found;
    if wanted is not null then
      update app.reservation set state = 'converted', closed_at = moment where id = u.reservation_id and state = 'active';
      if not had and not found and exists (select from app.unit_claim c where c.unit_id = u.unit_id and c.ended_at is null and (wanted <> 'not_for_sale' or c.kind <> wanted)) then
        raise exception 'the unit is not free' using errcode = 'P0001', hint = 'inventory.unit-taken';
      end if;
      insert into app.unit_claim (id, unit_id, building_id, complex_id, kind, from_at, source, source_id, company_id, user_id)
      select gen_random_uuid(), u.unit_id, u.building_id, u.complex_id, wanted, moment, 'deal', deal, d.company_id, d.user_id
      where wanted <> 'not_for_sale' or not exists (select from app.unit_claim c where c.unit_id = u.unit_id and c.kind = wanted and c.ended_at is null);
    elsif d.stage = 'booked' and d.kind = 'sale' and had then
      fresh := gen_random_uuid();
      insert into app.reservation (id, unit_id, building_id, complex_id, company_id, user_id, state, kind, client_name, client_phone, search, from_at, until_at)
      values (fresh, u.unit_id, u.building_id, u.complex_id, d.company_id, d.user_id, 'active', 'free', d.client_name, d.client_phone, d.search, moment,
        moment + make_interval(days => least(coalesce(access.limit_of('hold_days'), ${RETURN_BOOKING_DAYS}), ${RETURN_BOOKING_DAYS})::integer));
      update app.deal_unit set reservation_id = fresh where id = u.id;
    else
      if d.stage = 'lost' then
        update app.reservation set state = 'released', closed_at = greatest(moment, from_at), close_reason = 'deal-lost' where id = u.reservation_id and state = 'active';
      end if;
      if had then perform app.offer_next(u.unit_id, moment); end if;
    end if;
  end loop;
end $$;
revoke execute on function app.settle_deal from public;

create function app.follow_deal() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if tg_op = 'INSERT' then
    perform app.write_deal_event(new.id, new.created_at, 'opened', jsonb_build_object('kind', new.kind));
    return null;
  end if;
  if new.stage <> old.stage then
    if app.deal_holds(new.kind, new.stage) then
      perform from app.unit n where n.id in (select du.unit_id from app.deal_unit du where du.deal_id = new.id) order by n.id for no key update;
      if exists (select from app.deal_unit du join app.deal_unit other on other.unit_id = du.unit_id and other.deal_kind = du.deal_kind and other.is_held and other.deal_id <> new.id where du.deal_id = new.id) then
        raise exception 'the unit is in another deal' using errcode = 'P0001', hint = 'deals.unit-in-other-deal';
      end if;
    end if;
    update app.deal_unit set is_held = app.deal_holds(new.kind, new.stage) where deal_id = new.id and is_held is distinct from app.deal_holds(new.kind, new.stage);
    perform app.settle_deal(new.id, new.stage_since_at);
    perform app.write_deal_event(new.id, new.stage_since_at, 'stage', jsonb_build_object('from', old.stage, 'to', new.stage, 'reason', new.stage_note,
      'refusal', (select r.name from app.deal_refusal r where r.id = new.refuse_reason_id), 'note', case when new.stage = 'lost' then new.refuse_note end));
  end if;
  if (new.user_id, new.company_id) is distinct from (old.user_id, old.company_id) then
    perform app.write_deal_event(new.id, clock_timestamp(), 'assigned', jsonb_build_object('from', (select u.name from app.app_user u where u.id = old.user_id), 'to', (select u.name from app.app_user u where u.id = new.user_id)));
    perform app.touch_deal(new.id);
  end if;
  if new.client_name <> old.client_name then perform app.refresh_deals(array[new.id]); end if;
  return null;
end $$;
create trigger follow_deal after insert or update on app.deal for each row execute function app.follow_deal();

-- Whoever may see a deal now gets all of it with the next pull, and whoever may not any more loses it.
create function app.touch_deal(deal uuid) returns void language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  perform sync.touch('deal', array[deal]), ${[
    'deal_unit',
    'deal_participant',
    'deal_service',
    'deal_discount',
    'deal_event',
  ]
    .map((table) => `sync.touch('${table}', array(select x.id from app.${table} x where x.deal_id = deal))`)
    .join(',\n    ')};
end $$;
revoke execute on function app.touch_deal from public;

-- A booking that ends takes its deal along.
create function app.follow_deal_booking() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  update app.deal set stage = 'booking_expired', stage_since_at = greatest(new.closed_at, stage_since_at + interval '1 millisecond')
  where stage = 'booked' and id in (select du.deal_id from app.deal_unit du where du.reservation_id = new.id);
  return null;
end $$;
create trigger follow_deal_booking after update of state on app.reservation for each row
  when (old.state = 'active' and new.state in ('expired', 'released', 'left')) execute function app.follow_deal_booking();
-- A booking is converted by the deal that takes its unit, never by hand: the unit would stand free in between.
create function app.guard_conversion() returns trigger language plpgsql set search_path = pg_catalog, app as $$
begin
  raise exception 'a deal converts its booking' using errcode = 'P0001', hint = 'inventory.reservation-step';
end $$;
create trigger guard_conversion before update of state on app.reservation for each row
  when (new.state = 'converted' and old.state <> 'converted' and pg_trigger_depth() = 0 and access.me() is not null) execute function app.guard_conversion();

-- For the program: takes the locks of a move in the one order that the end of a booking takes them in.
create function app.lock_deal(deal uuid) returns void language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if not access.may('deals.read') then return; end if;
  perform from app.reservation r where r.id in (select du.reservation_id from app.deal_unit du where du.deal_id = deal) order by r.id for no key update;
  perform from app.unit n where n.id in (select du.unit_id from app.deal_unit du where du.deal_id = deal) order by n.id for no key update;
  perform from app.deal d where d.id = deal for no key update;
end $$;

-- Units -----------------------------------------------------------------------------------------------------------------------
create function app.guard_deal_unit() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  is_system boolean := pg_trigger_depth() > 1 or access.me() is null;
  d app.deal;
  r app.reservation;
begin
  select x.* into d from app.deal x where x.id = case tg_op when 'DELETE' then old.deal_id else new.deal_id end for no key update;
  if not is_system and d.stage in ${list(AGREED_STAGES)} then
    raise exception 'it is agreed' using errcode = 'P0001', hint = 'deals.agreed';
  end if;
  if tg_op = 'DELETE' then
    if not is_system and d.stage in ${list(HOLDING_STAGES)} and (select count(*) from app.deal_unit u where u.deal_id = d.id) = 1 then
      raise exception 'the last unit' using errcode = 'P0001', hint = 'deals.last-unit';
    end if;
    return old;
  end if;
  new.deal_kind := d.kind;
  new.is_held := app.deal_holds(d.kind, d.stage);
  if is_system then return new; end if;
  if new.reservation_id is not null and (tg_op = 'INSERT' or new.reservation_id is distinct from old.reservation_id) then
    select x.* into r from app.reservation x where x.id = new.reservation_id;
    if r.state <> 'active' or r.unit_id <> new.unit_id then
      raise exception 'no such booking' using errcode = 'P0001', hint = 'deals.no-booking';
    end if;
    if not (r.user_id in (access.me(), d.user_id) or r.company_id = access.company() and not access.is_staff()
      or access.is_staff() and (access.may('inventory.release') or access.may('deals.all'))) then
      raise exception 'not your booking' using errcode = '42501';
    end if;
  end if;
  if d.stage = 'booked' and d.kind = 'sale' and new.reservation_id is null then
    raise exception 'not booked' using errcode = 'P0001', hint = 'deals.unit-not-booked';
  end if;
  -- The price is the register's, never the writer's.
  if tg_op = 'INSERT' or new.list_price_minor is distinct from old.list_price_minor then
    new.list_price_minor := (select p.price_minor from app.unit_current_price p where p.id = new.unit_id and (access.is_staff()
      or p.id = any(access.granted('price_unit')) or p.building_id = any(access.granted('price_building')) or p.complex_id = any(access.granted('price_complex'))));
    new.discount_minor := least(new.discount_minor, coalesce(new.list_price_minor, 0));
  end if;
  if new.discount_minor > (case tg_op when 'INSERT' then 0 else old.discount_minor end)
    and not (access.may('deals.discount') and access.within_limit('discount', ceil(new.discount_minor * 10000.0 / new.list_price_minor)::bigint)) then
    raise exception 'above the limit of discounts' using errcode = 'P0001', hint = 'deals.above-limit';
  end if;
  return new;
end $$;
create trigger a_guard_deal_unit before insert or update or delete on app.deal_unit for each row execute function app.guard_deal_unit();
create function app.follow_deal_unit() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  moment timestamptz;
begin
  if tg_op = 'DELETE' then
    moment := greatest(clock_timestamp(), (select max(c.from_at) from app.unit_claim c where c.unit_id = old.unit_id and c.ended_at is null));
    update app.unit_claim set ended_at = moment, ended_by_id = access.me() where source = 'deal' and source_id = old.deal_id and unit_id = old.unit_id and ended_at is null;
    if found then perform app.offer_next(old.unit_id, moment); end if;
    return null;
  end if;
  if exists (select from app.deal d where d.id = new.deal_id and app.deal_claim(d.kind, d.stage) is not null) then
    perform app.settle_deal(new.deal_id, clock_timestamp());
  end if;
  return null;
end $$;
create trigger follow_deal_unit after insert or delete on app.deal_unit for each row execute function app.follow_deal_unit();

-- Participants ------------------------------------------------------------------------------------------------------------------
create function app.guard_participant() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  is_system boolean := pg_trigger_depth() > 1 or access.me() is null;
  the_role text := case tg_op when 'DELETE' then old.role else new.role end;
  d app.deal;
begin
  select x.* into d from app.deal x where x.id = case tg_op when 'DELETE' then old.deal_id else new.deal_id end for no key update;
  if not is_system and d.stage in ('registration', 'won', 'lost') and the_role not in (${words(USER_ROLES)}) then
    raise exception 'it is agreed' using errcode = 'P0001', hint = 'deals.agreed';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  if the_role = 'buyer' and app.is_minor((select s.birth_on from app.person_secret s where s.id = new.person_id)) then new.is_minor := true; end if;
  if new.is_minor and new.guardian_id is null then
    raise exception 'a minor needs a guardian' using errcode = 'P0001', hint = 'deals.minor-needs-guardian';
  end if;
  if exists (select from app.deal_participant g where g.id = new.guardian_id and g.is_minor) then
    raise exception 'a minor guards nobody' using errcode = 'P0001', hint = 'deals.minor-needs-guardian';
  end if;
  if new.user_id is not null and not exists (select from app.app_user u join app.company c on c.id = u.company_id where u.id = new.user_id
    and case the_role when 'staff' then c.kind = 'developer' else c.kind = 'agency' end) then
    raise exception 'not of that company' using errcode = 'P0001', hint = 'deals.no-user';
  end if;
  return new;
end $$;
create trigger a_guard_participant before insert or update or delete on app.deal_participant for each row execute function app.guard_participant();
create function app.follow_participant() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if tg_op <> 'DELETE' and new.role = 'staff' then perform app.touch_deal(new.deal_id); end if;
  if tg_op <> 'INSERT' and old.role = 'staff' then perform app.touch_deal(old.deal_id); end if;
  return null;
end $$;
create trigger follow_participant after insert or update or delete on app.deal_participant for each row execute function app.follow_participant();
-- At the commit: never more than one whole, and exactly one from the contract on.
create function app.participants_add_up() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  d app.deal;
begin
  select x.* into d from app.deal x where x.id = case tg_op when 'DELETE' then old.deal_id else new.deal_id end;
  if d.stage in ('contract', 'registration', 'won') and app.deal_lacks(d) && '{buyers,shares,guardians}'::text[] then
    raise exception 'the buyers do not add up' using errcode = 'P0001', hint = 'deals.shares';
  end if;
  if (select sum(p.share_num::numeric / p.share_den) from app.deal_participant p where p.deal_id = d.id and p.role = 'buyer') > 1.000000000001 then
    raise exception 'more than one whole' using errcode = 'P0001', hint = 'deals.shares';
  end if;
  return null;
end $$;
create constraint trigger add_up after insert or update or delete on app.deal_participant deferrable initially deferred for each row execute function app.participants_add_up();

-- Discounts ---------------------------------------------------------------------------------------------------------------------
create function app.guard_discount() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  u app.deal_unit;
begin
  if access.me() is null then return new; end if;
  if tg_op = 'INSERT' then
    select x.* into u from app.deal_unit x where x.id = new.deal_unit_id;
    new.deal_id := u.deal_id;
    if new.state <> 'pending' then raise exception 'somebody else decides' using errcode = 'P0001', hint = 'deals.discount-step'; end if;
    if new.amount_minor > coalesce(u.list_price_minor, 0) then raise exception 'more than the price' using errcode = 'P0001', hint = 'deals.discount-too-much'; end if;
    if exists (select from app.deal d where d.id = u.deal_id and d.stage in ${list(AGREED_STAGES)}) then raise exception 'it is agreed' using errcode = 'P0001', hint = 'deals.agreed'; end if;
    perform app.check_moment(new.requested_at);
  else
    if old.state <> 'pending' or new.state = 'pending' then raise exception 'decided already' using errcode = 'P0001', hint = 'deals.discount-step'; end if;
    if not access.may('deals.approve') then raise exception 'not allowed' using errcode = '42501'; end if;
    if old.requested_by_id = access.me() then raise exception 'somebody else must approve' using errcode = 'P0001', hint = 'deals.own-discount'; end if;
    new.decided_by_id := access.me();
    perform app.check_moment(new.decided_at);
    if new.state = 'approved' and exists (select from app.deal d where d.id = new.deal_id and d.stage in ${list(AGREED_STAGES)}) then
      raise exception 'it is agreed' using errcode = 'P0001', hint = 'deals.agreed';
    end if;
  end if;
  return new;
end $$;
create trigger a_guard_discount before insert or update on app.deal_discount for each row execute function app.guard_discount();
create function app.follow_discount() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  update app.deal_unit set discount_minor = new.amount_minor, discount_reason = new.reason where id = new.deal_unit_id;
  return null;
end $$;
create trigger follow_discount after update of state on app.deal_discount for each row when (old.state = 'pending' and new.state = 'approved') execute function app.follow_discount();

create function app.guard_deal_event() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if pg_trigger_depth() = 1 then
    perform app.check_moment(new.at);
    if access.me() is not null and new.kind in ('opened', 'stage', 'assigned') then raise exception 'written by the centre' using errcode = '42501'; end if;
  end if;
  return new;
end $$;
create trigger a_guard_deal_event before insert on app.deal_event for each row execute function app.guard_deal_event();
`
