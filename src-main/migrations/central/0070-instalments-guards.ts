/**
 * What holds for schedules and payments whoever writes them and with whatever: a schedule comes to the price of its deal,
 * what is in force is never edited, paid lines stay, no payment settles more than it brought, no line takes more than is owed.
 */
import { transitionRows } from '#shared/kernel/states.ts'
import { scheduleMachine } from '#shared/modules/instalments/model.ts'

const steps = transitionRows(scheduleMachine)
  .filter((row) => row.by === 'user')
  .map((row) => `('${row.from_state}', '${row.to_state}')`)
  .join(', ')

/** Events of the ledger by which a buyer's money comes. */
const MONEY = "('buyer_paid', 'escrow_credited', 'auction_deposit_offset')"
const CONTROL = "('buyer_receivable', 'contract_obligation_memo')"

/** The inner select is under the reader's own policies: who sees the deal sees its money. */
const seen = (table: string) => `create policy see on app.${table} for select using (
  ((select access.is_staff()) and (select access.may('deals.all'))) or exists (select from app.deal d where d.id = deal_id));`

const onlyGrows = (table: string) => `create trigger a_written_once before update or delete or truncate on app.${table}
  for each statement execute function app.instalments_only_grow();`

export const guards = /* sql */ `
-- Limits, the same as breachesOf() in the program ---------------------------------------------------------------------------
create function app.schedule_breaches(schedule uuid) returns text[] language sql stable security definer set search_path = pg_catalog, app as $$
  with plan as (
    select s.principal_minor::numeric as price, s.rate_bp, m.*,
      (select min(l.due_on) from app.schedule_line l where l.schedule_id = s.id) as first_on,
      (select max(l.due_on) from app.schedule_line l where l.schedule_id = s.id) as last_on,
      (select l.principal_minor from app.schedule_line l where l.schedule_id = s.id order by l.line limit 1) as first_minor,
      (select max(l.principal_minor) from app.schedule_line l where l.schedule_id = s.id and l.line > 1) as most_minor
    from app.schedule s cross join app.instalment_limit m where s.id = schedule
  )
  select array_remove(array[
    case when first_minor * 10000 < price * min_first_bp then 'first' end,
    case when last_on > (first_on + make_interval(months => max_months))::date then 'term' end,
    case when rate_bp < min_rate_bp and last_on > (first_on + make_interval(months => interest_free_months))::date then 'rate' end,
    case when most_minor * 10000 > price * max_line_bp then 'balloon' end], null)
  from plan where most_minor is not null
  union all select '{}' where not exists (select from plan where most_minor is not null) limit 1
$$;
revoke execute on function app.schedule_breaches from public;

-- Versions ------------------------------------------------------------------------------------------------------------------
create function app.new_schedule() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(new.deal_id::text, 70));
  new.version := 1 + coalesce((select max(s.version) from app.schedule s where s.deal_id = new.deal_id), 0);
  new.state := 'draft';
  new.line_count := 0;
  new.interest_minor := 0;
  new.allocation_no := 0;
  new.approved_at := null;
  new.approved_by_id := null;
  new.activated_at := null;
  if new.base_id is not null and not exists (select from app.schedule s where s.id = new.base_id and s.deal_id = new.deal_id) then
    raise exception 'a version follows one of its own deal' using errcode = 'P0001', hint = 'instalments.stale';
  end if;
  return new;
end $$;
create trigger a_new before insert on app.schedule for each row execute function app.new_schedule();

create function app.guard_schedule() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if new.state = old.state then return new; end if;
  if new.state = 'superseded' and old.state = 'active' and pg_trigger_depth() > 1 then return new; end if;
  if (old.state, new.state) not in (${steps}) then
    raise exception 'no such step' using errcode = 'P0001', hint = 'instalments.wrong-state';
  end if;
  if (new.state = 'active' and old.state = 'waiting') or (new.state = 'draft') then
    if access.me() is not null and not access.may('deals.approve') then
      raise exception 'approvals are for others' using errcode = '42501';
    end if;
  elsif access.me() is not null and not access.may('contracts.write') then
    raise exception 'schedules are drawn up by others' using errcode = '42501';
  end if;
  if new.state = 'active' then
    if old.state = 'waiting' then
      if new.created_by_id = access.me() then
        raise exception 'one''s own schedule is approved by somebody else' using errcode = 'P0001', hint = 'instalments.own-approval';
      end if;
      new.approved_at := clock_timestamp();
      new.approved_by_id := access.me();
    elsif app.schedule_breaches(new.id) <> '{}' then
      raise exception 'beyond the limits' using errcode = 'P0001', hint = 'instalments.needs-approval';
    end if;
    perform pg_advisory_xact_lock(hashtextextended(new.deal_id::text, 70));
    perform app.check_over_base(new.id, new.deal_id, new.base_id);
    update app.schedule s set state = 'superseded' where s.deal_id = new.deal_id and s.state = 'active';
    new.activated_at := clock_timestamp();
  end if;
  return new;
end $$;
create trigger guard before update on app.schedule for each row execute function app.guard_schedule();

-- The version that gives way must be the one this was drawn up over, and everything paid must stand in it as it stood (C4.9).
create function app.check_over_base(fresh uuid, deal uuid, base uuid) returns void language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  current uuid;
begin
  -- Moved, so that an allocation of the same moment waits or fails.
  update app.schedule s set allocation_no = s.allocation_no + 1 where s.deal_id = deal and s.state = 'active' returning s.id into current;
  if current is distinct from base then
    raise exception 'another version came into force meanwhile' using errcode = 'P0001', hint = 'instalments.stale';
  end if;
  if exists (
    select from (select a.line_id, a.part, sum(a.amount_minor) as paid from app.payment_allocation a where a.deal_id = deal and a.line_id is not null group by 1, 2) p
    left join app.schedule_line l on l.schedule_id = fresh and l.root_id = p.line_id
    left join app.schedule_line o on o.schedule_id = base and o.root_id = p.line_id
    where p.paid > 0 and (l.id is null or (l.due_on, l.pay_on) is distinct from (o.due_on, o.pay_on)
      or p.paid > case p.part when 'principal' then l.principal_minor else l.interest_minor end)
  ) then
    raise exception 'what was paid stays' using errcode = 'P0001', hint = 'instalments.paid-changed';
  end if;
end $$;
revoke execute on function app.check_over_base from public;

create function app.schedule_adds_up() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  found record;
begin
  select coalesce(sum(l.principal_minor), 0) as total, count(*) as lines, coalesce(max(l.line), 0) as last into found
    from app.schedule_line l where l.schedule_id = new.id;
  if found.total <> new.principal_minor or found.lines <> found.last or found.lines = 0 then
    raise exception 'the lines come to % of %', found.total, new.principal_minor using errcode = 'P0001', hint = 'instalments.sum';
  end if;
  if (tg_op = 'INSERT' or (new.state = 'active' and old.state <> 'active'))
    and new.principal_minor is distinct from (select d.price_minor from app.deal d where d.id = new.deal_id) then
    raise exception 'the schedule is not for the price of the deal' using errcode = 'P0001', hint = 'instalments.not-the-price';
  end if;
  return null;
end $$;
create constraint trigger adds_up after insert or update on app.schedule deferrable initially deferred for each row execute function app.schedule_adds_up();

-- Lines ---------------------------------------------------------------------------------------------------------------------
create function app.fill_line() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  -- Before anything is told of a schedule that this user may not see.
  if access.me() is not null and not access.may('contracts.write') then
    raise exception 'schedules are drawn up by others' using errcode = '42501';
  end if;
  select s.deal_id into new.deal_id from app.schedule s where s.id = new.schedule_id;
  new.root_id := coalesce(new.root_id, new.id);
  new.is_frozen := new.root_id <> new.id;
  if new.is_frozen and not exists (
    select from app.schedule_line o join app.schedule s on s.base_id = o.schedule_id
    where s.id = new.schedule_id and o.root_id = new.root_id and (o.due_on, o.pay_on) = (new.due_on, new.pay_on)
      and new.principal_minor <= o.principal_minor and new.interest_minor <= o.interest_minor)
  then
    raise exception 'a frozen line is one of the version before' using errcode = 'P0001', hint = 'instalments.paid-changed';
  end if;
  return new;
end $$;
create trigger a_fill before insert on app.schedule_line for each row execute function app.fill_line();

create function app.follow_lines() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  ids uuid[] := case tg_op when 'INSERT' then array(select distinct schedule_id from moved) else array(select distinct schedule_id from moved) end;
begin
  perform from app.schedule s where s.id = any(ids) order by s.id for no key update;
  if exists (select from app.schedule s where s.id = any(ids) and s.state <> 'draft') then
    raise exception 'only a draft is edited' using errcode = 'P0001', hint = 'instalments.not-a-draft';
  end if;
  update app.schedule s set line_count = l.lines, interest_minor = l.interest
    from (select i.id, count(n.id) as lines, coalesce(sum(n.interest_minor), 0) as interest
      from unnest(ids) as i (id) left join app.schedule_line n on n.schedule_id = i.id group by i.id) l
    where s.id = l.id;
  return null;
end $$;
create trigger follow_insert after insert on app.schedule_line referencing new table as moved for each statement execute function app.follow_lines();
create trigger follow_delete after delete on app.schedule_line referencing old table as moved for each statement execute function app.follow_lines();

-- What is written once --------------------------------------------------------------------------------------------------------
create function app.instalments_only_grow() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  raise exception '% only grows', tg_table_name using errcode = 'P0001', hint = 'instalments.append-only';
end $$;
${['penalty', 'payment_allocation', 'penalty_term'].map(onlyGrows).join('\n')}
create trigger a_never_updated before update or truncate on app.schedule_line for each statement execute function app.instalments_only_grow();
create trigger a_never_deleted before delete or truncate on app.schedule for each statement execute function app.instalments_only_grow();
create trigger a_never_deleted before delete or truncate on app.payment for each statement execute function app.instalments_only_grow();

-- Payments follow the ledger ----------------------------------------------------------------------------------------------------
create function app.fill_payment() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  batch app.ledger_batch;
begin
  -- Before anything is told of a batch that this user may not see.
  if pg_trigger_depth() < 2 and access.me() is not null and not access.may('ledger.post') then
    raise exception 'money is taken by others' using errcode = '42501';
  end if;
  select b.* into batch from app.ledger_batch b where b.id = new.batch_id;
  if batch.id is null or batch.event not in ${MONEY} then
    raise exception 'no money of a buyer' using errcode = 'P0001', hint = 'instalments.no-money';
  end if;
  select sum(e.credit_minor - e.debit_minor) into new.amount_minor
    from app.ledger_entry e join app.ledger_account a on a.id = e.account_id
    where e.batch_id = batch.id and e.ref_kind = 'deal' and e.ref_id = new.deal_id and a.code in ${CONTROL};
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
create trigger a_fill before insert on app.payment for each row execute function app.fill_payment();

-- At the commit every deal in the batch has its payment, and of a reversal everything that was settled is mirrored.
create function app.payments_of_batch() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if new.event not in ${MONEY} then return null; end if;
  insert into app.payment (id, batch_id, deal_id, booked_on, channel, amount_minor, allocated_minor, purpose, created_at, created_by_id)
  select gen_random_uuid(), new.id, e.ref_id, new.booked_on, 'bank', 1, 0, left(new.note, 500), new.happened_at, new.created_by_id
  from app.ledger_entry e join app.ledger_account a on a.id = e.account_id
  where e.batch_id = new.id and e.ref_kind = 'deal' and a.code in ${CONTROL} and exists (select from app.deal d where d.id = e.ref_id)
  group by e.ref_id
  on conflict (batch_id, deal_id) do nothing;
  if new.reverses_id is null then return null; end if;
  update app.payment p set reversed_by_id = m.id from app.payment m where m.batch_id = new.id and p.id = m.reverses_id;
  insert into app.payment_allocation (id, payment_id, deal_id, booked_on, part, line_id, penalty_id, amount_minor, why, mirrors_id, created_at, created_by_id)
  select gen_random_uuid(), m.id, a.deal_id, new.booked_on, a.part, a.line_id, a.penalty_id, -a.amount_minor, 'mirror', a.id, new.happened_at, new.created_by_id
  from app.payment m join app.payment_allocation a on a.payment_id = m.reverses_id where m.batch_id = new.id
  on conflict (mirrors_id) do nothing;
  return null;
end $$;
-- Named so that it runs before the ledger's own judgement, which it does not depend on.
create constraint trigger a_payments after insert on app.ledger_batch deferrable initially deferred for each row execute function app.payments_of_batch();

-- Allocations -------------------------------------------------------------------------------------------------------------------
create function app.fill_allocation() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  select p.deal_id, p.booked_on into new.deal_id, new.booked_on from app.payment p where p.id = new.payment_id;
  return new;
end $$;
create trigger a_fill before insert on app.payment_allocation for each row execute function app.fill_allocation();

create function app.judge_allocations() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  -- Rows are moved, not only locked: of two at once the later sees the earlier, or fails where its snapshot is older.
  perform from app.schedule s where s.state = 'active' and s.deal_id in (select deal_id from fresh) order by s.id for no key update;
  update app.schedule s set allocation_no = s.allocation_no + 1 where s.state = 'active' and s.deal_id in (select deal_id from fresh);
  perform from app.payment p where p.id in (select payment_id from fresh) order by p.id for no key update;
  if exists (select from fresh f join app.payment p on p.id = f.payment_id where f.mirrors_id is null and (p.amount_minor < 0 or p.reversed_by_id is not null)) then
    raise exception 'the payment was taken back' using errcode = 'P0001', hint = 'instalments.payment-reversed';
  end if;
  if exists (
    select from (select payment_id, sum(amount_minor) as amount from fresh where mirrors_id is null group by 1) f join app.payment p on p.id = f.payment_id
    where p.allocated_minor + f.amount > p.amount_minor) then
    raise exception 'more than the payment brought' using errcode = 'P0001', hint = 'instalments.over-payment';
  end if;
  update app.payment p set allocated_minor = p.allocated_minor + f.amount
    from (select payment_id, sum(amount_minor) as amount from fresh group by 1) f where p.id = f.payment_id;
  if exists (
    select from (select distinct line_id, part, deal_id from fresh where line_id is not null) f
    left join (app.schedule_line l join app.schedule s on s.id = l.schedule_id and s.state = 'active') on l.root_id = f.line_id and l.deal_id = f.deal_id
    where l.id is null or (select sum(a.amount_minor) from app.payment_allocation a where a.line_id = f.line_id and a.part = f.part)
      not between 0 and case f.part when 'principal' then l.principal_minor else l.interest_minor end)
  then
    raise exception 'more than the line owes' using errcode = 'P0001', hint = 'instalments.over-line';
  end if;
  if exists (
    select from (select distinct penalty_id, deal_id from fresh where penalty_id is not null) f
    left join app.penalty n on n.id = f.penalty_id and n.deal_id = f.deal_id and n.side = 'buyer'
    where n.id is null or (select sum(a.amount_minor) from app.payment_allocation a where a.penalty_id = f.penalty_id) not between 0 and n.amount_minor)
  then
    raise exception 'more than the penalty is' using errcode = 'P0001', hint = 'instalments.over-line';
  end if;
  return null;
end $$;
create trigger judge after insert on app.payment_allocation referencing new table as fresh for each statement execute function app.judge_allocations();

-- Penalties ---------------------------------------------------------------------------------------------------------------------
create function app.penalty_is_computed() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if new.amount_minor is distinct from (select sum((c.result_json ->> 'amount')::bigint) from app.computed c where c.document_kind = 'penalty' and c.document_id = new.id) then
    raise exception 'a penalty is what was computed' using errcode = 'P0001', hint = 'instalments.not-computed';
  end if;
  if new.batch_id is not null and not exists (
    select from app.ledger_entry e join app.ledger_account a on a.id = e.account_id join app.ledger_batch b on b.id = e.batch_id
    where e.batch_id = new.batch_id and b.event = 'penalty_charged' and a.code = 'buyer_receivable' and e.ref_id = new.deal_id and e.debit_minor = new.amount_minor)
  then
    raise exception 'a penalty is posted' using errcode = 'P0001', hint = 'instalments.not-computed';
  end if;
  return null;
end $$;
create constraint trigger computed after insert on app.penalty deferrable initially deferred for each row execute function app.penalty_is_computed();

-- Who sees and who writes ---------------------------------------------------------------------------------------------------------
${['schedule', 'schedule_line', 'payment', 'penalty', 'payment_allocation'].map(seen).join('\n')}
create policy see on app.instalment_limit for select using ((select access.is_staff()));
create policy see on app.penalty_term for select using ((select access.me()) is not null);

revoke insert, update, delete on app.schedule, app.schedule_line, app.payment, app.penalty, app.payment_allocation, app.penalty_term, app.instalment_limit from kvartal_user;
grant insert (id, deal_id, kind, plan_json, principal_minor, rate_bp, allocation_order, is_penalty_by_contract, base_id, reason, created_at, created_by_id)
  on app.schedule to kvartal_user;
grant update (state, reason) on app.schedule to kvartal_user;
grant insert (id, schedule_id, root_id, line, kind, due_on, pay_on, principal_minor, interest_minor, label, area_cm2, ppm_minor), delete
  on app.schedule_line to kvartal_user;
grant insert (id, batch_id, deal_id, payer, document, purpose, overpayment, created_at, created_by_id) on app.payment to kvartal_user;
grant insert (id, payment_id, part, line_id, penalty_id, amount_minor, why, created_at, created_by_id) on app.payment_allocation to kvartal_user;
grant insert on app.penalty to kvartal_user;
grant insert on app.penalty_term to kvartal_user;
grant update (min_first_bp, max_months, interest_free_months, min_rate_bp, max_line_bp) on app.instalment_limit to kvartal_user;

create policy propose on app.schedule for insert with check (
  created_by_id = (select access.me()) and (select access.is_staff()) and (select access.may('contracts.write')) and exists (select from app.deal d where d.id = deal_id));
create policy move on app.schedule for update using (
  (select access.is_staff()) and ((select access.may('contracts.write')) or (select access.may('deals.approve'))) and exists (select from app.deal d where d.id = deal_id));
create policy draw on app.schedule_line for insert with check (
  (select access.is_staff()) and (select access.may('contracts.write')) and exists (select from app.schedule s where s.id = schedule_id and s.state = 'draft'));
create policy erase on app.schedule_line for delete using (
  (select access.is_staff()) and (select access.may('contracts.write')) and exists (select from app.schedule s where s.id = schedule_id and s.state = 'draft'));
create policy take on app.payment for insert with check (
  created_by_id = (select access.me()) and (select access.is_staff()) and (select access.may('ledger.post')) and exists (select from app.ledger_batch b where b.id = batch_id and b.created_by_id = (select access.me())));
create policy settle on app.payment_allocation for insert with check (
  created_by_id = (select access.me()) and (select access.is_staff()) and (select access.may('ledger.post')) and exists (select from app.payment p where p.id = payment_id));
create policy charge on app.penalty for insert with check (
  created_by_id = (select access.me()) and (select access.is_staff()) and (select access.may('ledger.post')) and exists (select from app.deal d where d.id = deal_id));
create policy add on app.penalty_term for insert with check (
  created_by_id = (select access.me()) and (select access.is_staff()) and (select access.may('ledger.close')));
create policy decide on app.instalment_limit for update using ((select access.is_staff()) and (select access.may('deals.approve')));
`
