/**
 * Schedules of payments by versions, payments as a look at the ledger, what each payment settled, penalties with their inputs.
 * Tables and derived rows here; what may be done to them in 0070-instalments-guards.ts.
 */
import { DEVELOPER_MORATORIA, DEVELOPER_RATE_CAPS, KEY_RATES } from '#shared/kernel/law-ru.ts'
import { divideRoundHalfUp, type Ratio } from '#shared/kernel/percent.ts'
import { CHANNELS, SCHEDULE_KINDS, SCHEDULE_STATES } from '#shared/modules/instalments/model.ts'
import { SIDES } from '#shared/modules/instalments/delay.ts'
import { ledgerSeed } from './0050-ledger.ts'
import { guards } from './0070-instalments-guards.ts'

const words = (list: readonly string[]) => list.map((word) => `'${word}'`).join(', ')
const text = (value: string | number | null) => (value === null ? 'null' : `'${String(value).replaceAll("'", "''")}'`)
const bp = (rate: Ratio) => Number(divideRoundHalfUp(BigInt(rate.num) * 10_000n, BigInt(rate.den)))

/** The law of the kernel as rows, to which the house adds what is decided later. */
const terms = [
  ...KEY_RATES.map(({ from, value }) => ['rate', from, null, bp(value), 'Решение Совета директоров Банка России']),
  ...DEVELOPER_MORATORIA.map(({ from, to, act }) => ['moratorium', from, to, null, act]),
  ...DEVELOPER_RATE_CAPS.map(({ from, to, rate, act }) => ['cap', from, to, bp(rate), act]),
] as const
const termId = (n: number) => `01900000-0000-7000-8070-${String(n + 1).padStart(12, '0')}`

