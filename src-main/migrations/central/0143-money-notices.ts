/**
 * Who is told of money and days that slip: a schedule that waits for approval, a payment that did not come, a registration
 * past its days, a meeting whose result nobody wrote down. The last three are found by the steward every morning.
 */
export const migration = {
  name: '0143-money-notices',
  sql: /* sql */ `
create function app.tell_of_schedule() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  place text := '/deals/card/' || new.deal_id || '?tab=money';
  waits text := 'schedule:' || new.id;
  facts jsonb := (select jsonb_build_object('deal', d.name, 'version', new.version, 'reason', coalesce(left(new.reason, 300), ''),
    'who', (select u.name from app.app_user u where u.id = access.me())) from app.deal d where d.id = new.deal_id);
begin
  if new.state = 'waiting' then
    -- Sent again after it was sent back: the task stands again.
    delete from app.notice n where n.key = waits;
    perform app.notify(array_remove(app.people_who_may('deals.approve'), new.created_by_id), 'instalments.toApprove', facts, place, true, waits);
    return null;
  end if;
  update app.notice set done_at = now(), read_at = coalesce(read_at, now()) where key = waits and done_at is null;
  if new.state in ('active', 'draft') and new.created_by_id is distinct from access.me() then
    perform app.notify(array[new.created_by_id], case new.state when 'active' then 'instalments.approved' else 'instalments.rejected' end, facts, place, false, null);
  end if;
  return null;
end $$;
create trigger tell_of_schedule after update of state on app.schedule for each row
  when (old.state <> new.state and (new.state = 'waiting' or old.state = 'waiting')) execute function app.tell_of_schedule();
create index notice_key_of on app.notice (key) where key is not null;

-- Heads of a company; one without any (an agency) has those of the house.
create function app.heads_of(company uuid) returns uuid[] language sql stable security definer set search_path = pg_catalog, app as $$
  select case when app.people_with('manager', company) = '{}' then app.people_with('manager', null) else app.people_with('manager', company) end
$$;
revoke execute on function app.heads_of from public;

-- Once a line: whoever leads the deal and their heads. Ticked off when it was paid after all. Run by the steward.
create function app.tell_of_overdue(day date) returns integer language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  late record;
  told integer := 0;
begin
  if not access.may('jobs.run') then raise insufficient_privilege using message = 'only the steward'; end if;
  update app.notice n set done_at = now(), read_at = coalesce(n.read_at, now())
  where n.kind = 'instalments.overdue' and n.done_at is null and not exists (
    select from app.schedule_line l join app.schedule s on s.id = l.schedule_id and s.state = 'active' join app.deal d on d.id = s.deal_id and d.stage <> 'lost'
    where 'overdue:' || l.root_id = n.key and l.principal_minor + l.interest_minor > coalesce((select sum(a.amount_minor) from app.payment_allocation a where a.line_id = l.root_id), 0));
  for late in
    select l.root_id, l.line, l.pay_on, day - l.pay_on as days, d.id as deal_id, d.name, d.client_name, d.user_id, d.company_id,
      l.principal_minor + l.interest_minor - coalesce(p.paid, 0) as open
    from app.schedule_line l join app.schedule s on s.id = l.schedule_id and s.state = 'active' join app.deal d on d.id = s.deal_id and d.stage <> 'lost'
    left join lateral (select sum(a.amount_minor) as paid from app.payment_allocation a where a.line_id = l.root_id) p on true
    where l.pay_on < day and l.principal_minor + l.interest_minor > coalesce(p.paid, 0)
      and not exists (select from app.notice n where n.user_id = d.user_id and n.key = 'overdue:' || l.root_id)
    order by l.pay_on, l.root_id
  loop
    perform app.notify(array[late.user_id] || app.heads_of(late.company_id), 'instalments.overdue', jsonb_build_object('deal', late.name, 'client', late.client_name,
        'line', late.line, 'pay_on', late.pay_on, 'open_minor', late.open, 'days', late.days,
        'bucket', case when late.days <= 30 then '1–30' when late.days <= 60 then '31–60' when late.days <= 90 then '61–90' else '90+' end),
      '/deals/card/' || late.deal_id || '?tab=money', true, 'overdue:' || late.root_id);
    told := told + 1;
  end loop;
  return told;
end $$;

-- A meeting of yesterday or before of which nothing was written down: whoever leads the deal, and whoever was to meet.
create function app.tell_of_meetings(before timestamptz) returns integer language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  missed record;
  told integer := 0;
begin
  if not access.may('jobs.run') then raise insufficient_privilege using message = 'only the steward'; end if;
  for missed in
    select d.id, d.name, d.client_name, d.user_id, d.meeting_by_id, d.meeting_at, coalesce(d.meeting_place, '') as place from app.deal d
    where d.stage in ('need', 'meeting') and d.meeting_at < before and coalesce(d.meeting_result, '') = ''
      and not exists (select from app.notice n where n.user_id = d.user_id and n.key = 'meeting:' || d.id || ':' || extract(epoch from d.meeting_at)::bigint)
    order by d.meeting_at, d.id
  loop
    perform app.notify(array_remove(array[missed.user_id, missed.meeting_by_id], null), 'deals.meetingMissed',
      jsonb_build_object('deal', missed.name, 'client', missed.client_name, 'meeting_at', missed.meeting_at, 'place', missed.place),
      '/deals/card/' || missed.id || '?tab=meeting', true, 'meeting:' || missed.id || ':' || extract(epoch from missed.meeting_at)::bigint);
    told := told + 1;
  end loop;
  return told;
end $$;
create function app.meeting_told() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  update app.notice n set done_at = now(), read_at = coalesce(n.read_at, now()) where n.key = 'meeting:' || new.id || ':' || extract(epoch from old.meeting_at)::bigint and n.done_at is null;
  return null;
end $$;
create trigger meeting_told after update of stage, meeting_at, meeting_result on app.deal for each row
  when (old.meeting_at is not null and (old.stage, old.meeting_at, old.meeting_result) is distinct from (new.stage, new.meeting_at, new.meeting_result)) execute function app.meeting_told();

-- The steward reads what waits at the Rosreestr, and how long that may take; not what was agreed.
create policy await on app.contract for select using ((select access.is_staff()) and (select access.may('jobs.run')) and state in ('submitted', 'resubmitted', 'suspended'));
create policy await on app.registration_channel for select using ((select access.is_staff()) and (select access.may('jobs.run')));

-- The chain of mornings begins with the first deal (see deals.morning).
create function app.wake_deals() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if not exists (select from sync.job j where j.command = 'deals.morning' and j.attempts < 10) then
    perform sync.schedule('deals:' || (clock_timestamp() at time zone 'Europe/Moscow')::date, clock_timestamp() + interval '1 minute', 'deals.morning', '{}');
  end if;
  return null;
end $$;
create trigger wake after insert on app.deal for each statement execute function app.wake_deals();
insert into sync.job (key, command, args_json, due_at)
select 'deals:start', 'deals.morning', '{}', now() where exists (select from app.deal d);
`,
} as const
