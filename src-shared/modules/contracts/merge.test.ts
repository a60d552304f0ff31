import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Side, chosenList, mergeFields, mergeLists, tokensOf, treeOf } from './merge.ts'
import type { TemplateNode } from './model.ts'
import { section, slot } from './testing/sample.ts'

const chosen = (base: string, mine: string, theirs: string, ...sides: (Side | undefined)[]) =>
  chosenList(mergeLists([...base], [...mine], [...theirs]), sides).join('')

describe('two texts that began as one', () => {
  test('what only one changed is taken from that one, without a question', () => {
    expect(chosen('abcdef', 'aXcdef', 'abcdYf')).toBe('aXcdYf')
    expect(chosen('abc', 'abc', 'ac')).toBe('ac')
    expect(chosen('abc', 'abNc', 'abcT')).toBe('abNcT')
  })

  test('what both changed is mine until somebody chooses; both can stay', () => {
    const chunks = mergeLists([...'abc'], [...'aMc'], [...'aTc'])
    expect(chunks.map(({ kind }) => kind)).toEqual(['same', 'both', 'same'])
    expect([
      chosen('abc', 'aMc', 'aTc'),
      chosen('abc', 'aMc', 'aTc', undefined, 'theirs'),
      chosen('abc', 'aMc', 'aTc', undefined, 'all'),
    ]).toEqual(['aMc', 'aTc', 'aTMc'])
  })

  test('the same change of both is no conflict', () => {
    expect(mergeLists([...'abc'], [...'aXc'], [...'aXc']).map(({ kind }) => kind)).toEqual(['same'])
  })

  test('nothing is lost: taking one side everywhere is that side, taking both holds every word of both', () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 12 })
    fc.assert(
      fc.property(words, words, words, (base, mine, theirs) => {
        const chunks = mergeLists(base, mine, theirs)
        const by = (side: Side) =>
          chosenList(
            chunks,
            chunks.map(() => side),
          )
        expect(by('mine')).toEqual(mine)
        expect(by('theirs')).toEqual(theirs)
        const both = by('all')
        for (const word of new Set([...mine, ...theirs])) expect(both).toContain(word)
        expect(mergeLists(base, mine, base).every(({ kind }) => kind !== 'theirs' && kind !== 'both')).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('two trees of a template', () => {
  const tree: TemplateNode[] = [
    slot('head', [['head', true]]),
    section('terms', 'Условия', [slot('price', [['price', true]]), slot('loan', [['loan', true]])]),
    section('end', 'Конец', [slot('sign', [['sign', true]])]),
  ]
  const merged = (mine: TemplateNode[], theirs: TemplateNode[], ...sides: (Side | undefined)[]) =>
    treeOf(chosenList(mergeLists(tokensOf(tree), tokensOf(mine), tokensOf(theirs)), sides))

  test('a list of it is the tree again', () => {
    expect(treeOf(tokensOf(tree))).toEqual(tree)
  })

  test('a slot that I added and a variant that they changed both stand in the merged tree', () => {
    const mine = [
      tree[0]!,
      section('terms', 'Условия', [
        slot('price', [['price', true]]),
        slot('tax', [['tax', true]]),
        slot('loan', [['loan', true]]),
      ]),
      tree[2]!,
    ]
    const theirs = [tree[0]!, tree[1]!, section('end', 'Конец', [slot('sign', [['sign-other', true]])])]
    expect(merged(mine, theirs)).toEqual([mine[0], mine[1], theirs[2]])
  })

  test('a slot that both changed stands once, whatever is kept of it', () => {
    const with_ = (clause: string) => [slot('head', [[clause, true]]), tree[1]!, tree[2]!]
    for (const side of ['mine', 'theirs', 'all'] as const) {
      const slots = merged(with_('mine'), with_('theirs'), side, side, side).filter(({ key }) => key === 'head')
      expect(slots).toHaveLength(1)
    }
  })

  test('a section that one took away and the other filled is whole or gone, never torn', () => {
    const without = [tree[0]!, tree[2]!]
    const filled = [
      tree[0]!,
      section('terms', 'Условия', [
        ...(tree[1] as { children: TemplateNode[] }).children,
        slot('tax', [['tax', true]]),
      ]),
      tree[2]!,
    ]
    for (const side of ['mine', 'theirs', 'all'] as const) {
      const found = merged(without, filled, side, side, side, side)
      expect(tokensOf(found).filter(({ kind }) => kind === 'end')).toHaveLength(
        found.filter(({ kind }) => kind === 'section').length,
      )
    }
  })
})

test('fields are judged one by one', () => {
  const base = { title: 'A', note: '', from: null as string | null }
  expect(mergeFields(base, { ...base, title: 'B' }, { ...base, title: 'C', note: 'x' })).toEqual([
    { field: 'title', kind: 'both' },
    { field: 'note', kind: 'theirs' },
    { field: 'from', kind: 'same' },
  ])
})
