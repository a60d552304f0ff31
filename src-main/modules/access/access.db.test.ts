import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { toInstant } from '#shared/kernel/instant.ts'
import type { Actor } from '#shared/modules/engine/model.ts'
import type { PersonFields } from '#shared/modules/access/model.ts'
import type { CommandContext, Db, QueryContext } from '#main/engine/define.ts'
import type { Central } from '#main/engine/db/central.ts'
import { toRefusal } from '#main/engine/db/trouble.ts'
import { makeVerifier } from '#main/engine/scram.ts'
import { CENTRES, freshCentre, type TestCentre, type TestUser } from '#tests/support/central.ts'
import { limitsOf, requireWithinLimit } from './api.ts'
import { access } from './index.ts'

const NOW = toInstant(Date.UTC(2026, 7, 22, 9))
const bodies = access.bodies

describe.each(CENTRES)('on %s', (kind) => {
  let centre: TestCentre
  let developer: string
  let agencyA: string
  let agencyB: string
  const users: Record<string, TestUser> = {}
  const links = new Map<string, Central>()

  beforeAll(async () => {
    centre = await freshCentre(kind)
    developer = await centre.addCompany('developer', 'Застройщик')
    agencyA = await centre.addCompany('agency', 'Агентство А')
    agencyB = await centre.addCompany('agency', 'Агентство Б')
    users['admin'] = await centre.addUser('admin', ['administrator'], developer)
    users['manager'] = await centre.addUser('manager', ['manager'], developer)
    users['sales'] = await centre.addUser('sales', ['sales'], developer)
    users['auditor'] = await centre.addUser('auditor', ['auditor'], developer)
    users['anna'] = await centre.addUser('anna', ['agency'], agencyA)
    users['boris'] = await centre.addUser('boris', ['agency'], agencyB)
  })
  afterAll(async () => {
    for (const link of links.values()) await link.close()
    await centre.close()
  })

  /** Runs a body as a user would have it run at the centre; a refusal comes back as its reason. */
  async function as<Args, Result>(
    name: string,
    body: (db: Db, args: Args, context: CommandContext & QueryContext) => Promise<Result>,
    args: Args,
  ): Promise<Result> {
    const user = users[name]!
    const link = links.get(name) ?? (await centre.as(user))
    links.set(name, link)
    return link.transaction({ settings: { command: `access.${body.name}` } }, async (tx) => {
      const [[actor] = []] = await tx.rows('select sync.actor()')
      if (actor === null) throw new Error('blocked')
      const context = {
        place: 'central',
        actor: actor as unknown as Actor,
        issuedAt: NOW,
        now: NOW,
        commandId: newId(),
      } as const
      return body(tx.db, args, context).catch((error: unknown) => {
        throw toRefusal(error)
      })
    })
  }

  const reason = (key: string) => expect.objectContaining({ details: expect.objectContaining({ reason: key }) })

  function natural(lastName: string, phones: string[] = [], more: Partial<PersonFields> = {}): PersonFields {
    return {
      kind: 'natural',
      name: '',
      lastName,
      firstName: 'Иван',
      middleName: null,
      inn: null,
      kpp: null,
      ogrn: null,
      email: null,
      notes: '',
      phones: phones.map((phone) => ({ id: newId(), phone, label: '' })),
      ...more,
    }
  }

  async function addUser(
    by: string,
    login: string,
    companyId: string,
    roles: never[] | ['cashier'] | ['agency'] | ['administrator'],
  ) {
    const userId = newId()
    const unique = `${login}${kind === 'postgres' ? '.pg' : ''}`
    await as(by, bodies.addUser, {
      userId,
      login: unique,
      name: login,
      companyId,
      roles,
      verifier: await makeVerifier('long-enough', 64),
    })
    users[login] = { id: userId, login: unique, password: 'long-enough', companyId }
    return userId
  }

  test('an administrator makes a user who can sign in at once', async () => {
    const userId = await addUser('admin', 'kira', developer, ['cashier'])
    const card = await as('kira', bodies.user, { userId })
    expect(card).toMatchObject({
      name: 'kira',
      roles: ['cashier'],
      blocked_at: null,
      limits: [],
      effective: [
        { kind: 'refund', ceiling: 300_000 },
        { kind: 'export_rows', ceiling: 1000 },
      ],
    })
    await expect(addUser('admin', 'kira', developer, [])).rejects.toEqual(reason('access.login-taken'))
  })

  test('a login of the cluster that is not ours is neither taken over nor given a password', async () => {
    const userId = newId()
    const verifier = await makeVerifier('long-enough', 64)
    const steal = as('admin', bodies.addUser, {
      userId,
      login: 'postgres',
      name: 'x',
      companyId: developer,
      roles: [],
      verifier,
    })
    await expect(steal).rejects.toEqual(reason('access.login-taken'))
    await as(
      'admin',
      (db) =>
        db.insertInto('app_user').values({ id: userId, login: 'postgres', name: 'x', company_id: developer }).execute(),
      {},
    )
    await expect(as('admin', bodies.setVerifier, { userId, verifier })).rejects.toEqual(reason('access.no-user'))
    await as('admin', bodies.blockUser, { userId, reason: 'not one of ours' })
    expect(await centre.sql("select rolcanlogin from pg_roles where rolname = 'postgres'")).toEqual([
      { rolcanlogin: true },
    ])
  })

  test('a manager registers agencies and their people, and nobody else', async () => {
    const companyId = newId()
    await as('manager', bodies.createCompany, { companyId, kind: 'agency', name: 'Агентство В' })
    await expect(
      as('manager', bodies.createCompany, { companyId: newId(), kind: 'agency', name: 'АГЕНТСТВО в' }),
    ).rejects.toEqual(reason('access.company-name-taken'))
    await expect(
      as('manager', bodies.createCompany, { companyId: newId(), kind: 'operator', name: 'Ресторан' }),
    ).rejects.toEqual(reason('engine.forbidden'))
    const vera = await addUser('manager', 'vera', companyId, ['agency'])
    await as('manager', bodies.setVerifier, { userId: vera, verifier: await makeVerifier('another-one', 64) })
    await expect(addUser('manager', 'own', developer, [])).rejects.toEqual(reason('engine.forbidden'))
    await expect(as('manager', bodies.moveUser, { userId: vera, companyId: developer })).rejects.toMatchObject({
      code: 'forbidden',
    })
    const verifier = await makeVerifier('taken-over', 64)
    await expect(as('manager', bodies.setVerifier, { userId: users['admin']!.id, verifier })).rejects.toEqual(
      reason('engine.forbidden'),
    )
    await expect(as('manager', bodies.blockUser, { userId: users['admin']!.id, reason: 'coup' })).rejects.toEqual(
      reason('engine.forbidden'),
    )
  })

  test('nobody climbs: not by own roles, not by somebody else’s, not by an agency’s', async () => {
    const [admin, manager, sales, anna] = ['admin', 'manager', 'sales', 'anna'].map((name) => users[name]!.id)
    await expect(as('manager', bodies.setRoles, { userId: manager!, roles: ['administrator'] })).rejects.toEqual(
      reason('access.own-roles'),
    )
    await expect(as('admin', bodies.setRoles, { userId: admin!, roles: ['administrator', 'manager'] })).rejects.toEqual(
      reason('access.own-roles'),
    )
    await expect(as('manager', bodies.setRoles, { userId: sales!, roles: ['administrator'] })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(as('manager', bodies.setRoles, { userId: sales!, roles: [] })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(as('admin', bodies.setRoles, { userId: anna!, roles: ['agency', 'auditor'] })).rejects.toEqual(
      reason('access.agency-roles'),
    )
    await expect(as('admin', bodies.moveUser, { userId: anna!, companyId: developer })).rejects.toEqual(
      reason('access.roles-do-not-fit'),
    )
    await expect(as('admin', bodies.moveUser, { userId: admin!, companyId: agencyA })).rejects.toEqual(
      reason('access.own-company'),
    )
    // The same with SQL alone, past the bodies.
    const give = (user: string) => (db: Db) =>
      db.insertInto('user_role').values({ user_id: user, role: 'administrator' }).execute()
    await expect(as('manager', give(manager!), {})).rejects.toBeTruthy()
    await expect(as('admin', give(admin!), {})).rejects.toEqual(reason('access.own-roles'))
    await expect(as('anna', give(anna!), {})).rejects.toBeTruthy()
  })

  test('roles are set as a whole, and each change throws the user’s cache away', async () => {
    const userId = users['kira']!.id
    const epoch = async () =>
      Number((await centre.sql<{ epoch: number }>('select epoch from app.app_user where id = $1', [userId]))[0]?.epoch)
    const before = await epoch()
    await as('admin', bodies.setRoles, { userId, roles: ['frontdesk', 'cashier'] })
    expect((await as('admin', bodies.user, { userId })).roles).toEqual(['frontdesk', 'cashier'])
    await as('admin', bodies.setRoles, { userId, roles: ['cashier'] })
    expect((await as('admin', bodies.user, { userId })).roles).toEqual(['cashier'])
    expect(await epoch()).toBe(before + 2)
    await as('admin', bodies.resyncUser, { userId })
    expect(await epoch()).toBe(before + 3)
  })

  test('a blocked user sees nothing and cannot come back; an unblocked one can', async () => {
    const userId = users['kira']!.id
    await as('admin', bodies.blockUser, { userId, reason: 'left the company' })
    await expect(as('kira', bodies.companies, {})).rejects.toBeTruthy()
    if (kind === 'postgres') {
      links.delete('kira')
      await expect(centre.as(users['kira']!)).rejects.toMatchObject({ code: '28000' })
    }
    expect(await as('manager', bodies.user, { userId })).toMatchObject({ blocked_reason: 'left the company' })
    await expect(as('admin', bodies.blockUser, { userId, reason: 'again' })).rejects.toEqual(
      reason('access.already-blocked'),
    )
    await as('admin', bodies.unblockUser, { userId, reason: 'came back' })
    expect(await as('kira', bodies.companies, {})).toMatchObject([
      { name: 'Агентство А' },
      { name: 'Агентство Б' },
      { name: 'Агентство В' },
      { kind: 'developer' },
    ])
  })

  test('nobody blocks themselves, and the last administrator stays', async () => {
    const admin = users['admin']!.id
    await expect(as('admin', bodies.blockUser, { userId: admin, reason: 'tired' })).rejects.toEqual(
      reason('access.own-block'),
    )
    const second = await addUser('admin', 'second', developer, ['administrator'])
    await as('second', bodies.blockUser, { userId: admin, reason: 'on leave' })
    await expect(as('second', bodies.setRoles, { userId: second, roles: [] })).rejects.toEqual(
      reason('access.own-roles'),
    )
    await as('second', bodies.unblockUser, { userId: admin, reason: 'is back' })
    links.delete('admin')
    await as('admin', bodies.setRoles, { userId: second, roles: [] })
  })

  test.runIf(kind === 'postgres')('two administrators who remove each other at once leave one of them', async () => {
    const third = await addUser('admin', 'third', developer, ['administrator'])
    const admin = users['admin']!.id
    await Promise.all([as('admin', bodies.companies, {}), as('third', bodies.companies, {})])
    const results = await Promise.allSettled([
      as('admin', bodies.blockUser, { userId: third, reason: 'duel' }),
      as('third', bodies.blockUser, { userId: admin, reason: 'duel' }),
    ])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const left = await centre.sql<{ login: string }>(
      "select login from app.app_user u where blocked_at is null and exists (select from app.user_role where user_id = u.id and role = 'administrator')",
    )
    expect(left).toHaveLength(1)
    await centre.sql('update app.app_user set blocked_at = null where id = $1', [admin])
    await centre.sql(`alter role ${users['admin']!.login} login`)
    links.delete('admin')
  })

  test('an agency sees its own clients and cannot learn of anybody else’s', async () => {
    const shared = '+79160000001'
    const [hers, his, ours] = [newId(), newId(), newId()]
    await as('anna', bodies.createPerson, { personId: hers, ...natural('Ахматова', [shared]) })
    await as('boris', bodies.createPerson, { personId: his, ...natural('Брюсов', [shared]) })
    await as('sales', bodies.createPerson, {
      personId: ours,
      ...natural('Цветаева', [shared], { email: 'm@tsvetaeva.ru' }),
    })
    expect((await as('anna', bodies.findByPhone, { phone: shared })).map(({ id }) => id)).toEqual([hers])
    expect((await as('anna', bodies.person, { personId: hers })).duplicates).toEqual([])
    await expect(as('anna', bodies.person, { personId: his })).rejects.toEqual(reason('access.no-person'))
    await expect(as('anna', bodies.updatePerson, { personId: his, ...natural('Чужой') })).rejects.toEqual(
      reason('access.no-person'),
    )
    const intoHis = as(
      'anna',
      (db) =>
        db
          .insertInto('person_phone')
          .values({ id: newId(), person_id: his, phone: '+79990000000', label: '', position: 9 })
          .execute(),
      {},
    )
    await expect(intoHis).rejects.toEqual(reason('engine.forbidden'))
    expect((await as('sales', bodies.person, { personId: ours })).duplicates.map(({ id }) => id).sort()).toEqual(
      [hers, his].sort(),
    )
    expect((await as('anna', bodies.companies, {})).map(({ name }) => name)).toEqual(['Агентство А', 'Застройщик'])
    expect(
      (await as('anna', (db) => db.selectFrom('app_user').select('login').execute(), {})).map(({ login }) => login),
    ).toEqual([users['anna']!.login])
  })

  test('people are found by any word of the name, by e-mail and by the end of a phone', async () => {
    const find = async (text: string) => (await as('sales', bodies.people, { text, limit: 50 })).map(({ name }) => name)
    const personId = newId()
    await as('sales', bodies.createPerson, {
      personId,
      ...natural('Семёнов', ['+79161112233'], { firstName: 'Пётр', middleName: 'Ильич' }),
    })
    expect(await find('петр семенов')).toEqual(['Семёнов Пётр Ильич'])
    expect(await find('8 916 111-22')).toEqual(['Семёнов Пётр Ильич'])
    expect(await find('tsvetaeva')).toEqual(['Цветаева Иван'])
    expect(await find('100%')).toEqual([])
    await as('sales', bodies.updatePerson, {
      personId,
      ...natural('', [], { kind: 'legal', name: 'ООО «Сёмга»', inn: '7700000001' }),
    })
    expect(await find('семга')).toEqual(['ООО «Сёмга»'])
    expect(await find('1112233')).toEqual([])
    expect(await as('sales', bodies.person, { personId })).toMatchObject({
      inn: '7700000001',
      last_name: null,
      phones: [],
    })
  })

  test('secrets are for those who need them, and the audit shows that they changed but not to what', async () => {
    const personId = newId()
    await as('sales', bodies.createPerson, { personId, ...natural('Тайный') })
    const secret = {
      birthOn: '1980-01-02',
      birthPlace: null,
      passportNumber: '4510 123456',
      passportIssuedOn: null,
      passportIssuedBy: null,
      passportCode: null,
      address: null,
      inn: null,
      snils: null,
    }
    await as('sales', bodies.setPersonSecret, { personId, ...secret })
    await as('sales', bodies.setPersonSecret, { personId, ...secret, address: 'Москва' })
    const read = (db: Db) =>
      db.selectFrom('person_secret').select(['passport_number', 'address']).where('id', '=', personId).execute()
    expect(await as('sales', read, {})).toEqual([{ passport_number: '4510 123456', address: 'Москва' }])
    expect(await as('auditor', read, {})).toEqual([])
    expect(await as('admin', read, {})).toEqual([])
    const entries = await as('auditor', bodies.auditEntries, {
      table: 'person_secret',
      userId: null,
      rowId: personId,
      from: null,
      to: null,
      before: null,
      limit: 10,
    })
    expect(entries).toMatchObject([
      {
        operation: 'update',
        before: { id: personId },
        after: { id: personId, address: '•••' },
        user_name: 'sales',
        command: 'access.setPersonSecret',
      },
      { operation: 'insert', after: { id: personId, birth_on: '•••', passport_number: '•••' } },
    ])
    expect(JSON.stringify(entries)).not.toMatch(/4510|Москва|1980/)
    await expect(as('auditor', bodies.setPersonSecret, { personId, ...secret })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })

  test('exports are journalled and kept within the rows of a day, also two at once and with SQL alone', async () => {
    const note = (who: string, rows: number) =>
      as(who, bodies.recordExport, { exportId: newId(), what: 'Реестр', rows })
    await note('anna', 400)
    await expect(note('anna', 101)).rejects.toMatchObject({ details: { reason: 'access.export-limit' } })
    const both = await Promise.allSettled([note('anna', 100), note('anna', 100)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await note('boris', 500)
    await note('manager', 1_000_000)
    const [other] = await centre.sql<{ id: string }>('select id from app.export_log limit 1')
    for (const attack of [
      `insert into app.export_log (id, user_id, what, row_count, exported_at) values (gen_random_uuid(), access.me(), 'x', 1, '2020-01-01')`,
      `insert into app.export_log (id, user_id, what, row_count) values (gen_random_uuid(), '${users['boris']!.id}', 'x', 1)`,
      `insert into app.export_log (id, user_id, what, row_count) values (gen_random_uuid(), access.me(), 'x', -500)`,
      `update app.export_log set row_count = 0 where id = '${other!.id}'`,
      `delete from app.export_log`,
    ])
      await expect(
        as('anna', (db) => sql.raw(attack).execute(db), {}),
        attack,
      ).rejects.toThrow()
    expect(await as('anna', (db) => db.selectFrom('export_log').select('row_count').execute(), {})).toEqual([
      { row_count: 400 },
      { row_count: 100 },
    ])
    const journal = await as('auditor', bodies.journal, { userId: users['manager']!.id, limit: 10 })
    expect(journal).toMatchObject([{ what: 'export', row_name: 'Реестр', row_count: 1_000_000 }])
    // Of yesterday nothing counts.
    await centre.sql('alter table app.export_log disable trigger grows_only')
    await centre.sql("update app.export_log set exported_at = now() - interval '25 hours'")
    await centre.sql('alter table app.export_log enable trigger grows_only')
    await note('anna', 500)
  })

  test('the journal of reads grows under one’s own name and never changes', async () => {
    const readId = newId()
    const personId = (await as('sales', bodies.people, { text: 'Тайный', limit: 1 }))[0]!.id
    await as('sales', bodies.recordRead, { readId, what: 'person_secret', rowId: personId, purpose: 'договор' })
    expect(await as('auditor', bodies.journal, { userId: users['sales']!.id, limit: 10 })).toEqual([
      {
        id: readId,
        user_id: users['sales']!.id,
        user_name: 'sales',
        what: 'person_secret',
        row_id: personId,
        row_name: 'Тайный Иван',
        purpose: 'договор',
        row_count: null,
        read_at: NOW,
      },
    ])
    expect(await as('sales', bodies.journal, { limit: 10 })).toEqual([])
    const forge = (user_id: string, id: string) => (db: Db) =>
      db
        .insertInto('sensitive_read')
        .values({ id, user_id, what: 'x', row_id: null, purpose: 'x', read_at: NOW })
        .execute()
    await expect(as('sales', forge(users['admin']!.id, newId()), {})).rejects.toEqual(reason('engine.forbidden'))
    await expect(
      as('admin', (db) => db.updateTable('sensitive_read').set({ purpose: 'x' }).execute(), {}),
    ).rejects.toEqual(reason('engine.forbidden'))
    await expect(as('admin', (db) => db.deleteFrom('sensitive_read').execute(), {})).rejects.toEqual(
      reason('engine.forbidden'),
    )
    await expect(centre.sql('delete from app.sensitive_read')).rejects.toThrow('only grows')
  })

  test('whoever reads the audit sees what others tried in vain, a page at a time, and nobody can spoil the list', async () => {
    const refusal = (name: string, error: string, outcome = 'refused') =>
      sql.raw(
        `insert into sync.command (id, name, outcome, error_json, issued_at) values (gen_random_uuid(), '${name}', '${outcome}', '${error}', now())`,
      )
    const told = '{"code": "conflict", "message": "x", "details": {"reason": "inventory.unit-taken"}}'
    await as('anna', (db) => refusal('inventory.book', told).execute(db), {})
    await as('boris', (db) => refusal('inventory.book', '{"spoilt": true}').execute(db), {})
    await as('boris', (db) => refusal('access.createPerson', 'null', 'done').execute(db), {})
    const all = { userId: null, command: null, from: null, to: null, before: null, limit: 500 }
    const list = await as('auditor', bodies.refusals, all)
    expect(list.map(({ user_name, command, error }) => [user_name, command, error.code])).toEqual([
      ['boris', 'inventory.book', 'internal'],
      ['anna', 'inventory.book', 'conflict'],
    ])
    const [first] = await as('auditor', bodies.refusals, { ...all, limit: 1 })
    expect(
      await as('auditor', bodies.refusals, { ...all, before: { at: first!.at, id: first!.id }, limit: 1 }),
    ).toEqual([list[1]])
    expect(await as('auditor', bodies.refusals, { ...all, userId: users['anna']!.id })).toEqual([list[1]])
    expect(await as('boris', bodies.refusals, all)).toEqual([list[0]])
    await expect(as('boris', (db) => sql`delete from sync.command`.execute(db), {})).rejects.toEqual(
      reason('engine.forbidden'),
    )
  })

  test('the audit names who, where from and by which command, and can be searched', async () => {
    const filter = { table: null, userId: null, rowId: null, from: null, to: null, before: null, limit: 500 }
    expect(await as('auditor', bodies.auditTables, {})).toEqual(
      expect.arrayContaining(['app_user', 'person', 'user_role']),
    )
    const mine = await as('auditor', bodies.auditEntries, { ...filter, userId: users['boris']!.id })
    expect(mine.map(({ table, command }) => [table, command])).toEqual([
      ['person_phone', 'access.createPerson'],
      ['person', 'access.createPerson'],
    ])
    const page = await as('auditor', bodies.auditEntries, { ...filter, limit: 3 })
    const next = await as('auditor', bodies.auditEntries, { ...filter, limit: 3, before: page[2]!.id })
    expect(new Set([...page, ...next].map(({ id }) => id)).size).toBe(6)
    expect(await as('sales', bodies.auditEntries, filter)).toEqual([])
    const passwords = await as('auditor', bodies.auditEntries, {
      ...filter,
      table: 'app_user',
      userId: users['manager']!.id,
    })
    expect(passwords.some(({ after }) => after?.['password'] === 'changed')).toBe(true)
  })

  test('the highest limit of one’s roles holds, one’s own takes its place, and nobody raises their own', async () => {
    const userId = users['sales']!.id
    const limits = () => as('sales', (db, _, { actor }) => limitsOf(db, actor), {})
    expect(await limits()).toEqual([
      { kind: 'discount', ceiling: 200 },
      { kind: 'hold_days', ceiling: 7 },
      { kind: 'export_rows', ceiling: 2000 },
    ])
    await as('admin', bodies.setUserLimits, { userId, limits: [{ kind: 'discount', ceiling: 50 }] })
    expect(await limits()).toEqual([
      { kind: 'discount', ceiling: 50 },
      { kind: 'hold_days', ceiling: 7 },
      { kind: 'export_rows', ceiling: 2000 },
    ])
    expect(await as('admin', bodies.user, { userId })).toMatchObject({ limits: [{ kind: 'discount', ceiling: 50 }] })
    await expect(as('sales', (db, _, { actor }) => requireWithinLimit(db, actor, 'discount', 51), {})).rejects.toEqual(
      reason('access.above-limit'),
    )
    await as('sales', (db, _, { actor }) => requireWithinLimit(db, actor, 'discount', 50), {})
    // The centre's own functions agree with the shared rule.
    const central = await links
      .get('sales')!
      .rows(
        "select access.limit_of('discount')::int, access.limit_of('hold_days')::int, access.limit_of('refund')::int, access.within_limit('discount', 51)",
      )
    expect(central).toEqual([[50, 7, 0, false]])
    expect(
      await links
        .get('manager')!
        .rows("select access.limit_of('refund'), access.within_limit('refund', 1000000000000)"),
    ).toEqual([[null, true]])
    await as('admin', bodies.setRoleLimits, { role: 'sales', limits: [{ kind: 'hold_days', ceiling: null }] })
    await as('admin', bodies.setUserLimits, { userId, limits: [] })
    expect(await limits()).toEqual([{ kind: 'hold_days', ceiling: null }])

    await expect(as('admin', bodies.setUserLimits, { userId: users['admin']!.id, limits: [] })).rejects.toEqual(
      reason('access.own-limits'),
    )
    await expect(as('admin', bodies.setRoleLimits, { role: 'administrator', limits: [] })).rejects.toEqual(
      reason('access.own-limits'),
    )
    const raise = (user_id: string) => (db: Db) =>
      db.insertInto('user_limit').values({ user_id, kind: 'discount', ceiling: 9999 }).execute()
    for (const name of ['admin', 'sales', 'anna'])
      await expect(as(name, raise(users[name]!.id), {})).rejects.toEqual(reason('engine.forbidden'))
  })

  test('a job that a trigger scheduled is not for its users to move or remove', async () => {
    const job = (call: string) => async (db: Db) => void (await sql.raw(`select ${call}`).execute(db))
    await centre.sql(
      "insert into sync.job (key, command, args_json, due_at, is_guarded) values ('reservation:1', 'x.expire', '{}', now(), true)",
    )
    await as('anna', job("sync.unschedule('reservation:1')"), {})
    await as('anna', job("sync.schedule('reservation:1', now() + interval '1 year', 'x.expire', '{}')"), {})
    await as('sales', job("sync.schedule('reminder:1', now(), 'x.remind', '{}')"), {})
    await as('anna', job("sync.unschedule('reminder:1')"), {})
    const left = await centre.sql(
      "select key, due_at < now() as is_due from sync.job where key like '%:1' order by key",
    )
    expect(left).toEqual([
      { key: 'reminder:1', is_due: true },
      { key: 'reservation:1', is_due: true },
    ])
  })
})
