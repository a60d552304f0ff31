import i18next from 'i18next'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  formatAge,
  formatArea,
  formatDay,
  formatMoney,
  formatMoneyShort,
  formatPercent,
  formatPerMetre,
  initials,
} from './format.ts'
import { matchesText } from './match.ts'
import { parseDay, parseNumber } from './parse.ts'

const plain = (text: string) => text.replace(/[\u00A0\u202F]/g, ' ')

beforeAll(async () => {
  await i18next.init({ lng: 'ru', resources: { ru: { common: { units: { m2: 'м²' } } } } })
})

describe('numbers as people read them', () => {
  test('money shows kopecks only where there are any, and nothing is a dash', () => {
    expect([123456700, 123456789, null, -500].map((minor) => plain(formatMoney(minor)))).toEqual([
      '1 234 567 ₽',
      '1 234 567,89 ₽',
      '—',
      '-5 ₽',
    ])
    expect(plain(formatMoneyShort(1_234_567_890))).toBe('12,3 млн ₽')
  })

  test('areas are square metres, prices a metre are whole, shares are percents', () => {
    expect(plain(formatArea(543_200))).toBe('54,32 м²')
    expect(plain(formatPerMetre(1_000_000_00, 500_000))).toBe('20 000 ₽/м²')
    expect(plain(formatPercent(0.125))).toBe('12,5 %')
  })

  test('a day is the same in every time zone, an age is coarse', () => {
    expect(formatDay('2026-08-22')).toBe('22.08.2026')
    expect([12_000, 300_000, 7_200_000].map((age) => plain(formatAge(age)))).toEqual(['12 с', '5 мин', '2 ч'])
    expect(initials('Ёлкина Мария Петровна')).toBe('ЁМ')
  })
})

describe('what people type', () => {
  test.each([
    ['1 234 567,89', 1234567.89],
    ['1,234,567.89', 1234567.89],
    ['12,5', 12.5],
    ['−5 ₽', -5],
    ['54,3 м²', 54.3],
    ['.5', 0.5],
    ['1,2,3', 123],
    ['abc', undefined],
    ['', undefined],
  ])('reads %s as %s', (text, number) => {
    expect(parseNumber(text)).toBe(number)
  })

  test.each([
    ['22.08.2026', '2026-08-22'],
    ['1.2.26', '2026-02-01'],
    ['2026-8-2', '2026-08-02'],
    ['31.02.2026', undefined],
    ['soon', undefined],
  ])('reads the day %s as %s', (text, day) => {
    expect(parseDay(text)).toBe(day)
  })

  test('finds words in any order, without ё, in the wrong keyboard layout', () => {
    const text = 'Берёзовая роща, корпус 2'
    expect(['роща берез', 'rjhgec', 'КОРПУС 2', 'сосна'].map((typed) => matchesText(typed, text))).toEqual([
      true,
      true,
      true,
      false,
    ])
  })
})
