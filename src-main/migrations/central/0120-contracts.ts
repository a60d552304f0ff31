/**
 * Contracts after assembly: what was agreed with the exact clauses, its life by the machine of C2.1, approvals of what
 * deviates, the registration, paper copies and where they are, what was printed. The facts of a contract hold passports, so
 * they are a secret table of their own; the row that lists and searches show holds none.
 */
import {
  ACTOR_RIGHTS,
  CONTRACT_STATES,
  OPEN_STATES,
  REASONED_STEPS,
  REGISTERED_KINDS,
  REGISTRATION_STEPS,
  contractMachine,
  type ContractActor,
} from '#shared/modules/contracts/contract-machine.ts'
import { FACT_SCOPES, PAPER_KINDS, PAPER_PLACE_KINDS, SOURCE_KINDS } from '#shared/modules/contracts/contract-model.ts'
import { MANDATORY_TERMS } from '#shared/modules/contracts/mandatory-terms.ts'
import { TEMPLATE_KINDS } from '#shared/modules/contracts/model.ts'
import { CHANNELS, PLACES, SUSPEND_REASONS, seedId } from '#main/modules/contracts/contract-seeds.ts'

const own = (name: string) => `'${seedId(name)}'`
const words = (list: readonly string[]) => list.map((word) => `'${word}'`).join(', ')
const steps = contractMachine.transitions.flatMap(({ name, from, to, by }) =>
  from.map((state) => ({
    name: name as string,
    from: state as string,
    to: to as string,
    by: by as readonly ContractActor[],
  })),
)
/** (from, to, rights that may take it, does it need words); a step of the centre alone has no right. */
const STEP_ROWS = steps
  .map(({ name, from, to, by }) => {
    const rights = by.flatMap((actor) => (actor === 'system' ? [] : [ACTOR_RIGHTS[actor]]))
    const isReasoned = (REASONED_STEPS as readonly string[]).includes(name)
    return `('${from}', '${to}', array[${words(rights)}]::text[], ${isReasoned})`
  })
  .join(',\n  ')
const TERM_ROWS = Object.entries(MANDATORY_TERMS)
  .flatMap(([kind, terms]) =>
    terms.flatMap(({ term, facts }) => facts.map((paths) => `('${kind}', '${term}', array[${words(paths)}])`)),
  )
  .join(',\n  ')

