/**
 * The library of contracts: versions of clauses and of templates with one life (draft, review, approved, retired), and what
 * people say about them. What is approved never changes, and nobody approves words of their own.
 */
import {
  CLAUSE_STATES,
  TEMPLATE_KINDS,
  type ClauseVersion,
  type TemplateVersion,
} from '#shared/modules/contracts/model.ts'
import { shippedContracts } from '#main/modules/contracts/shipped-files.ts'

const words = (list: readonly string[]) => list.map((word) => `'${word}'`).join(', ')
const text = (value: string) => `'${value.replaceAll("'", "''")}'`

/** The day that the library of the first release bears. */
const SHIPPED_AT = '2026-08-22T00:00:00.000Z'

const clauseSeedRow = ({ clause, version, title, content }: ClauseVersion) =>
  `(${text(clause)}, ${version}, ${text(title)}, null, ${text(JSON.stringify(content))})`
const templateSeedRow = ({
  template,
  version,
  title,
  kind,
  status: _s,
  validFrom: _f,
  validTo: _t,
  ...body
}: TemplateVersion) => `(${text(template)}, ${version}, ${text(title)}, ${text(kind)}, ${text(JSON.stringify(body))})`

/**
 * Publishes what ships. A newer program raises `version` of what it changed in resources/templates/contracts and runs this
 * again in a later migration: an edition that is there stays as it is, a new one follows the house's last version. It comes
 * into force by itself only while the house has no words of its own there; otherwise it waits as a draft for a lawyer.
 */
export function librarySeed(library = shippedContracts(), at = SHIPPED_AT): string {
  return [
    seedOf('clause', 'content_json', '', library.clauses.map(clauseSeedRow), at),
    seedOf('template', 'body_json', 'kind, ', library.templates.map(templateSeedRow), at),
  ].join('\n')
}

function seedOf(key: string, body: string, more: string, rows: readonly string[], at: string): string {
  if (rows.length === 0) return ''
  return `
insert into app.${key}_version (id, ${key}, version, title, ${more}${body}, state, shipped, note, writers_json, created_at, changed_at, revision)
select overlay(overlay(md5('${key}_version:' || s.key || ':' || s.shipped) placing '4' from 13) placing '8' from 17)::uuid, s.key, coalesce(last.version, 0) + 1, s.title, ${more}s.body::jsonb,
  case when last.has_own then 'draft' else 'approved' end, s.shipped, '', '[]', '${at}', '${at}', 1
from (values ${rows.join(',\n')}) as s (key, shipped, title, kind, body)
left join lateral (select max(v.version) as version, bool_or(v.shipped is null) as has_own from app.${key}_version v where v.${key} = s.key) last on true
where not exists (select from app.${key}_version v where v.${key} = s.key and v.shipped >= s.shipped);`
}

/** The columns that both kinds of version share. */
const life = (key: string) => `
  id uuid primary key,
  ${key} text not null check (${key} ~ '^[a-z0-9][a-z0-9-]*(\\.[a-z0-9-]+)*$' and length(${key}) <= 120),
  version integer not null check (version >= 1),
  title text not null check (length(title) between 1 and 300),
  state text not null check (state in (${words(CLAUSE_STATES)})),
  valid_from date,
  valid_to date check (valid_to >= valid_from),
  -- The edition of the program's own library; null is the house's own.
  shipped integer,
  -- What was changed, and why: the author's words.
  note text not null check (length(note) <= 4000),
  author_id uuid references app.app_user (id),
  -- Everybody who wrote in it: none of them approves it.
  writers_json jsonb not null,
  created_at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  submitted_by_id uuid references app.app_user (id),
  submitted_at timestamptz(3),
  decided_by_id uuid references app.app_user (id),
  decided_at timestamptz(3),
  decision_note text check (length(decision_note) <= 4000),
  retired_by_id uuid references app.app_user (id),
  retired_at timestamptz(3),
  -- Counted at every change: who saves over a text that he has not seen is refused.
  revision integer not null,
  unique (${key}, version)`

