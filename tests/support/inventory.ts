/** A small property register for tests: one developer, two agencies, a complex of two buildings, and commands run as anybody. */
import { newId, type Id } from '#shared/kernel/id.ts'
import { toInstant, type Instant } from '#shared/kernel/instant.ts'
import { must } from '#shared/rpc/errors.ts'
import type { ArgsOf, InputOf, Query, ResultOf } from '#shared/rpc/contract.ts'
import { inventory as contract } from '#shared/modules/inventory/contract.ts'
import type { Actor } from '#shared/modules/engine/model.ts'
import { createIndexes, createTables, decodeRow, insertSql, type CacheTable } from '#main/engine/db/cache-schema.ts'
import { kyselyOnSqlite, openSqlite } from '#main/engine/db/sqlite.ts'
import { toRefusal } from '#main/engine/db/trouble.ts'
import type { Central } from '#main/engine/db/central.ts'
import type { Db } from '#main/engine/define.ts'
import { inventory } from '#main/modules/inventory/index.ts'
import { freshCentre, type CentreKind, type TestCentre, type TestUser } from './central.ts'

type Inventory = typeof contract
type CommandName = { [N in keyof Inventory]: Inventory[N]['kind'] extends 'command' ? N : never }[keyof Inventory]
type QueryName = { [N in keyof Inventory]: Inventory[N]['kind'] extends 'query' ? N : never }[keyof Inventory]

export interface Person extends TestUser {
  central: Central
  actor: Actor
}

export interface World {
  centre: TestCentre
  developer: Id
  agencies: [Id, Id]
  people: Record<'manager' | 'manager2' | 'sales' | 'sales2' | 'analyst' | 'steward' | 'agent1' | 'agent2', Person>
  complex: Id
  buildings: [Id, Id]
  sections: [Id, Id]
  /** Six units a building: two floors of three risers. */
  units: Id[]
  reason: Id
  /** Runs a command's body as the person, as the engine would; `at` is the issue time, now without it. */
  run<N extends CommandName>(
    who: Person,
    name: N,
    args: InputOf<Inventory[N]>,
    at?: Instant,
  ): Promise<ResultOf<Inventory[N]>>
  /** Runs a query at the centre as the person. */
  read<N extends QueryName>(
    who: Person,
    name: N,
    args: InputOf<Inventory[N]>,
    now?: Instant,
  ): Promise<ResultOf<Inventory[N]>>
  book(who: Person, unit: Id, days?: number): Promise<Id>
  status(unit: Id): Promise<string>
  close(): Promise<void>
}

export const inDays = (days: number) => toInstant(Date.now() + days * 86_400_000)