const tables = /* sql */ `
create table app.contract (
  id uuid primary key,
  number bigint,
  kind text not null check (kind in (${words(TEMPLATE_KINDS)})),
  template_key text not null,
  template_version integer not null,
  title text not null check (length(title) between 1 and 300),
  state text not null check (state in (${words(CONTRACT_STATES)})),
  state_since_at timestamptz(3) not null,
  -- Why the last step was taken, where it needs words.
  state_note text check (length(state_note) <= 2000),
  source_kind text not null check (source_kind in (${words(SOURCE_KINDS)})),
  source_id uuid,
  deal_id uuid references app.deal (id),
  unit_id uuid references app.unit (id),
  -- What it amends, assigns, hands over or ends.
  base_id uuid references app.contract (id),
  company_id uuid not null references app.company (id),
  user_id uuid not null references app.app_user (id),
  contract_on date not null,
  client_name text not null check (length(client_name) between 1 and 500),
  search text not null,
  price_minor bigint check (price_minor >= 0),
  currency text not null default 'RUB',
  is_registered_kind boolean not null,
  -- Exact clause versions, in the order of the document.
  pins_json jsonb not null check (jsonb_typeof(pins_json) = 'array'),
  -- Kept by the centre from here on.
  has_deviations boolean not null default false,
  is_hand_edited boolean not null default false,
  approved_by_id uuid references app.app_user (id),
  approved_at timestamptz(3),
  signed_on date,
  application_number text,
  channel_id uuid,
  submitted_on date,
  registered_on date,
  registration_number text,
  -- The clean copy, by what its bytes add up to: that is its name in the file store.
  docx_sha256 text check (docx_sha256 ~ '^[0-9a-f]{64}$'),
  pdf_sha256 text check (pdf_sha256 ~ '^[0-9a-f]{64}$'),
  created_at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  revision integer not null default 1,
  check (base_id is distinct from id)
);
create index contract_deal on app.contract (deal_id);
create index contract_unit on app.contract (unit_id);
create index contract_base on app.contract (base_id);
create index contract_state on app.contract (state, contract_on);
create index contract_user on app.contract (user_id);

-- One row a contract, under the contract's id: facts and words. Passports are in it.
create table app.contract_body (
  id uuid primary key references app.contract (id),
  facts_json jsonb not null check (jsonb_typeof(facts_json) = 'object' and length(facts_json::text) <= 4000000),
  origins_json jsonb not null check (jsonb_typeof(origins_json) = 'object'),
  -- Which record each value was taken from.
  sources_json jsonb not null check (jsonb_typeof(sources_json) = 'object'),
  edits_json jsonb not null check (jsonb_typeof(edits_json) = 'array'),
  -- What the register said of the same facts at assembly.
  register_json jsonb not null check (jsonb_typeof(register_json) = 'object'),
  changed_by_id uuid not null references app.app_user (id),
  changed_at timestamptz(3) not null
);

create table app.contract_event (
  id uuid primary key default gen_random_uuid(),
  contract_id uuid not null references app.contract (id),
  kind text not null check (kind in ('created', 'saved', 'state', 'file', 'printed', 'hand-edit', 'approval', 'registration', 'comment')),
  facts_json jsonb not null default '{}',
  note text check (length(note) <= 4000),
  user_id uuid references app.app_user (id),
  at timestamptz(3) not null
);
create index contract_event_contract on app.contract_event (contract_id, at);

-- Which changes of one document somebody else has to approve; the narrowest row that fits is the one that counts.
create table app.deviation_rule (
  id uuid primary key,
  template_key text,
  slot text,
  kind text not null check (kind in ('swap', 'drop', 'rewrite', 'move', 'add', 'word')),
  is_approval_needed boolean not null,
  unique nulls not distinct (template_key, slot, kind)
);
create table app.contract_approval (
  id uuid primary key default gen_random_uuid(),
  contract_id uuid not null references app.contract (id),
  slot text not null,
  kind text not null,
  -- Of what was looked at: another wording is another question.
  digest text not null,
  state text not null default 'waiting' check (state in ('waiting', 'approved', 'rejected', 'dropped')),
  asked_by_id uuid not null references app.app_user (id),
  asked_at timestamptz(3) not null,
  decided_by_id uuid references app.app_user (id),
  decided_at timestamptz(3),
  note text check (length(note) <= 2000),
  unique (contract_id, slot, kind, digest)
);
create index contract_approval_state on app.contract_approval (state);

create table app.registration_channel (
  id uuid primary key,
  name text not null unique check (name <> ''),
  days integer not null check (days between 1 and 365),
  is_working_days boolean not null,
  is_active boolean not null default true
);
alter table app.contract add foreign key (channel_id) references app.registration_channel (id);
create table app.suspend_reason (
  id uuid primary key,
  name text not null unique check (name <> ''),
  is_active boolean not null default true
);
create table app.registration_step (
  id uuid primary key,
  contract_id uuid not null references app.contract (id),
  step text not null check (step in (${words(REGISTRATION_STEPS)})),
  step_on date not null,
  channel_id uuid references app.registration_channel (id),
  application_number text check (length(application_number) <= 100),
  reason_id uuid references app.suspend_reason (id),
  until_on date check (until_on >= step_on),
  registration_number text check (length(registration_number) <= 100),
  note text check (length(note) <= 2000),
  user_id uuid not null references app.app_user (id),
  at timestamptz(3) not null
);
create index registration_step_contract on app.registration_step (contract_id, step_on);

create table app.paper_place (
  id uuid primary key,
  name text not null unique check (name <> ''),
  kind text not null check (kind in (${words(PAPER_PLACE_KINDS)})),
  is_active boolean not null default true
);
create table app.paper_copy (
  id uuid primary key,
  number bigint,
  barcode text generated always as ('KV' || lpad(number::text, 8, '0')) stored,
  contract_id uuid not null references app.contract (id),
  kind text not null check (kind in (${words(PAPER_KINDS)})),
  title text not null check (length(title) between 1 and 300),
  copy_no integer not null check (copy_no between 1 and 99),
  created_by_id uuid not null references app.app_user (id),
  created_at timestamptz(3) not null,
  -- Where it is: kept by the centre from the last move.
  place_id uuid references app.paper_place (id),
  holder text,
  since_at timestamptz(3),
  due_on date,
  is_lost boolean not null default false
);
create index paper_copy_contract on app.paper_copy (contract_id);
create index paper_copy_due on app.paper_copy (due_on);
create table app.paper_move (
  id uuid primary key,
  copy_id uuid not null references app.paper_copy (id),
  kind text not null check (kind in ('move', 'lost', 'found')),
  place_id uuid references app.paper_place (id),
  holder text check (length(holder) <= 200),
  due_on date,
  note text check (length(note) <= 1000),
  user_id uuid not null references app.app_user (id),
  at timestamptz(3) not null,
  check (kind = 'lost' or place_id is not null)
);
create index paper_move_copy on app.paper_move (copy_id, at);

create table app.print_job (
  id uuid primary key,
  contract_id uuid not null references app.contract (id),
  copy text not null check (copy in ('clean', 'working')),
  copies integer not null check (copies between 1 and 50),
  state text not null check (state in ('queued', 'printed', 'cancelled')),
  queued_by_id uuid not null references app.app_user (id),
  queued_at timestamptz(3) not null,
  printed_by_id uuid references app.app_user (id),
  printed_at timestamptz(3),
  -- The first print is 1; whoever prints again says why.
  print_no integer,
  reason text check (length(reason) <= 500),
  sha256 text
);
create index print_job_contract on app.print_job (contract_id);
create index print_job_state on app.print_job (state, queued_at);

-- What contracts say of a company, a complex or a building whenever nothing narrower is known: requisites, permits, terms.
create table app.fact_default (
  id uuid primary key,
  scope text not null check (scope in (${words(FACT_SCOPES)})),
  scope_id uuid not null,
  path text not null check (path ~ '^[a-z]+[.][a-zA-Z]+$' and length(path) <= 100),
  value_json jsonb not null,
  user_id uuid references app.app_user (id),
  changed_at timestamptz(3) not null,
  unique (scope_id, path)
);

-- How somebody's name is declined where the rules fail: said once, kept with the person.
create table app.person_forms (
  id uuid primary key references app.person (id) on delete cascade,
  name text not null,
  forms_json jsonb not null check (jsonb_typeof(forms_json) = 'object'),
  user_id uuid not null references app.app_user (id),
  changed_at timestamptz(3) not null
);

-- From the machine: who may take which step by hand. The centre takes the rest, following the registration.
create function app.contract_steps() returns table (from_state text, to_state text, rights text[], is_reasoned boolean) language sql immutable set search_path = pg_catalog as $$ values
  ${STEP_ROWS} $$;
create function app.contract_terms() returns table (kind text, term text, paths text[]) language sql immutable set search_path = pg_catalog as $$ values
  ${TERM_ROWS} $$;
revoke execute on function app.contract_steps, app.contract_terms from public;

select sync.adopt('app.contract'), sync.adopt('app.contract_event', audited => false), sync.adopt('app.contract_approval'), sync.adopt('app.deviation_rule'),
  sync.adopt('app.registration_channel'), sync.adopt('app.suspend_reason'), sync.adopt('app.registration_step'),
  sync.adopt('app.paper_place'), sync.adopt('app.paper_copy'), sync.adopt('app.paper_move'), sync.adopt('app.print_job'), sync.adopt('app.fact_default'), sync.adopt('app.person_forms');
select sync.adopt('app.contract_body', audited => false, is_secret => true);
create trigger audit_insert after insert on app.contract_body referencing new table as fresh for each statement execute function audit.record_secret();
create trigger audit_update after update on app.contract_body referencing new table as fresh old table as gone for each statement execute function audit.record_secret();
select sync.numbered('app.contract', 'contract', per => '{kind}');
select sync.numbered('app.paper_copy', 'paper');

insert into app.registration_channel (id, name, days, is_working_days) values
  ${CHANNELS.map(([name, days, isWorking]) => `(${own(`channel:${name}`)}, '${name}', ${days}, ${isWorking})`).join(', ')};
insert into app.suspend_reason (id, name) values ${SUSPEND_REASONS.map((name) => `(${own(`suspend:${name}`)}, '${name}')`).join(', ')};
insert into app.paper_place (id, name, kind) values ${PLACES.map(([name, kind]) => `(${own(`place:${name}`)}, '${name}', '${kind}')`).join(', ')};
insert into app.deviation_rule (id, kind, is_approval_needed) values
  ${(['swap', 'drop', 'rewrite', 'add', 'word'] as const).map((kind) => `(${own(`deviation:${kind}`)}, '${kind}', true)`).join(', ')}, (${own('deviation:move')}, 'move', false);
`

