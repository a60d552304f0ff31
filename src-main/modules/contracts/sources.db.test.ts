/** Documents that start from what no module keeps yet, on both kinds of centre: an auction result, a stay, an owner's agreement. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId, type Id } from '#shared/kernel/id.ts'
import { STATED_SOURCES, type StatedSource } from '#shared/modules/contracts/contract-model.ts'
import { plainText } from '#shared/modules/contracts/rich-text.ts'
import { importDocx } from '#main/engine/documents/docx-import.ts'
import { CENTRES } from '#tests/support/central.ts'
import { paperWorld, TODAY, type PaperWorld } from '#tests/support/papers.ts'

const LEADS_TO: Record<StatedSource, { kind: string; said: Record<string, unknown> }> = {
  auction: {
    kind: 'sale',
    said: { 'auction.protocol': '17/2026', 'auction.protocolOn': TODAY, 'price.total': 1_234_567_800 },
  },
  stay: { kind: 'short-let', said: { 'stay.from': '2026-12-01', 'stay.until': '2026-12-05', 'stay.nights': 4 } },
  owner: { kind: 'agency', said: { 'owner.scheme': 'agency', 'owner.fee': { num: 15, den: 100 } } },
}
const textOfDocx = (bytes: Uint8Array) => plainText(importDocx(bytes).content)
const refusal = (reason: string) => expect.objectContaining({ details: expect.objectContaining({ reason }) })

for (const kind of CENTRES) {
  describe(`sources without a record, on ${kind}`, () => {
    let world: PaperWorld
    let unitId: Id
    let personId: Id
    beforeAll(async () => {
      world = await paperWorld(kind)
      ;[unitId, personId] = await register(world)
    }, 60_000)
    afterAll(() => world.close())

    /** What the source knows and says, with an example's values for all that is still asked. */
    async function filled(source: StatedSource) {
      const { lawyer } = world.people
      const opened = await world.call(lawyer, 'openSource', {
        source: { kind: source, id: null, unitId, personIds: [personId], facts: LEADS_TO[source].said },
      })
      const [proposed] = await world.call(lawyer, 'propose', { facts: opened.facts, kind: opened.kind ?? undefined })
      const template = proposed?.template ?? ''
      const { facts: example } = await world.call(lawyer, 'example', {
        template,
        deal: { 'object.kind': 'flat', ...(source === 'auction' ? { 'auction.isUsed': true } : {}) },
      })
      const [buyer] = example['buyers'] as Record<string, unknown>[]
      const [winner] = opened.facts['buyers'] as Record<string, unknown>[]
      const facts = { ...example, ...opened.facts, buyers: [{ ...buyer, ...winner }] }
      return { opened, template, facts, because: proposed?.because ?? [] }
    }

    it.each(STATED_SOURCES)(
      '%s proposes its template with the reason and asks only for what is missing',
      async (source) => {
        const { opened, template, because } = await filled(source)
        expect([opened.kind, opened.why, template]).toEqual([LEADS_TO[source].kind, source, LEADS_TO[source].kind])
        expect(because.length).toBeGreaterThan(0)
        expect(opened.facts).toMatchObject({ 'object.number': '12', 'contract.on': TODAY, ...LEADS_TO[source].said })
        expect(opened.sources['object.number']).toMatchObject({ kind: 'unit', id: unitId })
        expect(opened.sources['buyers.0.name']).toMatchObject({ kind: 'person', id: personId })
        expect(opened.origins).toEqual(
          Object.fromEntries(Object.keys(LEADS_TO[source].said).map((fact) => [fact, 'typed'])),
        )
        const { missing } = await world.call(world.people.lawyer, 'preview', { template, facts: opened.facts })
        const asked = missing.map(({ path: fact }) => fact)
        expect(asked.length).toBeGreaterThan(0)
        expect(asked.filter((fact) => fact in opened.facts)).toEqual([])
      },
    )

    it.each(STATED_SOURCES)('%s is assembled, numbered, approved, signed; a sale is registered too', async (source) => {
      const { lawyer, lawyer2 } = world.people
      const { opened, template, facts } = await filled(source)
      const contractId = newId()
      const { number } = await world.call(lawyer, 'keep', {
        contractId,
        source: { kind: source, id: null },
        dealId: null,
        unitId: opened.unitId,
        baseId: null,
        template,
        facts,
        origins: opened.origins,
        sources: opened.sources,
        edits: [],
        register: opened.facts,
        revision: null,
      })
      expect(number).toMatch(/^(ДКП|КН|АГ)-\d{6}$/)
      expect(await world.call(lawyer, 'stale', { contractId })).toEqual({ values: [] })
      const step = (
        who: typeof lawyer,
        name: 'check' | 'approve' | 'sign',
        from: 'draft' | 'legal_check' | 'approved',
      ) => world.call(who, 'advance', { contractId, step: name, from, on: TODAY, note: null })
      await step(lawyer, 'check', 'draft')
      await step(lawyer2, 'approve', 'legal_check')
      const { docx } = await world.call(lawyer, 'files', { contractId, copy: 'clean', formats: ['docx'] })
      const text = textOfDocx(readFileSync(path.join(world.folder, docx?.ref.file ?? '')))
      expect(text).toContain(number)
      expect(text).toContain('Петров')
      await step(lawyer, 'sign', 'approved')
      const card = await world.call(lawyer, 'card', { contractId })
      expect(card?.row).toMatchObject({ unit_id: unitId, unit_number: '12', deal_id: null })
      if (source !== 'auction') return
      const register = (name: 'submitted' | 'registered') =>
        world.call(lawyer, 'register', {
          stepId: newId(),
          contractId,
          step: name,
          on: TODAY,
          channelId: name === 'submitted' ? world.channel : null,
          applicationNumber: name === 'submitted' ? 'А-1' : null,
          reasonId: null,
          until: null,
          registrationNumber: name === 'registered' ? '77:01:0001001:1-77/2' : null,
          note: null,
        })
      await register('submitted')
      await register('registered')
      expect(await world.stateOf(contractId)).toBe('registered')
    })

    it('what a script says over a source is marked as typed, over the register as changed', async () => {
      const { lawyer } = world.people
      const { facts } = await filled('auction')
      const { docx, template, isComplete } = await world.call(lawyer, 'assemble', {
        source: { kind: 'auction', id: null, unitId },
        facts: { ...facts, 'object.number': '12А' },
        copy: 'working',
        formats: ['docx'],
      })
      expect([template, isComplete]).toEqual(['sale', true])
      const text = textOfDocx(readFileSync(path.join(world.folder, docx?.ref.file ?? '')))
      expect(text).toContain('12А')
      const { origins } = await world.call(lawyer, 'openSource', {
        source: { kind: 'auction', id: null, unitId, facts: { 'object.number': '12А', 'price.total': 1 } },
      })
      expect(origins).toEqual({ 'object.number': 'changed', 'price.total': 'typed' })
    })

    it('the stale warning looks at the unit and the people that were named', async () => {
      const { lawyer } = world.people
      const { opened, template, facts } = await filled('stay')
      const contractId = newId()
      await world.call(lawyer, 'keep', {
        contractId,
        source: { kind: 'stay', id: null },
        dealId: null,
        unitId: opened.unitId,
        baseId: null,
        template,
        facts,
        origins: opened.origins,
        sources: opened.sources,
        edits: [],
        register: opened.facts,
        revision: null,
      })
      await world.centre.sql("update app.unit set number = '13' where id = $1", [unitId])
      const { values } = await world.call(lawyer, 'stale', { contractId })
      await world.centre.sql("update app.unit set number = '12' where id = $1", [unitId])
      expect(values).toMatchObject([{ path: 'object.number', was: '12', now: '13', source: { kind: 'unit' } }])
    })

    it('refuses a record of a module that is not there, a unit and a person that nobody knows, and nothing at all', async () => {
      const { lawyer } = world.people
      const open = (source: object) => world.call(lawyer, 'openSource', { source: source as never })
      for (const source of [
        { kind: 'auction', id: newId() },
        { kind: 'stay', id: null, unitId: newId() },
        { kind: 'owner', id: null, personIds: [newId()] },
        { kind: 'deal', id: null },
        { kind: 'none', id: null },
      ])
        await expect(open(source)).rejects.toEqual(refusal('contracts.no-source'))
    })
  })
}

