/** Somebody with `psql` and the same password: no row, column or step beyond their rights, no forged protocol, no forged second person (C13.6). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId, type Id } from '#shared/kernel/id.ts'
import { must } from '#shared/rpc/errors.ts'
import { toRefusal } from '#main/engine/db/trouble.ts'
import { CENTRES } from '#tests/support/central.ts'
import { batchOf, command } from '#tests/support/imports.ts'
import { inventoryWorld, type Person, type World } from '#tests/support/inventory.ts'

type Statement = [text: string, values?: unknown[]]

for (const kind of CENTRES) {
  describe(`batches against raw SQL on ${kind}`, () => {
    let world: World
    /** Somebody else's batch that is written, and one of the analyst's that waits. */
    let written: Id
    let waiting: Id
    beforeAll(async () => {
      world = await inventoryWorld(kind)
      const { manager, analyst } = world.people
      const [first, second] = world.units.map((id) => ({ id }))
      const note = batchOf('units', [{ ...must(first), changes: { note: [null, 'было так'] } }])
      expect(await command(manager, 'submit', note)).toMatchObject({ state: 'committed' })
      written = note.batchId
      const steep = batchOf('prices', [{ ...must(second), ...priced(must(second).id, 1.4) }])
      expect(await command(analyst, 'submit', steep)).toMatchObject({ state: 'awaiting_second_eye' })
      waiting = steep.batchId
    }, 120_000)
    afterAll(() => world.close())

    /** What becomes of these statements in one transaction of this person: their rows, or a refusal. */
    const raw = (who: Person, ...statements: Statement[]) =>
      who.central
        .transaction({}, async (tx) => {
          const answers: unknown[] = []
          for (const [text, values = []] of statements) answers.push(await tx.rows(text, values))
          await tx.run('set constraints all immediate')
          return answers
        })
        .catch((error: unknown) => {
          const refusal = toRefusal(error) as { code: string; details: Record<string, unknown> }
          return refusal.code === 'forbidden' ? 'forbidden' : refusal.details['reason']
        })
    const oldPrice = (unit: Id) => 2000 * (400_000 + world.units.indexOf(unit) * 10_000)
    const priced = (unit: Id, by: number) => ({
      changes: { price_minor: [oldPrice(unit), Math.round(oldPrice(unit) * by)] as [number, number] },
      columns: [],
    })

    const batchSql = (who: Person, batch: Id, more: Record<string, unknown> = {}): Statement => {
      const given = {
        state: 'awaiting_second_eye',
        reasons_json: '[]',
        user_id: who.id,
        created_at: new Date().toISOString(),
        kind: 'prices',
        ...more,
      }
      return [
        `insert into app.import_batch (id, kind, state, file_name, file_hash, sheet, mapping_json, counts_json, reasons_json, user_id, company_id, created_at)
         values ($1, $2, $3, 'f', 'h', 's', '{}', '{}', $4, $5, $6, $7)`,
        [batch, given.kind, given.state, given.reasons_json, given.user_id, world.developer, given.created_at],
      ]
    }
    const rowSql = (batch: Id, unit: Id, more: Record<string, unknown> = {}): Statement => {
      const given = { outcome: 'done', changes: {}, after: {}, action: 'update', ...more }
      return [
        `insert into app.import_row (id, batch_id, row_no, action, target_id, label, changes_json, before_json, after_json, warnings_json, outcome)
         values ($1, $2, 2, $3, $4, '', $5, '{}', $6, '[]', $7)`,
        [newId(), batch, given.action, unit, JSON.stringify(given.changes), JSON.stringify(given.after), given.outcome],
      ]
    }
    const priceSql = (who: Person, unit: Id, price: number, note: string | null, source = 'import'): Statement => [
      `insert into app.unit_price (id, unit_id, price_minor, ppm_minor, from_at, source, factors_json, user_id, note)
       values ($1, $2, $3, 0, clock_timestamp(), $4, '{}', $5, $6)`,
      [newId(), unit, price, source, who.id, note],
    ]
    const commitSql = (batch: Id): Statement => [
      "select * from app.import_commit($1, '{}', clock_timestamp(), $2)",
      [batch, newId()],
    ]
    const protocol = () =>
      world.centre.sql('select * from app.import_row order by id').then((rows) => JSON.stringify(rows))

    it('who runs no imports neither sees a batch nor takes any of its steps', async () => {
      const before = await protocol()
      for (const who of [world.people.sales, world.people.agent1, world.people.steward]) {
        for (const table of ['import_batch', 'import_row', 'import_limit', 'import_mapping'])
          expect(await raw(who, [`select * from app.${table}`])).toEqual([[]])
        const batch = newId()
        expect(await raw(who, batchSql(who, batch))).toBe('forbidden')
        expect(await raw(who, rowSql(waiting, must(world.units[0])))).toBe('forbidden')
        expect(await raw(who, commitSql(waiting))).toBe('forbidden')
        expect(await raw(who, ['select app.import_reject($1, null, clock_timestamp())', [waiting]])).toBe('forbidden')
        expect(await raw(who, ["select * from app.import_undone($1, '[]', clock_timestamp())", [written]])).toBe(
          'forbidden',
        )
        expect(await raw(who, ["select app.import_lock('units', $1)", [world.units]])).toBe('forbidden')
        expect(await raw(who, ['select app.import_claim_sold($1, clock_timestamp())', [waiting]])).toBe('forbidden')
        expect(await raw(who, ['select * from app.import_later_edits($1, $2)', [written, world.units]])).toEqual([[]])
      }
      expect(await protocol()).toBe(before)
    })

    it('nobody edits or deletes a batch, a line of the protocol or a limit, whatever they may do otherwise', async () => {
      const before = await protocol()
      for (const who of [world.people.analyst, world.people.manager]) {
        for (const table of ['import_batch', 'import_row']) {
          expect(await raw(who, [`delete from app.${table}`])).toBe('forbidden')
          expect(await raw(who, [`truncate app.${table}`])).toBe('forbidden')
        }
        for (const set of [
          "state = 'committed'",
          'user_id = decided_by_id',
          "reasons_json = '[]'",
          'created_at = now()',
          'inserted = 7',
          'undone_at = now()',
        ])
          expect(await raw(who, [`update app.import_batch set ${set}`])).toBe('forbidden')
        for (const set of [
          "outcome = 'undone'",
          "changes_json = '{}'",
          "before_json = '{}'",
          'row_no = 1',
          "by_login = 'x'",
        ])
          expect(await raw(who, [`update app.import_row set ${set}`])).toBe('forbidden')
        await raw(who, ['update app.import_limit set most_rows = null, price_change_bp = null'])
        await raw(who, ["insert into app.import_limit (id, role) values (gen_random_uuid(), 'sales')"])
        await raw(who, ['delete from app.import_limit'])
        expect(await raw(who, ['select * from app.import_take_back($1)', [written]])).toBe('forbidden')
      }
      expect(await protocol()).toBe(before)
      expect(
        await world.centre.sql('select role, most_rows, price_change_bp from app.import_limit order by role'),
      ).toEqual([
        { role: 'administrator', most_rows: null, price_change_bp: 2000 },
        { role: 'analyst', most_rows: 250_000, price_change_bp: 500 },
        { role: 'manager', most_rows: null, price_change_bp: 2000 },
      ])
    })

    it('a batch is its author’s own, begins undecided, and its rows are given once and together', async () => {
      const { analyst, manager } = world.people
      const unit = must(world.units[4])
      expect(await raw(manager, batchSql(manager, newId(), { user_id: analyst.id }))).toBe('forbidden')
      expect(await raw(manager, batchSql(manager, newId(), { state: 'committed' }))).toBe('imports.batch-step')
      expect(await raw(manager, batchSql(manager, newId()))).toBe('imports.batch-step')
      const late = newId()
      expect(
        await raw(
          manager,
          batchSql(manager, late, { created_at: '2020-01-01T00:00:00Z' }),
          rowSql(late, unit, { outcome: 'waiting' }),
        ),
      ).toBe('inventory.wrong-time')
      // Rows that were not there when the second person looked.
      expect(await raw(analyst, rowSql(waiting, unit, { outcome: 'waiting' }))).toBe('imports.batch-step')
      expect(await raw(manager, rowSql(waiting, unit, { outcome: 'waiting' }))).toBe('forbidden')
      expect(await raw(manager, rowSql(written, unit))).toBe('forbidden')
      // Done, says the line, while the batch waits.
      const half = newId()
      expect(await raw(manager, batchSql(manager, half), rowSql(half, unit))).toBe('imports.batch-step')
      expect(await world.centre.sql('select count(*)::int as n from app.import_batch')).toEqual([{ n: 2 }])
    })

    it('a protocol cannot say that something was written which was not', async () => {
      const { manager } = world.people
      const unit = must(world.units[5])
      const price = oldPrice(unit)
      const lies: [string, Record<string, unknown>][] = [
        ['a note', { after: { note: 'выдумка' } }],
        ['a price', { changes: { price_minor: [price, price + 100] } }],
        ['a unit', { action: 'insert', unit: newId() }],
      ]
      for (const [name, { unit: target = unit, ...lie }] of lies) {
        const batch = newId()
        expect([
          name,
          await raw(
            manager,
            batchSql(manager, batch, { kind: 'units' }),
            rowSql(batch, target as Id, lie),
            commitSql(batch),
          ),
        ]).toEqual([name, 'imports.not-written'])
      }
      // Nor that it was taken back.
      expect(await raw(manager, ["select * from app.import_undone($1, '[]', clock_timestamp())", [written]])).toBe(
        'imports.not-written',
      )
    })

    it('the second person cannot be forged: what was written is judged, not what the batch says of itself', async () => {
      const { analyst, manager } = world.people
      const unit = must(world.units[6])
      const price = oldPrice(unit)
      const batch = newId()
      // No reasons, and an old price in the protocol that makes the step look small.
      const attempt = await raw(
        analyst,
        batchSql(analyst, batch),
        rowSql(batch, unit, { outcome: 'waiting', changes: { price_minor: [price * 1.39, price * 1.4] } }),
        priceSql(analyst, unit, price * 1.4, `import:${batch}`),
        commitSql(batch),
      )
      expect(attempt).toBe('imports.own-batch')
      expect(await raw(analyst, commitSql(waiting))).toBe('forbidden')
      expect(
        await raw(manager, ["select * from app.import_commit($1, '{}', '2020-01-01', $2)", [waiting, newId()]]),
      ).toBe('inventory.wrong-time')
      const own = batchOf('prices', [{ id: unit, ...priced(unit, 1.4) }])
      expect(await command(manager, 'submit', own)).toMatchObject({ state: 'awaiting_second_eye' })
      expect(
        await raw(
          manager,
          priceSql(manager, unit, Math.round(price * 1.4), `import:${own.batchId}`),
          commitSql(own.batchId),
        ),
      ).toBe('imports.own-batch')
      const conflict = newId()
      const [text, values] = rowSql(conflict, unit)
      expect(
        await raw(
          manager,
          batchSql(manager, conflict, { kind: 'units' }),
          [text.replace("'[]'", `'["stale-cell"]'`), values],
          commitSql(conflict),
        ),
      ).toBe('imports.own-batch')
    })

    it('the mark of a batch is on no price that the batch did not write', async () => {
      const { manager, analyst } = world.people
      const unit = must(world.units[7])
      expect(await raw(analyst, priceSql(analyst, unit, oldPrice(unit), `import:${written}`))).toBe('forbidden')
      expect(await raw(manager, priceSql(manager, unit, oldPrice(unit), 'import:anything'))).toBe('forbidden')
      expect(await raw(manager, priceSql(manager, unit, oldPrice(unit), null))).toBe('forbidden')
      expect(await raw(manager, priceSql(manager, unit, oldPrice(unit), `import:${written}`, 'manual'))).toBe(
        'forbidden',
      )
    })

    it('limits of rows by role hold where the program is not asked', async () => {
      const { analyst } = world.people
      await world.centre.sql("update app.import_limit set most_rows = 1 where role = 'analyst'")
      const batch = newId()
      expect(
        await raw(analyst, batchSql(analyst, batch), [
          `insert into app.import_row (id, batch_id, row_no, action, target_id, label, changes_json, before_json, after_json, warnings_json, outcome)
           select gen_random_uuid(), $1, g, 'update', $2, '', '{}', '{}', '{}', '[]', 'waiting' from generate_series(1, 2) g`,
          [batch, world.units[8]],
        ]),
      ).toBe('imports.too-many-for-role')
      await world.centre.sql("update app.import_limit set most_rows = 250000 where role = 'analyst'")
    })
  })
}
