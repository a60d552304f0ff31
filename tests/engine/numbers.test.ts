import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId, type Id } from '#shared/kernel/id.ts'
import { rawClient } from '#tests/support/boundary.ts'
import { CENTRES } from '#tests/support/central.ts'
import { cacheRows, deskHouse, type DeskHouse, type TestDesk } from '#tests/support/desks.ts'

const PAPERS = `
create table app.paper (id uuid primary key, number bigint, year integer, state text not null default 'draft', parent_id uuid references app.paper (id) on delete cascade);
select sync.adopt('app.paper');
create policy everybody on app.paper using ((select access.me()) is not null) with check ((select access.me()) is not null);
select sync.numbered('app.paper', 'probe-paper', per => '{year}', given_when => 'new.state <> ''draft''');
select sync.describe();`

for (const kind of CENTRES) {
  describe(`numbers on ${kind}`, () => {
    let house: DeskHouse
    let anna: TestDesk
    let boris: TestDesk

    beforeAll(async () => {
      house = await deskHouse(kind)
      await house.centre.sql(PAPERS)
      ;[anna, boris] = [await house.open('anna', ['sales']), await house.open('boris', ['sales'])]
    })
    afterAll(() => house.close())

    const seat = async (number: number): Promise<Id> => {
      const id = newId()
      await house.centre.sql('insert into app.seat (id, number) values ($1, $2)', [id, number])
      for (const { desk } of [anna, boris]) await desk.syncNow()
      return id
    }
    /** Statements of one user in one transaction, as psql would send them. */
    const asUser = async (user: { login: string; password: string }, ...statements: string[]) => {
      const central = await house.centre.as(user)
      try {
        return await central.transaction({}, async (tx) => {
          let rows: unknown[][] = []
          for (const statement of statements) rows = await tx.rows(statement)
          return rows
        })
      } finally {
        await central.close()
      }
    }

    it('N1: a number is taken with the row and given back with it, so no gap is left', async () => {
      const [first, second] = [await seat(1), await seat(2)]
      expect(await anna.call('probe.take', { id: first, who: 'anna' })).toEqual({ number: 1 })
      await expect(anna.call('probe.take', { id: first, who: 'boris' })).rejects.toMatchObject({ code: 'conflict' })
      await expect(
        asUser(boris.user, `update app.seat set taken_by = 'boris' where id = '${second}'`, 'select 1 / 0'),
      ).rejects.toThrow()
      expect(await anna.call('probe.take', { id: second, who: 'anna' })).toEqual({ number: 2 })
    })

    it('N3: offline there is no number, the centre gives one when it confirms', async () => {
      const [kept, lost] = [await seat(3), await seat(4)]
      boris.cut()
      await boris.call('probe.takeOffline', { id: kept, who: 'boris' })
      await boris.call('probe.takeOffline', { id: lost, who: 'boris' })
      expect(await boris.call('probe.seats')).toMatchObject([
        {},
        {},
        { taken_by: 'boris', number_given: null },
        { taken_by: 'boris', number_given: null },
      ])
      expect(await anna.call('probe.take', { id: lost, who: 'anna' })).toEqual({ number: 3 })
      await boris.join()
      expect(await boris.call('probe.seats')).toMatchObject([
        {},
        {},
        { taken_by: 'boris', number_given: 4 },
        { taken_by: 'anna', number_given: 3 },
      ])
      await anna.desk.syncNow()
      expect(await cacheRows(anna, ['seat'])).toEqual(await cacheRows(boris, ['seat']))
    })

    it('N2: nobody asks for a number, writes one, changes one or deletes what has one', async () => {
      const tries = [
        "select sync.take_number('seat')",
        "select sync.hold_series('seat')",
        "insert into sync.counter values ('seat', 900)",
        'update sync.counter set last_value = 900',
        'select * from sync.counter',
        'select sync.continue_numbers()',
        "select sync.numbered('app.note', 'note')",
        "insert into sync.numbering values ('note', 'note', 'count', '{}')",
      ]
      for (const statement of tries)
        await expect(asUser(boris.user, statement), statement).rejects.toMatchObject({ code: '42501' })
      const [parent, child, other] = [newId(), newId(), newId()]
      const written = await asUser(
        boris.user,
        `insert into app.paper (id, number, year) values ('${parent}', 77, 2026)`,
        `insert into app.paper (id, number, year, state, parent_id) values ('${child}', 77, 2026, 'signed', '${parent}')`,
        `update app.paper set number = 78 where id = '${parent}'`,
        `update app.paper set number = null, state = 'changed' where id = '${child}'`,
        `select id, number from app.paper order by number nulls first`,
      )
      expect(written).toEqual([
        [parent, null],
        [child, 1],
      ])
      for (const id of [child, parent])
        await expect(asUser(boris.user, `delete from app.paper where id = '${id}'`)).rejects.toMatchObject({
          hint: 'engine.numbered-stays',
        })
      await asUser(
        boris.user,
        `insert into app.paper (id, year) values ('${other}', 2026)`,
        `delete from app.paper where id = '${other}'`,
      )
    })

    it('N1: each series counts for itself, in the order of the rows', async () => {
      await asUser(
        anna.user,
        "insert into app.paper (id, year, state) select gen_random_uuid(), y, 'signed' from unnest(array[2026, 2027, null, 2027, null]) with ordinality as t (y, n) order by n",
      )
      expect(
        await house.centre.sql(
          'select year, array_agg(number::integer order by number) as numbers from app.paper where number is not null group by year order by year',
        ),
      ).toEqual([
        { year: 2026, numbers: [1, 2] },
        { year: 2027, numbers: [1, 2] },
        { year: null, numbers: [1, 2] },
      ])
    })

    it('N4: after rows that were brought in with numbers of their own the counting goes on', async () => {
      await house.centre.sql(
        "insert into app.paper (id, year, number, state) values (gen_random_uuid(), 2027, 40, 'signed'), (gen_random_uuid(), 2030, 7, 'signed')",
      )
      await house.centre.sql('select sync.continue_numbers()')
      const given = await asUser(
        anna.user,
        "insert into app.paper (id, year, state) select gen_random_uuid(), y, 'signed' from unnest(array[2026, 2027, 2030]) y returning year, number",
      )
      expect(given).toEqual([
        [2026, 3],
        [2027, 41],
        [2030, 8],
      ])
    })
  })
}

describe('numbers on a server', () => {
  it('N1: two who write at once get numbers one after the other, and five thousand rows theirs in one statement', async () => {
    const house = await deskHouse('postgres')
    await house.centre.sql(PAPERS)
    const users = await Promise.all(
      ['anna', 'boris'].map((name) => house.centre.addUser(name, ['sales'], house.companyId)),
    )
    const [anna, boris] = await Promise.all(users.map((user) => rawClient(house.centre, user)))
    const insert =
      "insert into app.paper (id, year, state) values (gen_random_uuid(), 2026, 'signed') returning number::integer"
    await anna!.query('begin')
    expect((await anna!.query(insert)).rows).toEqual([{ number: 1 }])
    const waiting = boris!.query(insert)
    await anna!.query('rollback')
    expect((await waiting).rows).toEqual([{ number: 1 }])
    await anna!.query(
      "insert into app.paper (id, year, state) select gen_random_uuid(), 2026, 'signed' from generate_series(1, 5000)",
    )
    expect(
      await house.centre.sql('select count(*)::integer as rows, max(number)::integer as last from app.paper'),
    ).toEqual([{ rows: 5001, last: 5001 }])
    for (const client of [anna, boris]) await client!.end()
    await house.close()
  })
})
