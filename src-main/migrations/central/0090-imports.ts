/**
 * Thousands of rows at once: what was asked for every row of a statement is asked once, and a change that no status shows
 * does not derive the statuses anew.
 */
export const migration = {
  name: '0090-imports',
  sql: /* sql */ `
-- The same guard as before; the least price of a place and kind is looked up once, not once a unit.
create or replace function app.follow_prices() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if access.me() is not null then
    perform from app.unit u where u.id in (select unit_id from fresh) order by u.id for no key update;
    if exists (select from fresh f join app.unit_claim c on c.unit_id = f.unit_id and c.ended_at is null and c.is_exclusive) then
      raise exception 'the price is frozen while somebody holds the unit' using errcode = 'P0001', hint = 'inventory.price-frozen';
    end if;
    if exists (
      with place as materialized (
        select d.*, (app.rule_for(d.complex_id, d.building_id, d.kind)).min_ppm_minor as least
        from (select distinct u.complex_id, u.building_id, u.kind from fresh f join app.unit u on u.id = f.unit_id) d
      )
      select from fresh f join app.unit u on u.id = f.unit_id
        join place p on p.complex_id = u.complex_id and p.building_id = u.building_id and p.kind = u.kind
        left join app.price_list l on l.id = f.price_list_id and l.approved_at is not null
      where f.price_minor < round(p.least::numeric * u.area_cm2 / 10000)::bigint
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

-- A note or a layout is no part of the status row.
drop trigger follow_unit_edits on app.unit;
create or replace function app.follow_unit_edits() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  ids uuid[];
begin
  -- Of what refresh_status itself changes there is nothing to follow.
  if pg_trigger_depth() > 1 then return null; end if;
  ids := array(
    select f.id from fresh f join gone g on g.id = f.id
    where (f.complex_id, f.building_id, f.section_id, f.kind, f.rooms, f.finishing, f.view, f.window_side, f.floor, f.riser, f.number, f.number_order, f.area_cm2, f.created_at)
      is distinct from (g.complex_id, g.building_id, g.section_id, g.kind, g.rooms, g.finishing, g.view, g.window_side, g.floor, g.riser, g.number, g.number_order, g.area_cm2, g.created_at));
  if ids <> '{}' then perform app.refresh_status(ids); end if;
  return null;
end $$;
create trigger follow_unit_edits after update on app.unit referencing new table as fresh old table as gone for each statement execute function app.follow_unit_edits();
`,
}