const policies = /* sql */ `
revoke insert, update, delete on app.contract, app.contract_body, app.contract_event, app.contract_approval, app.registration_step,
  app.paper_copy, app.paper_move, app.print_job from kvartal_user;
revoke update, delete on app.person_forms from kvartal_user;
grant update (name, forms_json, user_id, changed_at) on app.person_forms to kvartal_user;
grant insert (id, kind, template_key, template_version, title, state, state_since_at, source_kind, source_id, deal_id, unit_id, base_id, company_id, user_id, contract_on,
  client_name, search, price_minor, currency, is_registered_kind, pins_json, created_at, changed_at, revision) on app.contract to kvartal_user;
grant update (template_key, template_version, title, kind, unit_id, contract_on, client_name, search, price_minor, is_registered_kind, pins_json, state, state_note, signed_on,
  docx_sha256, pdf_sha256, changed_at, revision) on app.contract to kvartal_user;
grant insert on app.contract_body to kvartal_user;
grant update (facts_json, origins_json, sources_json, edits_json, register_json, changed_by_id, changed_at) on app.contract_body to kvartal_user;
grant insert on app.contract_event, app.registration_step, app.paper_move to kvartal_user;
grant update (state, note, decided_at) on app.contract_approval to kvartal_user;
grant insert (id, contract_id, kind, title, copy_no, created_by_id, created_at) on app.paper_copy to kvartal_user;
grant insert on app.print_job to kvartal_user;
grant update (state, printed_at, reason, sha256) on app.print_job to kvartal_user;

-- A contract is seen by whoever sees its deal, by who wrote it, and by whoever sees all deals.
create policy see on app.contract for select using ((select access.is_staff()) and (select access.may('contracts.read')) and
  ((select access.may('deals.all')) or user_id = (select access.me()) or deal_id in (select d.id from app.deal d)));
create policy write on app.contract for insert with check ((select access.is_staff()) and (select access.may('contracts.write'))
  and user_id = (select access.me()) and company_id = (select access.company())
  and (deal_id is null or deal_id in (select d.id from app.deal d)));
create policy change on app.contract for update using ((select access.is_staff()) and
  ((select access.may('contracts.write')) or (select access.may('contracts.approve')) or (select access.may('contracts.sign'))) and
  ((select access.may('deals.all')) or user_id = (select access.me()) or deal_id in (select d.id from app.deal d)));

create policy see on app.contract_body for select using ((select access.may('people.secret.read')) and id in (select c.id from app.contract c));
create policy write on app.contract_body for insert with check ((select access.may('contracts.write')) and id in (select c.id from app.contract c) and changed_by_id = (select access.me()));
create policy change on app.contract_body for update using ((select access.may('contracts.write')) and id in (select c.id from app.contract c)) with check (changed_by_id = (select access.me()));

-- The clean copy says what the facts say, so it takes the same rights.
create policy contracts on app.file for select using ((select access.may('people.secret.read')) and
  exists (select from app.contract c where sha256 in (c.docx_sha256, c.pdf_sha256)));
create index contract_docx on app.contract (docx_sha256) where docx_sha256 is not null;
create index contract_pdf on app.contract (pdf_sha256) where pdf_sha256 is not null;

create policy see on app.contract_event for select using (contract_id in (select c.id from app.contract c));
create policy comment on app.contract_event for insert with check (kind in ('comment', 'hand-edit') and user_id = (select access.me())
  and (select access.may('contracts.write')) and contract_id in (select c.id from app.contract c));
create policy see on app.contract_approval for select using (contract_id in (select c.id from app.contract c));
create policy decide on app.contract_approval for update using ((select access.may('contracts.approve')) and contract_id in (select c.id from app.contract c));
create policy see on app.registration_step for select using (contract_id in (select c.id from app.contract c));
create policy write on app.registration_step for insert with check ((select access.may('contracts.sign')) and user_id = (select access.me()) and contract_id in (select c.id from app.contract c));
create policy see on app.paper_copy for select using (contract_id in (select c.id from app.contract c));
create policy write on app.paper_copy for insert with check ((select access.may('contracts.write')) and created_by_id = (select access.me()) and contract_id in (select c.id from app.contract c));
create policy see on app.paper_move for select using (copy_id in (select p.id from app.paper_copy p));
create policy write on app.paper_move for insert with check ((select access.may('contracts.write')) and user_id = (select access.me()) and copy_id in (select p.id from app.paper_copy p));
create policy see on app.person_forms for select using (id in (select p.id from app.person p));
create policy write on app.person_forms for insert with check ((select access.may('contracts.write')) and user_id = (select access.me()) and id in (select p.id from app.person p));
create policy change on app.person_forms for update using ((select access.may('contracts.write')) and id in (select p.id from app.person p)) with check (user_id = (select access.me()));
create policy see on app.print_job for select using (contract_id in (select c.id from app.contract c));
create policy write on app.print_job for insert with check ((select access.may('contracts.write')) and queued_by_id = (select access.me()) and contract_id in (select c.id from app.contract c));
create policy change on app.print_job for update using ((select access.may('contracts.write')) and contract_id in (select c.id from app.contract c));
${['deviation_rule', 'registration_channel', 'suspend_reason', 'paper_place', 'fact_default']
  .map(
    (
      table,
    ) => `create policy see on app.${table} for select using ((select access.is_staff()) and (select access.may('contracts.read')));
