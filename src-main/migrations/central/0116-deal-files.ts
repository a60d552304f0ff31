/** Documents attached to deals: a name and a hash of the store. Who sees the deal sees its files. */
export const migration = {
  name: '0116-deal-files',
  sql: /* sql */ `
create table app.deal_file (
  id uuid primary key,
  deal_id uuid not null references app.deal (id),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  name text not null check (length(name) between 1 and 255),
  mime text not null,
  size integer not null check (size > 0),
  note text,
  created_by_id uuid not null references app.app_user (id),
  created_at timestamptz(3) not null
);
create index deal_file_deal on app.deal_file (deal_id);
create index deal_file_content on app.deal_file (sha256);
select sync.adopt('app.deal_file');
revoke update on app.deal_file from kvartal_user;
create policy see on app.deal_file for select using (((select access.is_staff()) and (select access.may('deals.all')) and (select access.may('deals.read')))
  or exists (select from app.deal d where d.id = deal_id));
-- A reference opens the bytes to its author: whoever knows the hash of a file has had the file.
create function app.file_exists(hash text) returns boolean language sql stable security definer set search_path = pg_catalog, app as $$
  select access.me() is not null and exists (select from app.file f where f.sha256 = hash)
$$;
create policy attach on app.deal_file for insert with check (created_by_id = (select access.me()) and (select access.may('deals.write'))
  and exists (select from app.deal d where d.id = deal_id) and app.file_exists(sha256));
create policy detach on app.deal_file for delete using ((select access.may('deals.write')) and exists (select from app.deal d where d.id = deal_id)
  and (created_by_id = (select access.me()) or ((select access.is_staff()) and (select access.may('deals.all')))));
create policy deals on app.file for select using (exists (select from app.deal_file t where t.sha256 = file.sha256));

-- A file goes along when the deal gets another reader.
create or replace function app.touch_deal(deal uuid) returns void language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  perform sync.touch('deal', array[deal]), ${[
    'deal_unit',
    'deal_participant',
    'deal_service',
    'deal_discount',
    'deal_event',
    'deal_file',
  ]
    .map((table) => `sync.touch('${table}', array(select x.id from app.${table} x where x.deal_id = deal))`)
    .join(',\n    ')};
end $$;
`,
} as const
