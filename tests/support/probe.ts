/** A tiny business area for the engine's own tests: notes that may be written offline, and seats that only one may take. */
import { sql } from 'kysely'
import { z } from 'zod'
import { command, query, type Contract } from '#shared/rpc/contract.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { Id } from '#shared/kernel/id.ts'
import { implement, type Db } from '#main/engine/define.ts'
import { schedule } from '#main/engine/jobs.ts'

export const PROBE_SQL = `
create table app.note (id uuid primary key, text text not null check (text <> 'forbidden'), count integer not null default 0, is_done boolean not null default false,
  tags_json jsonb not null default '[]', written_on date, written_at timestamptz(3) not null, author_id uuid not null default access.me());
create index note_text on app.note (text);
create table app.seat (id uuid primary key, number integer not null unique, taken_by text, number_given bigint);
create table app.passport (id uuid primary key, person text not null, number text not null);
select sync.adopt('app.note'), sync.adopt('app.seat'), sync.adopt('app.passport', is_secret => true);
create policy all_staff on app.note using ((select access.is_staff())) with check ((select access.is_staff()));
create policy own on app.note using (author_id = (select access.me())) with check (author_id = (select access.me()));
create policy all_users on app.seat using ((select access.me()) is not null) with check ((select access.me()) is not null);
create policy secret on app.passport using ((select access.may('people.secret.read')));
select sync.numbered('app.seat', 'seat', 'number_given', given_when => 'new.taken_by is not null');
select sync.describe();
`

type NoteRow = {
  id: string
  text: string
  count: number
  is_done: boolean
  tags_json: unknown
  written_on: string | null
  written_at: string
  author_id: string
}
type ProbeTables = {
  note: NoteRow
  seat: { id: string; number: number; taken_by: string | null; number_given: number | null }
  passport: { id: string; person: string; number: string }
}
const probe = (db: Db) => db.withTables<ProbeTables>()

const Nothing = z.object({})
const NoteArgs = z.object({
  id: Id,
  text: z.string().max(10_000),
  tags: z.array(z.string()).default([]),
  isDone: z.boolean().default(false),
  on: z.string().nullable().default(null),
})

const contract = {
  notes: query({ allow: 'anyone', reads: ['note'], args: Nothing, result: z.array(z.object({ id: Id }).loose()) }),
  seats: query({ allow: 'anyone', reads: ['seat'], args: Nothing, result: z.array(z.object({ id: Id }).loose()) }),
  passports: query({
    allow: 'anyone',
    reads: ['passport'],
    args: Nothing,
    result: z.array(z.object({ id: Id }).loose()),
  }),
  write: command({ allow: 'anyone', offline: 'queue', args: NoteArgs, result: z.object({ id: Id }) }),
  count: command({ allow: 'anyone', offline: 'queue', args: z.object({ id: Id }), result: Nothing }),
  erase: command({ allow: 'anyone', offline: 'queue', args: z.object({ id: Id }), result: Nothing }),
  take: command({
    allow: 'anyone',
    offline: 'refuse',
    args: z.object({ id: Id, who: z.string() }),
    result: z.object({ number: z.int() }),
  }),
  takeOffline: command({
    allow: 'anyone',
    offline: 'queue',
    args: z.object({ id: Id, who: z.string() }),
    result: Nothing,
  }),
  boom: command({ allow: 'anyone', offline: 'queue', args: Nothing, result: Nothing }),
  eraseLater: command({
    allow: 'anyone',
    offline: 'refuse',
    args: z.object({ id: Id, at: z.string() }),
    result: Nothing,
  }),
  eraseDue: command({ allow: 'jobs.run', offline: 'refuse', args: z.object({ id: Id }), result: Nothing }),
  audit: command({ allow: 'access.manage', offline: 'refuse', args: Nothing, result: Nothing }),
} satisfies Contract

export const probeModule = implement(contract, {
  notes: (db) =>
    probe(db)
      .selectFrom('note')
      .select(['id', 'text', 'count', 'is_done', 'tags_json', 'written_on', 'written_at'])
      .orderBy('id')
      .execute(),
  seats: (db) =>
    probe(db).selectFrom('seat').select(['id', 'number', 'taken_by', 'number_given']).orderBy('number').execute(),
  passports: (db) => probe(db).selectFrom('passport').select(['id', 'person', 'number']).orderBy('person').execute(),
  async write(tx, { id, text, tags, isDone, on }, { issuedAt, actor }) {
    const row = {
      id,
      text,
      count: 0,
      is_done: isDone,
      tags_json: JSON.stringify(tags),
      written_on: on,
      written_at: issuedAt,
      author_id: actor.userId,
    }
    await probe(tx)
      .insertInto('note')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ text, is_done: isDone }))
      .execute()
    return { id }
  },
  async count(tx, { id }) {
    const { numUpdatedRows } = await probe(tx)
      .updateTable('note')
      .set({ count: sql`count + 1` })
      .where('id', '=', id)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw new AppError('not-found', 'No such note', { reason: 'probe.no-note' })
    return {}
  },
  async erase(tx, { id }) {
    await probe(tx).deleteFrom('note').where('id', '=', id).execute()
    return {}
  },
  async take(tx, { id, who }) {
    return { number: await takeSeat(tx, id, who) }
  },
  async takeOffline(tx, { id, who }) {
    await takeSeat(tx, id, who)
    return {}
  },
  boom: () => Promise.reject(new Error('a bug')),
  async eraseLater(tx, { id, at }, context) {
    await schedule(tx, context, { key: `erase:${id}`, at, command: 'probe.eraseDue', args: { id } })
    return {}
  },
  async eraseDue(tx, { id }) {
    await probe(tx).deleteFrom('note').where('id', '=', id).execute()
    return {}
  },
  audit: () => Promise.resolve({}),
})

async function takeSeat(tx: Db, id: string, who: string): Promise<number> {
  const taken = await probe(tx)
    .updateTable('seat')
    .set({ taken_by: who })
    .where('id', '=', id)
    .where('taken_by', 'is', null)
    .returning('number_given')
    .executeTakeFirst()
  if (taken === undefined) throw new AppError('conflict', 'The seat is taken', { reason: 'probe.seat-taken' })
  return taken.number_given ?? 0
}
