/** Who sees and leads which deals: the house by right, a manager their own and where they take part, an agency its own. */

/** May lead the deal `d`. Evaluated under the caller's own policies. */
const LEADS = `(select access.may('deals.write')) and (d.user_id = (select access.me()) or d.id = any((select app.joined_deals())::uuid[])
  or ((select access.is_staff()) and (select access.may('deals.all'))) or (not (select access.is_staff()) and d.company_id = (select access.company())))`
const PARTS = ['deal_unit', 'deal_participant', 'deal_service', 'deal_discount', 'deal_event']
const own = (right: string) =>
  `(select access.is_staff()) and (select access.may('deals.all')) and (select access.may('${right}'))`

export const policies = /* sql */ `
-- Deals in which the caller takes part as one of the staff.
create function app.joined_deals() returns uuid[] language sql stable security definer set search_path = pg_catalog, app as $$
  select coalesce(array_agg(distinct p.deal_id), '{}') from app.deal_participant p where p.user_id = access.me() and p.role = 'staff'
$$;

create policy see on app.deal_refusal for select using ((select access.may('deals.read')));
create policy write on app.deal_refusal for insert with check ((select access.is_staff()) and (select access.may('deals.approve')));
create policy edit on app.deal_refusal for update using ((select access.is_staff()) and (select access.may('deals.approve')));
revoke delete on app.deal_refusal from kvartal_user;

create policy see on app.deal for select using ((select access.may('deals.read')) and (user_id = (select access.me())
  or ((select access.is_staff()) and (select access.may('deals.all'))) or (not (select access.is_staff()) and company_id = (select access.company()))
  or id = any((select app.joined_deals())::uuid[])));
create policy open on app.deal for insert with check ((select access.may('deals.write')) and user_id = (select access.me()) and company_id = (select access.company()));
create policy lead on app.deal as permissive for update using (${LEADS.replaceAll('d.', '')});
-- Whoever signs and registers contracts moves the deal along with them, and nothing else of it.
create policy sign on app.deal for update using (${own('contracts.sign')});
revoke insert, update, delete on app.deal from kvartal_user;
grant insert (id, kind, stage, stage_since_at, company_id, user_id, reservation_id, client_name, client_phone, search, payment_kind, ownership, mortgage_kind, mortgage_bank,
  mortgage_minor, mortgage_decision_on, maternity_minor, needs_json, meeting_at, meeting_place, meeting_by_id, note, created_at) on app.deal to kvartal_user;
grant update (stage, stage_since_at, stage_note, user_id, reservation_id, client_name, client_phone, search, payment_kind, ownership, mortgage_kind, mortgage_bank, mortgage_minor,
  mortgage_decision_on, maternity_minor, needs_json, meeting_at, meeting_place, meeting_by_id, meeting_result, meeting_rating, meeting_comment, contract_on, refuse_reason_id,
  refuse_note, note, closed_at) on app.deal to kvartal_user;

-- The inner select is under the reader's own policies: who sees the deal sees its parts.
${PARTS.map((table) => `create policy see on app.${table} for select using (${own('deals.read')} or exists (select from app.deal d where d.id = deal_id));`).join('\n')}
${['deal_unit', 'deal_service'].map((table) => `create policy lead on app.${table} for all using (exists (select from app.deal d where d.id = deal_id and ${LEADS})) with check (exists (select from app.deal d where d.id = deal_id and ${LEADS}));`).join('\n')}
-- Nobody brings in a card that they may not see: its name would be in the deal's.
create policy lead on app.deal_participant for all using (exists (select from app.deal d where d.id = deal_id and ${LEADS}))
  with check ((person_id is null or exists (select from app.person p where p.id = person_id)) and exists (select from app.deal d where d.id = deal_id and ${LEADS}));
create policy ask on app.deal_discount for insert with check (requested_by_id = (select access.me()) and exists (select from app.deal d where d.id = deal_id and ${LEADS}));
create policy decide on app.deal_discount for update using (${own('deals.approve')});
create policy note on app.deal_event for insert with check (user_id = (select access.me()) and exists (select from app.deal d where d.id = deal_id));

revoke insert, update on app.deal_unit from kvartal_user;
grant insert (id, deal_id, unit_id, reservation_id, discount_minor, discount_reason, position) on app.deal_unit to kvartal_user;
grant update (reservation_id, list_price_minor, discount_minor, discount_reason, position) on app.deal_unit to kvartal_user;
revoke update on app.deal_participant, app.deal_service, app.deal_discount from kvartal_user;
grant update (role, person_id, user_id, share_num, share_den, is_minor, guardian_id, position, note) on app.deal_participant to kvartal_user;
grant update (name, price_minor, quantity, note) on app.deal_service to kvartal_user;
revoke insert, delete on app.deal_discount from kvartal_user;
grant insert (id, deal_id, deal_unit_id, amount_minor, reason, state, requested_by_id, requested_at) on app.deal_discount to kvartal_user;
grant update (state, decided_by_id, decided_at, note) on app.deal_discount to kvartal_user;
revoke update, delete on app.deal_event from kvartal_user;

-- Claims of deals are made by the stage alone; what is left to people are holds and auctions.
drop policy hold on app.unit_claim;
drop policy finish on app.unit_claim;
create policy hold on app.unit_claim for insert with check ((select access.is_staff()) and user_id = (select access.me()) and source not in ('reservation', 'deal') and (
  (kind in ('hold_technical', 'not_for_sale') and (select access.may('inventory.hold')))
  or (kind = 'on_auction' and (select access.may('auctions.write')))));
create policy finish on app.unit_claim for update using ((select access.is_staff()) and source not in ('reservation', 'deal') and (
  (kind in ('hold_technical', 'not_for_sale') and (select access.may('inventory.hold')))
  or (kind = 'on_auction' and (select access.may('auctions.write')))
  -- from before deals, or brought by an import
  or (kind in ('sold_pending_contract', 'under_contract', 'registered', 'sold', 'transferred') and (select access.may('deals.cancel')))));
`
