import { describe, expect, test } from 'vitest'
import { factParts, namedHoles, withNamedHoles } from './fact-names.ts'

const nameOf = (path: string) => path.toUpperCase()

describe('names of facts', () => {
  test('an item of a list is its own group with a number from one', () => {
    expect(factParts('payments.1.amount')).toEqual({ group: 'payment-line', index: 2, field: 'amount' })
    expect(factParts('price.total')).toEqual({ group: 'price', index: undefined, field: 'total' })
  })

  test('paths in headers are called by name, other brackets stay', () => {
    expect(namedHoles('№ [contract.number] [см. ниже] [payment-line.on]', nameOf)).toBe(
      '№ [CONTRACT.NUMBER] [см. ниже] [PAYMENT-LINE.ON]',
    )
  })

  test('holes of paragraphs and of cells are called by name, values stay', () => {
    const paragraph = {
      kind: 'paragraph' as const,
      style: 'body' as const,
      runs: [
        { text: '[payment-line.on]', origin: 'missing' as const, path: 'payments.0.on' },
        { text: '[as typed.by hand]', origin: 'typed' as const, path: 'contract.city' },
      ],
    }
    const named = withNamedHoles(
      {
        title: '',
        on: '2026-08-22',
        margins: { top: 0, right: 0, bottom: 0, left: 0 },
        fontSize: 11,
        header: '[contract.number]',
        footer: '',
        hasPageNumbers: false,
        blocks: [
          paragraph,
          {
            kind: 'table',
            widths: [1],
            borders: 'all',
            rows: [{ isHeader: false, cells: [{ paragraphs: [paragraph], colspan: 1, rowspan: 1 }] }],
          },
        ],
      },
      nameOf,
    )
    const said = JSON.stringify([named.header, named.blocks])
    expect(said.match(/\[[a-zA-Z][^[\]{}",]+\]/g)).toEqual([
      '[CONTRACT.NUMBER]',
      '[PAYMENTS.0.ON]',
      '[as typed.by hand]',
      '[PAYMENTS.0.ON]',
      '[as typed.by hand]',
    ])
  })
})
