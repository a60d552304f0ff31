/**
 * Law as dated data (C0.3): the editions that the kernel computes under, as they were published, and what was computed under
 * them with its inputs, so that an old document gives the same sum again whatever the law says since.
 */
import { RULE_PACKS, type PublishedPack } from '#shared/modules/ledger/rule-packs.ts'

const text = (value: string | null) => (value === null ? 'null' : `'${value.replaceAll("'", "''")}'`)

const row = ({ rule, pack }: PublishedPack) =>
  `(md5('rule_pack:${pack.id}')::uuid, ${[rule, pack.id, pack.act, pack.edition, pack.scope ?? null, pack.validFrom, pack.validTo, JSON.stringify(pack.params)].map(text).join(', ')})`

/** A later migration publishes new editions by running it again; an edition that is there stays as it is. */
export function rulePackSeed(): string {
  return `
insert into app.rule_pack (id, rule, code, act, edition, scope, valid_from, valid_to, params_json)
select v.id, v.rule, v.code, v.act, v.edition, v.scope, v.starts::date, v.ends::date, v.params::jsonb
from (values ${RULE_PACKS.map(row).join(',\n')}) as v (id, rule, code, act, edition, scope, starts, ends, params)
on conflict (code) do nothing;`
}

export const migration = {
  name: '0055-rule-packs',
  sql: /* sql */ `
create table app.rule_pack (
  id uuid primary key,
  rule text not null,
  code text not null unique,
  act text not null,
  edition text not null,
  scope text,
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  params_json jsonb not null
);
select sync.adopt('app.rule_pack');
revoke insert, update, delete on app.rule_pack from kvartal_user;
create policy see on app.rule_pack for select using ((select access.me()) is not null);
${rulePackSeed()}

create table app.computed (
  id uuid primary key,
  document_kind text not null,
  document_id uuid not null,
  pack_id uuid not null references app.rule_pack (id),
  inputs_json jsonb not null,
  result_json jsonb not null,
  computed_at timestamptz(3) not null,
  created_by_id uuid not null references app.app_user (id)
);
create index computed_document on app.computed (document_id);
select sync.adopt('app.computed', audited => false);
revoke update, delete on app.computed from kvartal_user;
create policy see on app.computed for select using (
  ((select access.is_staff()) and ((select access.may('ledger.read')) or (select access.may('deals.all')))) or created_by_id = (select access.me()));
create policy keep on app.computed for insert with check (created_by_id = (select access.me()) and (select access.is_staff()) and (
  (select access.may('ledger.post')) or (select access.may('deals.write')) or (select access.may('stays.write')) or (select access.may('owners.settle'))));

create function app.law_is_written_once() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  raise exception 'published law and what was computed under it stay as they are' using errcode = 'P0001', hint = 'ledger.append-only';
end $$;
create trigger a_written_once before update or delete or truncate on app.rule_pack for each statement execute function app.law_is_written_once();
create trigger a_written_once before update or delete or truncate on app.computed for each statement execute function app.law_is_written_once();
`,
} as const
