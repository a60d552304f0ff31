/**
 * A unit is under contract until the Rosreestr has registered it, registered until it is paid for, and then sold (C18.1): the
 * stage alone said `registered` of an application, and `sold` of a registration. How long a deal that went back books its units is
 * a row of the terms of bookings.
 */
import { CLAIM_OF_STAGE, HOUSE_STAGES, PAID_CLAIM, RETURN_BOOKING_DAYS } from '#shared/modules/deals/stages.ts'

const list = (words: readonly string[]) => `(${words.map((word) => `'${word}'`).join(', ')})`
/** Paid for: what came, less what settled interest and penalties. */
const IS_PAID = `coalesce((select sum(p.amount_minor) from app.payment p where p.deal_id = d.id), 0)
      - coalesce((select sum(a.amount_minor) from app.payment_allocation a where a.deal_id = d.id and a.part <> 'principal'), 0) >= d.price_minor and d.price_minor > 0`

export const migration = {
  name: '0141-deal-claims',
  sql: /* sql */ `
alter table app.booking_terms add column return_days integer check (return_days between 1 and 90);
grant insert (return_days) on app.booking_terms to kvartal_user;
update app.booking_terms set return_days = ${RETURN_BOOKING_DAYS} where complex_id is null;
create function app.return_days(complex uuid) returns integer language sql stable security definer set search_path = pg_catalog, app as $$
  select t.return_days from app.booking_terms t where (t.complex_id = complex or t.complex_id is null) and t.return_days is not null and t.from_at <= clock_timestamp()
  order by t.complex_id is null, t.from_at desc limit 1
$$;
revoke execute on function app.return_days from public;

create or replace function app.deal_claim(kind text, stage text) returns text language sql immutable set search_path = pg_catalog as $$
  select case kind
    when 'sale' then case stage ${Object.entries(CLAIM_OF_STAGE)
      .map(([stage, claim]) => `when '${stage}' then '${claim}'`)
      .join(' ')} end
    when 'lease' then case when stage in ${list(HOUSE_STAGES)} then 'not_for_sale' end
  end
$$;
create function app.deal_paid(deal uuid) returns boolean language sql stable security definer set search_path = pg_catalog, app as $$
  select coalesce((select ${IS_PAID} from app.deal d where d.id = deal), false)
$$;
create function app.claim_wanted(deal uuid) returns text language sql stable security definer set search_path = pg_catalog, app as $$
  select case when d.stage = 'won' and app.deal_claim(d.kind, d.stage) = '${CLAIM_OF_STAGE.won}' and app.deal_paid(d.id) then '${PAID_CLAIM}' else app.deal_claim(d.kind, d.stage) end
  from app.deal d where d.id = deal
$$;
revoke execute on function app.deal_paid, app.claim_wanted from public;

create or replace function app.settle_deal(deal uuid, at timestamptz) returns void language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  d app.deal;
  u record;
  wanted text := app.claim_wanted(deal);
  moment timestamptz;
  had boolean;
  fresh uuid;
begin
  select x.* into d from app.deal x where x.id = deal;
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
        moment + make_interval(days => least(coalesce(access.limit_of('hold_days'), app.return_days(u.complex_id)), app.return_days(u.complex_id))::integer));
      update app.deal_unit set reservation_id = fresh where id = u.id;
    else
      if d.stage = 'lost' then
        update app.reservation set state = 'released', closed_at = greatest(moment, from_at), close_reason = 'deal-lost' where id = u.reservation_id and state = 'active';
      end if;
      if had then perform app.offer_next(u.unit_id, moment); end if;
    end if;
  end loop;
end $$;

-- At the commit of what brought the last kopeck, or took it back. A flat that was handed over stays so.
create function app.claims_follow_money() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if exists (select from app.deal d where d.id = new.deal_id and d.kind = 'sale' and d.stage = 'won') and exists (
    select from app.unit_claim c where c.source = 'deal' and c.source_id = new.deal_id and c.ended_at is null
      and c.kind in ('${CLAIM_OF_STAGE.won}', '${PAID_CLAIM}') and c.kind <> app.claim_wanted(new.deal_id)) then
    perform from app.deal d where d.id = new.deal_id for no key update;
    perform app.settle_deal(new.deal_id, clock_timestamp());
  end if;
  return null;
end $$;
create constraint trigger z_claims_follow_money after insert on app.payment deferrable initially deferred for each row execute function app.claims_follow_money();
create constraint trigger z_claims_follow_money after insert on app.payment_allocation deferrable initially deferred for each row
  when (new.part <> 'principal') execute function app.claims_follow_money();

-- What the board showed of the past was the stage's name; it now shows what was true.
alter table app.unit_claim disable trigger guard_claim;
update app.unit_claim c set kind = 'under_contract' from app.deal d where c.source = 'deal' and d.id = c.source_id and d.kind = 'sale' and c.kind = 'registered';
update app.unit_claim c set kind = '${CLAIM_OF_STAGE.won}' from app.deal d
  where c.source = 'deal' and d.id = c.source_id and d.kind = 'sale' and c.kind = '${PAID_CLAIM}' and c.ended_at is null and not app.deal_paid(d.id);
with paid as (
  select c.id, max(p.created_at) as at from app.unit_claim c join app.deal d on d.id = c.source_id join app.payment p on p.deal_id = d.id and p.amount_minor > 0 and p.reversed_by_id is null
  where c.source = 'deal' and d.kind = 'sale' and c.kind = '${PAID_CLAIM}' and c.ended_at is null group by c.id, c.from_at having max(p.created_at) > c.from_at
), before as (
  insert into app.unit_claim (id, unit_id, building_id, complex_id, kind, from_at, ended_at, source, source_id, company_id, user_id)
  select gen_random_uuid(), c.unit_id, c.building_id, c.complex_id, '${CLAIM_OF_STAGE.won}', c.from_at, paid.at, 'deal', c.source_id, c.company_id, c.user_id
  from paid join app.unit_claim c on c.id = paid.id
)
update app.unit_claim c set from_at = paid.at from paid where paid.id = c.id;
alter table app.unit_claim enable trigger guard_claim;
`,
} as const
