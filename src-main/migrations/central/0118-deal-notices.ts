/** Who is told of what in deals: the heads of a discount that waits for them, its author of the answer, a manager of a deal that came to them. */
export const migration = {
  name: '0118-deal-notices',
  sql: /* sql */ `
create function app.tell_of_discount() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  facts jsonb := (select jsonb_build_object('deal', d.name, 'amount_minor', new.amount_minor, 'reason', left(new.reason, 300),
    'who', (select u.name from app.app_user u where u.id = coalesce(new.decided_by_id, new.requested_by_id))) from app.deal d where d.id = new.deal_id);
  place text := '/deals/card/' || new.deal_id || '?tab=sale';
begin
  if tg_op = 'INSERT' then
    perform app.notify(array_remove(app.people_with('manager', null), new.requested_by_id), 'deals.discountAsked', facts, place, true, 'discount:' || new.id);
    return null;
  end if;
  -- One answer is enough: it is no task for the others any more.
  update app.notice set done_at = now(), read_at = coalesce(read_at, now()) where key = 'discount:' || new.id and done_at is null;
  perform app.notify(array[new.requested_by_id], case new.state when 'approved' then 'deals.discountApproved' else 'deals.discountRejected' end, facts, place, false,
    'decided:' || new.id);
  return null;
end $$;
create trigger tell_of_discount_asked after insert on app.deal_discount for each row when (new.state = 'pending') execute function app.tell_of_discount();
create trigger tell_of_discount_decided after update of state on app.deal_discount for each row when (old.state = 'pending' and new.state <> 'pending') execute function app.tell_of_discount();

create function app.tell_of_assignment() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if new.user_id is distinct from access.me() then
    perform app.notify(array[new.user_id], 'deals.assigned', jsonb_build_object('deal', new.name, 'who', (select u.name from app.app_user u where u.id = access.me())),
      '/deals/card/' || new.id, false, null);
  end if;
  return null;
end $$;
create trigger tell_of_assignment after update of user_id on app.deal for each row when (old.user_id <> new.user_id) execute function app.tell_of_assignment();
`,
} as const
