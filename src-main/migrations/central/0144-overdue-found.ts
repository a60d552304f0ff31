/** What was paid after all is found by the index of lines, however many are overdue: by the text of the key every line was read for each notice. */
export const migration = {
  name: '0144-overdue-found',
  sql: /* sql */ `
create or replace function app.tell_of_overdue(day date) returns integer language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  late record;
  told integer := 0;
begin
  if not access.may('jobs.run') then raise insufficient_privilege using message = 'only the steward'; end if;
  update app.notice n set done_at = now(), read_at = coalesce(n.read_at, now())
  where n.kind = 'instalments.overdue' and n.done_at is null and not exists (
    select from app.schedule_line l join app.schedule s on s.id = l.schedule_id and s.state = 'active' join app.deal d on d.id = s.deal_id and d.stage <> 'lost'
    where l.root_id = substr(n.key, 9)::uuid and l.principal_minor + l.interest_minor > coalesce((select sum(a.amount_minor) from app.payment_allocation a where a.line_id = l.root_id), 0));
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
`,
} as const
