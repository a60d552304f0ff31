/** The builder through a real session: what the screen and a script get. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import { app } from '#shared/modules/index.ts'
import type { FileRef } from '#shared/rpc/host.ts'
import { connect, type Connection } from '#shared/rpc/client.ts'
import { serve } from '#shared/rpc/server.ts'
import { memoryWire } from '#shared/rpc/wire.ts'
import type { Engine } from '#main/engine/engine.ts'
import { startEngine } from '#main/start-engine.ts'
import { plainKeyStore } from '#tests/support/desks.ts'
import { importDocx } from '#main/engine/documents/docx-import.ts'
import { problemsOfDocx } from '#tests/support/ooxml.ts'

const password = 'a-long-password'
let profileDir: string
let engine: Engine
let lawyer: Connection<typeof app>['api']

function page(): Connection<typeof app>['api'] {
  const { client, server } = memoryWire()
  serve(engine.openSession(), server, engine.contractHash)
  return connect(app, client).api
}
const bytesOf = (ref: FileRef) => new Uint8Array(readFileSync(join(profileDir, 'files', ref.file)))

beforeAll(async () => {
  profileDir = mkdtempSync(join(tmpdir(), 'kvartal-profile-'))
  engine = await startEngine({ profileDir, keyStore: plainKeyStore })
  const anna = page()
  await anna.engine.startEmpty({ company: 'Kvartal', name: 'Anna', login: 'anna', password })
  const { companyId } = await anna.engine.signIn({ login: 'anna', password })
  await anna.access.createUser({
    userId: newId(),
    companyId,
    login: 'lawyer',
    password,
    name: 'Lawyer',
    roles: ['lawyer'],
  })
  lawyer = page()
  await lawyer.engine.signIn({ login: 'lawyer', password })
})
afterAll(async () => {
  await engine.close()
  rmSync(profileDir, { recursive: true })
})

describe('contracts through a session', () => {
  test('everything published is judged: the variants of every template and no fault', { timeout: 60_000 }, async () => {
    const { variants, problems, templates } = await lawyer.contracts.lint({})
    expect([variants, problems, templates.length, templates.every((each) => each.isComplete)]).toEqual([
      1225,
      [],
      13,
      true,
    ])
  })

  test('templates have their slots and every clause knows where it stands', async () => {
    const [templates, clauses] = await Promise.all([lawyer.contracts.templates({}), lawyer.contracts.clauses({})])
    expect(templates.every(({ slots, variants }) => slots > 0 && variants >= slots)).toBe(true)
    expect(clauses.filter(({ uses }) => uses.length === 0)).toEqual([])
  })

  test('a template’s example is a whole deal that leads back to a template', async () => {
    for (const { id } of await lawyer.contracts.templates({})) {
      const { facts } = await lawyer.contracts.example({ template: id })
      const { missing, problems, wrong, isComplete, fields } = await lawyer.contracts.preview({ template: id, facts })
      expect({ id, missing, problems, wrong, isComplete }).toEqual({
        id,
        missing: [],
        problems: [],
        wrong: [],
        isComplete: true,
      })
      expect(fields.length).toBeGreaterThan(0)
    }
    const { facts } = await lawyer.contracts.example({ template: 'amendment' })
    const [first] = await lawyer.contracts.propose({ facts })
    expect(first).toMatchObject({ template: 'amendment', because: [{ fact: 'amendment.subject' }], missing: [] })
  })

  test('a deal with a mortgage and an escrow account is a contract of participation, and only what it lacks is asked', async () => {
    const facts = { 'object.kind': 'flat', 'payment.kind': 'full', 'mortgage.kind': 'bank', 'escrow.isUsed': true }
    const [first] = await lawyer.contracts.propose({ facts })
    expect(first).toMatchObject({ template: 'participation', because: [{ fact: 'object.kind' }] })
    const { missing, fields } = await lawyer.contracts.preview({ facts })
    expect(missing.map(({ path }) => path)).toContain('mortgage.bank')
    expect(missing.map(({ path }) => path)).not.toContain('matcap.amount')
    expect(fields.find(({ path }) => path === 'mortgage.kind')).toEqual({
      path: 'mortgage.kind',
      type: 'choice',
      values: ['none', 'bank', 'military'],
      isDeciding: true,
      state: 'given',
    })
  })

  test('without a template the facts that lead to one are asked for, and an answer leads there', async () => {
    const facts = { 'object.kind': 'flat' }
    const { template, fields } = await lawyer.contracts.preview({ facts })
    expect(template).toBe('participation')
    expect(fields.find(({ path }) => path === 'lease.kind')).toMatchObject({ state: 'open', isDeciding: true })
    const lease = { ...facts, 'lease.kind': 'long', 'buyers.kind': 'citizen' }
    expect((await lawyer.contracts.preview({ facts: lease })).template).toBe('lease')
  })

  test('the same deal gives the same bytes twice, as Word and as PDF', async () => {
    const { facts } = await lawyer.contracts.example({ template: 'participation' })
    const args = { template: 'participation', facts }
    const [one, two] = [await lawyer.contracts.assemble(args), await lawyer.contracts.assemble(args)]
    for (const kind of ['docx', 'pdf'] as const) {
      const [a, b] = [one[kind]!, two[kind]!]
      expect(a.ref.file).not.toBe(b.ref.file)
      expect(bytesOf(a.ref)).toEqual(bytesOf(b.ref))
      expect(createHash('sha256').update(bytesOf(a.ref)).digest('hex')).toBe(a.sha256)
    }
    expect(problemsOfDocx(bytesOf(one.docx!.ref))).toEqual([])
  })

  test('hostile names, numbers and values become text, or a refusal that names them', async () => {
    const { facts } = await lawyer.contracts.example({ template: 'participation' })
    const name = { last: '<w:p/>&\u202eвонавИ\u0000\ud800', first: 'Ж'.repeat(10_000) }
    const buyers = [{ ...(facts['buyers'] as object[])[0], name }]
    const hostile = { ...facts, buyers, 'contract.number': '../../etc/passwd\u0000<&>' }
    const { docx, pdf } = await lawyer.contracts.assemble({ template: 'participation', facts: hostile })
    expect(problemsOfDocx(bytesOf(docx!.ref))).toEqual([])
    expect(pdf!.ref.file).toMatch(/^out\/[\w-]+\/[^/]+\.pdf$/)
    for (const wrong of [
      { ...facts, 'price.total': '1e9' },
      { ...facts, buyers: 'all' },
      { ...facts, buyers: [null, 5, { name: 7 }] },
      { ...facts, __proto__: null, 'no.such': 1 },
      { ...facts, 'mortgage.kind': 'bank', 'payment.kind': 'instalments' },
    ])
      await expect(lawyer.contracts.assemble({ template: 'participation', facts: wrong })).rejects.toMatchObject({
        code: 'invalid',
        details: { reason: 'contracts.incomplete' },
      })
    await expect(lawyer.contracts.preview({ template: '../x', facts })).rejects.toMatchObject({ code: 'not-found' })
  })

  test('a working copy may have holes, a clean one may not', async () => {
    const facts = { 'object.kind': 'flat' }
    await expect(lawyer.contracts.assemble({ facts })).rejects.toMatchObject({
      details: { reason: 'contracts.incomplete' },
    })
    const { isComplete, docx, pdf } = await lawyer.contracts.assemble({ facts, copy: 'working', formats: ['docx'] })
    expect([isComplete, docx === null, pdf]).toEqual([false, false, null])
    const pages = JSON.stringify(importDocx(bytesOf(docx!.ref)).content)
    expect(pages).toContain('[Цена: сумма]')
    expect(pages.match(/\[[\w.-]+\]/g)).toBeNull()
  })

  test('two deals are compared clause by clause, and a file that came back with its document', async () => {
    const template = 'participation'
    const { facts } = await lawyer.contracts.example({ template, deal: { 'mortgage.kind': 'none' } })
    const left = { template, facts }
    const other = { template, facts: { ...facts, 'contract.city': 'Тверь' } }
    const { clauses } = await lawyer.contracts.compare({ left, right: { draft: other } })
    expect(
      clauses.flatMap(({ kind, values }) => values.map((value) => [kind, value.path, value.right])),
    ).toContainEqual(['other-value', 'contract.city', 'Тверь'])
    const { docx } = await lawyer.contracts.assemble({ ...left, formats: ['docx'] })
    expect(await lawyer.contracts.compare({ left, right: { docx: docx!.ref } })).toEqual({ clauses: [], edits: [] })
  })

  test('who may only read assembles nothing', async () => {
    const anna = page()
    await anna.engine.signIn({ login: 'anna', password })
    await expect(anna.contracts.assemble({ facts: {} })).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('contracts of a template and of a clause are counted whole and read in pages', async () => {
    const { facts } = await lawyer.contracts.example({ template: 'sale' })
    for (const _ of [1, 2, 3])
      await lawyer.contracts.keep({
        contractId: newId(),
        source: { kind: 'none', id: null },
        dealId: null,
        unitId: null,
        baseId: null,
        template: 'sale',
        facts,
        origins: {},
        sources: {},
        edits: [],
        register: {},
        revision: null,
      })
    const uses = (kind: 'clause' | 'template', key: string, offset = 0) =>
      lawyer.contracts.contractUses({ kind, key, offset, limit: 2 })
    const [first, second] = [await uses('template', 'sale'), await uses('template', 'sale', 2)]
    expect([first.total, first.rows.length, second.total, second.rows.length]).toEqual([3, 2, 3, 1])
    expect(new Set([...first.rows, ...second.rows].map(({ number }) => number)).size).toBe(3)
    const { clauses } = await lawyer.contracts.preview({ template: 'sale', facts })
    const pinned = clauses.find(({ clause, slot }) => clause !== slot)
    expect((await uses('clause', pinned?.clause ?? '')).total).toBe(3)
    // A slot of that name pins nothing of that name.
    const slotOnly = clauses.find(({ slot }) => !clauses.some(({ clause }) => clause === slot))
    expect(await uses('clause', slotOnly?.slot ?? '')).toEqual({ total: 0, rows: [] })
  })
})