create policy write on app.${table} for all using ((select access.is_staff()) and (select access.may('contracts.templates'))) with check ((select access.is_staff()) and (select access.may('contracts.templates')));`,
  )
  .join('\n')}
`

const guards = /* sql */ `
-- Under the caller's own policies, so that a new contract cannot be hung on one that they do not see.
create function app.guard_base() returns trigger language plpgsql set search_path = pg_catalog, app as $$
begin
  if not exists (select from app.contract c where c.id = new.base_id) then
    raise exception 'no such contract' using errcode = 'P0001', hint = 'contracts.no-contract';
  end if;
  return new;
end $$;
create trigger b_guard_base before insert on app.contract for each row when (new.base_id is not null) execute function app.guard_base();

-- How a contract is called: «ДДУ-000123».
create function app.contract_name(kind text, number bigint) returns text language sql immutable set search_path = pg_catalog as $$
  select case kind when 'participation' then 'ДДУ' when 'sale' then 'ДКП' when 'booking' then 'БР' when 'assignment' then 'УСТ' when 'lease' then 'АР' when 'short-let' then 'КН'
    when 'management' then 'УК' when 'agency' then 'АГ' when 'amendment' then 'ДС' when 'act' then 'АКТ' when 'notice' then 'УВ' when 'receipt' then 'РС' else 'ДОК' end
    || '-' || lpad(number::text, 6, '0')
$$;
revoke execute on function app.contract_name from public;

create function app.note_contract(contract uuid, kind text, facts jsonb, note text) returns void language sql security definer set search_path = pg_catalog, app as $$
  insert into app.contract_event (contract_id, kind, facts_json, note, user_id, at) values (contract, kind, facts, note, access.me(), clock_timestamp())
$$;
revoke execute on function app.note_contract from public;

create function app.guard_contract() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  me uuid := access.me();
  step record;
  body app.contract_body;
  missing text;
begin
  if me is null and pg_trigger_depth() = 1 then return new; end if;
  if (tg_op = 'INSERT' or new.pins_json is distinct from old.pins_json) and exists (
    select from jsonb_array_elements(new.pins_json) p where p ->> 'standing' in ('standard', 'moved', 'swapped') and not exists (
      select from app.clause_version v where v.clause = p ->> 'clause' and v.version = (p ->> 'version')::integer and v.state in ('approved', 'retired'))) then
    raise exception 'a clause that is not approved' using errcode = 'P0001', hint = 'contracts.pin-not-approved';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'draft' then raise exception 'a contract begins as a draft' using errcode = 'P0001', hint = 'contracts.not-a-draft'; end if;
    new.state_since_at := clock_timestamp();
    new.is_registered_kind := new.is_registered_kind or new.kind in (${words(REGISTERED_KINDS)});
    return new;
  end if;
  new.is_registered_kind := new.is_registered_kind or new.kind in (${words(REGISTERED_KINDS)});
  if old.state not in (${words(OPEN_STATES)}) and
    (new.template_key, new.template_version, new.title, new.kind, new.unit_id, new.contract_on, new.client_name, new.price_minor, new.is_registered_kind, new.pins_json)
      is distinct from (old.template_key, old.template_version, old.title, old.kind, old.unit_id, old.contract_on, old.client_name, old.price_minor, old.is_registered_kind, old.pins_json) then
    raise exception 'what is approved or signed stays as it is' using errcode = 'P0001', hint = 'contracts.sealed';
  end if;
  if (new.docx_sha256, new.pdf_sha256) is distinct from (old.docx_sha256, old.pdf_sha256)
    and old.state not in ('legal_check', 'approved') then
    raise exception 'the clean copy belongs to an approved contract and stays' using errcode = 'P0001', hint = 'contracts.sealed';
  end if;
  if new.signed_on is distinct from old.signed_on and new.state not in ('signed', 'signed_by_buyer', 'signed_by_developer') then
    raise exception 'signed once' using errcode = 'P0001', hint = 'contracts.sealed';
  end if;
  if new.kind <> old.kind and old.number is not null then
    raise exception 'the number is of another kind' using errcode = 'P0001', hint = 'contracts.other-kind';
  end if;
  if new.state = old.state then return new; end if;

  select * into step from app.contract_steps() s where s.from_state = old.state and s.to_state = new.state;
  if not found then
    raise exception 'contract cannot go from % to %', old.state, new.state using errcode = 'P0001', hint = 'engine.bad-transition';
  end if;
  -- By hand only what some right allows; inside the centre's own triggers the step follows from another row.
  if pg_trigger_depth() = 1 and not exists (select from unnest(step.rights) r where access.may(r)) then
    raise exception 'not allowed' using errcode = '42501', hint = 'contracts.step-forbidden';
  end if;
  if step.is_reasoned and pg_trigger_depth() = 1 and (new.state_note is not distinct from old.state_note or length(trim(coalesce(new.state_note, ''))) < 3) then
    raise exception 'why?' using errcode = 'P0001', hint = 'contracts.reason-missing';
  end if;
  if not step.is_reasoned and new.state_note is not distinct from old.state_note then new.state_note := null; end if;
  if new.state = 'in_force' and new.is_registered_kind then
    raise exception 'it stands only once registered' using errcode = 'P0001', hint = 'contracts.needs-registration';
  end if;
  if new.state in ('legal_check', 'approved') then
    select * into body from app.contract_body b where b.id = new.id;
    if body is null or jsonb_array_length(new.pins_json) = 0 then
      raise exception 'nothing is written yet' using errcode = 'P0001', hint = 'contracts.no-text';
    end if;
    select string_agg(distinct t.term, ', ') into missing from app.contract_terms() t where t.kind = new.kind
      and not exists (select from unnest(t.paths) p where coalesce(body.facts_json -> p, 'null') not in ('null', '""'));
    if missing is not null then
      raise exception 'mandatory terms are missing: %', missing using errcode = 'P0001', hint = 'contracts.terms-missing';
    end if;
  end if;
  if new.state = 'approved' then
    if me in (new.user_id, body.changed_by_id) then
      raise exception 'somebody else must approve' using errcode = 'P0001', hint = 'contracts.own-contract';
    end if;
    if exists (select from app.contract_approval a where a.contract_id = new.id and a.state in ('waiting', 'rejected')) then
      raise exception 'deviations wait for a decision' using errcode = 'P0001', hint = 'contracts.deviations-wait';
    end if;
    new.approved_by_id := me;
    new.approved_at := clock_timestamp();
  elsif new.state = 'draft' then
    new.approved_by_id := null;
    new.approved_at := null;
    new.docx_sha256 := null;
    new.pdf_sha256 := null;
  elsif new.state in ('signed', 'signed_by_buyer', 'signed_by_developer') then
    if new.signed_on is null or new.signed_on > current_date + 1 then
      raise exception 'on which day?' using errcode = 'P0001', hint = 'contracts.signed-on-missing';
    end if;
  end if;
  new.state_since_at := clock_timestamp();
  return new;
end $$;
create trigger c_guard_contract before insert or update on app.contract for each row execute function app.guard_contract();

create function app.after_contract() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if tg_op = 'INSERT' then
    perform app.note_contract(new.id, 'created', jsonb_build_object('source', new.source_kind), null);
    return null;
  end if;
  if new.state <> old.state then
    perform app.note_contract(new.id, 'state', jsonb_build_object('from', old.state, 'to', new.state), new.state_note);
    if new.base_id is not null and new.kind in ('amendment', 'assignment') and new.state = (case when new.is_registered_kind then 'registered' else 'in_force' end) then
      update app.contract b set state = case new.kind when 'amendment' then 'amended' else 'assigned' end, changed_at = clock_timestamp()
      where b.id = new.base_id and exists (select from app.contract_steps() s where s.from_state = b.state and s.to_state = case new.kind when 'amendment' then 'amended' else 'assigned' end);
    end if;
  elsif new.revision <> old.revision then
    perform app.note_contract(new.id, 'saved', '{}', null);
  end if;
  if (new.docx_sha256, new.pdf_sha256) is distinct from (old.docx_sha256, old.pdf_sha256) and coalesce(new.docx_sha256, new.pdf_sha256) is not null then
    perform app.note_contract(new.id, 'file', jsonb_strip_nulls(jsonb_build_object('docx', new.docx_sha256, 'pdf', new.pdf_sha256)), null);
  end if;
  return null;
end $$;
create trigger after_contract after insert or update on app.contract for each row execute function app.after_contract();

-- Words and facts: open while it is a draft, and for nobody afterwards. The number is the centre's.
create function app.guard_contract_body() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  contract app.contract;
begin
  if access.me() is null then return new; end if;
  select * into contract from app.contract c where c.id = new.id for update;
  if contract.state not in (${words(OPEN_STATES)}) then
    raise exception 'what is approved or signed stays as it is' using errcode = 'P0001', hint = 'contracts.sealed';
  end if;
  new.facts_json := new.facts_json || jsonb_build_object('contract.number', app.contract_name(contract.kind, contract.number));
  return new;
end $$;
create trigger guard_contract_body before insert or update on app.contract_body for each row execute function app.guard_contract_body();

-- Every edit of the document asks for an approval where the rules want one; another wording asks anew.
create function app.ask_approvals() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  contract app.contract;
begin
  select * into contract from app.contract c where c.id = new.id;
  update app.contract_approval a set state = 'dropped' where a.contract_id = new.id and a.kind <> 'word' and a.state in ('waiting', 'rejected')
    and not exists (select from jsonb_array_elements(new.edits_json) e where e ->> 'slot' = a.slot and e ->> 'kind' = a.kind and md5(e::text) = a.digest);
  insert into app.contract_approval (contract_id, slot, kind, digest, asked_by_id, asked_at)
  select new.id, e ->> 'slot', e ->> 'kind', md5(e::text), new.changed_by_id, clock_timestamp() from jsonb_array_elements(new.edits_json) e
  where coalesce((select r.is_approval_needed from app.deviation_rule r where r.kind = e ->> 'kind'
    and coalesce(r.template_key, contract.template_key) = contract.template_key and coalesce(r.slot, e ->> 'slot') = e ->> 'slot'
    order by r.slot nulls last, r.template_key nulls last limit 1), true)
  on conflict (contract_id, slot, kind, digest) do update set state = 'waiting' where contract_approval.state = 'dropped';
  update app.contract c set has_deviations = jsonb_array_length(new.edits_json) > 0 where c.id = new.id and c.has_deviations <> (jsonb_array_length(new.edits_json) > 0);
  return null;
end $$;
create trigger ask_approvals after insert or update of edits_json on app.contract_body for each row execute function app.ask_approvals();

create function app.guard_approval() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if pg_trigger_depth() > 1 or access.me() is null then return new; end if;
  if old.state <> 'waiting' or new.state not in ('approved', 'rejected') then
    raise exception 'decided already' using errcode = 'P0001', hint = 'contracts.decided';
  end if;
  if access.me() = old.asked_by_id or access.me() = (select c.user_id from app.contract c where c.id = old.contract_id) then
    raise exception 'somebody else must approve' using errcode = 'P0001', hint = 'contracts.own-contract';
  end if;
  new.decided_by_id := access.me();
  new.decided_at := clock_timestamp();
  perform app.note_contract(old.contract_id, 'approval', jsonb_build_object('slot', old.slot, 'kind', old.kind, 'state', new.state), new.note);
  return new;
end $$;
create trigger guard_approval before update on app.contract_approval for each row execute function app.guard_approval();

-- A Word file that came back with other words: noted, and asked about like any deviation.
create function app.ask_about_word() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if new.kind <> 'hand-edit' then return null; end if;
  insert into app.contract_approval (contract_id, slot, kind, digest, asked_by_id, asked_at)
  select new.contract_id, coalesce(e ->> 'slot', ''), 'word', md5(e::text), new.user_id, clock_timestamp()
  from jsonb_array_elements(coalesce(new.facts_json -> 'edits', '[]')) e
  on conflict (contract_id, slot, kind, digest) do nothing;
  update app.contract c set is_hand_edited = true where c.id = new.contract_id and not c.is_hand_edited;
  return null;
end $$;
create trigger ask_about_word after insert on app.contract_event for each row when (new.kind = 'hand-edit') execute function app.ask_about_word();
create function app.guard_event() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if pg_trigger_depth() = 1 and access.me() is not null then
    new.at := clock_timestamp();
    if new.kind = 'hand-edit' and (select c.state from app.contract c where c.id = new.contract_id for update) not in ('draft', 'legal_check', 'approved') then
      raise exception 'what is signed stays as it is' using errcode = 'P0001', hint = 'contracts.sealed';
    end if;
  end if;
  return new;
end $$;
create trigger guard_event before insert on app.contract_event for each row execute function app.guard_event();

-- The registration moves the contract; the contract is locked first, so that of two people the second sees what the first did.
create function app.guard_registration() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  contract app.contract;
begin
  if access.me() is null then return new; end if;
  select * into contract from app.contract c where c.id = new.contract_id for update;
  new.at := clock_timestamp();
  if new.step_on > current_date + 1 or new.step_on < coalesce((select max(s.step_on) from app.registration_step s where s.contract_id = new.contract_id), contract.signed_on, new.step_on) then
    raise exception 'out of order' using errcode = 'P0001', hint = 'contracts.step-out-of-order';
  end if;
  if new.step = 'note' then
    if length(trim(coalesce(new.note, ''))) < 1 then raise exception 'empty' using errcode = 'P0001', hint = 'contracts.reason-missing'; end if;
    return new;
  end if;
  if not contract.is_registered_kind or not exists (select from app.contract_steps() s where s.from_state = contract.state and s.to_state = new.step and s.rights = '{}') then
    raise exception 'contract cannot go from % to %', contract.state, new.step using errcode = 'P0001', hint = 'engine.bad-transition';
  end if;
  if new.step = 'submitted' and (new.channel_id is null or coalesce(trim(new.application_number), '') = '') then
    raise exception 'which application?' using errcode = 'P0001', hint = 'contracts.application-missing';
  end if;
  if new.step = 'suspended' and (new.reason_id is null or new.until_on is null) then
    raise exception 'why, and until when?' using errcode = 'P0001', hint = 'contracts.suspension-open';
  end if;
  if new.step = 'registered' and coalesce(trim(new.registration_number), '') = '' then
    raise exception 'under which number?' using errcode = 'P0001', hint = 'contracts.registration-number-missing';
  end if;
  return new;
end $$;
create trigger guard_registration before insert on app.registration_step for each row execute function app.guard_registration();
create function app.after_registration() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if new.step = 'note' then return null; end if;
  update app.contract c set state = new.step, state_note = new.note, changed_at = new.at,
    channel_id = coalesce(new.channel_id, c.channel_id), application_number = coalesce(new.application_number, c.application_number),
    submitted_on = case when new.step = 'submitted' then new.step_on else c.submitted_on end,
    registered_on = case when new.step = 'registered' then new.step_on else c.registered_on end,
    registration_number = coalesce(new.registration_number, c.registration_number)
  where c.id = new.contract_id;
  return null;
end $$;
create trigger after_registration after insert on app.registration_step for each row when (access.me() is not null) execute function app.after_registration();

-- Copies are where their last move brought them.
create function app.guard_move() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  copy app.paper_copy;
begin
  if access.me() is null then return new; end if;
  select * into copy from app.paper_copy p where p.id = new.copy_id for update;
  new.at := clock_timestamp();
  if (new.kind = 'found') <> copy.is_lost and not (new.kind = 'move' and not copy.is_lost) and not (new.kind = 'lost' and not copy.is_lost) then
    raise exception 'it is lost, or is not' using errcode = 'P0001', hint = 'contracts.paper-lost';
  end if;
  if new.kind = 'lost' and length(trim(coalesce(new.note, ''))) < 3 then
    raise exception 'how was it lost?' using errcode = 'P0001', hint = 'contracts.reason-missing';
  end if;
  update app.paper_copy p set place_id = coalesce(new.place_id, p.place_id), holder = case when new.kind = 'lost' then p.holder else new.holder end,
    since_at = new.at, due_on = case when new.kind = 'lost' then null else new.due_on end, is_lost = new.kind = 'lost' where p.id = new.copy_id;
  if new.kind <> 'lost' and new.due_on is not null then
    perform sync.schedule('paper:' || new.copy_id, (new.due_on + 1)::timestamp at time zone 'Europe/Moscow' + interval '9 hours', 'contracts.alarmPaper', jsonb_build_object('copyId', new.copy_id));
  else
    perform sync.unschedule('paper:' || new.copy_id);
  end if;
  if new.kind = 'lost' then perform app.alarm_paper_now(new.copy_id, 'contracts.paperLost'); end if;
  return new;
end $$;
create function app.alarm_paper_now(copy uuid, kind text) returns void language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  facts jsonb;
  people uuid[];
begin
  select jsonb_build_object('barcode', p.barcode, 'title', p.title, 'contract', app.contract_name(c.kind, c.number), 'client', c.client_name,
      'place', coalesce(l.name, ''), 'holder', coalesce(p.holder, ''), 'due_on', p.due_on),
    array[c.user_id, p.created_by_id] || app.people_with('lawyer', null) into facts, people
  from app.paper_copy p join app.contract c on c.id = p.contract_id left join app.paper_place l on l.id = p.place_id where p.id = copy;
  perform app.notify(people, kind, facts, '/contracts/packages?copy=' || copy, true, kind || ':' || copy || ':' || coalesce(facts ->> 'due_on', clock_timestamp()::text));
end $$;
revoke execute on function app.alarm_paper_now from public;
create trigger guard_move before insert on app.paper_move for each row execute function app.guard_move();

-- Run by the steward on the morning after a copy was due; does nothing when it has come back meanwhile.
create function app.alarm_paper(copy uuid) returns boolean language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if not access.may('jobs.run') then raise insufficient_privilege using message = 'only the steward'; end if;
  if not exists (select from app.paper_copy p where p.id = copy and not p.is_lost and p.due_on < (clock_timestamp() at time zone 'Europe/Moscow')::date) then return false; end if;
  perform app.alarm_paper_now(copy, 'contracts.paperOverdue');
  return true;
end $$;

-- Prints: the first is number 1, and whoever prints again says why.
create function app.guard_print() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  contract app.contract;
begin
  if access.me() is null then return new; end if;
  select * into contract from app.contract c where c.id = new.contract_id for update;
  if tg_op = 'UPDATE' and (old.state <> 'queued' or new.state not in ('printed', 'cancelled')) then
    raise exception 'printed already' using errcode = 'P0001', hint = 'contracts.printed';
  end if;
  if new.copy = 'clean' and new.state <> 'cancelled' and contract.state in ('draft', 'legal_check', 'annulled') then
    raise exception 'a clean copy is of what is approved' using errcode = 'P0001', hint = 'contracts.not-approved';
  end if;
  new.print_no := null;
  if new.state = 'printed' then
    new.printed_by_id := access.me();
    new.printed_at := clock_timestamp();
    new.print_no := 1 + (select count(*) from app.print_job j where j.contract_id = new.contract_id and j.copy = new.copy and j.state = 'printed');
    if new.print_no > 1 and length(trim(coalesce(new.reason, ''))) < 3 then
      raise exception 'why again?' using errcode = 'P0001', hint = 'contracts.reprint-reason';
    end if;
    perform app.note_contract(new.contract_id, 'printed', jsonb_build_object('copy', new.copy, 'copies', new.copies, 'print_no', new.print_no), new.reason);
  end if;
  return new;
end $$;
create trigger guard_print before insert or update on app.print_job for each row execute function app.guard_print();
`

export const migration = { name: '0120-contracts', sql: tables + guards + policies } as const