export const migration = {
  name: '0070-instalments',
  sql: /* sql */ `
${ledgerSeed()}

-- Parameters -----------------------------------------------------------------------------------------------------------
create table app.instalment_limit (
  id uuid primary key,
  code text not null unique check (code = 'company'),
  min_first_bp integer not null check (min_first_bp between 0 and 10000),
  max_months integer not null check (max_months between 0 and 600),
  interest_free_months integer not null check (interest_free_months between 0 and 600),
  min_rate_bp integer not null check (min_rate_bp between 0 and 100000),
  max_line_bp integer not null check (max_line_bp between 0 and 10000)
);
select sync.adopt('app.instalment_limit');
insert into app.instalment_limit values ('01900000-0000-7000-8070-000000000000', 'company', 2000, 36, 12, 800, 8000);

-- Key rates, days without accrual, ceilings of the rate. Only grows: of two rates from one day the later row counts.
create table app.penalty_term (
  id uuid primary key,
  kind text not null check (kind in ('rate', 'moratorium', 'cap')),
  from_on date not null,
  to_on date check (to_on >= from_on),
  rate_bp integer check (rate_bp between 0 and 100000),
  act text not null check (length(act) between 3 and 300),
  created_at timestamptz(3) not null,
  created_by_id uuid references app.app_user (id),
  check ((kind = 'moratorium') = (rate_bp is null)),
  check (kind <> 'moratorium' or to_on is not null),
  check (kind <> 'rate' or to_on is null)
);
select sync.adopt('app.penalty_term');
insert into app.penalty_term (id, kind, from_on, to_on, rate_bp, act, created_at)
select v.id::uuid, v.kind, v.starts::date, v.ends::date, v.bp::integer, v.act, '2026-01-01T00:00:00Z'
from (values ${terms.map((term, n) => `(${[termId(n), ...term].map(text).join(', ')})`).join(',\n')}) as v (id, kind, starts, ends, bp, act);

-- Schedules ------------------------------------------------------------------------------------------------------------
create table app.schedule (
  id uuid primary key,
  deal_id uuid not null references app.deal (id),
  version integer not null,
  state text not null check (state in (${words(SCHEDULE_STATES)})),
  kind text not null check (kind in (${words(SCHEDULE_KINDS)})),
  plan_json jsonb not null,
  principal_minor bigint not null check (principal_minor > 0 and principal_minor <= 9007199254740991),
  interest_minor bigint not null,
  line_count integer not null,
  rate_bp integer not null check (rate_bp between 0 and 100000),
  allocation_order text not null check (allocation_order in ('principal-first', 'civil-code')),
  is_penalty_by_contract boolean not null,
  base_id uuid references app.schedule (id),
  reason text,
  created_at timestamptz(3) not null,
  created_by_id uuid not null references app.app_user (id),
  approved_at timestamptz(3),
  approved_by_id uuid references app.app_user (id),
  activated_at timestamptz(3),
  -- moved by every allocation: two at once meet here, whatever their isolation
  allocation_no bigint not null,
  unique (deal_id, version),
  check (base_id is null or coalesce(length(trim(reason)), 0) >= 3)
);
create unique index schedule_active on app.schedule (deal_id) where state = 'active';
select sync.adopt('app.schedule');

create table app.schedule_line (
  id uuid primary key,
  schedule_id uuid not null references app.schedule (id),
  deal_id uuid not null references app.deal (id),
  -- the line under which payments are kept: its own, or that of the version where it was first agreed
  root_id uuid not null,
  line integer not null check (line between 1 and 600),
  kind text not null check (kind in ('first', 'regular', 'last')),
  due_on date not null,
  pay_on date not null,
  principal_minor bigint not null check (principal_minor between 0 and 9007199254740991),
  interest_minor bigint not null check (interest_minor between 0 and 9007199254740991),
  label text check (length(label) <= 200),
  area_cm2 integer,
  ppm_minor bigint,
  is_frozen boolean not null,
  unique (schedule_id, line),
  unique (schedule_id, root_id),
  check (is_frozen = (root_id <> id)),
  -- April 2020 was no working day from its first to its last
  check (pay_on between due_on - 62 and due_on + 62)
);
create index schedule_line_deal on app.schedule_line (deal_id);
create index schedule_line_root on app.schedule_line (root_id);
create index schedule_line_pay on app.schedule_line (pay_on);
-- The schedule's own journal says who drew it up and when; lines in force are never changed.
select sync.adopt('app.schedule_line', audited => false);

-- Payments: one row for each deal in a batch of the ledger that brings a buyer's money ------------------------------------
create table app.payment (
  id uuid primary key,
  batch_id uuid not null references app.ledger_batch (id),
  deal_id uuid not null references app.deal (id),
  number bigint,
  booked_on date not null,
  channel text not null check (channel in (${words(CHANNELS)}, 'deposit')),
  amount_minor bigint not null check (amount_minor <> 0),
  allocated_minor bigint not null,
  payer text check (length(payer) <= 300),
  document text check (length(document) <= 100),
  purpose text check (length(purpose) <= 500),
  overpayment text check (overpayment in ('next', 'tail', 'advance')),
  reverses_id uuid unique references app.payment (id),
  reversed_by_id uuid,
  created_at timestamptz(3) not null,
  created_by_id uuid not null references app.app_user (id),
  unique (batch_id, deal_id),
  check ((reverses_id is null) = (amount_minor > 0)),
  check (case when amount_minor > 0 then allocated_minor between 0 and amount_minor else allocated_minor between amount_minor and 0 end)
);
create index payment_deal on app.payment (deal_id);
create index payment_booked on app.payment (booked_on);
select sync.adopt('app.payment');

create table app.penalty (
  id uuid primary key,
  deal_id uuid not null references app.deal (id),
  side text not null check (side in (${words(SIDES)})),
  from_on date not null,
  to_on date not null check (to_on >= from_on),
  days integer not null,
  amount_minor bigint not null check (amount_minor between 1 and 9007199254740991),
  batch_id uuid unique references app.ledger_batch (id),
  note text check (length(note) <= 500),
  charged_at timestamptz(3) not null,
  created_by_id uuid not null references app.app_user (id),
  check ((side = 'buyer') = (batch_id is not null))
);
create index penalty_deal on app.penalty (deal_id);
select sync.adopt('app.penalty');

create table app.payment_allocation (
  id uuid primary key,
  payment_id uuid not null references app.payment (id),
  deal_id uuid not null references app.deal (id),
  booked_on date not null,
  part text not null check (part in ('principal', 'interest', 'penalty')),
  line_id uuid references app.schedule_line (id),
  penalty_id uuid references app.penalty (id),
  amount_minor bigint not null check (amount_minor <> 0),
  why text not null check (why in ('named', 'due', 'ahead', 'tail', 'mirror')),
  mirrors_id uuid unique references app.payment_allocation (id),
  created_at timestamptz(3) not null,
  created_by_id uuid not null references app.app_user (id),
  check ((part = 'penalty') = (penalty_id is not null) and (part = 'penalty') = (line_id is null)),
  check ((mirrors_id is null) = (amount_minor > 0) and (mirrors_id is null) = (why <> 'mirror'))
);
create index payment_allocation_payment on app.payment_allocation (payment_id);
create index payment_allocation_line on app.payment_allocation (line_id) where line_id is not null;
create index payment_allocation_penalty on app.payment_allocation (penalty_id) where penalty_id is not null;
create index payment_allocation_deal on app.payment_allocation (deal_id);
select sync.adopt('app.payment_allocation', audited => false);
${guards}`,
} as const
