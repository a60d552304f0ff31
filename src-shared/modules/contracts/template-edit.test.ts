import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TemplateNode } from './model.ts'
import {
  freeKey,
  inserted,
  linesOf,
  moved,
  movedBefore,
  newSection,
  newSlot,
  nodeAt,
  removed,
} from './template-edit.ts'
import { section, slot } from './testing/sample.ts'

const tree: TemplateNode[] = [
  slot('a', [['x', true]]),
  section('s', 'Section', [slot('b', [['x', true]]), slot('c', [['x', true]])]),
  slot('d', [['x', true]]),
]
const shape = (nodes: readonly TemplateNode[]): string =>
  nodes.map((node) => (node.kind === 'section' ? `${node.key}(${shape(node.children)})` : node.key)).join(' ')

describe('the tree of a template', () => {
  test('a node moves among its neighbours, into the section before it and out again', () => {
    expect(shape(moved(tree, [1], 'up')!.nodes)).toBe('s(b c) a d')
    expect(shape(moved(tree, [2], 'in')!.nodes)).toBe('a s(b c d)')
    expect(shape(moved(tree, [1, 0], 'out')!.nodes)).toBe('a s(c) b d')
    expect(shape(moved(tree, [1, 0], 'down')!.nodes)).toBe('a s(c b) d')
    let [nodes, path]: [readonly TemplateNode[], readonly number[]] = [tree, [0]]
    const seen = [shape(nodes)]
    for (let next = moved(nodes, path, 'down'); next; next = moved(nodes, path, 'down')) {
      ;[nodes, path] = [next.nodes, next.path]
      seen.push(shape(nodes))
    }
    expect(seen).toEqual(['a s(b c) d', 's(a b c) d', 's(b a c) d', 's(b c a) d', 's(b c) a d', 's(b c) d a'])
    for (let next = moved(nodes, path, 'up'); next; next = moved(nodes, path, 'up')) {
      ;[nodes, path] = [next.nodes, next.path]
      expect(seen).toContain(shape(nodes))
    }
    expect(shape(nodes)).toBe(seen[0])
    expect([moved(tree, [0], 'up'), moved(tree, [0], 'out'), moved(tree, [0], 'in')]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  test('what is dragged stands before what it was dropped on, and nothing goes into itself', () => {
    expect(shape(movedBefore(tree, [0], [1, 1])!.nodes)).toBe('s(b a c) d')
    expect(shape(movedBefore(tree, [2], [0])!.nodes)).toBe('d a s(b c)')
    expect(movedBefore(tree, [1], [1, 0])).toBeUndefined()
    expect(movedBefore(tree, [1], [1])).toBeUndefined()
  })

  test('whatever is moved, nothing is lost and nothing comes twice', () => {
    const keys = (nodes: readonly TemplateNode[]) =>
      linesOf(nodes)
        .map(({ node }) => node.key)
        .toSorted()
    const steps = fc.array(fc.tuple(fc.nat(20), fc.constantFrom('up', 'down', 'in', 'out'), fc.nat(20)))
    fc.assert(
      fc.property(steps, (moves) => {
        let nodes = tree
        for (const [at, direction, to] of moves) {
          const lines = linesOf(nodes)
          const from = lines[at % lines.length]!
          const other = lines[to % lines.length]!
          const next =
            to % 2 === 0 ? moved(nodes, from.path, direction as 'up') : movedBefore(nodes, from.path, other.path)
          if (!next) continue
          expect(nodeAt(next.nodes, next.path)).toBe(from.node)
          nodes = next.nodes
        }
        expect(keys(nodes)).toEqual(keys(tree))
      }),
    )
  })

  test('what is put in and taken out again leaves the tree as it was; new keys are free', () => {
    const fresh = newSlot(tree, 'payment.mortgage', 'Mortgage')
    expect(removed(inserted(tree, [1, 1], fresh), [1, 1])).toEqual(tree)
    expect(freeKey(tree, 's')).toBe('s-2')
    expect(newSection(tree, 'Annex', true)).toMatchObject({ key: 'annex', isAnnex: true })
  })
})
