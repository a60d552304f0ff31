/** A contract after assembly, on both kinds of centre: numbers, seals, a second person, the registration, papers, prints. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId, type Id } from '#shared/kernel/id.ts'
import type { DocumentEdit } from '#shared/modules/contracts/edits.ts'
import { CENTRES } from '#tests/support/central.ts'
import { problemsOfDocx } from '#tests/support/ooxml.ts'
import { paperWorld, SALE, TODAY, type PaperWorld } from '#tests/support/papers.ts'

const refusal = (reason: string) => expect.objectContaining({ details: expect.objectContaining({ reason }) })
const rewritten: DocumentEdit = {
  kind: 'rewrite',
  slot: 'force',
  content: {
    type: 'doc',
    content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Стороны отвечают и при непреодолимой силе.' }] }],
  } as never,
}

for (const kind of CENTRES) {
  describe(`contracts on ${kind}`, () => {
    let world: PaperWorld
    beforeAll(async () => {
      world = await paperWorld(kind)
    }, 60_000)
    afterAll(() => world.close())
    const { call, raw } = {
      call: ((...args) => world.call(...args)) as PaperWorld['call'],
      raw: ((...args) => world.raw(...args)) as PaperWorld['raw'],
    }

    it('take their numbers from the centre, one after the other, whatever fails in between', async () => {
      const { lawyer } = world.people
      const first = await world.draft(lawyer)
      await expect(world.draft(lawyer, { dealId: newId() })).rejects.toThrow()
      await expect(
        raw(
          lawyer,
          `insert into app.contract (id, kind, template_key, template_version, title, state, state_since_at, source_kind, company_id, user_id, contract_on, client_name, search, is_registered_kind, created_at, changed_at, number)
        values ('${newId()}', 'participation', 'x', 1, 'x', 'draft', now(), 'none', '${lawyer.companyId}', '${lawyer.id}', '${TODAY}', 'x', '', true, now(), now(), 777)`,
        ),
      ).rejects.toThrow('permission denied')
      const second = await world.draft(lawyer)
      const numberOf = (text: string) => Number(text.slice(4))
      expect(first.number).toMatch(/^ДДУ-\d{6}$/)
      expect(numberOf(second.number)).toBe(numberOf(first.number) + 1)
      const [body] = await world.centre.sql<{ facts_json: Record<string, unknown>; pins: number }>(
        'select b.facts_json, jsonb_array_length(c.pins_json) as pins from app.contract_body b join app.contract c on c.id = b.id where b.id = $1',
        [second.contractId],
      )
      expect(body?.facts_json['contract.number']).toBe(second.number)
      expect(body?.pins).toBeGreaterThan(15)
    })

    it('go from a draft to a registered contract by the machine, each by whoever may', async () => {
      const { lawyer, lawyer2, sales } = world.people
      const { contractId } = await world.draft(sales)
      const step = (
        who: typeof lawyer,
        name: 'check' | 'approve' | 'sign',
        from: 'draft' | 'legal_check' | 'approved',
      ) => call(who, 'advance', { contractId, step: name, from, on: TODAY, note: null })
      await expect(step(sales, 'sign', 'draft' as never)).rejects.toMatchObject({ code: 'conflict' })
      await step(sales, 'check', 'draft')
      await expect(step(sales, 'approve', 'legal_check')).rejects.toMatchObject({ code: 'forbidden' })
      await step(lawyer, 'approve', 'legal_check')
      await step(lawyer2, 'sign', 'approved')
      const register = (fields: object) =>
        call(lawyer2, 'register', {
          stepId: newId(),
          contractId,
          on: TODAY,
          channelId: null,
          applicationNumber: null,
          reasonId: null,
          until: null,
          registrationNumber: null,
          note: null,
          step: 'note',
          ...fields,
        })
      await expect(register({ step: 'registered', registrationNumber: '1' })).rejects.toEqual(
        refusal('engine.bad-transition'),
      )
      await expect(register({ step: 'submitted' })).rejects.toEqual(refusal('contracts.application-missing'))
      await register({ step: 'submitted', channelId: world.channel, applicationNumber: 'А-17' })
      await expect(register({ step: 'suspended' })).rejects.toEqual(refusal('contracts.suspension-open'))
      const { reasons } = await call(lawyer, 'dictionaries', {})
      await register({ step: 'suspended', reasonId: reasons[0]?.id, until: '2099-01-01' })
      await register({ step: 'resubmitted' })
      await register({ step: 'registered', registrationNumber: '77:01:0001001:1-77/055/2026-1' })
      const card = await call(lawyer, 'card', { contractId })
      expect(card?.row).toMatchObject({
        state: 'registered',
        application_number: 'А-17',
        registration_number: '77:01:0001001:1-77/055/2026-1',
        registered_on: TODAY,
      })
      expect(card?.steps.map(({ step: name }) => name)).toEqual(['submitted', 'suspended', 'resubmitted', 'registered'])
      expect(card?.events.filter((event) => event.kind === 'state')).toHaveLength(7)
    })

    it('ask for approval by the rule of the narrowest place, and by the wider one when that is taken away', async () => {
      const { lawyer, sales } = world.people
      const rule = (slot: string | null, isApprovalNeeded: boolean | null, template: string | null = 'participation') =>
        call(lawyer, 'saveRule', { id: newId(), template, slot, kind: 'rewrite', isApprovalNeeded })
      const asked = async () => {
        const { contractId } = await world.draft(lawyer, { edits: [rewritten] })
        return (await call(lawyer, 'card', { contractId }))?.approvals.length
      }
      await rule(null, false)
      expect(await asked()).toBe(0)
      await rule('force', true)
      expect(await asked()).toBe(1)
      await rule('force', false)
      await rule('force', null)
      await rule(null, null)
      expect(await asked()).toBe(1)
      await rule(null, null, null)
      const { rules } = await call(lawyer, 'dictionaries', {})
      expect(rules.filter(({ kind: of }) => of === 'rewrite')).toMatchObject([
        { template_key: null, is_approval_needed: true },
      ])
      await expect(
        call(sales, 'saveRule', { id: newId(), template: null, slot: null, kind: 'rewrite', isApprovalNeeded: false }),
      ).rejects.toThrow('forbidden')
    })

    it('need a second person to be approved, and every deviation a decision', async () => {
      const { lawyer, lawyer2 } = world.people
      const { contractId, revision } = await world.draft(lawyer, {
        edits: [rewritten, { kind: 'move', slot: 'data', after: 'disputes' }],
      })
      await call(lawyer, 'advance', { contractId, step: 'check', from: 'draft', on: null, note: null })
      const approve = (who: typeof lawyer) =>
        call(who, 'advance', { contractId, step: 'approve', from: 'legal_check', on: null, note: null })
      await expect(approve(lawyer)).rejects.toEqual(refusal('contracts.own-contract'))
      await expect(approve(lawyer2)).rejects.toEqual(refusal('contracts.deviations-wait'))
      const asked = (await call(lawyer, 'card', { contractId }))?.approvals ?? []
      expect(asked.map(({ slot, kind: how }) => [slot, how])).toEqual([['force', 'rewrite']])
      const decide = (who: typeof lawyer, isApproved: boolean) =>
        call(who, 'decide', { approvalId: asked[0]?.id ?? '', isApproved, note: null })
      await expect(decide(lawyer, true)).rejects.toEqual(refusal('contracts.own-contract'))
      await decide(lawyer2, true)
      await approve(lawyer2)
      // Back to the draft with other words: the question is asked anew, the answer to the old ones does not count for them.
      await call(lawyer, 'advance', { contractId, step: 'rework', from: 'approved', on: null, note: 'другая редакция' })
      const other = {
        ...rewritten,
        content: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Иначе.' }] }] },
      } as DocumentEdit
      const opened = await call(lawyer, 'openContract', { contractId })
      await call(lawyer, 'keep', {
        contractId,
        source: opened.source,
        dealId: null,
        unitId: null,
        baseId: null,
        template: 'participation',
        facts: opened.facts,
        origins: {},
        sources: {},
        register: {},
        edits: [other],
        revision,
      })
      const again = (await call(lawyer, 'card', { contractId }))?.approvals ?? []
      expect(again.map(({ state }) => state).sort()).toEqual(['approved', 'waiting'])
      await expect(call(lawyer, 'keep', { ...opened, register: {}, revision })).rejects.toEqual(
        refusal('contracts.changed-meanwhile'),
      )
    })

    it('refuse to be checked without a mandatory term, on the page and at the centre', async () => {
      const { lawyer } = world.people
      const check = (contractId: Id) =>
        call(lawyer, 'advance', { contractId, step: 'check', from: 'draft', on: null, note: null })
      const dropped = await world.draft(lawyer, { edits: [{ kind: 'drop', slot: 'quality' }] })
      await expect(check(dropped.contractId)).rejects.toEqual(
        expect.objectContaining({
          details: expect.objectContaining({ reason: 'contracts.terms-missing', terms: 'warranty' }),
        }),
      )
      const { 'terms.handoverOn': _, ...without } = SALE as Record<string, unknown>
      const open = await world.draft(lawyer, { facts: without })
      // What is not filled in is said by its path, for the page to name.
      await expect(check(open.contractId)).rejects.toEqual(
        expect.objectContaining({
          details: expect.objectContaining({ reason: 'contracts.incomplete', paths: 'terms.handoverOn' }),
        }),
      )
      await expect(
        raw(lawyer, `update app.contract set state = 'legal_check' where id = '${open.contractId}'`),
      ).rejects.toThrow('handover')
    })

    it('are sealed by an approval and a signature, against whatever SQL', async () => {
      const { lawyer, manager } = world.people
      const contractId = await world.upTo('signed')
      for (const text of [
        `update app.contract set price_minor = 1 where id = '${contractId}'`,
        `update app.contract set client_name = 'Иной' where id = '${contractId}'`,
        `update app.contract set pdf_sha256 = repeat('a', 64) where id = '${contractId}'`,
        `update app.contract set pins_json = '[]' where id = '${contractId}'`,
        `update app.contract_body set facts_json = '{"price.total": 1}' where id = '${contractId}'`,
      ])
        for (const who of [lawyer, manager]) await expect(raw(who, text), text).rejects.toThrow('stays')
      for (const text of [
        `update app.contract set approved_by_id = '${lawyer.id}' where id = '${contractId}'`,
        `update app.contract set has_deviations = false where id = '${contractId}'`,
        `update app.contract set registered_on = '2026-01-01' where id = '${contractId}'`,
        `delete from app.contract where id = '${contractId}'`,
        `update app.contract_event set note = 'x' where contract_id = '${contractId}'`,
        `delete from app.registration_step`,
        `update app.paper_move set note = 'x'`,
      ])
        await expect(raw(lawyer, text), text).rejects.toThrow('permission denied')
      for (const state of ['registered', 'submitted', 'in_force', 'draft', 'closed'])
        await expect(
          raw(lawyer, `update app.contract set state = '${state}' where id = '${contractId}'`),
          state,
        ).rejects.toThrow()
      expect(await world.stateOf(contractId)).toBe('signed')
    })

    it('are signed once when two lawyers sign at the same moment', async () => {
      const { lawyer, lawyer2 } = world.people
      const contractId = await world.upTo('approved')
      const sign = (who: typeof lawyer) =>
        call(who, 'step', { contractId, step: 'sign', from: 'approved', on: TODAY, note: null })
      const answers = await Promise.allSettled([sign(lawyer), sign(lawyer2)])
      expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { details: { reason: 'contracts.moved-on' } },
      })
    })

    it('are not seen by whoever does not see the deal, nor their words by whoever may not read passports', async () => {
      const { sales, sales2, analyst, agent, cashier } = world.people
      const { contractId } = await world.draft(sales)
      const seen = async (who: typeof sales, table: string) =>
        ((await raw(who, `select id from app.${table} where id = '${contractId}'`)) as unknown[]).length
      expect([await seen(sales, 'contract'), await seen(sales, 'contract_body')]).toEqual([1, 1])
      for (const who of [sales2, agent, cashier])
        expect([await seen(who, 'contract'), await seen(who, 'contract_body')]).toEqual([0, 0])
      expect([await seen(analyst, 'contract'), await seen(analyst, 'contract_body')]).toEqual([1, 0])
      await expect(
        call(sales2, 'step', { contractId, step: 'check', from: 'draft', on: null, note: null }),
      ).rejects.toEqual(refusal('contracts.no-contract'))
      await expect(
        call(sales2, 'queuePrint', { jobId: newId(), contractId, copy: 'working', copies: 1 }),
      ).rejects.toEqual(refusal('contracts.no-contract'))
      await expect(world.draft(sales2, { baseId: contractId })).rejects.toEqual(refusal('contracts.no-contract'))
    })

    it('hang on a deal for whoever leads it and for nobody else', async () => {
      const { sales, sales2, lawyer } = world.people
      const dealId = newId()
      await world.centre.sql(
        `insert into app.deal (id, kind, stage, stage_since_at, company_id, user_id, client_name, created_at) values ($1, 'sale', 'need', now(), $2, $3, 'Зимина', now())`,
        [dealId, sales.companyId, sales.id],
      )
      await expect(world.draft(sales2, { dealId })).rejects.toMatchObject({ code: 'forbidden' })
      await expect(call(sales2, 'openSource', { source: { kind: 'deal', id: dealId } })).rejects.toEqual(
        refusal('contracts.no-source'),
      )
      const { contractId } = await world.draft(lawyer, { dealId })
      expect((await call(sales, 'card', { contractId }))?.row.deal_id).toBe(dealId)
      expect(await call(sales2, 'card', { contractId })).toBeNull()
      await expect(call(sales2, 'openContract', { contractId })).rejects.toEqual(refusal('contracts.no-contract'))
      // What the deal lacks for its next stage stops the signature, and nothing of the step remains.
      await call(lawyer, 'advance', { contractId, step: 'check', from: 'draft', on: null, note: null })
      await expect(
        call(world.people.lawyer2, 'advance', {
          contractId,
          step: 'approve',
          from: 'legal_check',
          on: null,
          note: null,
        }),
      ).rejects.toEqual(refusal('deals.missing'))
      expect(await world.stateOf(contractId)).toBe('legal_check')
    })

    it('warn of what the register says otherwise since, and only of that', async () => {
      const { lawyer } = world.people
      const base = await world.upTo('signed')
      const started = await call(lawyer, 'openSource', { source: { kind: 'base', id: base } })
      const facts = {
        ...started.facts,
        'amendment.subject': 'price',
        'amendment.number': '1',
        'amendment.price': 100,
        'base.registration': '1',
        'base.registeredOn': TODAY,
      }
      const { contractId } = await world.draft(lawyer, {
        baseId: base,
        source: { kind: 'base', id: base },
        template: 'amendment',
        facts,
        origins: { 'amendment.number': 'typed' },
        sources: started.sources,
        register: started.facts,
      })
      expect((await call(lawyer, 'stale', { contractId })).values.map(({ path }) => path)).toEqual([])
      await world.centre.sql(
        `update app.contract_body set facts_json = facts_json || '{"company.inn": "7700000000"}' where id = $1`,
        [base],
      )
      expect((await call(lawyer, 'stale', { contractId })).values).toMatchObject([
        { path: 'company.inn', now: '7700000000', source: { kind: 'contract' } },
      ])
    })

    it('write the same bytes each time, keep the clean copy with its hash, and show what came back changed', async () => {
      const { lawyer } = world.people
      const contractId = await world.upTo('approved')
      const both = { contractId, copy: 'clean', formats: ['docx', 'pdf'] } as const
      const [first, second] = [
        await call(lawyer, 'files', { ...both, formats: ['docx', 'pdf'] }),
        await call(lawyer, 'files', { ...both, formats: ['docx', 'pdf'] }),
      ]
      expect([second.docx?.sha256, second.pdf?.sha256]).toEqual([first.docx?.sha256, first.pdf?.sha256])
      const bytes = readFileSync(path.join(world.folder, first.docx?.ref.file ?? ''))
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(first.docx?.sha256)
      expect(problemsOfDocx(bytes)).toEqual([])
      const card = await call(lawyer, 'card', { contractId })
      expect([card?.docx_sha256, card?.pdf_sha256]).toEqual([first.docx?.sha256, first.pdf?.sha256])
      expect(
        await world.centre.sql('select from app.file where sha256 in ($1, $2)', [
          first.docx?.sha256,
          first.pdf?.sha256,
        ]),
      ).toHaveLength(2)
      const back = await call(lawyer, 'reimport', {
        contractId,
        docx: first.docx?.ref ?? { file: 'x', name: 'x', mime: '' },
        isKept: false,
      })
      expect(back).toEqual({ edits: [], isClean: true })
      await call(lawyer, 'advance', { contractId, step: 'sign', from: 'approved', on: TODAY, note: null })
      expect((await call(lawyer, 'files', { ...both, formats: ['pdf'] })).pdf?.sha256).toBe(first.pdf?.sha256)
    })

    it('go to files straight from their source, for a script, and what is given outweighs what is found', async () => {
      const { lawyer, sales2 } = world.people
      const base = await world.upTo('registered')
      const given = {
        source: { kind: 'base' as const, id: base },
        template: 'amendment',
        facts: {
          'amendment.subject': 'price',
          'amendment.number': '1',
          'amendment.price': 1_000_000_00,
          'base.title': 'Договор',
          'base.registration': '1',
          'base.registeredOn': TODAY,
        },
        formats: ['docx' as const],
      }
      const [first, second] = [await call(lawyer, 'assemble', given), await call(lawyer, 'assemble', given)]
      expect(first).toMatchObject({ template: 'amendment', isComplete: true })
      expect(second.docx?.sha256).toBe(first.docx?.sha256)
      expect(problemsOfDocx(readFileSync(path.join(world.folder, first.docx?.ref.file ?? '')))).toEqual([])
      const other = await call(lawyer, 'assemble', { ...given, facts: { ...given.facts, 'base.number': 'ДДУ-7' } })
      expect(other.docx?.sha256).not.toBe(first.docx?.sha256)
      await expect(call(sales2, 'assemble', given)).rejects.toEqual(refusal('contracts.no-source'))
    })

    it('name what an amendment is to, and the amendment moves its base once it is registered', async () => {
      const { lawyer, lawyer2 } = world.people
      const base = await world.upTo('registered')
      const started = await call(lawyer, 'openSource', { source: { kind: 'base', id: base } })
      expect(started.facts['base.number']).toMatch(/^ДДУ-/)
      const { contractId } = await world.draft(lawyer, {
        baseId: base,
        source: { kind: 'base', id: base },
        template: 'amendment',
        facts: {
          ...started.facts,
          'amendment.subject': 'price',
          'amendment.number': '1',
          'amendment.price': 1_000_000_00,
          'base.title': 'Договор',
          'base.registration': '1',
          'base.registeredOn': TODAY,
        },
        sources: started.sources,
        register: started.facts,
      })
      await call(lawyer, 'advance', { contractId, step: 'check', from: 'draft', on: null, note: null })
      await call(lawyer2, 'advance', { contractId, step: 'approve', from: 'legal_check', on: null, note: null })
      await call(lawyer, 'advance', { contractId, step: 'sign', from: 'approved', on: TODAY, note: null })
      await expect(
        call(lawyer, 'step', { contractId, step: 'enter_force', from: 'signed', on: null, note: null }),
      ).rejects.toEqual(refusal('contracts.needs-registration'))
      const register = (fields: object) =>
        call(lawyer, 'register', {
          stepId: newId(),
          contractId,
          on: TODAY,
          channelId: world.channel,
          applicationNumber: 'Б-1',
          reasonId: null,
          until: null,
          registrationNumber: '2',
          note: null,
          step: 'submitted',
          ...fields,
        })
      await register({})
      await register({ step: 'registered' })
      expect(await world.stateOf(base)).toBe('amended')
      expect((await call(lawyer, 'card', { contractId: base }))?.based.map(({ id }) => id)).toEqual([contractId])
      const compared = await call(lawyer, 'compareKept', { left: base, right: contractId })
      expect(compared.clauses.length).toBeGreaterThan(5)
      expect((await call(lawyer, 'compareKept', { left: base, right: null })).clauses).toEqual([])
    })

    it('are printed once without a word and again with a reason', async () => {
      const { lawyer } = world.people
      const contractId = await world.upTo('approved')
      const print = async (reason: string | null) => {
        const jobId = newId()
        await call(lawyer, 'queuePrint', { jobId, contractId, copy: 'clean', copies: 3 })
        return call(lawyer, 'printed', { jobId, sha256: null, reason })
      }
      expect(await print(null)).toEqual({ printNo: 1 })
      await expect(print(null)).rejects.toEqual(refusal('contracts.reprint-reason'))
      expect(await print('замяло лист')).toEqual({ printNo: 2 })
      const { contractId: draft } = await world.draft(lawyer)
      const jobId = newId()
      await expect(call(lawyer, 'queuePrint', { jobId, contractId: draft, copy: 'clean', copies: 1 })).rejects.toEqual(
        refusal('contracts.not-approved'),
      )
    })

    it('have copies that are somewhere, due somewhere, late and lost', async () => {
      const { lawyer, steward } = world.people
      const contractId = await world.upTo('signed')
      const { places } = await call(lawyer, 'dictionaries', {})
      const placeId = (name: string) => places.find((place) => place.name === name)?.id ?? ''
      const copies = [1, 2].map((copyNo) => ({
        id: newId(),
        moveId: newId(),
        kind: 'contract' as const,
        title: 'Договор',
        copyNo,
      }))
      await call(lawyer, 'makePapers', { contractId, placeId: placeId('Юридический отдел'), holder: 'Вера', copies })
      const [one, two] = copies.map(({ id }) => id)
      const barcode = (await call(lawyer, 'paper', { copyId: one ?? '' }))?.row.barcode ?? ''
      expect(barcode).toMatch(/^KV\d{8}$/)
      await call(lawyer, 'movePaper', {
        moves: [{ moveId: newId(), copyId: one ?? '' }],
        kind: 'move',
        placeId: placeId('Росреестр'),
        holder: null,
        due: '2026-01-15',
        note: null,
      })
      const found = await call(lawyer, 'paper', { barcode: barcode.toLowerCase() })
      expect(found?.row).toMatchObject({ place: 'Росреестр', is_overdue: true, due_on: '2026-01-15' })
      expect(found?.moves).toHaveLength(2)
      expect(await world.centre.sql("select from sync.job where key = 'paper:' || $1", [one])).toHaveLength(1)
      expect(await call(steward, 'alarmPaper', { copyId: one ?? '' })).toEqual({ isTold: true })
      expect(await world.centre.sql("select from app.notice where kind = 'contracts.paperOverdue'")).not.toHaveLength(0)
      await expect(
        call(lawyer, 'movePaper', {
          moves: [{ moveId: newId(), copyId: two ?? '' }],
          kind: 'lost',
          placeId: null,
          holder: null,
          due: null,
          note: null,
        }),
      ).rejects.toEqual(refusal('contracts.reason-missing'))
      await call(lawyer, 'movePaper', {
        moves: [{ moveId: newId(), copyId: two ?? '' }],
        kind: 'lost',
        placeId: null,
        holder: null,
        due: null,
        note: 'не вернулась с курьером',
      })
      expect((await call(lawyer, 'papers', { show: 'lost' })).map(({ id }) => id)).toEqual([two])
      await expect(
        call(lawyer, 'movePaper', {
          moves: [{ moveId: newId(), copyId: two ?? '' }],
          kind: 'move',
          placeId: placeId('Архив'),
          holder: null,
          due: null,
          note: null,
        }),
      ).rejects.toEqual(refusal('contracts.paper-lost'))
      await call(lawyer, 'movePaper', {
        moves: [{ moveId: newId(), copyId: two ?? '' }],
        kind: 'found',
        placeId: placeId('Архив'),
        holder: null,
        due: null,
        note: null,
      })
      await call(lawyer, 'movePaper', {
        moves: [{ moveId: newId(), copyId: one ?? '' }],
        kind: 'move',
        placeId: placeId('Архив'),
        holder: null,
        due: null,
        note: null,
      })
      expect(await world.centre.sql("select from sync.job where key = 'paper:' || $1", [one])).toHaveLength(0)
      expect(await call(steward, 'alarmPaper', { copyId: one ?? '' })).toEqual({ isTold: false })
    })
  })
}
