/**
 * Limits, people with their secrets, and the journal of sensitive reads; who may see and change companies, users and roles.
 * Companies, users and roles themselves come from 0010: the engine cannot sign anybody in without them.
 */
export const migration = {
  name: '0020-access',
  sql: String.raw`
-- Companies, users, roles -------------------------------------------------------------------------------------------------

-- Nobody makes temporary tables: a security definer function that named a table without its schema would read them.
do $$ begin execute format('revoke temporary on database %I from public', current_database()); end $$;

alter table app.user_role alter column id set default gen_random_uuid();
create index app_user_company on app.app_user (company_id);
create index entry_tbl on audit.entry (tbl, id);
create index entry_login on audit.entry (login, id);

-- A login may be handled here only if this database made it: the same cluster has other roles, its superuser among them.
create table access.own_login (login text primary key references app.app_user (login));

-- May the caller administer users of this company: any with access.manage, those of agencies with access.agencies.
create function access.may_administer(company uuid) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  select access.may('access.manage')
    or (access.may('access.agencies') and exists (select from app.company c where c.id = company and c.kind = 'agency'))
$$;
create function access.may_administer_user(target uuid) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  select access.may_administer((select u.company_id from app.app_user u where u.id = target))
$$;

revoke insert, update, delete on app.company, app.app_user, app.user_role from kvartal_user;
grant insert (id, kind, name, tax_id, is_active), update (name, tax_id, is_active) on app.company to kvartal_user;
grant insert (id, login, name, company_id, phone, email), update (name, company_id, phone, email) on app.app_user to kvartal_user;
grant insert (id, user_id, role), delete on app.user_role to kvartal_user;

-- People of the house see the whole house; others see their own company and, by name, whose house it is.
create policy see on app.company for select using (
  (select access.is_staff()) or id = (select access.company()) or (kind = 'developer' and (select access.me()) is not null)
);
create policy register on app.company for insert
  with check ((select access.may('access.manage')) or (kind = 'agency' and (select access.may('access.agencies'))));
create policy edit on app.company for update
  using ((select access.may('access.manage')) or (kind = 'agency' and (select access.may('access.agencies'))));

create policy see on app.app_user for select using ((select access.is_staff()) or company_id = (select access.company()));
create policy register on app.app_user for insert with check (access.may_administer(company_id));
create policy edit on app.app_user for update using (access.may_administer(company_id));

create policy see on app.user_role for select using (exists (select from app.app_user u where u.id = user_id));
create policy give on app.user_role for insert with check (access.may_administer_user(user_id));
create policy take on app.user_role for delete using (access.may_administer_user(user_id));

-- What a policy cannot say in words: nobody touches their own roles, and an agency's people have the agency's role only.
create function access.guard_role() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
  target uuid := case when tg_op = 'DELETE' then old.user_id else new.user_id end;
begin
  if target = access.me() then
    raise exception 'your own roles are for others to change' using errcode = 'P0001', hint = 'access.own-roles';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  if not access.role_fits(new.role, (select u.company_id from app.app_user u where u.id = target)) then
    raise exception 'an agency has the agency role and no other' using errcode = 'P0001', hint = 'access.agency-roles';
  end if;
  return new;
end $$;
create function access.role_fits(role text, company uuid) returns boolean
language sql stable set search_path = pg_catalog as $$
  select (role = 'agency') = coalesce((select c.kind = 'agency' from app.company c where c.id = company), false)
$$;
create trigger guard_role before insert or update or delete on app.user_role for each row execute function access.guard_role();

create function access.guard_user() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if new.id = access.me() then
    raise exception 'your own company is for others to change' using errcode = 'P0001', hint = 'access.own-company';
  end if;
  if not access.may_administer(new.company_id) and access.me() is not null then
    raise insufficient_privilege using message = 'not into this company';
  end if;
  if exists (select from app.user_role r where r.user_id = new.id and not access.role_fits(r.role, new.company_id)) then
    raise exception 'take the roles first that do not fit the company' using errcode = 'P0001', hint = 'access.roles-do-not-fit';
  end if;
  return new;
end $$;
create trigger guard_user before update of company_id on app.app_user for each row
  when (old.company_id is distinct from new.company_id) execute function access.guard_user();

-- Somebody must always be able to let people in. Locks the administrators that are left, so that two cannot remove each other at once.
create function access.keep_administrator() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if access.me() is null then return null; end if; -- the owner of the database knows what they do
  perform from app.app_user u
    where u.blocked_at is null and exists (select from app.user_role r where r.user_id = u.id and r.role = 'administrator')
    order by u.id for update;
  if not found then
    raise exception 'the last administrator' using errcode = 'P0001', hint = 'access.last-administrator';
  end if;
  return null;
end $$;
create trigger keep_administrator_role after delete on app.user_role for each row
  when (old.role = 'administrator') execute function access.keep_administrator();
create trigger keep_administrator_user after update of blocked_at on app.app_user for each row
  when (old.blocked_at is null and new.blocked_at is not null) execute function access.keep_administrator();

create or replace function access.make_login(new_login text, verifier text) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform access.check_verifier(verifier);
  if not exists (select from app.app_user u where u.login = new_login) then
    raise exception 'no such user' using errcode = 'P0001', hint = 'access.no-user';
  end if;
  if exists (select from pg_roles where rolname = new_login) then
    raise exception 'the login exists in this cluster' using errcode = 'P0001', hint = 'access.login-taken';
  end if;
  execute format('create role %I login password %L in role kvartal_user', new_login, verifier);
  insert into access.own_login (login) values (new_login);
end $$;

create or replace function access.create_login(new_login text, verifier text) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if access.may_administer((select u.company_id from app.app_user u where u.login = new_login)) is not true then
    raise insufficient_privilege using message = 'only an administrator makes logins';
  end if;
  perform access.make_login(new_login, verifier);
end $$;

-- One's own password, or that of a user whom the caller administers: then their sessions end.
create or replace function access.set_password(who text, verifier text) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
  target app.app_user := (select u from app.app_user u join access.own_login o on o.login = u.login where u.login = who);
begin
  if access.me() is null or (who <> access.login() and access.may_administer(target.company_id) is not true) then
    raise insufficient_privilege using message = 'only your own password';
  end if;
  if target.id is null then raise exception 'no such user' using errcode = 'P0001', hint = 'access.no-user'; end if;
  perform access.check_verifier(verifier);
  execute format('alter role %I password %L', who, verifier);
  insert into audit.entry (tbl, row_id, op, after_json) values ('app_user', target.id, 'UPDATE', '{"password": "changed"}');
  if who <> access.login() then perform access.end_sessions(who); end if;
end $$;

-- An owner who is no superuser must be a member of the role whose sessions it ends. A session that cannot be ended all the
-- same sees nothing: access.me() is null for the blocked.
create function access.end_sessions(who text) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not pg_has_role(current_user, who, 'usage') then execute format('grant %I to %I', who, current_user); end if;
  perform pg_terminate_backend(pid) from pg_stat_activity where usename = who and datname = current_database() and pid <> pg_backend_pid();
exception when insufficient_privilege then null;
end $$;
revoke execute on function access.end_sessions from public;

create function access.block_user(target uuid, reason text) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
  who text;
begin
  if not access.may_administer_user(target) then raise insufficient_privilege using message = 'not your user'; end if;
  if target = access.me() then raise exception 'not yourself' using errcode = 'P0001', hint = 'access.own-block'; end if;
  if length(trim(reason)) < 3 then raise exception 'a block needs a reason' using errcode = 'P0001', hint = 'access.reason-missing'; end if;
  update app.app_user set blocked_at = now(), blocked_reason = reason where id = target and blocked_at is null returning login into who;
  if who is null then raise exception 'blocked already' using errcode = 'P0001', hint = 'access.already-blocked'; end if;
  if exists (select from access.own_login where login = who) then
    execute format('alter role %I nologin', who);
    perform access.end_sessions(who);
  end if;
end $$;

create function access.unblock_user(target uuid, reason text) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
  who text;
begin
  if not access.may_administer_user(target) then raise insufficient_privilege using message = 'not your user'; end if;
  if length(trim(reason)) < 3 then raise exception 'needs a reason' using errcode = 'P0001', hint = 'access.reason-missing'; end if;
  update app.app_user set blocked_at = null, blocked_reason = reason where id = target and blocked_at is not null returning login into who;
  if who is null then raise exception 'not blocked' using errcode = 'P0001', hint = 'access.not-blocked'; end if;
  if exists (select from access.own_login where login = who) then execute format('alter role %I login', who); end if;
end $$;

-- Every cache of this user is thrown away at the next contact and copied anew.
create function access.resync_user(target uuid) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not access.may('access.manage') then raise insufficient_privilege using message = 'only an administrator'; end if;
  update app.app_user set epoch = epoch + 1 where id = target;
  if not found then raise exception 'no such user' using errcode = 'P0001', hint = 'access.no-user'; end if;
end $$;

-- Jobs that a table's own trigger scheduled (a booking runs out) are moved and removed by triggers only; of the rest a user
-- outside the developer's company handles their own. Otherwise an agency could keep its bookings for ever.
alter table sync.job add column is_guarded boolean not null default false;
create or replace function sync.schedule(key text, due_at timestamptz, command text, args jsonb) returns void
language sql security definer set search_path = pg_catalog as $$
  insert into sync.job (key, command, args_json, due_at, is_guarded) select $1, $3, $4, $2, pg_trigger_depth() > 0 where access.me() is not null
  on conflict on constraint job_pkey do update
    set command = excluded.command, args_json = excluded.args_json, due_at = excluded.due_at, attempts = 0, last_error = null, is_guarded = excluded.is_guarded
    where excluded.is_guarded or not job.is_guarded and (job.scheduled_by = access.login() or access.is_staff())
$$;
create or replace function sync.unschedule(which text) returns void language sql security definer set search_path = pg_catalog as $$
  delete from sync.job where key = which and access.me() is not null
    and (pg_trigger_depth() > 0 or not is_guarded and (scheduled_by = access.login() or access.is_staff()))
$$;

-- Limits ---------------------------------------------------------------------------------------------------------------
-- ceiling: hundredths of a percent (discount), kopecks (refund, write_off), days (hold_days); null is "as much as needed".

create table app.role_limit (
  id uuid primary key default gen_random_uuid(),
  role text not null,
  kind text not null check (kind in ('discount', 'refund', 'write_off', 'hold_days')),
  ceiling bigint check (ceiling >= 0),
  unique (role, kind)
);
select sync.adopt('app.role_limit');

create table app.user_limit (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references app.app_user (id),
  kind text not null check (kind in ('discount', 'refund', 'write_off', 'hold_days')),
  ceiling bigint check (ceiling >= 0),
  unique (user_id, kind)
);
select sync.adopt('app.user_limit');

-- Desks judge offline by these rows, so everybody sees the limits of their own roles and their own.
create policy see on app.role_limit for select using (
  (select access.may('access.agencies')) or (select access.may('audit.read'))
  or role in (select r.role from app.user_role r where r.user_id = (select access.me()))
);
-- Nobody raises a limit that they have themselves.
create policy administer on app.role_limit for all
  using ((select access.may('access.manage')) and role not in (select r.role from app.user_role r where r.user_id = (select access.me())))
  with check ((select access.may('access.manage')) and role not in (select r.role from app.user_role r where r.user_id = (select access.me())));

create policy see on app.user_limit for select using (
  user_id = (select access.me()) or (select access.may('access.manage')) or (select access.may('audit.read'))
  or ((select access.may('access.agencies')) and (select access.is_staff()))
);
create policy administer on app.user_limit for all
  using ((select access.may('access.manage')) and user_id <> (select access.me()))
  with check ((select access.may('access.manage')) and user_id <> (select access.me()));

-- The caller's ceiling: their own row if there is one, else the highest of their roles; 0 without any; null is no ceiling.
create function access.limit_of(kind text) returns bigint
language sql stable security definer set search_path = pg_catalog as $$
  select case
    when exists (select from app.user_limit l where l.user_id = access.me() and l.kind = limit_of.kind)
    then (select l.ceiling from app.user_limit l where l.user_id = access.me() and l.kind = limit_of.kind)
    else (
      select case when bool_or(l.ceiling is null) then null else coalesce(max(l.ceiling), 0) end
      from app.role_limit l join app.user_role r on r.role = l.role
      where r.user_id = access.me() and l.kind = limit_of.kind)
  end
$$;

create function access.within_limit(kind text, amount bigint) returns boolean
language sql stable set search_path = pg_catalog as $$
  select amount is not null and amount <= coalesce(access.limit_of(kind), 9223372036854775807)
$$;

-- What a new house starts with; the administrator changes it on the screen.
insert into app.role_limit (id, role, kind, ceiling) values
  ('01900000-0000-7000-8000-000000000001', 'sales', 'discount', 200),
  ('01900000-0000-7000-8000-000000000002', 'sales', 'hold_days', 7),
  ('01900000-0000-7000-8000-000000000003', 'agency', 'hold_days', 3),
  ('01900000-0000-7000-8000-000000000004', 'frontdesk', 'refund', 500000),
  ('01900000-0000-7000-8000-000000000005', 'cashier', 'refund', 300000),
  ('01900000-0000-7000-8000-000000000006', 'manager', 'discount', 1000),
  ('01900000-0000-7000-8000-000000000007', 'manager', 'refund', null),
  ('01900000-0000-7000-8000-000000000008', 'manager', 'write_off', 5000000),
  ('01900000-0000-7000-8000-000000000009', 'manager', 'hold_days', 90),
  ('01900000-0000-7000-8000-00000000000a', 'administrator', 'hold_days', 30);

-- People ---------------------------------------------------------------------------------------------------------------
-- A card belongs to the company that registered it: an agency sees its own clients and cannot learn of others'.

create table app.person (
  id uuid primary key,
  company_id uuid not null references app.company (id),
  created_by_id uuid not null references app.app_user (id),
  created_at timestamptz(3) not null,
  kind text not null check (kind in ('natural', 'legal')),
  name text not null check (length(name) between 1 and 300),
  last_name text,
  first_name text,
  middle_name text,
  inn text,
  kpp text,
  ogrn text,
  email text,
  notes text not null default '',
  -- name and e-mail in small letters: SQLite knows no small Cyrillic letters of its own
  search text not null,
  -- the numbers of a natural person are secrets and live in person_secret
  check (kind = 'legal' or (inn is null and kpp is null and ogrn is null))
);
create index person_company on app.person (company_id);
select sync.adopt('app.person');

create table app.person_phone (
  id uuid primary key,
  person_id uuid not null references app.person (id) on delete cascade,
  phone text not null check (phone ~ '^[+][0-9]{8,15}$'),
  label text not null default '',
  position integer not null default 0,
  unique (person_id, phone)
);
create index person_phone_phone on app.person_phone (phone);
select sync.adopt('app.person_phone');

-- One row a person, under the person's own id.
create table app.person_secret (
  id uuid primary key references app.person (id) on delete cascade,
  birth_on date,
  birth_place text,
  passport_number text,
  passport_issued_on date,
  passport_issued_by text,
  passport_code text,
  address text,
  inn text,
  snils text,
  updated_at timestamptz(3) not null
);
select sync.adopt('app.person_secret', is_secret => true, audited => false);

-- The audit of a secret says which columns changed and never to what: whoever reads the audit may not read passports.
create function audit.record_secret() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if tg_op = 'INSERT' then
    insert into audit.entry (tbl, row_id, op, after_json) select tg_table_name, f.id, tg_op, audit.mask(to_jsonb(f), null) from fresh f;
  elsif tg_op = 'DELETE' then
    insert into audit.entry (tbl, row_id, op, before_json) select tg_table_name, g.id, tg_op, audit.mask(to_jsonb(g), null) from gone g;
  else
    insert into audit.entry (tbl, row_id, op, before_json, after_json)
      select tg_table_name, f.id, tg_op, audit.mask(to_jsonb(g), to_jsonb(f)), audit.mask(to_jsonb(f), to_jsonb(g))
      from fresh f join gone g on g.id = f.id where g is distinct from f;
  end if;
  return null;
end $$;
-- Keeps the keys that hold something, or that differ from the other row, and hides every value but the id.
create function audit.mask(shown jsonb, other jsonb) returns jsonb
language sql immutable set search_path = pg_catalog as $$
  select coalesce(jsonb_object_agg(key, case when value = 'null' or key in ('id', 'updated_at') then value else '"•••"' end), '{}')
  from jsonb_each(shown) where key = 'id' or case when other is null then value <> 'null' else value is distinct from other -> key end
$$;
create trigger audit_insert after insert on app.person_secret referencing new table as fresh for each statement execute function audit.record_secret();
create trigger audit_update after update on app.person_secret referencing new table as fresh old table as gone for each statement execute function audit.record_secret();
create trigger audit_delete after delete on app.person_secret referencing old table as gone for each statement execute function audit.record_secret();

-- Who registered a card, and for which company, is written once.
revoke update, delete on app.person from kvartal_user;
grant update (kind, name, last_name, first_name, middle_name, inn, kpp, ogrn, email, notes, search) on app.person to kvartal_user;
revoke update on app.person_phone, app.person_secret from kvartal_user;
grant update (phone, label, position) on app.person_phone to kvartal_user;
grant update (birth_on, birth_place, passport_number, passport_issued_on, passport_issued_by, passport_code, address, inn, snils, updated_at)
  on app.person_secret to kvartal_user;

create policy see on app.person for select using (
  (select access.may('people.read')) and ((select access.is_staff()) or company_id = (select access.company()))
);
create policy register on app.person for insert with check (
  (select access.may('people.write')) and company_id = (select access.company()) and created_by_id = (select access.me())
);
create policy edit on app.person for update using (
  (select access.may('people.write')) and ((select access.is_staff()) or company_id = (select access.company()))
);

-- The inner select is under the reader's own policies: who sees the card sees its phones.
create policy see on app.person_phone for select using (
  (select access.may('people.read')) and exists (select from app.person p where p.id = person_id)
);
create policy edit on app.person_phone for all
  using ((select access.may('people.write')) and exists (select from app.person p where p.id = person_id))
  with check ((select access.may('people.write')) and exists (select from app.person p where p.id = person_id));

create policy see on app.person_secret for select using (
  (select access.may('people.secret.read')) and exists (select from app.person p where p.id = person_secret.id)
);
create policy register on app.person_secret for insert with check (
  (select access.may('people.secret.write')) and exists (select from app.person p where p.id = person_secret.id)
);
create policy edit on app.person_secret for update using (
  (select access.may('people.secret.write')) and exists (select from app.person p where p.id = person_secret.id)
);
revoke delete on app.person_secret from kvartal_user;

-- Who read what is secret ----------------------------------------------------------------------------------------------

create table app.sensitive_read (
  id uuid primary key,
  user_id uuid not null references app.app_user (id),
  what text not null check (length(what) between 1 and 60),
  row_id uuid,
  purpose text not null check (length(purpose) between 1 and 200),
  -- when it was read, as the workstation says (it may have been offline) …
  read_at timestamptz(3) not null,
  -- … and when the centre learned of it; empty while it waits in an outbox
  recorded_at timestamptz(3) default now()
);
create index sensitive_read_at on app.sensitive_read (read_at);
select sync.adopt('app.sensitive_read', audited => false);

revoke insert, update, delete on app.sensitive_read from kvartal_user;
grant insert (id, user_id, what, row_id, purpose, read_at) on app.sensitive_read to kvartal_user;
create policy see on app.sensitive_read for select using ((select access.may('audit.read')));
create policy note on app.sensitive_read for insert with check (user_id = (select access.me()));

create function access.refuse_change() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  raise exception '% only grows', tg_table_name using errcode = '42501';
end $$;
create trigger grows_only before update or delete or truncate on app.sensitive_read
  for each statement execute function access.refuse_change();
`,
}