const guards = (key: string, body: string) => `
-- One version of the house's own is being written at a time.
create unique index ${key}_version_open on app.${key}_version (${key}) where state in ('draft', 'review') and shipped is null;
create index ${key}_version_stamp on app.${key}_version (state, changed_at, revision);
revoke update on app.${key}_version from kvartal_user;
grant update (title, ${body}, valid_from, valid_to, note, state, changed_at, submitted_at, decided_at, decision_note, retired_at, revision) on app.${key}_version to kvartal_user;
create policy see on app.${key}_version for select using ((select access.is_staff()) and (select access.may('contracts.read')));
create policy write on app.${key}_version for insert with check ((select access.is_staff()) and (select access.may('contracts.templates')));
create policy change on app.${key}_version for update using ((select access.is_staff()) and ((select access.may('contracts.templates')) or (select access.may('contracts.approve'))));
create policy discard on app.${key}_version for delete using ((select access.is_staff()) and (select access.may('contracts.templates')));
create trigger a_guard_version before insert or update or delete on app.${key}_version for each row execute function app.guard_version('${key}');
create trigger guard_state before update of state on app.${key}_version for each row execute function sync.guard_state('clause', 'state');`

export const migration = {
  name: '0080-clauses',
  /** Made when it is wanted: the library that ships costs every start 30 ms. */
  get sql() {
    return /* sql */ `
create table app.clause_version (${life('clause')},
  content_json jsonb not null check (jsonb_typeof(content_json) = 'object' and length(content_json::text) <= 2000000)
);
create table app.template_version (${life('template')},
  kind text not null check (kind in (${words(TEMPLATE_KINDS)})),
  body_json jsonb not null check (jsonb_typeof(body_json) = 'object' and length(body_json::text) <= 2000000)
);
create table app.clause_comment (
  id uuid primary key,
  clause_version_id uuid references app.clause_version (id) on delete cascade,
  template_version_id uuid references app.template_version (id) on delete cascade,
  -- The words that it is about, as they stood.
  quote text check (length(quote) <= 1000),
  text text not null check (length(text) between 1 and 4000),
  author_id uuid not null references app.app_user (id),
  created_at timestamptz(3) not null,
  resolved_by_id uuid references app.app_user (id),
  resolved_at timestamptz(3),
  check (num_nonnulls(clause_version_id, template_version_id) = 1)
);
create index clause_comment_clause on app.clause_comment (clause_version_id);
create index clause_comment_template on app.clause_comment (template_version_id);
select sync.adopt('app.clause_version'), sync.adopt('app.template_version'), sync.adopt('app.clause_comment');

-- The life of a version: written as a draft, judged in review, sealed from then on.
create function app.guard_version() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  me uuid := access.me();
  steps text[] := array['state', 'changed_at', 'revision', 'submitted_by_id', 'submitted_at', 'decided_by_id', 'decided_at', 'decision_note', 'retired_by_id', 'retired_at', 'writers_json'];
  is_same boolean;
begin
  if me is null then return coalesce(new, old); end if;
  if tg_op = 'DELETE' then
    if old.state <> 'draft' or old.shipped is not null then
      raise exception 'only a draft is thrown away' using errcode = 'P0001', hint = 'contracts.version-sealed';
    end if;
    return old;
  end if;
  perform app.check_moment(new.changed_at);
  if tg_op = 'INSERT' then
    if not access.may('contracts.templates') then raise exception 'not allowed' using errcode = '42501'; end if;
    if new.state <> 'draft' or new.shipped is not null or num_nonnulls(new.submitted_at, new.decided_at, new.decision_note, new.retired_at) > 0 then
      raise exception 'a version begins as a draft' using errcode = 'P0001', hint = 'contracts.version-step';
    end if;
    perform app.check_moment(new.created_at);
    new.author_id := me;
    new.writers_json := jsonb_build_array(me);
    new.submitted_by_id := null; new.decided_by_id := null; new.retired_by_id := null;
    new.revision := 1;
    execute format('select coalesce(max(version), 0) + 1 from app.%I where %I = $1', tg_table_name, tg_argv[0]) into new.version using to_jsonb(new) ->> tg_argv[0];
    return new;
  end if;
  is_same := to_jsonb(new) - steps = to_jsonb(old) - steps;
  if new.state = old.state then
    if old.state <> 'draft' then
      raise exception 'what has left its draft stays as it is' using errcode = 'P0001', hint = 'contracts.version-sealed';
    end if;
    if not access.may('contracts.templates') then raise exception 'not allowed' using errcode = '42501'; end if;
    if (new.submitted_at, new.decided_at, new.decision_note, new.retired_at) is distinct from (old.submitted_at, old.decided_at, old.decision_note, old.retired_at) then
      raise exception 'a draft decides nothing' using errcode = 'P0001', hint = 'contracts.version-step';
    end if;
    if not old.writers_json ? me::text then new.writers_json := old.writers_json || jsonb_build_array(me); end if;
  elsif new.state = 'review' then
    if not is_same then raise exception 'a step changes no words' using errcode = 'P0001', hint = 'contracts.version-step'; end if;
    if not access.may('contracts.templates') then raise exception 'not allowed' using errcode = '42501'; end if;
    perform app.check_moment(new.submitted_at);
    new.submitted_by_id := me;
  elsif new.state in ('draft', 'approved') then
    perform app.check_moment(new.decided_at);
    new.decided_by_id := me;
    if new.state = 'approved' then
      if not access.may('contracts.approve') then raise exception 'not allowed' using errcode = '42501'; end if;
      if old.writers_json ? me::text then
        raise exception 'somebody else must approve' using errcode = 'P0001', hint = 'contracts.own-version';
      end if;
      -- Who approves may set the days in force.
      is_same := to_jsonb(new) - steps - array['valid_from', 'valid_to'] = to_jsonb(old) - steps - array['valid_from', 'valid_to'];
    end if;
    if not is_same then raise exception 'a step changes no words' using errcode = 'P0001', hint = 'contracts.version-step'; end if;
  else
    if not is_same or (new.decided_at, new.decision_note) is distinct from (old.decided_at, old.decision_note) then
      raise exception 'a step changes no words' using errcode = 'P0001', hint = 'contracts.version-step';
    end if;
    if not access.may('contracts.approve') then raise exception 'not allowed' using errcode = '42501'; end if;
    perform app.check_moment(new.retired_at);
    new.retired_by_id := me;
  end if;
  new.revision := old.revision + 1;
  return new;
end $$;
${guards('clause', 'content_json')}
${guards('template', 'kind, body_json')}

revoke update, delete on app.clause_comment from kvartal_user;
grant update (resolved_by_id, resolved_at) on app.clause_comment to kvartal_user;
create policy see on app.clause_comment for select using ((select access.is_staff()) and (select access.may('contracts.read')));
create policy write on app.clause_comment for insert with check ((select access.is_staff()) and author_id = (select access.me()) and resolved_at is null and resolved_by_id is null
  and ((select access.may('contracts.templates')) or (select access.may('contracts.approve'))));
create policy resolve on app.clause_comment for update using ((select access.is_staff()) and ((select access.may('contracts.templates')) or (select access.may('contracts.approve'))))
  with check (resolved_by_id is null or resolved_by_id = (select access.me()));
create function app.guard_clause_comment() returns trigger language plpgsql set search_path = pg_catalog, app as $$
begin
  perform app.check_moment(new.created_at);
  if tg_op = 'UPDATE' then
    perform app.check_moment(new.resolved_at);
    if (new.resolved_at is null) <> (new.resolved_by_id is null) then
      raise exception 'who resolves says so' using errcode = 'P0001', hint = 'contracts.version-step';
    end if;
  end if;
  return new;
end $$;
create trigger guard_clause_comment before insert or update of resolved_at, resolved_by_id on app.clause_comment for each row execute function app.guard_clause_comment();
${librarySeed()}
`
  },
}
