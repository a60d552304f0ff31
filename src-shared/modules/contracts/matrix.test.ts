/** What a change touches, over a small library of its own. */
import { describe, expect, test } from 'vitest'
import { computeMatrix, type Shelf } from './matrix.ts'
import type { ClauseVersion, TemplateVersion } from './model.ts'
import { parseText } from './notation.ts'
import { section, slot, template } from './testing/sample.ts'
import { RUSSIAN_VOCABULARY as WORDS } from './vocabulary-ru.ts'

const clause = (key: string, lines: string[], version = 1): ClauseVersion => ({
  clause: key,
  version,
  title: key,
  status: 'approved',
  validFrom: null,
  validTo: null,
  content: parseText(lines),
})
const mortgage = { fact: 'mortgage.kind', in: ['bank', 'military'] }
const body = [
  slot('head', [['head', true]]),
  section('terms', 'Условия', [slot('price', [['price', true]]), slot('loan', [['loan', mortgage]], false)]),
]
const sale: TemplateVersion = { ...template(body), header: [], kind: 'sale' }
const CLAUSES = [
  clause('head', ['^ ДОГОВОР']),
  clause('price', ['## Цена {price.total}.', '[when matcap.isUsed] ## Капитал {matcap.amount}.']),
  clause('loan', ['## Кредит {mortgage.bank}.']),
]
const before: Shelf = { clauses: CLAUSES, templates: [sale] }

async function matrix(after: Shelf, changed: { kind: 'clause' | 'template'; key: string }, from = before) {
  let rendered = 0
  const found = await computeMatrix(
    { before: from, after, changed, vocabulary: WORDS, on: '2026-08-22' },
    {
      progress: () => undefined,
      render: () => {
        rendered += 1
        return Promise.resolve()
      },
    },
  )
  return { ...found, rendered }
}

