import { expect, test } from 'vitest'
import { Expected, mismatches } from './control.ts'

const totals = { rows: 3, sums: [{ field: 'price_minor', sum: 900_000_00 }] }

test('what nobody has typed is not compared', () => {
  expect(mismatches(totals, Expected.parse({}))).toEqual([])
})

test('a count and a sum must agree, give or take what people round', () => {
  expect(mismatches(totals, { rows: 3, sums: { price_minor: 900_000_49 } })).toEqual([])
  expect(mismatches(totals, { rows: 4, sums: { price_minor: 900_001_00 } })).toEqual([
    { field: null, expected: 4, found: 3 },
    { field: 'price_minor', expected: 900_001_00, found: 900_000_00 },
  ])
})

test('a sum of a column that the file does not have is zero', () => {
  expect(mismatches(totals, { rows: null, sums: { area_cm2: 1_000 } })).toEqual([
    { field: 'area_cm2', expected: 1_000, found: 0 },
  ])
})