/** A flat in a commissioned house and a person with a passport. */
async function register({ centre, people }: PaperWorld): Promise<[Id, Id]> {
  const [complex, building, section, unit, person] = [newId(), newId(), newId(), newId(), newId()]
  await centre.sql(
    "insert into app.complex (id, name, region, city) values ($1, 'Северный парк', 'Москва', 'Москва')",
    [complex],
  )
  await centre.sql(
    "insert into app.building (id, complex_id, name, stage, sort, address) values ($1, $2, 'Корпус 1', 'commissioned', 1, 'ул. Лесная, 5')",
    [building, complex],
  )
  await centre.sql("insert into app.section (id, building_id, name) values ($1, $2, 'Секция 1')", [section, building])
  await centre.sql('insert into app.floor (id, section_id, floor) values ($1, $2, 3)', [newId(), section])
  await centre.sql(
    `insert into app.unit (id, section_id, kind, number, floor, riser, rooms, area_cm2, finishing)
     values ($1, $2, 'flat', '12', 3, 1, 2, 543000, 'finish')`,
    [unit, section],
  )
  await centre.sql(
    `insert into app.person (id, company_id, created_by_id, created_at, kind, name, last_name, first_name, middle_name, search)
     values ($1, $2, $3, now(), 'natural', 'Петров Илья Юрьевич', 'Петров', 'Илья', 'Юрьевич', 'петров')`,
    [person, people.lawyer.companyId, people.lawyer.id],
  )
  await centre.sql(
    `insert into app.person_secret (id, birth_on, passport_number, passport_issued_on, passport_issued_by, passport_code, address, updated_at)
     values ($1, '1985-04-03', '4510 123456', '2010-02-03', 'ОВД «Лесной»', '770-001', 'Москва, ул. Лесная, 1', now())`,
    [person],
  )
  return [unit, person]
}
