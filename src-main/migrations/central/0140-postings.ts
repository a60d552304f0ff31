/**
 * What a registered contract and the interest of a schedule owe the ledger, and who may post it: each of these postings
 * follows its document alone, whoever writes it. Contracts registered before are posted here once.
 */
import { ledgerSeed } from './0050-ledger.ts'
import { rulePackSeed } from './0055-rule-packs.ts'

/** Kinds of contract by which a buyer owes the house. An assignment is paid to the one who assigns, a lease by the month. */
const SOLD_BY = "('participation', 'sale')"
/** After these nothing is owed any more. */
const ENDED = "('termination_registered', 'refund_done', 'annulled')"

export const migration = {
  name: '0140-postings',
  sql: /* sql */ `
${ledgerSeed()}
${rulePackSeed()}

-- Where no money moves back, no limit of refunds is asked for.
alter table app.ledger_event add column is_refund_limited boolean not null default true;
update app.ledger_event set is_refund_limited = false where code in ('contract_registered', 'interest_accrued');

create or replace function app.ledger_balanced() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  original app.ledger_batch;
begin
  if (select count(*) from app.ledger_entry e where e.batch_id = new.id) <> new.line_count then
    raise exception 'lines are missing' using errcode = 'P0001', hint = 'ledger.incomplete';
  end if;
  if exists (
    select from app.ledger_entry e join app.ledger_account a on a.id = e.account_id where e.batch_id = new.id
    group by e.currency, a.kind = 'memo' having sum(e.debit_minor) <> sum(e.credit_minor)
  ) then
    raise exception 'debit and credit differ' using errcode = 'P0001', hint = 'ledger.unbalanced';
  end if;
  if new.reverses_id is null then
    if exists (
      select from app.ledger_entry e join app.ledger_account a on a.id = e.account_id where e.batch_id = new.id and not exists (
        select from app.ledger_leg l where l.event = new.event and l.account_code = a.code and l.side = case when e.debit_minor > 0 then 'debit' else 'credit' end)
    ) then
      raise exception 'the event takes no such account' using errcode = 'P0001', hint = 'ledger.wrong-account';
    end if;
    return null;
  end if;
  select b.* into original from app.ledger_batch b where b.id = new.reverses_id;
  if original.reverses_id is not null then
    raise exception 'a reversal is not reversed' using errcode = 'P0001', hint = 'ledger.reversal-of-reversal';
  end if;
  if (original.company_id, original.event, original.line_count) is distinct from (new.company_id, new.event, new.line_count)
    or original.document_id is distinct from new.document_id or original.document_kind is distinct from new.document_kind
    or new.booked_on < original.booked_on or exists (
      select from app.ledger_entry e where e.batch_id = new.id and not exists (
        select from app.ledger_entry o where o.batch_id = original.id and o.line = e.line and o.account_id = e.account_id and o.currency = e.currency
          and o.ref_kind is not distinct from e.ref_kind and o.ref_id is not distinct from e.ref_id
          and o.debit_minor = e.credit_minor and o.credit_minor = e.debit_minor))
  then
    raise exception 'a reversal is the exact mirror' using errcode = 'P0001', hint = 'ledger.not-the-mirror';
  end if;
  if access.me() is not null and not access.may('ledger.reverse')
    and (select v.is_refund_limited from app.ledger_event v where v.code = new.event)
    and not access.within_limit('refund', (select sum(e.debit_minor) from app.ledger_entry e where e.batch_id = new.id)::bigint)
  then
    raise exception 'above the limit of refunds' using errcode = 'P0001', hint = 'access.above-limit';
  end if;
  return null;
end $$;

-- Whoever posts a contract takes it back, also where somebody else had posted it; whoever runs jobs, their interest.
drop policy see on app.ledger_batch;
create policy see on app.ledger_batch for select using (
  ((select access.may('ledger.read')) and ((select access.is_staff()) or company_id = (select access.company()))) or created_by_id = (select access.me())
  or (event = 'contract_registered' and (select access.is_staff()) and (select access.may('contracts.sign'))));
drop policy keep on app.computed;
create policy keep on app.computed for insert with check (created_by_id = (select access.me()) and (select access.is_staff()) and (
  (select access.may('ledger.post')) or (select access.may('deals.write')) or (select access.may('stays.write')) or (select access.may('owners.settle'))
  or (select access.may('jobs.run')) and document_kind = 'interest'));

create index ledger_batch_reverses on app.ledger_batch (document_id, event) where event in ('contract_registered', 'interest_accrued');

-- At the commit. Without 'ledger.post' one posts what the document says, and once; interest is never anything else, for anybody.
create function app.posting_follows_document() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  amount bigint;
  deal uuid;
  stands bigint;
  paper app.contract;
  wanted bigint;
begin
  if access.me() is null or (new.event = 'contract_registered' and access.may('ledger.post')) then return null; end if;
  select e.debit_minor + e.credit_minor, e.ref_id into amount, deal from app.ledger_entry e join app.ledger_account a on a.id = e.account_id
    where e.batch_id = new.id and a.code = 'buyer_receivable';
  -- Of two at once the second waits here for what the first did.
  if new.event = 'contract_registered' then
    select c.* into paper from app.contract c where c.id = new.document_id and new.document_kind = 'contract' for update;
  else
    perform from app.schedule s where s.deal_id = deal and s.state = 'active' for no key update;
  end if;
  select coalesce(sum(e.debit_minor - e.credit_minor), 0) into stands
    from app.ledger_batch b join app.ledger_entry e on e.batch_id = b.id join app.ledger_account a on a.id = e.account_id
    where b.document_id = new.document_id and b.event = new.event and a.code = 'buyer_receivable';
  if new.event = 'contract_registered' then
    if paper.id is null or paper.deal_id is distinct from deal or new.line_count <> 2 then
      raise exception 'no such contract' using errcode = 'P0001', hint = 'ledger.not-the-document';
    end if;
    wanted := case when paper.kind not in ${SOLD_BY} or paper.registered_on is null or paper.state in ${ENDED} then 0 else stands end;
    if stands <> wanted or (stands <> 0 and not exists (
      select from app.contract c where (c.id = paper.id or c.base_id = paper.id and c.kind = 'amendment') and c.registered_on is not null
        and stands = coalesce(c.price_minor, (select d.price_minor from app.deal d where d.id = deal))))
      or (stands = 0 and paper.registered_on is not null and paper.state not in ${ENDED})
    then
      raise exception 'a registered contract is posted as it stands' using errcode = 'P0001', hint = 'ledger.not-the-document';
    end if;
    return null;
  end if;
  select coalesce(sum(l.interest_minor), 0) into wanted from app.schedule_line l join app.schedule s on s.id = l.schedule_id and s.state = 'active'
    where l.root_id = new.document_id and new.document_kind = 'schedule_line' and l.deal_id = deal and l.pay_on <= (clock_timestamp() at time zone 'Europe/Moscow')::date;
  if stands <> wanted or new.line_count <> 2 then
    raise exception 'interest is what the line says' using errcode = 'P0001', hint = 'ledger.not-the-document';
  end if;
  return null;
end $$;
create constraint trigger follows_document after insert on app.ledger_batch deferrable initially deferred for each row
  when (new.event in ('contract_registered', 'interest_accrued')) execute function app.posting_follows_document();

-- What was registered before it was posted.
with due as (
  select c.id, c.company_id, c.user_id, c.deal_id, coalesce(c.price_minor, d.price_minor) as amount,
    greatest(c.registered_on, (select max(p.through_on) + 1 from app.ledger_period p where p.company_id = c.company_id)) as booked_on,
    (select s.id from app.registration_step s where s.contract_id = c.id and s.step = 'registered' order by s.at desc limit 1) as step_id
  from app.contract c join app.deal d on d.id = c.deal_id
  where c.kind in ${SOLD_BY} and c.registered_on is not null and c.state not in ${ENDED} and coalesce(c.price_minor, d.price_minor) > 0
), batch as (
  insert into app.ledger_batch (id, company_id, event, booked_on, happened_at, line_count, document_kind, document_id, note, command_id, created_by_id)
  select coalesce(due.step_id, md5('posting:' || due.id)::uuid), due.company_id, 'contract_registered', due.booked_on, now(), 2, 'contract', due.id,
    'Проведено при обновлении программы', md5('0140')::uuid, due.user_id
  from due order by due.booked_on, due.id returning id, document_id
)
insert into app.ledger_entry (id, batch_id, line, account_id, currency, ref_kind, ref_id, debit_minor, credit_minor)
select gen_random_uuid(), batch.id, leg.line, a.id, a.currency, 'deal', due.deal_id, case leg.line when 1 then due.amount else 0 end, case leg.line when 2 then due.amount else 0 end
from batch join due on due.id = batch.document_id
cross join (values (1, 'buyer_receivable'), (2, 'contract_obligation')) as leg (line, code) join app.ledger_account a on a.code = leg.code;

-- The steward's morning: from the first schedule in force on, one job after another (see instalments.morning).
create function app.wake_instalments() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if not exists (select from sync.job j where j.command = 'instalments.morning' and j.attempts < 10) then
    perform sync.schedule('instalments:' || (clock_timestamp() at time zone 'Europe/Moscow')::date, clock_timestamp(), 'instalments.morning', '{}');
  end if;
  return null;
end $$;
create trigger wake after update of state on app.schedule for each row when (new.state = 'active' and old.state <> 'active') execute function app.wake_instalments();
insert into sync.job (key, command, args_json, due_at)
select 'instalments:start', 'instalments.morning', '{}', now() where exists (select from app.schedule s where s.state = 'active');
`,
} as const
