import { describe, expect, test } from 'vitest'
import type { PrintBlock } from '../../kernel/document.ts'
import { type AssembleInput, assemble, isComplete } from './assemble.ts'
import { is } from './conditions.ts'
import { deriveFacts } from './derive.ts'
import { makeLibrary } from './model.ts'
import {
  SAMPLE_CLAUSES,
  SAMPLE_FACTS,
  SAMPLE_LIBRARY,
  SAMPLE_TEMPLATE,
  clause,
  p,
  ref,
  section,
  slot,
  t,
  template,
  v,
} from './testing/sample.ts'
import { RUSSIAN_VOCABULARY } from './vocabulary-ru.ts'

const input = (facts: Record<string, unknown>, more: Partial<AssembleInput> = {}): AssembleInput => ({
  template: SAMPLE_TEMPLATE,
  library: SAMPLE_LIBRARY,
  vocabulary: RUSSIAN_VOCABULARY,
  facts: deriveFacts(facts).facts,
  on: '2026-08-22',
  ...more,
})

const lines = (blocks: readonly PrintBlock[]): string[] =>
  blocks.flatMap((block) =>
    block.kind === 'paragraph'
      ? [[block.number?.text, block.runs.map((run) => run.text).join('')].filter(Boolean).join(' ')]
      : block.rows.map((row) =>
          row.cells
            .map((cell) => cell.paragraphs.flatMap((each) => each.runs.map((run) => run.text)).join(''))
            .join(' | '),
        ),
  )

