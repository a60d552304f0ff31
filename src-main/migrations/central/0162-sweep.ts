/**
 * What nobody needs any more is swept once a day by whoever is steward: files of the store that no row refers to, and notices
 * that were read and done, each after as many days as the house says.
 */
export const migration = {
  name: '0162-sweep',
  sql: /* sql */ `
create table app.retention (
  id uuid primary key check (id = '00000000-0000-7000-8000-000000000162'),
  file_days integer not null check (file_days between 1 and 3650),
  notice_days integer not null check (notice_days between 1 and 3650),
  changed_at timestamptz(3) not null,
  user_id uuid references app.app_user (id)
);
select sync.adopt('app.retention');
revoke insert, update, delete on app.retention from kvartal_user;
grant update (file_days, notice_days, changed_at, user_id) on app.retention to kvartal_user;
create policy see on app.retention for select using ((select access.is_staff()));
create policy change on app.retention for update using ((select access.is_staff()) and (select access.may('access.manage')))
  with check (user_id = (select access.me()));
insert into app.retention (id, file_days, notice_days, changed_at) values ('00000000-0000-7000-8000-000000000162', 30, 90, now());

-- Brought in again, a file is as young as a new one: a reference to it may be on its way.
create function app.file_brought_again() returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  update app.file f set created_at = now() where f.sha256 = new.sha256;
  return new;
end $$;
create trigger file_brought_again before insert on app.file for each row execute function app.file_brought_again();

-- Every hash that a row of the house names: columns are called sha256, …_sha256 or plan_picture, and facts say "sha256".
create function app.files_referred_to() returns setof text language plpgsql stable security definer set search_path = pg_catalog, app as $$
declare
  place record;
begin
  for place in select c.relname as tbl, a.attname as col, a.atttypid = 'jsonb'::regtype as is_json
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'app' and c.relkind = 'r' and c.relname <> 'file' and a.attnum > 0 and not a.attisdropped
      and (a.attname ~ '(^|_)sha256$' or a.attname = 'plan_picture' or a.attname = 'facts_json')
  loop
    return query execute format(case when place.is_json then 'select %2$I ->> ''sha256'' from app.%1$I where %2$I ? ''sha256'''
      else 'select %2$I::text from app.%1$I where %2$I is not null' end, place.tbl, place.col);
  end loop;
end $$;
revoke execute on function app.files_referred_to from public;

create function app.sweep(at timestamptz) returns jsonb language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  kept app.retention;
  files integer;
  notices integer;
begin
  if not access.may('jobs.run') then raise insufficient_privilege using message = 'jobs are for stewards'; end if;
  at := least(at, clock_timestamp());
  select * into kept from app.retention;
  delete from app.file f where f.created_at < at - make_interval(days => kept.file_days)
    and f.sha256 not in (select r from app.files_referred_to() r where r is not null);
  get diagnostics files = row_count;
  delete from app.notice n where n.read_at < at - make_interval(days => kept.notice_days) and (n.done_at is not null or not n.is_task);
  get diagnostics notices = row_count;
  insert into sync.job (key, command, args_json, due_at, is_guarded, scheduled_by) values ('files.sweep', 'files.sweep', '{}', clock_timestamp() + interval '1 day', true, 'steward')
  on conflict on constraint job_pkey do update set due_at = excluded.due_at, attempts = 0, last_error = null;
  return jsonb_build_object('files', files, 'notices', notices);
end $$;

-- A job that its own run has put off stays.
create or replace function sync.finish_job(which text, error text) returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not access.may('jobs.run') then raise insufficient_privilege using message = 'jobs are for stewards'; end if;
  if error is null then
    delete from sync.job where key = which and due_at <= clock_timestamp();
  else
    update sync.job set attempts = attempts + 1, last_error = error, due_at = clock_timestamp() + interval '10 seconds' * power(2, attempts) where key = which;
  end if;
end $$;
insert into sync.job (key, command, args_json, due_at, is_guarded, scheduled_by) values ('files.sweep', 'files.sweep', '{}', now() + interval '1 day', true, 'steward');
`,
} as const
