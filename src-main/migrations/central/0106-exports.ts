/**
 * What leaves the program as a file: a line for each export, written before the file is, and a limit of rows a day by role. Whoever
 * reads with psql is bound by their policies alone; this is about who carried the house's lists out, and how much of them.
 */
const KINDS = `('discount', 'refund', 'write_off', 'hold_days', 'export_rows')`

export const migration = {
  name: '0106-exports',
  sql: String.raw`
alter table app.role_limit drop constraint role_limit_kind_check, add constraint role_limit_kind_check check (kind in ${KINDS});
alter table app.user_limit drop constraint user_limit_kind_check, add constraint user_limit_kind_check check (kind in ${KINDS});
insert into app.role_limit (role, kind, ceiling) values
  ('administrator', 'export_rows', 50000), ('manager', 'export_rows', null), ('analyst', 'export_rows', null), ('auditor', 'export_rows', 100000),
  ('lawyer', 'export_rows', 5000), ('sales', 'export_rows', 2000), ('agency', 'export_rows', 500), ('frontdesk', 'export_rows', 2000), ('cashier', 'export_rows', 1000)
on conflict (role, kind) do nothing;

create table app.export_log (
  id uuid primary key,
  user_id uuid not null references app.app_user (id),
  what text not null check (length(what) between 1 and 200),
  row_count integer not null check (row_count >= 0),
  exported_at timestamptz(3) default clock_timestamp()
);
create index export_log_user on app.export_log (user_id, exported_at);
create index export_log_at on app.export_log (exported_at);
select sync.adopt('app.export_log', audited => false);
revoke insert, update, delete on app.export_log from kvartal_user;
grant insert (id, user_id, what, row_count) on app.export_log to kvartal_user;
create policy see on app.export_log for select using (user_id = (select access.me()) or (select access.may('audit.read')));
create policy note on app.export_log for insert with check (user_id = (select access.me()));
create trigger grows_only before update or delete or truncate on app.export_log for each statement execute function access.refuse_change();

-- Rows of the last twenty-four hours together. Two exports of one user at once wait for each other, or both would fit.
create function access.guard_export() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  -- The owner of the database; and a line about somebody else, which the policy refuses.
  if access.me() is distinct from new.user_id then return new; end if;
  perform pg_advisory_xact_lock(hashtextextended('export:' || new.user_id, 0));
  if not access.within_limit('export_rows', new.row_count + coalesce((select sum(e.row_count) from app.export_log e
      where e.user_id = new.user_id and e.exported_at > clock_timestamp() - interval '24 hours'), 0)::bigint) then
    raise exception 'above the limit of rows a day' using errcode = 'P0001', hint = 'access.export-limit';
  end if;
  return new;
end $$;
create trigger guard_export before insert on app.export_log for each row execute function access.guard_export();
`,
} as const