describe('assembling a contract', () => {
  test('values, numbers, references, lists, annexes and rows stand where they belong', () => {
    const assembly = assemble(input(SAMPLE_FACTS))
    expect(lines(assembly.document.blocks)).toEqual([
      'Договор № 7-К',
      '«22»\u00a0августа 2026\u00a0г.',
      'Иванова Мария Петровна, именуемая Покупатель',
      '1. Предмет',
      '1.1. Продаётся квартира № 45.',
      '2. Цена',
      '2.1. Цена объекта, указанного в п. 1.1, — 12\u00a0345\u00a0678 (Двенадцать миллионов триста сорок пять тысяч шестьсот семьдесят восемь) рублей 90 копеек.',
      '2.2. Платежи по графику (Приложение № 1), цена — п. 2.1:',
      'а) первый;',
      'б) последующие.',
      '2.2.1. Просрочка влечёт пени.',
      'Приложение № 1',
      'к Договору № 7-К',
      'График платежей',
      '№ | Срок | Сумма',
      '1 | 01.09.2026 | 10\u00a0000\u00a0000,00',
      '2 | 01.10.2026 | 2\u00a0345\u00a0678,90',
      'Итого | 12\u00a0345\u00a0678,90',
    ])
    expect([isComplete(assembly), assembly.document.header]).toEqual([true, 'Договор № 7-К'])
  })

  test('a section without content leaves no heading and takes no number; with it, the rest is renumbered', () => {
    const assembly = assemble(input({ ...SAMPLE_FACTS, 'matcap.isUsed': true, 'matcap.amount': 100 }))
    expect(lines(assembly.document.blocks).slice(5, 9)).toEqual([
      '2. Материнский капитал',
      '2.1. Материнский капитал 1,00.',
      '3. Цена',
      expect.stringContaining('3.1. Цена объекта, указанного в п. 1.1'),
    ])
  })

  test('only what the chosen clauses need is asked for', () => {
    const { buyers: _, 'payment.kind': __, ...facts } = SAMPLE_FACTS
    const assembly = assemble(input(facts))
    expect([assembly.undecided, assembly.missing, isComplete(assembly)]).toEqual([
      [{ fact: 'payment.kind', slots: ['pay', 'annex.schedule'] }],
      [{ path: 'buyers', slots: ['parties'] }],
      false,
    ])
    const full = assemble(input({ ...facts, 'payment.kind': 'full', buyers: [{ kind: 'citizen' }] }))
    expect([full.undecided, full.missing]).toEqual([
      [{ fact: 'buyers.0.sex', slots: ['parties'] }],
      [{ path: 'buyers.0.name', slots: ['parties'] }],
    ])
  })

  test('every value knows where it came from, and the contract pins its clauses with the reason', () => {
    const assembly = assemble(
      input(SAMPLE_FACTS, { origins: { 'object.number': 'typed', 'buyers.0.name': 'changed' } }),
    )
    const origin = (path: string) => assembly.used.find((each) => each.path === path)?.origin
    expect(['object.number', 'buyers.0.name', 'object.kind', 'payments.1.amount', 'price.total'].map(origin)).toEqual([
      'typed',
      'changed',
      'register',
      'register',
      'computed',
    ])
    expect(assembly.clauses.find((each) => each.slot === 'pay')).toEqual({
      slot: 'pay',
      title: 'pay',
      clause: 'pay-parts',
      version: 1,
      standing: 'standard',
      because: [{ fact: 'payment.kind', in: ['instalments', 'interest', 'stages', 'deferred'] }],
    })
  })

  test('a lawyer swaps, rewrites, moves, adds and drops clauses for one document, and each is marked', () => {
    const assembly = assemble(
      input(SAMPLE_FACTS, {
        edits: [
          { kind: 'swap', slot: 'pay', clause: 'pay-full' },
          {
            kind: 'rewrite',
            slot: 'price',
            content: { type: 'doc', content: [p({ level: 2, anchor: 'price.total' }, t('Цена договорная.'))] },
          },
          {
            kind: 'add',
            slot: 'own-1',
            after: 'price',
            title: 'Особое условие',
            content: { type: 'doc', content: [p({ level: 2 }, t('Вид: '), v('object.view'))] },
          },
          { kind: 'drop', slot: 'head' },
          { kind: 'drop', slot: 'gone' },
        ],
      }),
    )
    expect(lines(assembly.document.blocks).slice(0, 7)).toEqual([
      'Иванова Мария Петровна, именуемая Покупатель',
      '1. Предмет',
      '1.1. Продаётся квартира № 45.',
      '2. Цена',
      '2.1. Цена договорная.',
      '2.2. Вид: [object.view]',
      '2.3. Платёж единовременно, график не применяется.',
    ])
    expect(assembly.clauses.map((each) => each.standing)).toEqual([
      'standard',
      'standard',
      'rewritten',
      'added',
      'swapped',
      'standard',
    ])
    expect([assembly.problems, assembly.missing]).toEqual([
      [{ kind: 'edit-without-slot', slot: 'gone', clauses: [] }],
      [{ path: 'object.view', slots: ['own-1'] }],
    ])
  })

  test('references in a circle give their numbers, one that leads nowhere is an error', () => {
    const library = makeLibrary([
      clause('a', p({ level: 1, anchor: 'a' }, t('см. п. '), ref('b'))),
      clause('b', p({ level: 1, anchor: 'b' }, t('см. п. '), ref('a'), t(' и '), ref('c'))),
    ])
    const assembly = assemble(
      input(SAMPLE_FACTS, { library, template: template([slot('one', [['a', true]]), slot('two', [['b', true]])]) }),
    )
    expect(lines(assembly.document.blocks)).toEqual(['1. см. п. 2', '2. см. п. 1 и [c]'])
    expect(assembly.problems).toEqual([{ kind: 'dangling-reference', slot: 'two', name: 'c' }])
  })

  test('hostile values become plain text: control characters and direction marks go, markup stays as typed', () => {
    const name = { last: '<w:p/>&\u202eвонавИ\u0000\u0008\ud800', first: 'Ж'.repeat(10_000), sex: 'male' as const }
    const assembly = assemble(input({ ...SAMPLE_FACTS, buyers: [{ kind: 'citizen', name }] }))
    expect(lines(assembly.document.blocks)[2]).toBe(`<w:p/>&вонавИ ${'Ж'.repeat(10_000)}, именуемый Покупатель`)
  })

  test('an annex numbers its points anew and an unknown variable is a problem, not a blank', () => {
    const library = makeLibrary([
      ...SAMPLE_CLAUSES,
      clause('odd', p({ level: 1 }, v('no.such')), p({ level: 3 }, t('прыжок'))),
    ])
    const assembly = assemble(
      input(SAMPLE_FACTS, {
        library,
        template: template([
          section('s', 'Раздел', [slot('x', [['pay-full', true]])]),
          section('a', 'Акт', [slot('y', [['odd', true]])], { isAnnex: true, when: is('object.kind', 'flat') }),
        ]),
      }),
    )
    expect(lines(assembly.document.blocks).slice(2)).toEqual([
      'Приложение № 1',
      'к Договору № 7-К',
      'Акт',
      '1. [no.such]',
      'прыжок',
    ])
    expect(assembly.problems).toEqual([
      { kind: 'unknown-variable', slot: 'y', name: 'no.such' },
      { kind: 'level-jump', slot: 'y', name: '3' },
    ])
  })
})
