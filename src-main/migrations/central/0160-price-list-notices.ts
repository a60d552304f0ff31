/** C18.3: who may approve prices learns of a list that waits for them, its author of the answer. */
export const migration = {
  name: '0160-price-list-notices',
  sql: /* sql */ `
-- Whoever has a right among the developer's own people.
create function app.people_who_may(wanted text) returns uuid[] language sql stable security definer set search_path = pg_catalog, app as $$
  select coalesce(array_agg(distinct u.id order by u.id), '{}') from app.app_user u join app.user_role r on r.user_id = u.id
  join access.role_right g on g.role = r.role and g.right_name = wanted join app.company c on c.id = u.company_id
  where u.blocked_at is null and c.kind = 'developer'
$$;
revoke execute on function app.people_who_may from public;

create function app.tell_of_price_list() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  facts jsonb := jsonb_build_object('name', new.name, 'number', new.number, 'starts_at', new.starts_at, 'reason', left(new.note, 300),
    'complex', (select c.name from app.complex c where c.id = new.complex_id),
    'who', (select u.name from app.app_user u where u.id = access.me()));
  place text := '/inventory/prices?list=' || new.id;
begin
  if new.state = 'submitted' then
    perform app.notify(array_remove(app.people_who_may('inventory.approvePrice'), new.author_id), 'inventory.priceListSubmitted', facts, place, true,
      'price-list:' || new.id);
    return null;
  end if;
  -- One answer is enough: it is no task for the others any more.
  update app.notice set done_at = now(), read_at = coalesce(read_at, now()) where key = 'price-list:' || new.id and done_at is null;
  if new.state in ('approved', 'rejected') and new.author_id is distinct from access.me() then
    perform app.notify(array[new.author_id], 'inventory.priceList' || initcap(new.state), facts, place, false, 'price-list-' || new.state || ':' || new.id);
  end if;
  return null;
end $$;
create trigger tell_of_price_list_submitted after insert on app.price_list for each row when (new.state = 'submitted') execute function app.tell_of_price_list();
create trigger tell_of_price_list after update of state on app.price_list for each row
  when (old.state <> new.state and (new.state = 'submitted' or old.state = 'submitted')) execute function app.tell_of_price_list();
`,
} as const
