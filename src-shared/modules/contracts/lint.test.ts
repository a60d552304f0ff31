import { describe, expect, test } from 'vitest'
import { enumerate, satisfy, unusual } from './analysis.ts'
import { all, evaluate, is } from './conditions.ts'
import { lintTemplate, unusedClauses, whereUsed } from './lint.ts'
import { type TemplateNode, makeLibrary } from './model.ts'
import {
  SAMPLE_CLAUSES,
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
import { type Facts, checkFacts, lookupOf } from './vocabulary.ts'
import { RUSSIAN_VOCABULARY as WORDS } from './vocabulary-ru.ts'

const lint = (body: TemplateNode[], clauses = [clause('a', p({}, t('a'))), clause('b', p({}, t('b')))]) =>
  lintTemplate(template(body), makeLibrary(clauses), WORDS, '2026-08-22').problems.map(
    ({ template: _, ...problem }) => problem,
  )

describe('conditions over the vocabulary', () => {
  test('what is not known yet is neither true nor false', () => {
    const lookup = lookupOf(WORDS, { 'payment.kind': 'full', 'matcap.isUsed': false } satisfies Facts)
    const value = (condition: Parameters<typeof evaluate>[0]) => evaluate(condition, lookup)
    expect([
      value(is('payment.kind', 'full')),
      value(is('object.kind', 'flat')),
      value({ any: [is('object.kind', 'flat'), is('payment.kind', 'full')] }),
      value({ not: is('object.kind', 'flat') }),
      value({ fact: 'matcap.amount', present: true }),
    ]).toEqual([true, undefined, true, undefined, false])
  })

  test('the search respects what is true of every deal', () => {
    expect(satisfy(WORDS, all(is('mortgage.kind', 'military'), is('object.kind', 'parking')))).toBeUndefined()
    expect(unusual(WORDS, satisfy(WORDS, is('mortgage.kind', 'military'))!)).toEqual({ 'mortgage.kind': 'military' })
    expect(satisfy(WORDS, all({ fact: 'buyers.count', min: 3 }, { fact: 'buyers.count', max: 2 }))).toBeUndefined()
    expect(
      enumerate(WORDS, [is('buyers.kind', 'company'), is('mortgage.kind', 'bank')]).assignments.every(
        (each) => each['buyers.kind'] !== 'company' || each['mortgage.kind'] === 'none',
      ),
    ).toBe(true)
  })

  test('facts are checked against types, values and constraints', () => {
    expect(
      checkFacts(WORDS, {
        'price.total': 1.5,
        'object.kind': 'castle',
        'no.such': 1,
        buyers: [{ share: { num: 1, den: 0 } }, 5],
        'buyers.kind': 'company',
        'mortgage.kind': 'bank',
      }).map(({ path, kind }) => `${path} ${kind}`),
    ).toEqual([
      'price.total bad-value',
      'object.kind bad-value',
      'no.such unknown-variable',
      'buyers.0.share bad-value',
      'buyers.1 bad-value',
      ' contradiction',
    ])
  })
})

describe('the regression matrix', () => {
  test('a sound template is clean and its variants are counted', () => {
    const report = lintTemplate(SAMPLE_TEMPLATE, SAMPLE_LIBRARY, WORDS, '2026-08-22')
    expect([report.problems, report.variants, report.isComplete]).toEqual([[], 4, true])
    expect(unusedClauses(SAMPLE_CLAUSES, [SAMPLE_TEMPLATE])).toEqual([])
    expect(whereUsed('pay-full', [SAMPLE_TEMPLATE])).toEqual([
      { template: 'sample', slot: 'pay', when: is('payment.kind', 'full') },
    ])
  })

  test('a gap is found with the smallest deal that falls into it', () => {
    expect(lint([slot('s', [['a', is('payment.kind', 'full', 'instalments', 'stages', 'deferred')]])])).toEqual([
      { kind: 'slot-empty', slot: 's', example: { 'payment.kind': 'interest' } },
    ])
  })

  test('two variants at the top are ambiguous, a lower one that never wins is shadowed', () => {
    expect(
      lint([
        slot('s', [
          ['a', true],
          ['b', is('matcap.isUsed', true)],
        ]),
      ]),
    ).toEqual([
      { kind: 'slot-ambiguous', slot: 's', example: { 'matcap.isUsed': true } },
      { kind: 'variant-shadowed', slot: 's', clause: 'b', example: { 'matcap.isUsed': true } },
    ])
    expect(
      lint([
        slot('s', [
          ['a', true, 1],
          ['b', is('matcap.isUsed', true)],
        ]),
      ]),
    ).toEqual([{ kind: 'variant-shadowed', slot: 's', clause: 'b', example: { 'matcap.isUsed': true } }])
  })

  test('a condition that contradicts itself is told from one that no deal can meet, also through the section around it', () => {
    expect(
      lint([
        slot('s', [
          ['a', true],
          ['b', all(is('payment.kind', 'full'), is('payment.kind', 'stages')), 1],
        ]),
      ]),
    ).toEqual([{ kind: 'condition-contradictory', slot: 's', clause: 'b' }])
    expect(
      lint([
        slot('s', [
          ['a', true],
          ['b', all(is('buyers.kind', 'company'), is('mortgage.kind', 'bank')), 1],
        ]),
      ]),
    ).toEqual([{ kind: 'variant-unreachable', slot: 's', clause: 'b' }])
    expect(
      lint([
        section(
          'x',
          'X',
          [
            slot('s', [
              ['a', true],
              ['b', is('object.kind', 'parking'), 1],
            ]),
          ],
          { when: is('matcap.isUsed', true) },
        ),
      ]),
    ).toEqual([{ kind: 'variant-unreachable', slot: 's', clause: 'b' }])
  })

  test('a variable that such a deal does not have is found, unless the clause itself asks first', () => {
    const bank = clause('a', p({}, v('mortgage.bank')))
    const careful = clause('b', p({ when: is('mortgage.kind', 'bank') }, v('mortgage.bank')))
    expect(
      lint([slot('s', [['a', true]]), slot('m', [['b', is('mortgage.kind', 'none', 'bank')]], false)], [bank, careful]),
    ).toEqual([{ kind: 'variable-unavailable', slot: 's', clause: 'a', name: 'mortgage.bank', example: {} }])
  })

  test('unknown names, wrong forms, open choices and jumps of numbering are found', () => {
    const clauses = [
      clause('a', p({ level: 2 }, v('no.such'), v('price.total', { format: 'roman' }), ref('nowhere')), {
        type: 'repeat',
        attrs: { over: 'nobody' },
        content: [p({}, v('buyer.name'))],
      }),
      clause('b', p({}, { type: 'choice', attrs: { options: [{ when: is('buyer.sex', 'male'), text: 'им' }] } })),
    ]
    expect(
      lint(
        [
          slot('s', [['a', true]]),
          slot('m', [
            ['b', true],
            ['c', is('no.fact', 'x')],
          ]),
        ],
        clauses,
      ),
    ).toEqual([
      { kind: 'unknown-fact', slot: 'm', clause: 'c', name: 'no.fact' },
      { kind: 'clause-missing', slot: 'm', clause: 'c' },
      { kind: 'dangling-reference', slot: 's', clause: 'a', name: 'nowhere', example: {} },
      { kind: 'level-jump', slot: 's', clause: 'a', name: '2', example: {} },
      { kind: 'unknown-variable', clause: 'a', name: 'no.such' },
      { kind: 'bad-format', clause: 'a', name: 'price.total' },
      { kind: 'unknown-list', clause: 'a', name: 'nobody' },
      { kind: 'choice-open', clause: 'b', name: 'им', example: { 'buyer.sex': 'female' } },
    ])
  })

  test('a reference that only some variants leave without its target is found with such a deal', () => {
    const clauses = [
      clause('a', p({ level: 1 }, ref('target'))),
      clause('b', p({ level: 1, anchor: 'target' }, t('x'))),
    ]
    expect(lint([slot('s', [['a', true]]), slot('m', [['b', is('matcap.isUsed', true)]], false)], clauses)).toEqual([
      { kind: 'dangling-reference', slot: 's', clause: 'a', name: 'target', example: {} },
    ])
  })
})
