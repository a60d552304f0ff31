/**
 * Deals: the funnel with what each stage demands, units at an agreed price, participants with shares, discounts that somebody
 * else approves, a timeline that only grows. Stage, claims and bookings go together whoever moves the deal, and with whatever.
 */
import {
  DISCOUNT_STATES,
  MORTGAGE_KINDS,
  OWNERSHIPS,
  PARTICIPANT_ROLES,
  PAYMENT_KINDS,
  USER_ROLES,
} from '#shared/modules/deals/model.ts'
import { DEAL_KINDS, DEAL_STAGES } from '#shared/modules/deals/stages.ts'
import { guards } from './0060-deals-guards.ts'
import { policies } from './0060-deals-policies.ts'

const words = (list: readonly string[]) => list.map((word) => `'${word}'`).join(', ')

/** What a new house starts with; the manager adds and retires reasons. */
const REFUSALS = [
  'Выбрали другой дом',
  'Купили у другого застройщика',
  'Не одобрили ипотеку',
  'Дорого',
  'Нет подходящей планировки',
  'Не устроил срок сдачи',
  'Передумали покупать',
  'Не выходит на связь',
  'Ошибочное обращение',
]

const tables = /* sql */ `
create table app.deal_refusal (
  id uuid primary key,
  name text not null unique check (name <> ''),
  is_active boolean not null default true
);
insert into app.deal_refusal (id, name) values ${REFUSALS.map((name, n) => `('01900000-0000-7000-8060-00000000000${n + 1}', '${name}')`).join(', ')};

create table app.deal (
  id uuid primary key,
  -- Given by the centre, as is the name: number / first buyer / first unit.
  number bigint,
  name text not null default '',
  kind text not null check (kind in (${words(DEAL_KINDS)})),
  stage text not null check (stage in (${words(DEAL_STAGES)})),
  stage_since_at timestamptz(3) not null,
  -- Why it was taken back to this stage.
  stage_note text,
  company_id uuid not null references app.company (id),
  user_id uuid not null references app.app_user (id),
  reservation_id uuid references app.reservation (id),
  client_name text not null check (length(client_name) between 1 and 300),
  client_phone text not null default '',
  -- name in small letters and digits of the phone: SQLite knows no small Cyrillic letters of its own
  search text not null default '',
  -- Sums of the units and services, kept by the centre.
  price_minor bigint,
  discount_minor bigint not null default 0,
  services_minor bigint not null default 0,
  currency text not null default 'RUB' check (currency ~ '^[A-Z]{3}$'),
  payment_kind text check (payment_kind in (${words(PAYMENT_KINDS)})),
  ownership text not null default 'sole' check (ownership in (${words(OWNERSHIPS)})),
  mortgage_kind text not null default 'none' check (mortgage_kind in (${words(MORTGAGE_KINDS)})),
  mortgage_bank text,
  mortgage_minor bigint check (mortgage_minor > 0),
  mortgage_decision_on date,
  maternity_minor bigint check (maternity_minor > 0),
  needs_json jsonb,
  meeting_at timestamptz(3),
  meeting_place text,
  meeting_by_id uuid references app.app_user (id),
  meeting_result text,
  meeting_rating integer check (meeting_rating between 1 and 5),
  meeting_comment text,
  contract_on date,
  refuse_reason_id uuid references app.deal_refusal (id),
  refuse_note text,
  note text not null default '',
  created_at timestamptz(3) not null,
  closed_at timestamptz(3),
  check (mortgage_kind <> 'none' or (mortgage_bank is null and mortgage_minor is null and mortgage_decision_on is null)),
  check ((stage in ('won', 'lost')) = (closed_at is not null))
);
create index deal_user on app.deal (user_id, stage);
create index deal_company on app.deal (company_id);
create index deal_stage on app.deal (stage, created_at);
create index deal_reservation on app.deal (reservation_id) where reservation_id is not null;
create index deal_meeting on app.deal (meeting_at) where meeting_at is not null;

create table app.deal_unit (
  id uuid primary key,
  deal_id uuid not null references app.deal (id),
  unit_id uuid not null references app.unit (id),
  reservation_id uuid references app.reservation (id),
  -- The price of the register when the unit was taken into the deal; null for whom prices are not shown to.
  list_price_minor bigint check (list_price_minor >= 0),
  discount_minor bigint not null default 0 check (discount_minor between 0 and coalesce(list_price_minor, 0)),
  price_minor bigint generated always as (list_price_minor - discount_minor) stored,
  discount_reason text,
  position integer not null default 0,
  created_at timestamptz(3) not null default now(),
  -- Of the deal, kept by the centre.
  deal_kind text not null,
  is_held boolean not null default false,
  unique (deal_id, unit_id)
);
create unique index deal_unit_held on app.deal_unit (unit_id, deal_kind) where is_held;
create index deal_unit_unit on app.deal_unit (unit_id);
create index deal_unit_reservation on app.deal_unit (reservation_id) where reservation_id is not null;

create table app.deal_participant (
  id uuid primary key,
  deal_id uuid not null references app.deal (id),
  role text not null check (role in (${words(PARTICIPANT_ROLES)})),
  person_id uuid references app.person (id),
  user_id uuid references app.app_user (id),
  share_num integer check (share_num >= 1),
  share_den integer check (share_den >= share_num),
  is_minor boolean not null default false,
  guardian_id uuid,
  position integer not null default 0,
  note text,
  unique (id, deal_id),
  unique nulls not distinct (deal_id, role, person_id, user_id),
  foreign key (guardian_id, deal_id) references app.deal_participant (id, deal_id),
  check ((role in (${words(USER_ROLES)})) = (user_id is not null) and (user_id is null) = (person_id is not null)),
  check ((share_num is null) = (share_den is null) and (share_num is null or role = 'buyer')),
  check (guardian_id <> id),
  constraint minor_has_guardian check (not is_minor or guardian_id is not null)
);
create index deal_participant_person on app.deal_participant (person_id) where person_id is not null;
create index deal_participant_user on app.deal_participant (user_id) where user_id is not null;

create table app.deal_service (
  id uuid primary key,
  deal_id uuid not null references app.deal (id),
  name text not null check (length(name) between 1 and 300),
  price_minor bigint not null check (price_minor between 0 and 100000000000000),
  quantity integer not null default 1 check (quantity between 1 and 10000),
  note text,
  created_at timestamptz(3) not null
);
create index deal_service_deal on app.deal_service (deal_id);

-- A discount above the limit of whoever asks for it: somebody else decides.
create table app.deal_discount (
  id uuid primary key,
  deal_id uuid not null references app.deal (id),
  deal_unit_id uuid not null references app.deal_unit (id) on delete cascade,
  amount_minor bigint not null check (amount_minor > 0),
  reason text not null check (length(trim(reason)) >= 3),
  state text not null check (state in (${words(DISCOUNT_STATES)})),
  requested_by_id uuid not null references app.app_user (id),
  requested_at timestamptz(3) not null,
  decided_by_id uuid references app.app_user (id),
  decided_at timestamptz(3),
  note text,
  check ((state = 'pending') = (decided_by_id is null) and (decided_by_id is null) = (decided_at is null)),
  check (decided_by_id <> requested_by_id)
);
create unique index deal_discount_pending on app.deal_discount (deal_unit_id) where state = 'pending';
create index deal_discount_deal on app.deal_discount (deal_id);

create table app.deal_event (
  id uuid primary key,
  deal_id uuid not null references app.deal (id),
  at timestamptz(3) not null,
  kind text not null check (kind ~ '^[a-z][a-z.-]{1,58}[a-z]$'),
  user_id uuid references app.app_user (id),
  data_json jsonb not null
);
create index deal_event_deal on app.deal_event (deal_id, at);

select sync.adopt(('app.' || t)::regclass) from unnest(array['deal_refusal', 'deal', 'deal_unit', 'deal_participant', 'deal_service', 'deal_discount']) as t;
-- Only appended, so it is its own journal.
select sync.adopt('app.deal_event', audited => false);
`

const numbers = "select sync.numbered('app.deal', 'deal');"

export const migration = { name: '0060-deals', sql: [tables, numbers, guards, policies].join('\n') }
