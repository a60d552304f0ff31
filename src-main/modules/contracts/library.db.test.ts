/** Two lawyers and the library through real sessions: drafts, conflicts, the matrix of a change, approval by the other, Word files. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#shared/kernel/id.ts'
import type { RichText } from '#shared/modules/contracts/rich-text.ts'
import { parseText } from '#shared/modules/contracts/notation.ts'
import { app } from '#shared/modules/index.ts'
import { connect, type Connection } from '#shared/rpc/client.ts'
import { serve } from '#shared/rpc/server.ts'
import { memoryWire } from '#shared/rpc/wire.ts'
import type { Engine } from '#main/engine/engine.ts'
import { startEngine } from '#main/start-engine.ts'
import { plainKeyStore } from '#tests/support/desks.ts'
import { problemsOfDocx } from '#tests/support/ooxml.ts'

const password = 'a-long-password'
type Api = Connection<typeof app>['api']
let profileDir: string
let engine: Engine
let anna: Api
let boris: Api

function page(): Api {
  const { client, server } = memoryWire()
  serve(engine.openSession(), server, engine.contractHash)
  return connect(app, client).api
}

beforeAll(async () => {
  profileDir = mkdtempSync(join(tmpdir(), 'kvartal-profile-'))
  engine = await startEngine({ profileDir, keyStore: plainKeyStore })
  const admin = page()
  await admin.engine.startEmpty({ company: 'Kvartal', name: 'Admin', login: 'admin', password })
  const { companyId } = await admin.engine.signIn({ login: 'admin', password })
  const lawyer = async (login: string) => {
    await admin.access.createUser({ userId: newId(), companyId, login, password, name: login, roles: ['lawyer'] })
    const api = page()
    await api.engine.signIn({ login, password })
    return api
  }
  anna = await lawyer('anna')
  boris = await lawyer('boris')
})
afterAll(async () => {
  await engine.close()
  rmSync(profileDir, { recursive: true })
})

const clause = (...lines: string[]): RichText => parseText(lines)
const open = { validFrom: null, validTo: null }

async function draft(api: Api, key: string, content: RichText, title = 'A clause') {
  const id = newId()
  const { version } = await api.contracts.draftClause({ id, key, title, content, note: 'Because' })
  return { id, version, one: { kind: 'clause' as const, id } }
}

async function inForce(key: string) {
  const row = (await anna.contracts.library({})).find((each) => each.kind === 'clause' && each.id === key)!
  const text = await anna.contracts.version({ kind: 'clause', id: row.inForce!.id })
  if (text?.kind !== 'clause') throw new Error('no clause')
  return text
}

describe('the library between two lawyers', () => {
  test(
    'a change of words is drafted, seen in every variant, approved by the other, and only then in force',
    { timeout: 60_000 },
    async () => {
      const key = 'participation.warranty'
      const rows = await anna.contracts.library({})
      const known = rows.find(({ id }) => id === key) ?? rows.find(({ kind, uses }) => kind === 'clause' && uses === 1)!
      const old = await inForce(known.id)
      const content: RichText = {
        ...old.content,
        content: [
          ...old.content.content,
          { type: 'paragraph', attrs: { level: 2 }, content: [{ type: 'text', text: 'Новый пункт.' }] },
        ],
      }
      const { id, version, one } = await draft(anna, known.id, content, old.title)
      expect(version).toBe(2)
      await anna.contracts.submitVersion({ ...one, revision: 1 })
      const matrix = await boris.contracts.matrix(one)
      expect(matrix.templates.reduce((sum, { changed }) => sum + changed, 0)).toBeGreaterThan(0)
      expect(matrix.changes.every(({ after, before }) => after === `${before}\nНовый пункт.`)).toBe(true)
      expect(matrix.problems.filter(({ isNew }) => isNew)).toEqual([])
      await expect(
        anna.contracts.approveVersion({ ...one, ...open, stamp: matrix.stamp, note: '' }),
      ).rejects.toMatchObject({
        details: { reason: 'contracts.own-version' },
      })
      expect((await inForce(known.id)).version).toBe(1)
      await boris.contracts.approveVersion({ ...one, ...open, stamp: matrix.stamp, note: 'Good' })
      expect(await inForce(known.id)).toMatchObject({ id, version: 2, decidedBy: 'boris', decisionNote: 'Good' })
      await expect(
        boris.contracts.approveVersion({ ...one, ...open, stamp: matrix.stamp, note: '' }),
      ).rejects.toMatchObject({ code: 'conflict' })
    },
  )

  test('what was seen of another library is no ground to approve', async () => {
    const first = await draft(anna, 'test.first', clause('## One.'))
    const second = await draft(anna, 'test.second', clause('## Two.'))
    for (const { one } of [first, second]) await anna.contracts.submitVersion({ ...one, revision: 1 })
    const { stamp } = await boris.contracts.matrix(first.one)
    await boris.contracts.approveVersion({ ...second.one, ...open, stamp, note: '' })
    await expect(boris.contracts.approveVersion({ ...first.one, ...open, stamp, note: '' })).rejects.toMatchObject({
      details: { reason: 'contracts.library-moved' },
    })
  })

  test('two lawyers in one draft: the second is told, and neither text is lost', async () => {
    const { id } = await draft(anna, 'test.both', clause('## Begun.'))
    const words = { title: 'Both', note: '', ...open }
    await expect(draft(boris, 'test.both', clause('## Mine.'))).rejects.toMatchObject({
      details: { reason: 'contracts.draft-open', versionId: id },
    })
    await anna.contracts.saveClause({ id, revision: 1, content: clause('## By Anna.'), ...words })
    const late = { id, revision: 1, content: clause('## By Boris.'), ...words }
    await expect(boris.contracts.saveClause(late)).rejects.toMatchObject({
      details: { reason: 'contracts.draft-moved', revision: 2 },
    })
    const theirs = await boris.contracts.version({ kind: 'clause', id })
    expect(theirs).toMatchObject({ content: clause('## By Anna.'), revision: 2 })
    await boris.contracts.saveClause({ ...late, revision: 2 })
    expect(await anna.contracts.version({ kind: 'clause', id })).toMatchObject({ content: clause('## By Boris.') })
    await expect(
      anna.contracts.saveClause({ ...late, revision: 3, validFrom: '2026-02-01', validTo: '2026-01-01' }),
    ).rejects.toMatchObject({ details: { reason: 'contracts.dates-crossed' } })
  })

  test('a rejected version is a draft again with its reason, a discarded one is gone, comments are resolved', async () => {
    const { id, one } = await draft(anna, 'test.rejected', clause('## Weak words.'))
    const commentId = newId()
    await boris.contracts.addComment({ ...one, commentId, text: 'Why weak?', quote: 'Weak' })
    await anna.contracts.resolveComment({ id: commentId, isResolved: true })
    expect(await anna.contracts.comments(one)).toMatchObject([{ author: 'boris', resolvedBy: 'anna', quote: 'Weak' }])
    await anna.contracts.submitVersion({ ...one, revision: 1 })
    await boris.contracts.rejectVersion({ ...one, note: 'Too weak' })
    expect(await anna.contracts.version(one)).toMatchObject({ state: 'draft', decisionNote: 'Too weak', isMine: true })
    await anna.contracts.discardDraft(one)
    expect(await anna.contracts.version({ kind: 'clause', id })).toBeNull()
  })

  test(
    'a dead branch and a field that such deals do not have are found, each with its smallest deal',
    { timeout: 60_000 },
    async () => {
      const { one } = await draft(
        anna,
        'test.dead',
        clause('## {matcap.certificate} и {no.such}', '[when mortgage.kind=bank & mortgage.kind=none] ## Никогда.'),
      )
      const rows = await anna.contracts.library({})
      const receipt = rows.find(({ kind, templateKind }) => kind === 'template' && templateKind === 'receipt')!
      const text = await anna.contracts.version({ kind: 'template', id: receipt.inForce!.id })
      if (text?.kind !== 'template') throw new Error('no template')
      await anna.contracts.submitVersion({ ...one, revision: 1 })
      const { stamp } = await boris.contracts.matrix(one)
      await boris.contracts.approveVersion({ ...one, ...open, stamp, note: '' })
      const templateId = newId()
      const slot = (key: string, when: { fact: string; in: (string | boolean)[] }) => ({
        kind: 'slot' as const,
        key,
        title: key,
        isRequired: false,
        variants: [{ clause: 'test.dead', when, priority: 0 }],
      })
      const impossible = {
        all: [
          { fact: 'mortgage.kind', in: ['military'] },
          { fact: 'buyers.kind', in: ['company'] },
        ],
      }
      await anna.contracts.draftTemplate({
        id: templateId,
        key: receipt.id,
        title: text.title,
        kind: 'receipt',
        note: '',
        body: {
          ...text.body,
          body: [
            ...text.body.body,
            slot('planted-field', { fact: 'payment.kind', in: ['full'] }),
            {
              ...slot('planted-dead', { fact: 'payment.kind', in: ['full'] }),
              variants: [{ clause: 'test.dead', when: impossible, priority: 0 }],
            },
          ],
        },
      })
      const { problems } = await boris.contracts.matrix({ kind: 'template', id: templateId })
      const fresh = problems.filter(({ isNew }) => isNew)
      expect(fresh).toContainEqual(expect.objectContaining({ kind: 'variant-unreachable', slot: 'planted-dead' }))
      expect(fresh).toContainEqual(
        expect.objectContaining({
          kind: 'variable-unavailable',
          name: 'matcap.certificate',
          slot: 'planted-field',
          example: {},
        }),
      )
      expect(fresh).toContainEqual(expect.objectContaining({ kind: 'unknown-variable', name: 'no.such' }))
      expect(fresh).toContainEqual(expect.objectContaining({ kind: 'condition-contradictory', clause: 'test.dead' }))
    },
  )

  test('the engine answers while the library is judged', { timeout: 60_000 }, async () => {
    const row = (await anna.contracts.library({})).find(({ kind, uses }) => kind === 'clause' && uses > 5)!
    const judging = anna.contracts.matrix({ kind: 'clause', id: row.inForce!.id })
    let longest = 0
    for (let turn = 0; turn < 20; turn++) {
      const from = performance.now()
      await boris.contracts.history({ kind: 'clause', key: row.id })
      longest = Math.max(longest, performance.now() - from)
      await new Promise((resume) => setTimeout(resume, 20))
    }
    expect(longest).toBeLessThan(1000)
    await judging
  })

  test('a clause goes to Word and comes back as it was, variables, conditions and repeated parts with it', async () => {
    const content = clause(
      '## Покупатель {buyer.name|genitive} платит {price.total|full} до {payment.lastOn}.',
      '## **Срок** {→price.total} и {? buyer.sex=female: именуемая | : именуемый}.',
      '[when matcap.isUsed] ## Капитал {matcap.amount}.',
      '[each buyers]',
      '- {buyer.name}',
      '[end]',
    )
    const { id } = await draft(anna, 'test.word', content, 'Цена')
    const { ref } = await anna.contracts.exportClause({ id })
    const bytes = readFileSync(join(profileDir, 'files', ref.file))
    expect(problemsOfDocx(new Uint8Array(bytes))).toEqual([])
    const { parts, losses } = await anna.contracts.readWord({ file: ref })
    expect([parts.length, losses]).toEqual([1, []])
    const [heading, ...rest] = parts[0]!.content.content
    expect(heading).toMatchObject({ type: 'paragraph', attrs: { level: 1 } })
    expect(rest).toEqual(content.content)
  })

  test('what is no Word file is refused in words', async () => {
    const folder = join(profileDir, 'files', 'in')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'x.docx'), 'not a zip')
    await expect(
      anna.contracts.readWord({ file: { file: 'in/x.docx', name: 'x.docx', mime: 'application/zip' } }),
    ).rejects.toMatchObject({ code: 'invalid' })
  })

  test('ten thousand characters, a cycle of references and text that looks like a page are just text', async () => {
    const long = 'Ж'.repeat(10_000)
    const content = clause(
      `## {#a.one} См. {→a.two}. ${long}`,
      '## {#a.two} См. {→a.one}.',
      '## <img src=x onerror=alert(1)>',
    )
    const { one } = await draft(anna, 'test.hostile', content)
    expect(await anna.contracts.version(one)).toMatchObject({ content })
    const { ref } = await anna.contracts.exportClause({ id: one.id })
    expect(problemsOfDocx(new Uint8Array(readFileSync(join(profileDir, 'files', ref.file))))).toEqual([])
  })
})
