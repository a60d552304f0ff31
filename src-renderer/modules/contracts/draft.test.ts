import { describe, expect, test } from 'vitest'
import { deriveFacts } from '#shared/modules/contracts/derive.ts'
import { blankDraft, withValue } from './draft.ts'

describe('a document that is filled in', () => {
  test('an empty row of payments leaves every value that was typed as it was typed', () => {
    const typed = withValue(withValue(blankDraft(), 'price.total', 10_000_000_00), 'payment.first', 3_000_000_00)
    const rows = withValue(withValue(typed, 'payments', [{}]), 'payments', [{}, {}])
    expect(deriveFacts(rows.facts).facts).toMatchObject({
      'price.total': 10_000_000_00,
      'payment.first': 3_000_000_00,
      payments: [{}, {}],
    })
    expect(rows.origins).toMatchObject({ 'price.total': 'typed', 'payment.first': 'typed' })
  })

  test('an amount in a row is the row’s own', () => {
    const draft = withValue(withValue(blankDraft(), 'payment.first', 5_00), 'payments', [{}, {}])
    const { facts } = withValue(draft, 'payments.1.amount', 7_00)
    expect([facts['payment.first'], facts['payments']]).toEqual([5_00, [{}, { amount: 7_00 }]])
  })
})
