/**
 * Who sees and writes what of the property register. Staff by right; an agency what it was granted, its own bookings and
 * claims, and never another's: of a unit that somebody else holds it learns that it is not free, and nothing more.
 */
const seeWithin = (
  table: string,
  complex: string,
  building: string | null,
  id: string | null,
  inside: string | null,
) => `
create policy see on app.${table} for select using ((select access.may('inventory.read')) and (
  (select access.is_staff())
  ${id === null ? '' : `or ${id} = any((select access.granted('${inside}'))::uuid[])`}
  ${building === null ? '' : `or ${building} = any((select access.granted('building'))::uuid[])`}
  ${id !== null && building === null ? '' : `or ${complex} = any((select access.granted('complex'))::uuid[])`}));`

const staffSees = (table: string, right: string) => `
create policy see on app.${table} for select using ((select access.is_staff()) and (select access.may('${right}')));`

const staffWrites = (table: string, right: string) => `
create policy write on app.${table} for all using ((select access.is_staff()) and (select access.may('${right}')))
  with check ((select access.is_staff()) and (select access.may('${right}')));`

export const policies = /* sql */ `
-- Ids that the caller's company was granted: whole complexes, whole buildings, single units; 'in_complex' and
-- 'in_building' are those in which it was granted anything; 'price' the same with prices.
create function access.granted(scope text) returns uuid[] language sql stable security definer set search_path = pg_catalog, app as $$
  select coalesce(array_agg(distinct case scope
      when 'complex' then case when building_id is null then complex_id end
      when 'price_complex' then case when building_id is null and has_price then complex_id end
      when 'building' then case when unit_id is null then building_id end
      when 'price_building' then case when unit_id is null and has_price then building_id end
      when 'unit' then unit_id
      when 'price_unit' then case when has_price then unit_id end
      when 'in_complex' then complex_id
      when 'in_building' then building_id end), '{}')
  from app.unit_grant where company_id = access.company() and ended_at is null
$$;

${seeWithin('complex', 'id', null, 'id', 'in_complex')}
${seeWithin('building', 'complex_id', 'id', 'id', 'in_building')}
${seeWithin('section', 'complex_id', 'building_id', 'building_id', 'in_building')}
${seeWithin('entrance', 'complex_id', 'building_id', 'building_id', 'in_building')}
${seeWithin('floor', 'complex_id', 'building_id', 'building_id', 'in_building')}
${seeWithin('unit', 'complex_id', 'building_id', 'id', 'unit')}
create policy see on app.unit_current_price for select using ((select access.may('inventory.read')) and (
  (select access.is_staff())
  or id = any((select access.granted('price_unit'))::uuid[])
  or building_id = any((select access.granted('price_building'))::uuid[])
  or complex_id = any((select access.granted('price_complex'))::uuid[])));

${['complex', 'building', 'section', 'entrance', 'floor', 'unit', 'lot', 'lot_unit', 'hold_reason'].map((table) => staffWrites(table, 'inventory.structure')).join('')}
${['unit_status', 'hold_reason'].map((table) => staffSees(table, 'inventory.read')).join('')}
${staffSees('unit_price', 'inventory.read')}
${['price_rule', 'price_list', 'price_list_item'].map((table) => staffSees(table, 'inventory.read')).join('')}

-- The inner select is under the reader's own policies: who sees a unit sees its lot.
create policy see on app.lot_unit for select using ((select access.may('inventory.read')) and ((select access.is_staff()) or exists (select from app.unit u where u.id = unit_id)));
create policy see on app.lot for select using ((select access.may('inventory.read')) and ((select access.is_staff()) or exists (select from app.lot_unit l where l.lot_id = lot.id)));

-- Derived: written by triggers alone.
revoke insert, update, delete on app.unit_status, app.unit_current_price from kvartal_user;
revoke update on app.unit from kvartal_user;
revoke insert on app.unit from kvartal_user;
grant insert (id, complex_id, building_id, section_id, entrance_id, kind, number, floor, floor_span, riser, riser_span, plan_x, plan_y, plan_w, plan_h, rooms,
  area_cm2, living_cm2, kitchen_cm2, balcony_cm2, balcony_bp, project_cm2, bti_cm2, finishing, view, window_side, ceiling_cm, layout, plan_picture,
  cadastral_number, note) on app.unit to kvartal_user;
grant update (entrance_id, kind, number, floor, floor_span, riser, riser_span, plan_x, plan_y, plan_w, plan_h, rooms,
  area_cm2, living_cm2, kitchen_cm2, balcony_cm2, balcony_bp, project_cm2, bti_cm2, finishing, view, window_side, ceiling_cm, layout, plan_picture,
  cadastral_number, note) on app.unit to kvartal_user;

-- Claims: bookings make theirs by trigger; holds and what other modules add are written by those who have the right.
revoke update, delete on app.unit_claim from kvartal_user;
grant update (ended_at, ended_by_id) on app.unit_claim to kvartal_user;
create policy see on app.unit_claim for select using ((select access.may('inventory.read')) and ((select access.is_staff()) or company_id = (select access.company())));
create policy hold on app.unit_claim for insert with check ((select access.is_staff()) and user_id = (select access.me()) and source <> 'reservation' and (
  (kind in ('hold_technical', 'not_for_sale') and (select access.may('inventory.hold')))
  or (kind = 'on_auction' and (select access.may('auctions.write')))
  or (kind in ('sold_pending_contract', 'under_contract', 'registered', 'sold', 'transferred') and (select access.may('deals.write')))));
create policy finish on app.unit_claim for update using ((select access.is_staff()) and source <> 'reservation' and (
  (kind in ('hold_technical', 'not_for_sale') and (select access.may('inventory.hold')))
  or (kind = 'on_auction' and (select access.may('auctions.write')))
  or (kind in ('sold_pending_contract', 'under_contract', 'registered', 'sold', 'transferred') and (select access.may('deals.write')))));

-- Bookings.
revoke update, delete on app.reservation from kvartal_user;
grant update (state, kind, from_at, until_at, fee_minor, closed_at, close_reason, note) on app.reservation to kvartal_user;
create policy see on app.reservation for select using ((select access.may('inventory.read')) and ((select access.is_staff()) or company_id = (select access.company())));
create policy book on app.reservation for insert with check (
  (select access.may('inventory.book')) and user_id = (select access.me()) and company_id = (select access.company()));
create policy change on app.reservation for update using ((select access.may('inventory.book')) and (
  user_id = (select access.me()) or (select access.is_staff()) and ((select access.may('inventory.release')) or (select access.may('jobs.run')))));

-- Prices are appended.
revoke update, delete on app.unit_price from kvartal_user;
create policy add on app.unit_price for insert with check ((select access.is_staff()) and user_id = (select access.me())
  and ((select access.may('inventory.reprice')) or (select access.may('inventory.approvePrice'))));
create policy write on app.price_rule for insert with check ((select access.is_staff()) and (select access.may('inventory.reprice')) and user_id = (select access.me()));
create policy edit on app.price_rule for update using ((select access.is_staff()) and (select access.may('inventory.reprice')));
revoke delete on app.price_rule, app.price_list from kvartal_user;
create policy write on app.price_list for insert with check ((select access.is_staff()) and (select access.may('inventory.reprice')) and author_id = (select access.me()));
create policy edit on app.price_list for update using ((select access.is_staff())
  and ((select access.may('inventory.reprice')) or (select access.may('inventory.approvePrice'))));
revoke update on app.price_list_item from kvartal_user;
create policy write on app.price_list_item for insert with check ((select access.is_staff()) and (select access.may('inventory.reprice'))
  and exists (select from app.price_list l where l.id = price_list_id and l.author_id = (select access.me()) and l.state = 'draft'));
create policy remove on app.price_list_item for delete using ((select access.is_staff()) and (select access.may('inventory.reprice'))
  and exists (select from app.price_list l where l.id = price_list_id and l.state = 'draft'));

-- Agencies see their own grants.
revoke delete on app.unit_grant from kvartal_user;
revoke update on app.unit_grant from kvartal_user;
grant update (has_price, has_booking, max_hold_days, ended_at) on app.unit_grant to kvartal_user;
create policy see on app.unit_grant for select using ((select access.may('inventory.read')) and ((select access.is_staff()) or company_id = (select access.company())));
create policy give on app.unit_grant for insert with check ((select access.is_staff()) and (select access.may('inventory.grant')) and user_id = (select access.me())
  and exists (select from app.company c where c.id = company_id and c.kind = 'agency'));
create policy change on app.unit_grant for update using ((select access.is_staff()) and (select access.may('inventory.grant')));

create policy see on app.saved_view for select using ((select access.may('inventory.read')) and (user_id = (select access.me()) or is_shared and company_id = (select access.company())));
create policy write on app.saved_view for all using (user_id = (select access.me()))
  with check (user_id = (select access.me()) and company_id = (select access.company()));
`
