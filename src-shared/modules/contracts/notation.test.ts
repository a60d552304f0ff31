import { describe, expect, test } from 'vitest'
import { is } from './conditions.ts'
import { NotationError, parseCondition, parseInline, parseText } from './notation.ts'
import { RichText } from './rich-text.ts'

describe('the notation of the shipped library', () => {
  test('conditions: values, flags, counts, presence, chains and alternatives', () => {
    expect(
      parseCondition(
        'payment.kind=full,stages & !matcap.isUsed | buyers.count>=2 & mortgage.bank? & object.kind!=flat',
      ),
    ).toEqual({
      any: [
        { all: [is('payment.kind', 'full', 'stages'), is('matcap.isUsed', false)] },
        {
          all: [
            { fact: 'buyers.count', min: 2 },
            { fact: 'mortgage.bank', present: true },
            { not: is('object.kind', 'flat') },
          ],
        },
      ],
    })
    expect([parseCondition(''), parseCondition('matcap.isUsed')]).toEqual([true, is('matcap.isUsed', true)])
  })

  test('inline: variables with form, case and gender, references, choices, bold and breaks', () => {
    expect(parseInline('**a {x.y|full|genitive|female}** {z?}{br}{→p.q}{? s=f: она | : он }')).toEqual([
      { type: 'text', text: 'a ', marks: [{ type: 'bold' }] },
      {
        type: 'variable',
        attrs: { path: 'x.y', format: 'full', case: 'genitive', gender: 'female' },
        marks: [{ type: 'bold' }],
      },
      { type: 'text', text: ' ' },
      { type: 'variable', attrs: { path: 'z', optional: true } },
      { type: 'hardBreak' },
      { type: 'reference', attrs: { to: 'p.q' } },
      {
        type: 'choice',
        attrs: {
          options: [
            { when: is('s', 'f'), text: 'она' },
            { when: true, text: 'он' },
          ],
        },
      },
    ])
  })

  test('blocks: levels, lists, anchors, conditions, repeats, tables with rows and cells for each item', () => {
    const text = parseText([
      '^ T',
      '## {#a} x',
      '[when f] * y',
      '[each buyers]',
      '- z',
      '[end]',
      '[table 1,2 none]',
      '! h | i',
      '[row rooms] [when g] | <2> {room.name}',
      '| each buyers: {buyer.name}//{buyer.address} | r',
      '[end]',
      '[page]',
    ])
    expect(RichText.parse(text)).toEqual(text)
    expect(text.content).toMatchObject([
      { attrs: { style: 'title' } },
      { attrs: { level: 2, anchor: 'a' } },
      { attrs: { list: 'letter', when: is('f', true) } },
      { type: 'repeat', attrs: { over: 'buyers' }, content: [{ attrs: { list: 'dash' } }] },
      {
        type: 'table',
        attrs: { widths: [1, 2], borders: 'none' },
        content: [
          { content: [{ type: 'tableHeader' }, {}] },
          { attrs: { repeat: 'rooms', when: is('g', true) }, content: [{ attrs: { colspan: 2 } }] },
          { content: [{ content: [{ type: 'repeat', content: [{}, {}] }] }, {}] },
        ],
      },
      { type: 'pageBreak' },
    ])
  })

  test.each([
    ['[each buyers]', 'x'],
    ['[end]'],
    ['[table 1]', 'x', '[end]'],
    ['{not a variable}'],
    ['{? nothing}'],
    ['[when a=b=c] x'],
  ])('refuses %j', (...lines) => {
    expect(() => parseText(lines)).toThrow(NotationError)
  })
})
