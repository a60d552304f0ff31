/**
 * The centre's own machinery: roles, who is asking, change tracking, the pull, command log, jobs, numbering and audit.
 * Business tables live in `app`; everything else here is the engine's. The rules are in engine/SPEC.md.
 */
export const migration = {
  name: '0010-engine',
  sql: String.raw`
create extension if not exists btree_gist schema public;
create schema app;
create schema access;
create schema sync;
create schema audit;

-- Every user's own login role is a member of kvartal_user, which holds the table privileges; rows are decided by policies.
-- kvartal_reader owns the pull: it owns no table and bypasses nothing, so policies apply inside it too, for whoever asks.
do $$
begin
  if not exists (select from pg_roles where rolname = 'kvartal_user') then create role kvartal_user nologin; end if;
  if not exists (select from pg_roles where rolname = 'kvartal_reader') then create role kvartal_reader nologin; end if;
  if not pg_has_role(current_user, 'kvartal_reader', 'usage') then execute format('grant kvartal_reader to %I', current_user); end if;
  -- The embedded centre copies through its virtual /dev/blob; nobody reaches it with SQL of their own.
  if version() like '%PGlite%' then grant pg_write_server_files to kvartal_user; end if;
end $$;
revoke all on schema public from public;
grant usage on schema app, access, sync, audit to kvartal_user, kvartal_reader;

-- Who works here ------------------------------------------------------------------------------------------------------
create table app.company (
  id uuid primary key,
  kind text not null check (kind in ('developer', 'operator', 'agency')),
  name text not null check (name <> ''),
  tax_id text,
  is_active boolean not null default true,
  created_at timestamptz(3) not null default now()
);

create table app.app_user (
  id uuid primary key,
  login text not null unique check (login ~ '^[a-z][a-z0-9_.-]{1,39}$' and login !~ '^(pg_|kvartal_)'),
  name text not null check (name <> ''),
  company_id uuid not null references app.company (id),
  phone text,
  email text,
  blocked_at timestamptz(3),
  blocked_reason text,
  -- Raised whenever this user's rights change: the cache is then rebuilt.
  epoch integer not null default 1,
  created_at timestamptz(3) not null default now()
);

create table app.user_role (
  id uuid primary key,
  user_id uuid not null references app.app_user (id) on delete cascade,
  role text not null,
  unique (user_id, role)
);

create table access.role_right (role text not null, right_name text not null, primary key (role, right_name));
grant select on access.role_right to kvartal_user, kvartal_reader;

-- The login behind this statement: the role set for the transaction (embedded centre) or the session's own (server).
-- Both survive into security definer functions, current_user does not.
create function access.login() returns text language sql stable parallel safe set search_path = pg_catalog as $$
  select case when current_setting('role') = 'none' then session_user::text else current_setting('role') end
$$;
create function access.me() returns uuid language sql stable security definer set search_path = pg_catalog as $$
  select id from app.app_user where login = access.login() and blocked_at is null
$$;
create function access.company() returns uuid language sql stable security definer set search_path = pg_catalog as $$
  select company_id from app.app_user where login = access.login() and blocked_at is null
$$;
create function access.is_staff() returns boolean language sql stable security definer set search_path = pg_catalog as $$
  select exists (select from app.app_user u join app.company c on c.id = u.company_id
                 where u.login = access.login() and u.blocked_at is null and c.kind = 'developer')
$$;
create function access.may(wanted text) returns boolean language sql stable security definer set search_path = pg_catalog as $$
  select exists (select from app.app_user u join app.user_role r on r.user_id = u.id join access.role_right g on g.role = r.role
                 where u.login = access.login() and u.blocked_at is null and g.right_name = wanted)
$$;

-- Settings of this database -------------------------------------------------------------------------------------------
create table sync.meta (
  is_the_one boolean primary key default true check (is_the_one),
  -- Another value forces every workstation into a full copy: set anew after a restore from a backup.
  epoch uuid not null default gen_random_uuid(),
  is_demo boolean not null default false,
  created_at timestamptz(3) not null default now()
);
insert into sync.meta default values;
create table sync.migration (name text primary key, applied_at timestamptz(3) not null default now());

-- Change tracking (architecture.md section 2) -------------------------------------------------------------------------
create table sync.replicated (
  tbl text primary key,
  position integer not null generated always as identity,
  is_secret boolean not null default false,
  select_list text not null default 'null',
  shape json not null default 'null'
);
grant select on sync.replicated to kvartal_user, kvartal_reader;
create table sync.change (tbl text not null, id uuid not null, xid xid8 not null, primary key (tbl, id));
create index change_xid on sync.change (xid);
grant select on sync.change to kvartal_reader;

create function sync.touch(touched text, ids uuid[]) returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into sync.change (tbl, id, xid) select touched, d.i, pg_current_xact_id() from (select distinct unnest(ids) i order by 1) d
  on conflict on constraint change_pkey do update set xid = excluded.xid;
  perform pg_notify('kvartal_sync', '');
end $$;
revoke execute on function sync.touch from public;

create function sync.track() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
declare tracked integer;
begin
  if tg_op = 'DELETE' then
    insert into sync.change (tbl, id, xid) select tg_table_name, id, pg_current_xact_id() from gone order by id
    on conflict on constraint change_pkey do update set xid = excluded.xid;
  else
    insert into sync.change (tbl, id, xid) select tg_table_name, id, pg_current_xact_id() from fresh order by id
    on conflict on constraint change_pkey do update set xid = excluded.xid;
  end if;
  get diagnostics tracked = row_count;
  if tracked > 0 then perform pg_notify('kvartal_sync', ''); end if;
  return null;
end $$;

-- Audit ---------------------------------------------------------------------------------------------------------------
create table audit.entry (
  id bigint generated always as identity primary key,
  at timestamptz(3) not null default clock_timestamp(),
  login text not null default access.login(),
  workstation text default nullif(current_setting('kvartal.workstation', true), ''),
  command_id uuid default nullif(current_setting('kvartal.command_id', true), '')::uuid,
  command text default nullif(current_setting('kvartal.command', true), ''),
  tbl text not null,
  row_id uuid not null,
  op text not null,
  before_json jsonb,
  after_json jsonb
);
create index entry_row on audit.entry (row_id, id);
create index entry_at on audit.entry (at);
alter table audit.entry enable row level security;
grant select on audit.entry to kvartal_user;
create policy read on audit.entry for select using ((select access.may('audit.read')));

create function audit.record() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  if tg_op = 'INSERT' then
    insert into audit.entry (tbl, row_id, op, after_json) select tg_table_name, f.id, tg_op, to_jsonb(f) from fresh f;
  elsif tg_op = 'DELETE' then
    insert into audit.entry (tbl, row_id, op, before_json) select tg_table_name, g.id, tg_op, to_jsonb(g) from gone g;
  else
    insert into audit.entry (tbl, row_id, op, before_json, after_json)
      select tg_table_name, f.id, tg_op, to_jsonb(g), to_jsonb(f) from fresh f join gone g on g.id = f.id
      where g is distinct from f;
  end if;
  return null;
end $$;

-- Makes a business table part of the house: policies on, privileges to the group, tracked, audited. Without a policy nobody sees a row.
create function sync.adopt(target regclass, replicated boolean default true, audited boolean default true, is_secret boolean default false)
returns void language plpgsql as $$
declare
  short text := (select relname from pg_class where oid = target);
  op text;
  transition text;
begin
  execute format('alter table %s enable row level security', target);
  execute format('grant select, insert, update, delete on %s to kvartal_user', target);
  execute format('grant select on %s to kvartal_reader', target);
  foreach op in array array['insert', 'update', 'delete'] loop
    transition := case op when 'insert' then 'new table as fresh' when 'update' then 'new table as fresh old table as gone' else 'old table as gone' end;
    if replicated then
      execute format('create trigger sync_%s after %s on %s referencing %s for each statement execute function sync.track()', op, op, target, transition);
    end if;
    if audited then
      execute format('create trigger audit_%s after %s on %s referencing %s for each statement execute function audit.record()', op, op, target, transition);
    end if;
  end loop;
  if replicated then insert into sync.replicated (tbl, is_secret) values (short, is_secret); end if;
end $$;
revoke execute on function sync.adopt from public;

-- What the caches are built from: each replicated table's columns and indexes, and the one select list that both
-- the first copy and the pull use. Run by the migrator after every change of schema.
create function sync.describe() returns void language sql as $$
  update sync.replicated r set select_list = d.list, shape = d.shape
  from (
    select c.relname,
      string_agg(case format_type(a.atttypid, null)
        when 'boolean' then format('t.%I::int', a.attname)
        when 'timestamp with time zone' then format('t.%I::text', a.attname)
        when 'jsonb' then format('t.%I::text', a.attname)
        else format('t.%I', a.attname) end, ', ' order by a.attnum) as list,
      json_build_object(
        'columns', json_agg(json_build_object('name', a.attname, 'nullable', not a.attnotnull,
          'instant', format_type(a.atttypid, null) = 'timestamp with time zone',
          'type', case when format_type(a.atttypid, null) in ('bigint', 'integer', 'smallint', 'boolean') then 'INTEGER' else 'TEXT' end) order by a.attnum),
        'indexes', (select coalesce(json_agg(json_build_object('name', i.relname, 'where', pg_get_expr(x.indpred, x.indrelid),
            'columns', (select json_agg(pg_get_indexdef(x.indexrelid, k, true) order by k) from generate_series(1, x.indnkeyatts) k)) order by i.relname), '[]')
          from pg_index x join pg_class i on i.oid = x.indexrelid join pg_am m on m.oid = i.relam
          where x.indrelid = c.oid and not x.indisprimary and m.amname = 'btree' and x.indexprs is null)) as shape
    from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'app'
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    group by c.oid, c.relname
  ) d where d.relname = r.tbl
$$;
revoke execute on function sync.describe from public;

-- Which database this is. Transaction ids mean nothing across another cluster, timeline or restored backup.
create function sync.identity() returns text language sql stable security definer set search_path = pg_catalog as $$
  select system_identifier || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8) || '/' || (select epoch from sync.meta) from pg_control_system()
$$;

create function sync.actor() returns json language sql stable security definer set search_path = pg_catalog as $$
  select json_build_object('userId', u.id, 'login', u.login, 'name', u.name, 'companyId', u.company_id, 'companyKind', c.kind,
    'roles', coalesce((select json_agg(r.role order by r.role) from app.user_role r where r.user_id = u.id), '[]'),
    'rights', coalesce((select json_agg(distinct g.right_name) from app.user_role r join access.role_right g on g.role = r.role where r.user_id = u.id), '[]'))
  from app.app_user u join app.company c on c.id = u.company_id where u.login = access.login() and u.blocked_at is null
$$;

-- First words of a connection: which database, which schema, who I am (null: blocked or unknown), what time it is.
create function sync.hello() returns json language sql volatile security definer set search_path = pg_catalog as $$
  select json_build_object(
    'identity', sync.identity(),
    'migrations', (select json_agg(name order by name) from sync.migration),
    'actor', sync.actor(),
    'userEpoch', (select epoch from app.app_user where login = access.login()),
    'isDemo', (select is_demo from sync.meta),
    'now', floor(extract(epoch from clock_timestamp()) * 1000))
$$;

-- Commands: applied once ----------------------------------------------------------------------------------------------
create table sync.command (
  id uuid primary key,
  user_id uuid not null default access.me(),
  name text not null,
  workstation text,
  outcome text not null check (outcome in ('done', 'refused')),
  result_json jsonb,
  error_json jsonb,
  issued_at timestamptz(3) not null,
  ran_at timestamptz(3) not null default now()
);
create index command_user on sync.command (user_id, ran_at);
alter table sync.command enable row level security;
grant select, insert on sync.command to kvartal_user;
grant select on sync.command to kvartal_reader;
create policy read on sync.command for select using (user_id = (select access.me()) or (select access.may('audit.read')));
create policy write on sync.command for insert with check (user_id = (select access.me()));
-- When it ran is no claim of its author's, and nothing was asked for later than it ran.
create function sync.stamp_command() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  new.ran_at := now();
  new.issued_at := least(new.issued_at, clock_timestamp());
  return new;
end $$;
create trigger stamp before insert on sync.command for each row execute function sync.stamp_command();

-- Everything that became visible to this user between snapshot "since" and now, in one statement and so in one snapshot:
-- head, rows, ids that are gone or hidden, and the outcome of the caller's pending commands (rules R1 to R5).
-- Users outside the developer's company get digests instead of the ids that they may not see.
create function sync.pull(since text, pending uuid[]) returns table (kind text, tbl text, payload text)
language plpgsql stable security definer set search_path = pg_catalog as $$
declare
  old pg_snapshot := since::pg_snapshot;
  new pg_snapshot := pg_current_snapshot();
  restricted boolean := not access.is_staff();
  touched record;
begin
  kind := 'head'; tbl := '';
  payload := json_build_object('snapshot', new::text, 'identity', sync.identity(), 'actor', sync.actor(),
    'userEpoch', (select sync.user_epoch()),
    'now', floor(extract(epoch from clock_timestamp()) * 1000))::text;
  return next;
  for touched in
    select r.tbl, r.select_list, c.ids from sync.replicated r join (
      select c.tbl, array_agg(c.id) ids from sync.change c
      where c.xid >= pg_snapshot_xmin(old) and not pg_visible_in_snapshot(c.xid, old) and pg_visible_in_snapshot(c.xid, new)
      group by c.tbl) c on c.tbl = r.tbl
    order by r.position
  loop
    return query execute format('select ''row''::text, %L::text, json_build_array(%s)::text from app.%I t where t.id = any($1)',
      touched.tbl, touched.select_list, touched.tbl) using touched.ids;
    return query execute format('select %L::text, %L::text, case when $2 then md5(u::text) else u::text end from unnest($1) u
      where not exists (select from app.%I t where t.id = u)',
      case when restricted then 'hidden' else 'gone' end, case when restricted then '' else touched.tbl end, touched.tbl) using touched.ids, restricted;
  end loop;
  return query select 'ack'::text, ''::text, json_build_object('id', c.id, 'outcome', c.outcome, 'result', c.result_json, 'error', c.error_json)::text
    from sync.command c where c.id = any(pending) and c.user_id = access.me();
end $$;
create function sync.user_epoch() returns integer language sql stable security definer set search_path = pg_catalog as $$
  select epoch from app.app_user where login = access.login()
$$;

-- Jobs: a command to be run at a time by a steward. Such commands act only on what is due, whoever scheduled them (rule J2).
create table sync.job (
  key text primary key,
  command text not null,
  args_json jsonb not null,
  due_at timestamptz(3) not null,
  attempts integer not null default 0,
  last_error text,
  scheduled_by text not null default access.login()
);
create index job_due on sync.job (due_at);
create function sync.schedule(key text, due_at timestamptz, command text, args jsonb) returns void
language sql security definer set search_path = pg_catalog as $$
  insert into sync.job (key, command, args_json, due_at) select $1, $3, $4, $2 where access.me() is not null
  on conflict on constraint job_pkey do update
    set command = excluded.command, args_json = excluded.args_json, due_at = excluded.due_at, attempts = 0, last_error = null
$$;
create function sync.unschedule(which text) returns void language sql security definer set search_path = pg_catalog as $$
  delete from sync.job where key = which and access.me() is not null
$$;
create function sync.take_job() returns table (key text, command text, args json, due_at timestamptz, attempts integer)
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not access.may('jobs.run') then raise insufficient_privilege using message = 'jobs are for stewards'; end if;
  return query select j.key, j.command, j.args_json::json, j.due_at::timestamptz, j.attempts from sync.job j
    where j.due_at <= clock_timestamp() and j.attempts < 10 order by j.due_at limit 1 for update skip locked;
end $$;
create function sync.finish_job(which text, error text) returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not access.may('jobs.run') then raise insufficient_privilege using message = 'jobs are for stewards'; end if;
  if error is null then
    delete from sync.job where key = which;
  else
    update sync.job set attempts = attempts + 1, last_error = error, due_at = clock_timestamp() + interval '10 seconds' * power(2, attempts) where key = which;
  end if;
end $$;
create function sync.next_job_at() returns timestamptz language sql stable security definer set search_path = pg_catalog as $$
  select min(due_at) from sync.job where attempts < 10 and access.may('jobs.run')
$$;

-- Numbers for people (C0.6): one row a series, taken inside the transaction that uses the number, so without gaps.
create table sync.counter (series text primary key, last_value bigint not null);
create function sync.next_number(wanted text) returns bigint language sql security definer set search_path = pg_catalog as $$
  insert into sync.counter (series, last_value) select wanted, 1 where access.me() is not null
  on conflict on constraint counter_pkey do update set last_value = counter.last_value + 1 returning last_value
$$;

-- State machines (C0.5): filled by the migrator from src-shared, used by every module's guard trigger:
-- create trigger … before update of <column> on … for each row execute function sync.guard_state('<machine>', '<column>')
create table sync.transition (machine text not null, from_state text not null, to_state text not null, primary key (machine, from_state, to_state));
grant select on sync.transition to kvartal_user, kvartal_reader;
create function sync.guard_state() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
declare
  was text := to_jsonb(old) ->> tg_argv[1];
  becomes text := to_jsonb(new) ->> tg_argv[1];
begin
  if was is distinct from becomes and not exists (select from sync.transition where machine = tg_argv[0] and from_state = was and to_state = becomes) then
    raise exception '% cannot go from % to %', tg_argv[0], was, becomes using errcode = 'P0001', hint = 'engine.bad-transition';
  end if;
  return new;
end $$;

-- Logins: PostgreSQL's own SCRAM. The verifier is computed by the client, so no password is ever sent or logged.
create function access.check_verifier(verifier text) returns void language plpgsql set search_path = pg_catalog as $$
begin
  if verifier !~ '^SCRAM-SHA-256\$\d+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$' then
    raise exception 'not a SCRAM verifier' using errcode = '22023';
  end if;
end $$;
-- For the migrator, the demonstration and the first administrator.
create function access.make_login(new_login text, verifier text) returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform access.check_verifier(verifier);
  if not exists (select from app.app_user u where u.login = new_login) then
    raise exception 'no such user' using errcode = '22023';
  end if;
  if exists (select from pg_roles where rolname = new_login) then
    raise unique_violation using message = 'the login exists in this cluster', constraint = 'login_taken';
  end if;
  execute format('create role %I login password %L in role kvartal_user', new_login, verifier);
end $$;
revoke execute on function access.make_login from public;
create function access.create_login(new_login text, verifier text) returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not access.may('access.manage') then raise insufficient_privilege using message = 'only an administrator makes logins'; end if;
  perform access.make_login(new_login, verifier);
end $$;
create function access.set_password(who text, verifier text) returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  if access.me() is null or (who <> access.login() and not access.may('access.manage')) then
    raise insufficient_privilege using message = 'only your own password';
  end if;
  if not exists (select from app.app_user u where u.login = who) then raise exception 'no such user' using errcode = '22023'; end if;
  perform access.check_verifier(verifier);
  execute format('alter role %I password %L', who, verifier);
end $$;

-- A change of roles, of company or a block changes everything a user sees: the cache is rebuilt.
create function access.raise_epoch() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  if tg_op <> 'INSERT' then update app.app_user set epoch = epoch + 1 where id = old.user_id; end if;
  if tg_op <> 'DELETE' then update app.app_user set epoch = epoch + 1 where id = new.user_id; end if;
  return null;
end $$;
create trigger raise_epoch after insert or update or delete on app.user_role for each row execute function access.raise_epoch();
create function access.raise_own_epoch() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  if (new.company_id, new.blocked_at) is distinct from (old.company_id, old.blocked_at) then new.epoch := old.epoch + 1; end if;
  return new;
end $$;
create trigger raise_own_epoch before update on app.app_user for each row execute function access.raise_own_epoch();

select sync.adopt('app.company'), sync.adopt('app.app_user'), sync.adopt('app.user_role');

grant create on schema sync to kvartal_reader;
alter function sync.pull(text, uuid[]) owner to kvartal_reader;
revoke create on schema sync from kvartal_reader;
revoke execute on function sync.pull(text, uuid[]) from public;
grant execute on function sync.pull(text, uuid[]) to kvartal_user, kvartal_reader;
`,
} as const
