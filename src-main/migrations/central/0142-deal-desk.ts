/**
 * Buyers' money at the desk: a cashier sees of a deal what a receipt says and what is owed, takes cash and cards of the day,
 * and nothing else; the rest of the money stays with those who keep the books.
 */

/** Money is taken from the contract on. */
const PAID_STAGES = "('contract', 'registration', 'won')"
const COLLECTS = "(select access.is_staff()) and (select access.may('deals.collect'))"
const TAKES = "((select access.may('ledger.post')) or (select access.may('deals.collect')))"

export const migration = {
  name: '0142-deal-desk',
  sql: /* sql */ `
-- One row for each deal that may be paid for, with its id; kept by the centre alone.
create table app.deal_desk (
  id uuid primary key references app.deal (id) on delete cascade,
  number bigint,
  name text not null,
  client_name text not null,
  units text not null,
  price_minor bigint not null,
  contract_on date,
  search text not null
);
select sync.adopt('app.deal_desk', audited => false);
revoke insert, update, delete on app.deal_desk from kvartal_user;
create policy see on app.deal_desk for select using (${COLLECTS});

create function app.refresh_desk(deals uuid[]) returns void language sql security definer set search_path = pg_catalog, app as $$
  delete from app.deal_desk k using app.deal d where k.id = any(deals) and d.id = k.id and (d.stage not in ${PAID_STAGES} or d.price_minor is null);
  insert into app.deal_desk as k (id, number, name, client_name, units, price_minor, contract_on, search)
  select d.id, d.number, d.name, d.client_name, coalesce(u.units, ''), d.price_minor, d.contract_on, d.search || ' ' || d.number || ' ' || coalesce(u.numbers, '')
  from app.deal d left join lateral (
    select string_agg(concat_ws(', ', c.name, b.name, '№ ' || n.number), '; ' order by x.position, x.id) as units, string_agg(lower(n.number), ' ') as numbers
    from app.deal_unit x join app.unit n on n.id = x.unit_id join app.building b on b.id = n.building_id join app.complex c on c.id = n.complex_id where x.deal_id = d.id
  ) u on true
  where d.id = any(deals) and d.stage in ${PAID_STAGES} and d.price_minor is not null
  on conflict (id) do update set number = excluded.number, name = excluded.name, client_name = excluded.client_name, units = excluded.units,
    price_minor = excluded.price_minor, contract_on = excluded.contract_on, search = excluded.search
  where (k.number, k.name, k.client_name, k.units, k.price_minor, k.contract_on, k.search)
    is distinct from (excluded.number, excluded.name, excluded.client_name, excluded.units, excluded.price_minor, excluded.contract_on, excluded.search)
$$;
revoke execute on function app.refresh_desk from public;
create function app.follow_desk() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  perform app.refresh_desk(array(select f.id from fresh f));
  return null;
end $$;
create trigger follow_desk_insert after insert on app.deal referencing new table as fresh for each statement execute function app.follow_desk();
create trigger follow_desk_update after update on app.deal referencing new table as fresh for each statement execute function app.follow_desk();
select app.refresh_desk(array(select d.id from app.deal d where d.stage in ${PAID_STAGES}));

-- What is owed of those deals, and what this person took.
create policy collect on app.schedule for select using (${COLLECTS} and state = 'active' and exists (select from app.deal_desk k where k.id = deal_id));
create policy collect on app.schedule_line for select using (${COLLECTS} and exists (select from app.schedule s where s.id = schedule_id and s.state = 'active'));
create policy collect on app.payment_allocation for select using (${COLLECTS} and exists (select from app.deal_desk k where k.id = deal_id));
create policy collect on app.penalty for select using (${COLLECTS} and side = 'buyer' and exists (select from app.deal_desk k where k.id = deal_id));
create policy own on app.payment for select using (created_by_id = (select access.me()));

drop policy take on app.payment;
create policy take on app.payment for insert with check (
  created_by_id = (select access.me()) and (select access.is_staff()) and ${TAKES}
  and exists (select from app.ledger_batch b where b.id = batch_id and b.created_by_id = (select access.me())));
drop policy settle on app.payment_allocation;
create policy settle on app.payment_allocation for insert with check (
  created_by_id = (select access.me()) and (select access.is_staff()) and ${TAKES}
  and exists (select from app.payment p where p.id = payment_id and ((select access.may('ledger.post')) or p.created_by_id = (select access.me()))));

-- The rows that a desk sees come to its cache with the first copy.
update app.app_user u set epoch = epoch + 1 where exists (select from app.user_role r where r.user_id = u.id and r.role = 'cashier');

create or replace function app.fill_payment() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  batch app.ledger_batch;
begin
  -- Before anything is told of a batch that this user may not see.
  if pg_trigger_depth() < 2 and access.me() is not null and not access.may('ledger.post')
    and not (access.may('deals.collect') and exists (select from app.ledger_batch b where b.id = new.batch_id and b.created_by_id = access.me())) then
    raise exception 'money is taken by others' using errcode = '42501';
  end if;
  select b.* into batch from app.ledger_batch b where b.id = new.batch_id;
  if batch.id is null or batch.event not in ('buyer_paid', 'escrow_credited', 'auction_deposit_offset') then
    raise exception 'no money of a buyer' using errcode = 'P0001', hint = 'instalments.no-money';
  end if;
  select sum(e.credit_minor - e.debit_minor) into new.amount_minor
    from app.ledger_entry e join app.ledger_account a on a.id = e.account_id
    where e.batch_id = batch.id and e.ref_kind = 'deal' and e.ref_id = new.deal_id and a.code in ('buyer_receivable', 'contract_obligation_memo');
  if new.amount_minor is null then
    raise exception 'no money of this deal' using errcode = 'P0001', hint = 'instalments.no-money';
  end if;
  new.number := batch.number;
  new.booked_on := batch.booked_on;
  new.allocated_minor := 0;
  new.reversed_by_id := null;
  new.reverses_id := null;
  new.channel := case batch.event when 'escrow_credited' then 'escrow' when 'auction_deposit_offset' then 'deposit' else (
    select min(a.code) from app.ledger_entry e join app.ledger_account a on a.id = e.account_id where e.batch_id = batch.id and a.code in ('bank', 'cash', 'card')) end;
  if batch.reverses_id is not null then
    select p.id into new.reverses_id from app.payment p where p.batch_id = batch.reverses_id and p.deal_id = new.deal_id;
    if new.reverses_id is null or pg_trigger_depth() < 2 then
      raise exception 'the centre mirrors a payment itself' using errcode = 'P0001', hint = 'instalments.no-money';
    end if;
  end if;
  return new;
end $$;

-- At the desk: cash or a card, of today, for one deal that may be paid for.
create function app.desk_takes() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if access.me() is null or access.may('ledger.post') then return null; end if;
  if exists (select from app.ledger_entry e join app.ledger_account a on a.id = e.account_id where e.batch_id = new.id and e.debit_minor > 0 and a.code not in ('cash', 'card')) then
    raise exception 'at the desk cash and cards alone' using errcode = 'P0001', hint = 'instalments.desk-cash-only';
  end if;
  if new.booked_on <> (clock_timestamp() at time zone 'Europe/Moscow')::date then
    raise exception 'at the desk money is of today' using errcode = 'P0001', hint = 'instalments.desk-today';
  end if;
  if exists (select from app.ledger_entry e where e.batch_id = new.id and e.credit_minor > 0 and not exists (select from app.deal_desk k where k.id = e.ref_id))
    or (select count(distinct e.ref_id) from app.ledger_entry e where e.batch_id = new.id and e.credit_minor > 0) <> 1 then
    raise exception 'nothing is paid for that deal' using errcode = 'P0001', hint = 'instalments.no-deal';
  end if;
  return null;
end $$;
create constraint trigger desk_takes after insert on app.ledger_batch deferrable initially deferred for each row
  when (new.event = 'buyer_paid' and new.reverses_id is null) execute function app.desk_takes();

-- The timeline of the deal, which whoever takes the money need not see.
create function app.tell_deal_of_payment() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  perform app.write_deal_event(new.deal_id, new.created_at, 'instalments.paid', jsonb_build_object('amount_minor', new.amount_minor, 'booked_on', new.booked_on));
  return null;
end $$;
create trigger tell_deal after insert on app.payment for each row when (new.reverses_id is null) execute function app.tell_deal_of_payment();
`,
} as const