export async function inventoryWorld(kind: CentreKind): Promise<World> {
  const centre = await freshCentre(kind)
  const developer = await centre.addCompany('developer', 'Kvartal')
  const agencies: [Id, Id] = [await centre.addCompany('agency', 'North'), await centre.addCompany('agency', 'South')]
  const person = async (name: string, roles: string[], company: Id): Promise<Person> => {
    const user = await centre.addUser(name, roles, company)
    const central = await centre.as(user)
    const [row] = await central.rows('select sync.actor()::text')
    return { ...user, central, actor: JSON.parse(String(row?.[0])) as Actor }
  }
  const people = {
    manager: await person('boss', ['manager'], developer),
    manager2: await person('boss2', ['manager'], developer),
    sales: await person('anna', ['sales'], developer),
    sales2: await person('boris', ['sales'], developer),
    analyst: await person('clara', ['analyst'], developer),
    steward: await person('steward', ['steward'], developer),
    agent1: await person('north', ['agency'], agencies[0]),
    agent2: await person('south', ['agency'], agencies[1]),
  }
  const complex = newId()
  const buildings: [Id, Id] = [newId(), newId()]
  const sections: [Id, Id] = [newId(), newId()]
  const units = Array.from({ length: 12 }, () => newId()).sort()
  const reason = newId()
  await centre.sql('insert into app.complex (id, name, region, city) values ($1, $2, $3, $4)', [
    complex,
    'Северный парк',
    'Москва',
    'Москва',
  ])
  for (const side of [0, 1] as const) {
    await centre.sql("insert into app.building (id, complex_id, name, stage, sort) values ($1, $2, $3, 'frame', $4)", [
      buildings[side],
      complex,
      `Корпус ${side + 1}`,
      side,
    ])
    await centre.sql('insert into app.section (id, building_id, name) values ($1, $2, $3)', [
      sections[side],
      buildings[side],
      'Секция 1',
    ])
    for (const floor of [1, 2])
      await centre.sql('insert into app.floor (id, section_id, floor) values ($1, $2, $3)', [
        newId(),
        sections[side],
        floor,
      ])
  }
  for (const [index, id] of units.entries()) {
    const section = sections[index < 6 ? 0 : 1]
    await centre.sql(
      `insert into app.unit (id, section_id, kind, number, floor, riser, rooms, area_cm2, finishing, view)
       values ($1, $2, 'flat', $3, $4, $5, $6, $7, 'prefinish', 'park')`,
      [
        id,
        section,
        String((index % 6) + 1),
        Math.floor((index % 6) / 3) + 1,
        (index % 3) + 1,
        index % 3,
        400_000 + index * 10_000,
      ],
    )
  }
  await centre.sql(
    `insert into app.unit_price (id, unit_id, price_minor, ppm_minor, from_at, source, factors_json)
     select gen_random_uuid(), id, area_cm2 * 2000, 20000000, '2026-01-01T00:00:00Z', 'import', '{}' from app.unit`,
  )
  await centre.sql('insert into app.hold_reason (id, name) values ($1, $2)', [reason, 'Перемер'])

  const world: World = {
    centre,
    developer,
    agencies,
    people,
    complex,
    buildings,
    sections,
    units,
    reason,
    async run(who, name, args, at = toInstant(Date.now())) {
      const { isolation = 'read committed' } = contract[name]
      try {
        return await who.central.transaction(
          { isolation, settings: { command: `inventory.${name}` } },
          async ({ db }) => {
            const body = inventory.bodies[name] as (tx: Db, args: unknown, context: unknown) => Promise<unknown>
            const result = await body(db, contract[name].args.parse(args), {
              place: 'central',
              actor: who.actor,
              issuedAt: at,
              commandId: newId(),
            })
            return contract[name].result.parse(result) as ResultOf<Inventory[typeof name]>
          },
        )
      } catch (error) {
        throw toRefusal(error)
      }
    },
    async read(who, name, args, now = toInstant(Date.now())) {
      return who.central.transaction({ readOnly: true }, async ({ db }) => readFrom(db, name, args, who.actor, now))
    },
    async book(who, unit, days = 2) {
      const id = newId()
      await world.run(who, 'book', {
        items: [{ reservationId: id, unitId: unit }],
        kind: 'free',
        until: inDays(days),
        clientName: 'Иван Петров',
      })
      return id
    },
    async status(unit) {
      const [row] = await centre.sql<{ status: string }>('select status from app.unit_status where id = $1', [unit])
      return must(row).status
    },
    async close() {
      for (const { central } of Object.values(people)) await central.close()
      await centre.close()
    },
  }
  return world
}

/** What this person may see, as the cache would hold it. */
export async function cacheOf(world: World, who: Person): Promise<{ db: Db; close(): void }> {
  const lists = await world.centre.sql<{
    tbl: string
    select_list: string
    shape: Pick<CacheTable, 'columns' | 'indexes'>
  }>('select tbl, select_list, shape from sync.replicated')
  const tables = lists.map(({ tbl: name, select_list: selectList, shape }) => ({
    name,
    selectList,
    isSecret: false,
    ...shape,
  }))
  const sqlite = openSqlite(':memory:')
  createTables(sqlite, tables)
  await who.central.transaction({ isolation: 'repeatable read', readOnly: true }, async (tx) => {
    for (const table of tables) {
      const insert = sqlite.prepare(insertSql(table, 1))
      for (const row of await tx.rows(`select ${table.selectList} from app."${table.name}" t`))
        insert.run(decodeRow(table.columns, row))
    }
  })
  createIndexes(sqlite, tables)
  return { db: kyselyOnSqlite(sqlite), close: () => void sqlite.close() }
}

/** Runs a query's body on any database that holds the tables. */
export async function readFrom<N extends QueryName>(
  db: Db,
  name: N,
  args: InputOf<Inventory[N]>,
  actor: Actor,
  now: Instant,
): Promise<ResultOf<Inventory[N]>> {
  const body = inventory.bodies[name] as (db: Db, args: ArgsOf<Query>, context: unknown) => Promise<unknown>
  const result = await body(db, contract[name].args.parse(args), { actor, now })
  return contract[name].result.parse(result) as ResultOf<Inventory[N]>
}
