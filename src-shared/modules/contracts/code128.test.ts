import { expect, test } from 'vitest'
import { code128 } from './code128.ts'

test('the standard example reads back: start, symbols, check, stop', () => {
  // The worked example of the literature has check symbol 54 after start A, so 55 after start B.
  expect(code128('PJJ123C').slice(0, 12).join('')).toBe('211214' + '313121')
  const bars = code128('PJJ123C').join('')
  expect(bars).toHaveLength(6 * 9 + 7)
  expect(bars.slice(-13)).toBe('311321' + '2331112')
})

test('pairs of digits take one symbol each', () => {
  expect(code128('00001234')).toHaveLength(6 * 6 + 7)
  expect(code128('K000001234').length).toBeLessThan(code128('KOOOOOABCD').length)
})

test('every width of a symbol adds up to eleven modules, of the stop to thirteen', () => {
  for (let code = 0x20; code < 0x7f; code++) {
    const bars = code128(`a${String.fromCharCode(code)}z`)
    for (let at = 0; at + 7 < bars.length; at += 6)
      expect(bars.slice(at, at + 6).reduce((sum, width) => sum + width, 0)).toBe(11)
    expect(bars.slice(-7).reduce((sum, width) => sum + width, 0)).toBe(13)
  }
})

test('what a scanner cannot say is refused', () => {
  expect(() => code128('Договор')).toThrow(RangeError)
  expect(() => code128('')).toThrow(RangeError)
})
