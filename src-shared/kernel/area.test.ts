import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type MeasureTerms, formatArea, parseArea, priceOfArea, pricedArea, settleMeasurement } from './area.ts'
import { SUMMER_AREA_PACKS } from './law-ru.ts'
import { percent } from './percent.ts'

const terms: MeasureTerms = {
  contractArea: 500_000,
  factArea: 512_500,
  pricePerMetre: 20_000_000,
  tolerance: null,
  settle: 'whole',
  cap: null,
  exitShare: percent(5),
}

describe('areas (C2.5)', () => {
  test('areas are read and written as registers state them', () => {
    expect(['45,3', '45.30 м²', '1 200 кв. м', '0.0001', 'abc', '1,23456'].map(parseArea)).toEqual([
      453_000,
      453_000,
      12_000_000,
      1,
      null,
      null,
    ])
    fc.assert(fc.property(fc.integer({ min: 0, max: 99_999_999 }), (area) => parseArea(formatArea(area, 4)) === area))
  })

  test('summer rooms count with the coefficients of the pack', () => {
    expect(
      pricedArea(
        453_000,
        [
          { kind: 'loggia', area: 35_000 },
          { kind: 'balcony', area: 31_100 },
          { kind: 'veranda', area: 10_000 },
        ],
        SUMMER_AREA_PACKS[0]!.params,
      ),
    ).toBe(453_000 + 17_500 + 9_300 + 10_000)
  })

  test('the difference is paid at the price of the contract, either way', () => {
    expect(settleMeasurement(terms)).toEqual({
      difference: 12_500,
      due: 25_000_000,
      isWithinTolerance: false,
      isCapped: false,
      mayLeave: false,
    })
    expect(settleMeasurement({ ...terms, factArea: 487_500 }).due).toBe(-25_000_000)
    expect(priceOfArea(453_000, 21_012_345)).toBe(951_859_229)
  })

  test('tolerance, ceiling and the right to leave', () => {
    expect(settleMeasurement({ ...terms, tolerance: 12_500 })).toMatchObject({ due: 0, isWithinTolerance: true })
    expect(settleMeasurement({ ...terms, tolerance: 10_000, settle: 'excess' }).due).toBe(5_000_000)
    expect(settleMeasurement({ ...terms, cap: 10_000_000 })).toMatchObject({ due: 10_000_000, isCapped: true })
    expect([525_000, 525_100, 474_900].map((factArea) => settleMeasurement({ ...terms, factArea }).mayLeave)).toEqual([
      false,
      true,
      true,
    ])
  })
})
