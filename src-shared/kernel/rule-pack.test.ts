import { describe, expect, test } from 'vitest'
import { vatInside } from './money.ts'
import { PARTICIPATION_DELAY_PACKS, PARTICIPATION_EXIT_PACKS, SUMMER_AREA_PACKS, VAT_PACKS } from './law-ru.ts'
import { percent } from './percent.ts'
import { type Rule, type RulePack, choosePack, compute, impactOf, lintPacks, recompute } from './rule-pack.ts'

type Vat = (typeof VAT_PACKS)[number]['params']
const vat: Rule<Vat, { shippedOn: string; gross: number }, number> = {
  id: 'vat',
  packs: VAT_PACKS,
  dateOf: (inputs) => inputs.shippedOn,
  run: (params, inputs) => vatInside(inputs.gross, params.standard),
}

describe('rule packs (C0.3)', () => {
  test('the day that the rule prescribes decides which edition applies', () => {
    const computed = ['2025-12-31', '2026-01-01'].map((shippedOn) => compute(vat, { shippedOn, gross: 1_220_000 }))
    expect(computed.map((each) => [each.packId, each.result])).toEqual([
      ['vat-2019', 203_333],
      ['vat-2026', 220_000],
    ])
  })

  test('a stored document recomputes to the same sum after the law has changed', () => {
    const stored = compute(vat, { shippedOn: '2025-06-01', gross: 120_000 })
    const later = {
      ...vat,
      packs: [
        ...VAT_PACKS,
        {
          ...VAT_PACKS[1]!,
          id: 'vat-2030',
          validFrom: '2030-01-01',
          params: { standard: percent(25), reduced: percent(10) },
        },
      ],
    }
    expect(recompute(later, stored)).toEqual({ result: 20_000, isSame: true })
  })

  test('a new pack shows in advance which documents it would change', () => {
    const stored = ['2025-06-01', '2026-06-01'].map((shippedOn) => compute(vat, { shippedOn, gross: 120_000 }))
    const packs = [VAT_PACKS[0]!, { ...VAT_PACKS[1]!, params: { standard: percent(20), reduced: percent(10) } }]
    expect(
      impactOf(vat, packs, stored).map(({ before, after }) => [before.inputs.shippedOn, before.result, after.result]),
    ).toEqual([['2026-06-01', 21_639, 20_000]])
  })

  test('a day that no edition covers is refused with a reason', () => {
    expect(() => choosePack('vat', VAT_PACKS, '2018-12-31')).toThrow(
      expect.objectContaining({
        code: 'invalid',
        details: { reason: 'kernel.no-rule-pack', rule: 'vat', day: '2018-12-31' },
      }),
    )
  })

  test('overlaps, gaps, repeated ids and packs that end before they begin are found', () => {
    const pack = (id: string, validFrom: string, validTo: string | null): RulePack<null> => ({
      id,
      act: '',
      edition: '',
      validFrom,
      validTo,
      params: null,
    })
    expect(
      lintPacks([
        pack('a', '2020-01-01', '2020-12-31'),
        pack('b', '2020-12-31', '2021-01-31'),
        pack('c', '2021-03-01', '2021-02-01'),
        pack('a', '2022-01-01', null),
      ]),
    ).toEqual([
      { kind: 'overlap', packs: ['a', 'b'] },
      { kind: 'gap', packs: ['b', 'c'] },
      { kind: 'backwards', packs: ['c'] },
      { kind: 'gap', packs: ['c', 'a'] },
      { kind: 'duplicate', packs: ['a'] },
    ])
    expect(
      [VAT_PACKS, PARTICIPATION_DELAY_PACKS, PARTICIPATION_EXIT_PACKS, SUMMER_AREA_PACKS].flatMap((packs) =>
        lintPacks(packs as RulePack<unknown>[]),
      ),
    ).toEqual([])
  })
})
