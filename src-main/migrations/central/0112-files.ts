/**
 * Files of the house (plans, scans, attachments), by their content: one row for one sequence of bytes, whoever brought it and
 * however often it is referred to. Bytes stay at the centre and are fetched when somebody looks; they are never replicated.
 *
 * Who sees a row that refers to a file sees the file. A module whose rows hold a hash adds a policy of its own:
 * `create policy <module> on app.file for select using (exists (select from app.<table> t where t.<column> = sha256))`.
 */
import { LARGEST_DOCUMENT } from '#shared/modules/files/model.ts'

export const migration = {
  name: '0112-files',
  sql: /* sql */ `
create table app.file (
  id uuid primary key,
  sha256 text not null unique check (sha256 ~ '^[0-9a-f]{64}$'),
  mime text not null check (mime ~ '^[a-z]+/[a-zA-Z0-9.+-]{1,90}$'),
  size integer not null check (size between 1 and ${LARGEST_DOCUMENT}),
  -- Base64: no column of the house holds bytes.
  content text not null,
  created_by_id uuid not null references app.app_user (id),
  created_at timestamptz(3) not null default now(),
  -- Nobody puts other bytes under a hash that somebody refers to.
  check (sha256 = encode(sha256(decode(content, 'base64')), 'hex')),
  check (size = octet_length(decode(content, 'base64')))
);
alter table app.file alter column content set storage external;
select sync.adopt('app.file', replicated => false, audited => false);
revoke insert, update, delete on app.file from kvartal_user;
grant insert (id, sha256, mime, size, content, created_by_id) on app.file to kvartal_user;
create policy bring on app.file for insert with check (created_by_id = (select access.me()) and (
  (select access.may('inventory.structure')) or (select access.may('deals.write')) or (select access.may('contracts.write'))));
create policy own on app.file for select using (created_by_id = (select access.me()));

create index unit_plan_picture on app.unit (plan_picture) where plan_picture is not null;
create index floor_plan_picture on app.floor (plan_picture) where plan_picture is not null;
create policy plans on app.file for select using ((select access.may('inventory.read')) and (
  exists (select from app.unit u where u.plan_picture = sha256) or exists (select from app.floor f where f.plan_picture = sha256)));
`,
} as const
