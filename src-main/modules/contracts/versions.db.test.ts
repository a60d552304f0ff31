/** The life of a version with plain SQL: what the centre itself refuses, whatever the program does. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type pg from 'pg'
import { TEMPLATE_KINDS } from '#shared/modules/contracts/model.ts'
import { librarySeed } from '#main/migrations/central/0080-clauses.ts'
import { rawClient } from '#tests/support/boundary.ts'
import { freshCentre, type TestCentre } from '#tests/support/central.ts'
import { shippedContracts } from './shipped-files.ts'

describe('versions of clauses and templates', () => {
  let centre: TestCentre
  let anna: pg.Client
  let boris: pg.Client
  let manager: pg.Client
  beforeAll(async () => {
    centre = await freshCentre('postgres')
    const company = await centre.addCompany('developer')
    const login = async (name: string, role: string) => rawClient(centre, await centre.addUser(name, [role], company))
    anna = await login('anna', 'lawyer')
    boris = await login('boris', 'lawyer')
    manager = await login('manager', 'manager')
  })
  afterAll(async () => {
    for (const client of [anna, boris, manager]) await client.end()
    await centre.close()
  })

  const TEXT = '{"type":"doc","content":[]}'
  const draft = async (by: pg.Client, clause: string) => {
    const { rows } = await by.query<{ id: string; version: number }>(
      `insert into app.clause_version (id, clause, version, title, state, content_json, note, writers_json, created_at, changed_at, revision)
       values (gen_random_uuid(), $1, 7, 'A clause', 'draft', '${TEXT}', '', '[]', now(), now(), 9) returning id, version`,
      [clause],
    )
    return rows[0]!
  }
  const step = (by: pg.Client, id: string, state: string, more = '') =>
    by.query(
      `update app.clause_version set state = $2, changed_at = now()${more} where id = $1 returning revision, version, author_id, decided_by_id`,
      [id, state],
    )
  const submit = (by: pg.Client, id: string) => step(by, id, 'review', ', submitted_at = now()')
  const approve = (by: pg.Client, id: string) => step(by, id, 'approved', ', decided_at = now()')

  test('what ships is approved, version 1, and nobody’s', async () => {
    const { clauses } = shippedContracts()
    const rows = await centre.sql<{ all_clauses: string; all_kinds: string }>(
      `select (select count(*) from app.clause_version where state = 'approved' and version = 1 and author_id is null) as all_clauses,
         (select count(distinct kind) from app.template_version where state = 'approved') as all_kinds`,
    )
    expect([Number(rows[0]?.all_clauses), Number(rows[0]?.all_kinds)]).toEqual([clauses.length, TEMPLATE_KINDS.length])
  })

  test('the centre numbers a version, and one of a clause is written at a time', async () => {
    const { id, version } = await draft(anna, 'life.number')
    expect(version).toBe(1)
    await expect(draft(boris, 'life.number')).rejects.toMatchObject({ constraint: 'clause_version_open' })
    await submit(anna, id)
    await approve(boris, id)
    expect((await draft(boris, 'life.number')).version).toBe(2)
  })

  test('nobody approves words of their own, not even those they added to somebody’s draft', async () => {
    const { id } = await draft(anna, 'life.own')
    await boris.query("update app.clause_version set title = 'By Boris too', changed_at = now() where id = $1", [id])
    await submit(anna, id)
    await expect(approve(anna, id)).rejects.toMatchObject({ hint: 'contracts.own-version' })
    await expect(approve(boris, id)).rejects.toMatchObject({ hint: 'contracts.own-version' })
    await expect(
      boris.query("update app.clause_version set writers_json = '[]' where id = $1", [id]),
    ).rejects.toMatchObject({ code: '42501' })
    const { rows } = await approve(manager, id)
    expect(rows[0]).toMatchObject({ revision: 4 })
  })

  test('a draft becomes nothing but what the steps say', async () => {
    const { id } = await draft(anna, 'life.steps')
    await expect(approve(boris, id)).rejects.toMatchObject({ hint: 'engine.bad-transition' })
    await expect(step(anna, id, 'retired', ', retired_at = now()')).rejects.toMatchObject({ code: 'P0001' })
    await expect(manager.query("update app.clause_version set title = 'x' where id = $1", [id])).rejects.toMatchObject({
      code: '42501',
    })
    await submit(anna, id)
    await expect(
      anna.query("update app.clause_version set title = 'x', changed_at = now() where id = $1", [id]),
    ).rejects.toMatchObject({ hint: 'contracts.version-sealed' })
    await step(boris, id, 'draft', ", decided_at = now(), decision_note = 'Not like this'")
    await anna.query("update app.clause_version set title = 'Better', changed_at = now() where id = $1", [id])
    await submit(anna, id)
    await expect(
      step(boris, id, 'approved', `, decided_at = now(), content_json = '{"type":"doc","content":[{}]}'`),
    ).rejects.toMatchObject({ hint: 'contracts.version-step' })
    await expect(step(boris, id, 'approved', ", decided_at = '2020-01-01'")).rejects.toMatchObject({
      hint: 'inventory.wrong-time',
    })
    await approve(boris, id)
  })

  test('what is approved never changes and is never deleted, by anybody', async () => {
    const { id } = await draft(anna, 'life.sealed')
    await submit(anna, id)
    await approve(boris, id)
    for (const change of [
      "title = 'x'",
      `content_json = '{"a": 1}'`,
      "valid_from = '2020-01-01'",
      "note = 'x'",
      'submitted_at = now()',
      'decided_at = now()',
      "state = 'draft'",
      "state = 'review'",
    ])
      await expect(
        boris.query(`update app.clause_version set ${change}, changed_at = now() where id = $1`, [id]),
        change,
      ).rejects.toMatchObject({ code: 'P0001' })
    await expect(boris.query('delete from app.clause_version where id = $1', [id])).rejects.toMatchObject({
      hint: 'contracts.version-sealed',
    })
    await step(boris, id, 'retired', ', retired_at = now()')
    await expect(step(boris, id, 'approved')).rejects.toMatchObject({ code: 'P0001' })
  })

  test('a comment is its author’s and stays; anybody who writes clauses resolves it', async () => {
    const { id } = await draft(anna, 'life.comment')
    const say = (by: pg.Client, author: string) =>
      by.query(
        `insert into app.clause_comment (id, clause_version_id, text, author_id, created_at)
         select gen_random_uuid(), $1, 'Why so?', u.id, now() from app.app_user u where u.login like $2 || '%' returning id`,
        [id, author],
      )
    await expect(say(boris, 'anna')).rejects.toMatchObject({ code: '42501' })
    const { rows } = await say(boris, 'boris')
    const comment = (rows[0] as { id: string }).id
    await expect(anna.query("update app.clause_comment set text = 'x' where id = $1", [comment])).rejects.toMatchObject(
      {
        code: '42501',
      },
    )
    await anna.query('update app.clause_comment set resolved_at = now(), resolved_by_id = access.me() where id = $1', [
      comment,
    ])
    await expect(anna.query('delete from app.clause_comment where id = $1', [comment])).rejects.toMatchObject({
      code: '42501',
    })
  })

  test('a newer library adds its editions: in force where the house wrote nothing, a draft where it did', async () => {
    const [first, second] = shippedContracts().clauses
    const own = await draft(anna, first!.clause)
    await submit(anna, own.id)
    await approve(boris, own.id)
    const edition = (version: number) =>
      librarySeed(
        { clauses: [first!, second!].map((each) => ({ ...each, version })), templates: [] },
        '2026-11-21T00:00:00.000Z',
      )
    await centre.sql(edition(2))
    await centre.sql(edition(2))
    await centre.sql(edition(1))
    const rows = await centre.sql<{ clause: string; version: number; state: string; shipped: number | null }>(
      'select clause, version, state, shipped from app.clause_version where clause = any($1) order by clause = $2 desc, version',
      [[first!.clause, second!.clause], first!.clause],
    )
    expect(rows.map(({ version, state, shipped }) => [version, state, shipped])).toEqual([
      [1, 'approved', 1],
      [2, 'approved', null],
      [3, 'draft', 2],
      [1, 'approved', 1],
      [2, 'approved', 2],
    ])
  })
})
