/** Model → editor → model over every shipped clause and over generated ones. */
import { getSchema } from '@tiptap/core'
import { describe, expect, test } from 'vitest'
import type { Condition } from '#shared/modules/contracts/conditions.ts'
import { type BlockNode, type Inline, type ParagraphNode, RichText } from '#shared/modules/contracts/rich-text.ts'
import { shippedContracts } from '#main/modules/contracts/shipped-files.ts'
import { canonical, fromEditor, toEditor } from './editor-model.ts'
import { clauseExtensions, type EditorPort } from './editor-schema.ts'

const port: EditorPort = {
  labels: {
    variable: ({ path }) => path,
    reference: (to) => to,
    choice: () => '…',
    condition: () => '',
    list: (name) => name,
    isKnown: () => true,
  },
  open: () => undefined,
  ask: () => undefined,
}
const schema = getSchema(clauseExtensions(() => port))

/** Through the editor's own document, as it stands after being checked. */
function through(text: RichText): RichText {
  const document = schema.nodeFromJSON(toEditor(text))
  document.check()
  return fromEditor(document.toJSON() as object)
}

/** A small generator: the same seed gives the same texts. */
function generator(seed: number) {
  let state = seed
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
  const of = <T>(...items: readonly T[]): T => items[next(items.length)] as T
  const maybe = <T>(make: () => T): T | undefined => (next(2) === 0 ? undefined : make())
  const many = <T>(make: () => T, least: number, most: number) =>
    Array.from({ length: least + next(most - least + 1) }, make)
  const condition = (depth = 2): Condition =>
    depth === 0 || next(3) === 0
      ? of<Condition>(true, { fact: 'matcap.isUsed', in: [true] }, { fact: 'buyers.count', min: 2 })
      : of<() => Condition>(
          () => ({ all: many(() => condition(depth - 1), 1, 3) }),
          () => ({ any: many(() => condition(depth - 1), 1, 3) }),
          () => ({ not: condition(depth - 1) }),
        )()
  const marks = () => {
    const chosen = (['bold', 'italic', 'underline'] as const).filter(() => next(4) === 0)
    return chosen.length > 0 ? { marks: chosen.map((type) => ({ type })) } : {}
  }
  const inline = (): Inline =>
    of<() => Inline>(
      () => ({ type: 'text', text: of('слово', ' ', '<b>&', '\u202eобратно', 'Ж'.repeat(200)), ...marks() }),
      () => ({ type: 'hardBreak', ...marks() }),
      () => ({
        type: 'variable',
        attrs: {
          path: of('price.total', 'buyer.name', 'no.such'),
          ...(next(2) ? { format: 'full' } : {}),
          ...(next(2) ? { case: of('genitive', 'dative') } : {}),
          ...(next(3) ? {} : { gender: 'female' }),
          ...(next(3) ? {} : { optional: true }),
        },
        ...marks(),
      }),
      () => ({ type: 'reference', attrs: { to: of('a.one', 'a.two') }, ...marks() }),
      () => ({ type: 'choice', attrs: { options: many(() => ({ when: condition(), text: of('он', '') }), 1, 3) } }),
    )()
  const paragraph = (): ParagraphNode => {
    const attrs = Object.fromEntries(
      Object.entries({
        level: maybe(() => 1 + next(4)),
        list: maybe(() => of('dash', 'letter')),
        style: maybe(() => of('title', 'plain')),
        align: maybe(() => of('center', 'right')),
        anchor: maybe(() => `a.${next(1000)}`),
        when: maybe(condition),
      }).filter(([, value]) => value !== undefined),
    )
    return { type: 'paragraph', attrs, content: many(inline, 0, 5) }
  }
  const block = (depth = 2): BlockNode =>
    of<() => BlockNode>(
      paragraph,
      paragraph,
      () => ({ type: 'pageBreak' }),
      () =>
        depth === 0
          ? paragraph()
          : { type: 'repeat', attrs: { over: of('buyers', 'payments') }, content: many(() => block(depth - 1), 1, 3) },
      () => ({
        type: 'table',
        attrs: { widths: maybe(() => many(() => 1 + next(9), 1, 4)) ?? null, borders: of('all', 'none', null) },
        content: many(
          () => ({
            type: 'tableRow' as const,
            attrs: {
              repeat: maybe(() => 'rooms') ?? null,
              isHeader: maybe(() => true) ?? null,
              when: maybe(condition) ?? null,
            },
            content: many(
              () => ({
                type: of('tableCell' as const, 'tableHeader' as const),
                attrs: { colspan: 1 + next(3), rowspan: 1 + next(2) },
                content: many(
                  () =>
                    next(4) === 0
                      ? { type: 'repeat' as const, attrs: { over: 'buyers' }, content: many(paragraph, 1, 2) }
                      : paragraph(),
                  1,
                  3,
                ),
              }),
              1,
              4,
            ),
          }),
          1,
          4,
        ),
      }),
    )()
  return { text: (): RichText => ({ type: 'doc', content: many(block, 1, 6) }) }
}

describe('a clause through the editor', () => {
  test('every clause that ships comes back as it was', () => {
    for (const { clause, content } of shippedContracts().clauses)
      expect({ clause, content: through(content) }).toEqual({ clause, content: canonical(content) })
  })

  test('any text that the model allows comes back as it was, five hundred of them', () => {
    const { text } = generator(4)
    for (let turn = 0; turn < 500; turn++) {
      const given = text()
      expect(RichText.safeParse(given).success).toBe(true)
      const once = through(given)
      expect(once).toEqual(canonical(given))
      expect(through(once)).toEqual(once)
    }
  })

  test('an empty clause is one empty paragraph', () => {
    expect(through({ type: 'doc', content: [] })).toEqual({ type: 'doc', content: [{ type: 'paragraph' }] })
  })

  test('what no clause can hold is refused, not kept', () => {
    expect(() => fromEditor({ type: 'doc', content: [{ type: 'script' }] })).toThrow()
    expect(() => schema.nodeFromJSON({ type: 'doc', content: [{ type: 'script' }] })).toThrow()
  })
})