describe('the matrix of a change', () => {
  test('only variants that hold the clause are touched, each written once', async () => {
    const after = { ...before, clauses: [...CLAUSES, clause('loan', ['## Заём {mortgage.bank}.'], 2)] }
    const { templates, changes, problems, rendered } = await matrix(after, { kind: 'clause', key: 'loan' })
    expect(templates).toMatchObject([{ variants: 2, changed: 1 }])
    expect(changes).toMatchObject([
      { slot: 'loan', kind: 'changed', variants: 1, example: { 'mortgage.kind': 'bank' } },
    ])
    expect(changes[0]!.after).toMatch(/^Заём/)
    expect([problems, rendered]).toEqual([[], 1])
  })

  test('words behind a condition of the clause itself are reached with the smallest deal that shows them', async () => {
    const changedPrice = clause(
      'price',
      ['## Цена {price.total}.', '[when matcap.isUsed] ## Материнский капитал {matcap.amount}.'],
      2,
    )
    const { changes } = await matrix(
      { ...before, clauses: [...CLAUSES, changedPrice] },
      { kind: 'clause', key: 'price' },
    )
    expect(changes).toMatchObject([{ slot: 'price', example: { 'matcap.isUsed': true } }])
    expect(changes[0]!.after).toContain('Материнский капитал')
  })

  test('words about one of several buyers are reached with a deal where one of them is so', async () => {
    const parties = (foreign: string, minor: string, code: string, version: number) =>
      clause(
        'head',
        [
          '^ ДОГОВОР',
          '[each buyers]',
          `{buyer.name}{? buyer.passportCode?: , ${code} }{buyer.passportCode?}{? buyer.kind=foreigner: , ${foreign}}`,
          `[when buyer.isMinor] ${minor} {buyer.guardian}`,
          '[end]',
        ],
        version,
      )
    const was = { ...before, clauses: [parties('иностранец', 'представитель', 'код', 1), ...CLAUSES.slice(1)] }
    const now = {
      ...before,
      clauses: [...was.clauses, parties('иностранный гражданин', 'законный представитель', 'код подразделения', 2)],
    }
    const { changes } = await matrix(now, { kind: 'clause', key: 'head' }, was)
    const found = (words: string) => changes.filter(({ after }) => after.includes(words)).map(({ example }) => example)
    expect(found('иностранный гражданин')).toContainEqual({ 'buyer.kind': 'foreigner' })
    expect(found('законный представитель')).toContainEqual({ 'buyer.isMinor': true })
    expect(changes.find(({ after }) => !after.includes('код подразделения'))).toBeUndefined()
    const [oneOfTwo] = changes.filter(({ example }) => example['buyer.kind'] === 'foreigner')
    expect(oneOfTwo?.after.match(/иностранный гражданин/g)).toHaveLength(1)
    expect(oneOfTwo?.after.split('\n')).toHaveLength(3)
  })

  test('a condition on an item that no deal can fulfil is not invented', async () => {
    const odd = clause(
      'head',
      ['[each buyers]', '[when buyer.kind=company & buyer.isMinor] Невозможно.', '[end]', 'А.'],
      2,
    )
    const { changes } = await matrix({ ...before, clauses: [...CLAUSES, odd] }, { kind: 'clause', key: 'head' })
    expect(changes.some(({ after }) => after.includes('Невозможно'))).toBe(false)
  })

  test('a moved, an added and a removed slot are told apart', async () => {
    const reordered: TemplateVersion = {
      ...sale,
      version: 2,
      body: [
        section('terms', 'Условия', [slot('price', [['price', true]])]),
        slot('head', [['head', true]]),
        slot('more', [['head', true]]),
      ],
    }
    const { changes } = await matrix({ ...before, templates: [reordered] }, { kind: 'template', key: 'sample' })
    expect(changes.map(({ slot: at, kind }) => [at, kind]).toSorted()).toEqual(
      [
        ['head', 'moved'],
        ['loan', 'removed'],
        ['more', 'added'],
      ].toSorted(),
    )
    expect(changes.find(({ kind }) => kind === 'moved')).toMatchObject({ before: '', after: 'price' })
  })

  test('faults that were there before are no news, a reference that leads nowhere any more is', async () => {
    const referring = { ...before, clauses: [...CLAUSES, clause('loan', ['## См. {→no.where}.'], 2)] }
    const first = await matrix(referring, { kind: 'clause', key: 'loan' })
    expect(first.problems).toMatchObject([
      { kind: 'dangling-reference', name: 'no.where', isNew: true, example: { 'mortgage.kind': 'bank' } },
    ])
    const again = { ...referring, clauses: [...referring.clauses, clause('loan', ['## Как в {→no.where}.'], 3)] }
    const second = await matrix(again, { kind: 'clause', key: 'loan' }, referring)
    expect(second.problems).toMatchObject([{ kind: 'dangling-reference', isNew: false }])
  })

  test('a condition over a variable that is gone is a fault of the template, whatever else it says', async () => {
    const broken: TemplateVersion = {
      ...sale,
      version: 2,
      body: [...body, slot('gone', [['head', { fact: 'no.fact', in: ['x'] }]], false)],
    }
    const { problems } = await matrix({ ...before, templates: [broken] }, { kind: 'template', key: 'sample' })
    expect(problems).toContainEqual(expect.objectContaining({ kind: 'unknown-fact', name: 'no.fact', isNew: true }))
  })

  test('a variant whose file cannot be written is named', async () => {
    const after = { ...before, clauses: [...CLAUSES, clause('loan', ['## Иначе.'], 2)] }
    const found = await computeMatrix(
      { before, after, changed: { kind: 'clause', key: 'loan' }, vocabulary: WORDS, on: '2026-08-22' },
      { progress: () => undefined, render: () => Promise.reject(new Error('no')) },
    )
    expect(found.problems).toMatchObject([{ kind: 'not-written', isNew: true }])
  })
})
