/**
 * The property register: complex → building → section → entrance → floor → unit; claims, from which status is derived;
 * prices that are only appended; bookings with a queue; price lists with an approver; what agencies may see.
 * The lists of kinds come from src-shared, so that the program and the centre judge by the same words.
 */
import { BOOKING_TERMS } from '#shared/modules/inventory/status.ts'
import {
  CLAIM_KINDS,
  FINISHINGS,
  RESERVATION_KINDS,
  RESERVATION_STATES,
  SECTION_LAYOUTS,
  SHARED_CLAIM_KINDS,
  STAGES,
  UNIT_KINDS,
  VIEWS,
  WINDOW_SIDES,
} from '#shared/modules/inventory/model.ts'
import { PRICE_LIST_STATES } from '#shared/modules/inventory/pricing-model.ts'
import { guards } from './0030-inventory-guards.ts'
import { policies } from './0030-inventory-policies.ts'

const words = (list: readonly string[]) => list.map((word) => `'${word}'`).join(', ')

const tables = /* sql */ `
create function app.claim_priority(kind text) returns integer language sql immutable parallel safe as $$
  select array_position(array[${words(CLAIM_KINDS)}], kind)
$$;

-- Structure ------------------------------------------------------------------------------------------------------------
create table app.complex (
  id uuid primary key,
  name text not null check (name <> ''),
  region text not null,
  city text not null,
  address text not null default '',
  class text
);
create table app.building (
  id uuid primary key,
  complex_id uuid not null references app.complex (id),
  name text not null check (name <> ''),
  address text not null default '',
  stage text not null check (stage in (${words(STAGES)})),
  sort integer not null default 0,
  ready_on date,
  cadastral_number text,
  unique (id, complex_id)
);
create index building_complex on app.building (complex_id);
-- A section carries its building and complex, a unit all three: policies and filters then need no join.
create table app.section (
  id uuid primary key,
  building_id uuid not null,
  complex_id uuid not null,
  name text not null check (name <> ''),
  sort integer not null default 0,
  layout text not null default 'grid' check (layout in (${words(SECTION_LAYOUTS)})),
  foreign key (building_id, complex_id) references app.building (id, complex_id),
  unique (id, building_id, complex_id)
);
create index section_building on app.section (building_id);
create table app.entrance (
  id uuid primary key,
  section_id uuid not null,
  building_id uuid not null,
  complex_id uuid not null,
  name text not null,
  foreign key (section_id, building_id, complex_id) references app.section (id, building_id, complex_id),
  unique (id, section_id)
);
create index entrance_section on app.entrance (section_id);
create table app.floor (
  id uuid primary key,
  section_id uuid not null,
  building_id uuid not null,
  complex_id uuid not null,
  floor integer not null check (floor between -20 and 200),
  name text,
  plan_picture text,
  foreign key (section_id, building_id, complex_id) references app.section (id, building_id, complex_id),
  unique (section_id, floor)
);
create table app.unit (
  id uuid primary key,
  complex_id uuid not null,
  building_id uuid not null,
  section_id uuid not null,
  entrance_id uuid,
  kind text not null check (kind in (${words(UNIT_KINDS)})),
  number text not null check (number <> ''),
  number_order bigint generated always as (left(nullif(regexp_replace(number, '[^0-9]', '', 'g'), ''), 15)::bigint) stored,
  floor integer not null,
  floor_span integer not null default 1 check (floor_span between 1 and 50),
  riser integer not null check (riser >= 1),
  riser_span integer not null default 1 check (riser_span between 1 and 100),
  plan_x integer,
  plan_y integer,
  plan_w integer,
  plan_h integer,
  rooms integer check (rooms between 0 and 50),
  area_cm2 bigint not null check (area_cm2 >= 0),
  living_cm2 bigint,
  kitchen_cm2 bigint,
  balcony_cm2 bigint,
  balcony_bp integer check (balcony_bp between 0 and 10000),
  project_cm2 bigint,
  bti_cm2 bigint,
  finishing text check (finishing in (${words(FINISHINGS)})),
  view text check (view in (${words(VIEWS)})),
  window_side text check (window_side in (${words(WINDOW_SIDES)})),
  ceiling_cm integer,
  layout text,
  plan_picture text,
  cadastral_number text,
  note text,
  created_at timestamptz(3) not null default now(),
  -- No live claim. Derived; all that an agency may learn of a unit that somebody else holds.
  is_free boolean not null default true,
  foreign key (section_id, building_id, complex_id) references app.section (id, building_id, complex_id),
  foreign key (section_id, floor) references app.floor (section_id, floor),
  foreign key (entrance_id, section_id) references app.entrance (id, section_id),
  unique (building_id, kind, number),
  unique (section_id, floor, riser)
);
create index unit_complex on app.unit (complex_id);

-- Claims and status ----------------------------------------------------------------------------------------------------
create table app.hold_reason (
  id uuid primary key,
  name text not null unique check (name <> ''),
  is_active boolean not null default true
);
create table app.unit_claim (
  id uuid primary key,
  unit_id uuid not null references app.unit (id) on delete cascade,
  building_id uuid not null,
  complex_id uuid not null,
  kind text not null check (kind in (${words(CLAIM_KINDS)})),
  is_exclusive boolean not null generated always as (kind not in (${words(SHARED_CLAIM_KINDS)})) stored,
  from_at timestamptz(3) not null,
  ended_at timestamptz(3) check (ended_at >= from_at),
  -- What made the claim: reservation, hold, deal, auction, import …, and its row there.
  source text not null,
  source_id uuid,
  company_id uuid references app.company (id),
  user_id uuid references app.app_user (id),
  ended_by_id uuid references app.app_user (id),
  hold_reason_id uuid references app.hold_reason (id),
  note text
);
create unique index unit_claim_exclusive on app.unit_claim (unit_id) where ended_at is null and is_exclusive;
create unique index unit_claim_live on app.unit_claim (unit_id, kind) where ended_at is null;
create index unit_claim_unit on app.unit_claim (unit_id, from_at);
create index unit_claim_building on app.unit_claim (building_id);
create index unit_claim_source on app.unit_claim (source_id);
-- One row a unit, under the unit's id: all that the developer's own people filter, sort and count by, in one place, so
-- that the caches need no join for it. Derived, and not for agencies: they must not learn who holds a unit.
create table app.unit_status (
  id uuid primary key references app.unit (id) on delete cascade,
  complex_id uuid not null,
  building_id uuid not null,
  section_id uuid not null,
  kind text not null,
  status text not null check (status in ('free', ${words(CLAIM_KINDS)})),
  rooms integer,
  finishing text,
  view text,
  window_side text,
  floor integer not null,
  riser integer not null,
  number text not null,
  number_order bigint,
  area_cm2 bigint not null,
  price_minor bigint,
  ppm_minor bigint,
  since_at timestamptz(3),
  on_sale_at timestamptz(3)
);
create index unit_status_building on app.unit_status (building_id, status, area_cm2, floor);
create index unit_status_place on app.unit_status (building_id, section_id, floor, riser);
-- The filters' counts are read off this index alone, in its order.
create index unit_status_facets on app.unit_status (kind, status, rooms, finishing, view, complex_id, floor, area_cm2, price_minor);

-- Bookings -------------------------------------------------------------------------------------------------------------
create table app.reservation (
  id uuid primary key,
  unit_id uuid not null references app.unit (id),
  building_id uuid not null,
  complex_id uuid not null,
  company_id uuid not null references app.company (id),
  user_id uuid not null references app.app_user (id),
  state text not null check (state in (${words(RESERVATION_STATES)})),
  kind text not null check (kind in (${words(RESERVATION_KINDS)})),
  person_id uuid references app.person (id),
  client_name text not null check (client_name <> ''),
  client_phone text not null default '',
  -- name in small letters and digits of the phone: SQLite knows no small Cyrillic letters of its own
  search text not null default '',
  queued_at timestamptz(3),
  from_at timestamptz(3),
  until_at timestamptz(3),
  extended_count integer not null default 0,
  fee_minor bigint check (fee_minor >= 0),
  closed_at timestamptz(3),
  close_reason text,
  note text,
  check (state not in ('active', 'offered') or (from_at is not null and until_at > from_at and closed_at is null)),
  check (state <> 'queued' or (queued_at is not null and closed_at is null)),
  check (state not in ('expired', 'released', 'left', 'converted') or closed_at is not null)
);
create index reservation_open on app.reservation (unit_id) where closed_at is null;
create index reservation_unit on app.reservation (unit_id);
create index reservation_user on app.reservation (user_id);
create index reservation_company on app.reservation (company_id);

-- Prices ---------------------------------------------------------------------------------------------------------------
create table app.price_rule (
  id uuid primary key,
  name text not null check (name <> ''),
  complex_id uuid not null references app.complex (id),
  building_id uuid references app.building (id),
  kind text check (kind in (${words(UNIT_KINDS)})),
  version integer not null default 1,
  is_active boolean not null default true,
  min_ppm_minor bigint check (min_ppm_minor >= 0),
  terms_json jsonb not null,
  user_id uuid references app.app_user (id),
  updated_at timestamptz(3) not null
);
create unique index price_rule_place on app.price_rule (complex_id, building_id, kind) nulls not distinct where is_active;
create table app.price_list (
  id uuid primary key,
  number text,
  name text not null check (name <> ''),
  complex_id uuid references app.complex (id),
  kind text not null default 'list' check (kind in ('list', 'exception')),
  state text not null check (state in (${words(PRICE_LIST_STATES)})),
  starts_at timestamptz(3) not null,
  author_id uuid not null references app.app_user (id),
  approver_id uuid references app.app_user (id),
  approved_at timestamptz(3),
  activated_at timestamptz(3),
  created_at timestamptz(3) not null,
  note text,
  check (state not in ('approved', 'active') or approved_at is not null),
  check ((state = 'active') = (activated_at is not null))
);
create index price_list_complex on app.price_list (complex_id);
create table app.price_list_item (
  id uuid primary key,
  price_list_id uuid not null references app.price_list (id) on delete cascade,
  unit_id uuid not null references app.unit (id),
  price_minor bigint not null check (price_minor >= 0),
  ppm_minor bigint not null check (ppm_minor >= 0),
  min_minor bigint,
  factors_json jsonb not null,
  unique (price_list_id, unit_id)
);
create index price_list_item_unit on app.price_list_item (unit_id);
-- Only appended: the price of a moment is the last row before it.
create table app.unit_price (
  id uuid primary key,
  unit_id uuid not null references app.unit (id),
  building_id uuid not null,
  complex_id uuid not null,
  price_minor bigint not null check (price_minor >= 0),
  ppm_minor bigint not null check (ppm_minor >= 0),
  from_at timestamptz(3) not null,
  source text not null check (source in ('rule', 'manual', 'list', 'import')),
  price_list_id uuid references app.price_list (id),
  rule_id uuid references app.price_rule (id),
  factors_json jsonb not null,
  user_id uuid references app.app_user (id),
  note text
);
create index unit_price_unit on app.unit_price (unit_id, from_at);
create index unit_price_building on app.unit_price (building_id);
-- One row a unit, under the unit's id. Derived. Apart from the unit, because an agency may see a unit without its price.
create table app.unit_current_price (
  id uuid primary key references app.unit (id) on delete cascade,
  building_id uuid not null,
  complex_id uuid not null,
  price_minor bigint not null,
  ppm_minor bigint not null,
  from_at timestamptz(3) not null
);

-- Lots, agencies, views ------------------------------------------------------------------------------------------------
create table app.lot (
  id uuid primary key,
  complex_id uuid not null references app.complex (id),
  name text not null check (name <> '')
);
create index lot_complex on app.lot (complex_id);
create table app.lot_unit (
  id uuid primary key,
  lot_id uuid not null references app.lot (id) on delete cascade,
  unit_id uuid not null unique references app.unit (id),
  is_main boolean not null default false
);
create index lot_unit_lot on app.lot_unit (lot_id);
-- Scope is the narrowest of the three that is set; the wider ones are carried along for the policies.
create table app.unit_grant (
  id uuid primary key,
  company_id uuid not null references app.company (id),
  complex_id uuid not null references app.complex (id),
  building_id uuid references app.building (id),
  unit_id uuid references app.unit (id),
  has_price boolean not null,
  has_booking boolean not null,
  max_hold_days integer check (max_hold_days between 1 and 365),
  from_at timestamptz(3) not null,
  ended_at timestamptz(3),
  user_id uuid references app.app_user (id),
  check (unit_id is null or building_id is not null)
);
create unique index unit_grant_place on app.unit_grant (company_id, complex_id, building_id, unit_id) nulls not distinct where ended_at is null;
create index unit_grant_complex on app.unit_grant (complex_id);
create table app.saved_view (
  id uuid primary key,
  user_id uuid not null references app.app_user (id),
  company_id uuid not null references app.company (id),
  name text not null check (name <> ''),
  place text not null check (place in ('board', 'registry')),
  is_shared boolean not null default false,
  state_json jsonb not null
);
create index saved_view_user on app.saved_view (user_id);

select sync.adopt(('app.' || t)::regclass) from unnest(array['complex', 'building', 'section', 'entrance', 'floor', 'unit', 'hold_reason',
  'unit_claim', 'reservation', 'price_rule', 'price_list', 'price_list_item', 'unit_price', 'lot', 'lot_unit', 'unit_grant', 'saved_view']) as t;
-- What is derived is audited where it comes from.
select sync.adopt('app.unit_status', audited => false), sync.adopt('app.unit_current_price', audited => false);
`

export const migration = {
  name: '0030-inventory',
  sql: [tables, guards(BOOKING_TERMS), policies].join('\n'),
}
