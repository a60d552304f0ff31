import { describe, expect, test } from 'vitest'
import { RUSSIA } from '#shared/kernel/calendar-ru.ts'
import type { PrintBlock } from '#shared/kernel/document.ts'
import { percent } from '#shared/kernel/percent.ts'
import { makeSchedule } from '#shared/kernel/schedule.ts'
import type { ScheduleLineRow } from '#shared/modules/instalments/model.ts'
import { renderPdf } from '#main/engine/documents/pdf.ts'
import { annexDocument, penaltyDocument } from './documents.ts'
import { previewOf } from './lines.ts'

const deal = {
  name: '7 / Иванов И. И. / 45',
  client: 'Иванов Иван',
  units: 'Парк, к. 1, № 45',
  price: 90_000_000,
  contractOn: null,
}
const rows: ScheduleLineRow[] = previewOf(
  makeSchedule(
    90_000_000,
    {
      kind: 'interest',
      method: 'equal-principal',
      count: 3,
      rate: percent(12),
      from: '2026-01-01',
      dayCount: 'actual/actual',
      dates: { startOn: '2026-02-01', everyMonths: 1, dayOfMonth: 1 },
    },
    { calendar: RUSSIA },
  ),
).map((line) => ({ ...line, id: 'x', root_id: 'x', paid_principal_minor: 0, paid_interest_minor: 0, paid_on: null }))

const cells = (blocks: readonly PrintBlock[]) =>
  blocks.flatMap((block) =>
    block.kind === 'table'
      ? [
          block.rows.map((row) =>
            row.cells.map((cell) => cell.paragraphs.map((each) => each.runs.map((run) => run.text).join('')).join(' ')),
          ),
        ]
      : [],
  )
const plain = (text: string | undefined) => text?.replaceAll('\u00a0', ' ')

describe('documents of instalments', () => {
  test('the annex says both days of a payment, interest apart from the price, and totals that agree', () => {
    const [table] = cells(annexDocument(deal, { version: 1, on: '2026-01-01', rateBp: 1_200 }, rows).blocks)
    expect(table?.at(1)?.map(plain)).toEqual([
      '1',
      '01.02.2026',
      '02.02.2026',
      '300 000,00',
      '9 172,60',
      '309 172,60',
      '600 000,00',
    ])
    expect(table?.at(-1)?.map(plain)).toEqual(['', 'Итого', '', '900 000,00', '17 753,42', '917 753,42', ''])
  })

  test('a penalty is printed with its act, edition, formula and every run of days', async () => {
    const document = penaltyDocument(deal, {
      side: 'buyer',
      from: '2026-02-01',
      to: '2026-03-17',
      amount_minor: 2_250_000,
      days: 45,
      rate_known_on: '2025-12-22',
      pieces: [
        {
          pack: 'ddu-delay-2005',
          act: '214-ФЗ ст. 5 ч. 6',
          edition: '214-ФЗ от 30.12.2004',
          divisor: 300,
          multiplier: 1,
          amount_minor: 2_250_000,
          days: 45,
          is_limited: false,
          lines: [
            {
              from: '2026-02-01',
              to: '2026-03-17',
              days: 45,
              base_minor: 100_000_000,
              rate: percent(15),
              amount_minor: 2_250_000,
              excluded_by: null,
            },
          ],
        },
      ],
    })
    const text = JSON.stringify(document).replaceAll('\u00a0', ' ')
    for (const said of [
      '214-ФЗ ст. 5 ч. 6',
      '30.12.2004',
      '× 1 / 300',
      '1 000 000,00',
      '15 %',
      '22 500,00',
      'двадцать две тысячи пятьсот рублей',
    ])
      expect(text).toContain(said)
    // The fonts of a PDF have no sign of the ruble.
    expect(text).not.toContain('₽')
    expect((await renderPdf(document, { copy: 'clean' })).length).toBeGreaterThan(1_000)
  })
})
