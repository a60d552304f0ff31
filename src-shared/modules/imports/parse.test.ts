import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import type { Cell } from '../../kernel/cell.ts'
import type { FieldType, ImportField } from './kind.ts'
import { units } from './kinds/units.ts'
import { people } from './kinds/people.ts'
import { cellParser, columnDialect, type Dialect } from './parse.ts'
import { fieldsByKey } from './kind.ts'

const plain = (type: FieldType): ImportField => ({ key: 'x', type, title: { ru: 'x', en: 'x' }, example: '' })

/** The value, or the codes of what was wrong; both where a value was read with a doubt. */
function read(field: ImportField | FieldType, cell: Cell, dialect?: Dialect): unknown {
  const codes: string[] = []
  const value = cellParser(typeof field === 'string' ? plain(field) : field, dialect)(cell, (code) => codes.push(code))
  return codes.length === 0 ? value : value === undefined ? codes.join() : [value, ...codes]
}

const unit = (key: string) => fieldsByKey(units).get(key) as ImportField

describe('money', () => {
  it.each<[Cell, unknown]>([
    [8500000, 850000000],
    ['8 500 000', 850000000],
    ['8\u00a0500\u00a0000,50', 850000050],
    ['8,500,000.50', 850000050],
    ['8.500.000,50', 850000050],
    ['8500000.5', 850000050],
    ['8 500 000 руб.', 850000000],
    ['8500000₽', 850000000],
    ['8,5 млн', 850000000],
    ['8,5 млн руб.', 850000000],
    ['185 тыс. руб.', 18500000],
    ['185 000 руб/м²', 18500000],
    ['1,234', 123400],
    ["8'500'000", 850000000],
    ['(1 500)', -150000],
    ['−1500', -150000],
    ['-', null],
    ['н/д', null],
    [0.1 + 0.2, 30],
    ['8 5O0 000', [850000000, 'lookalikes']],
    ['$120000', 'not-a-number'],
    ['120000 $', 'foreign-currency'],
    ['9 млн. / 18 млн.', 'unknown-unit'],
    ['по запросу', 'not-a-number'],
    ['12 13', 'several-values'],
    [{ t: 'error', text: '#REF!' }, 'formula-error'],
    [{ t: 'formula' }, 'formula-without-result'],
    [{ t: 'date', iso: '2024-05-01' }, 'became-a-date'],
  ])('%j is %j', (cell, expected) => expect(read('money', cell)).toEqual(expected))
})

describe('area', () => {
  it.each<[Cell, unknown]>([
    [45.3, 453000],
    [43.299999999999997, 433000],
    ['45,3', 453000],
    ['45,30 м²', 453000],
    ['45.3 кв. м', 453000],
    ['45,3м2', 453000],
    ['45,3 sqm', 453000],
    ['45,123', 451230],
    ['З5,2', [352000, 'lookalikes']],
    ['4O,5', [405000, 'lookalikes']],
    ['45 км', 'unknown-unit'],
    ['', null],
  ])('%j is %j', (cell, expected) => expect(read('area', cell)).toEqual(expected))

  it('is outside its range when it is not positive', () => {
    expect(read(unit('area_cm2'), 0)).toBe('below-minimum')
    expect(read(unit('area_cm2'), -45)).toBe('below-minimum')
    expect(read(unit('area_cm2'), 9000)).toEqual([90_000_000, 'unlikely'])
  })
})

describe('dates', () => {
  it.each<[Cell, unknown]>([
    [{ t: 'date', iso: '2024-03-05T10:00' }, '2024-03-05'],
    [45356, '2024-03-05'],
    ['45356', '2024-03-05'],
    ['05.03.2024', '2024-03-05'],
    ['5.3.24', '2024-03-05'],
    ['05.03.2024 г.', '2024-03-05'],
    ['2024-03-05', '2024-03-05'],
    ['2024-03-05T10:30:00', '2024-03-05'],
    ['05/03/2024', '2024-03-05'],
    ['13/03/2024', '2024-03-13'],
    ['03/13/2024', '2024-03-13'],
    ['5 марта 2024 г.', '2024-03-05'],
    ['«05» мая 2024', '2024-05-05'],
    ['March 5, 2024', '2024-03-05'],
    ['5 мар. 2024', '2024-03-05'],
    ['20240305', '2024-03-05'],
    ['31.02.2024', 'impossible-date'],
    ['32.01.2024', 'impossible-date'],
    ['2021-12', 'incomplete-date'],
    ['IV кв. 2025', 'incomplete-date'],
    ['по решению суда', 'not-a-date'],
    ['бессрочно', 'not-a-date'],
    [12, 'not-a-date'],
  ])('%j is %j', (cell, expected) => expect(read('date', cell)).toEqual(expected))

  it('a column says which of two numbers is the day', () => {
    const american = columnDialect(['03/13/2024', '03/04/2024'])
    expect(read('date', '03/04/2024', american)).toBe('2024-03-04')
    const both = columnDialect(['03/13/2024', '14/03/2024'])
    expect(read('date', '03/04/2024', both)).toEqual(['2024-04-03', 'ambiguous-date'])
  })
})

describe('shares', () => {
  const whole = columnDialect([30, 25, 50, 0.3])
  it.each<[Cell, unknown]>([
    [30, 3000],
    ['30%', 3000],
    ['30 %', 3000],
    [{ t: 'percent', value: 0.3 }, 3000],
    [0.3, [3000, 'percent-scale']],
    ['Гибридная 40 + 30', 'not-a-percent'],
    ['0,5%', 50],
  ])('%j is %j among whole percents', (cell, expected) => expect(read('percent', cell, whole)).toEqual(expected))

  it('among fractions 0.3 is thirty per cent', () => {
    const fractions = columnDialect([0.1, 0.2, 0.3])
    expect(read('percent', 0.3, fractions)).toBe(3000)
    expect(read('percent', 30, fractions)).toEqual([3000, 'percent-scale'])
  })
})

describe('codes', () => {
  it.each<[Cell, unknown]>([
    ['007', '007'],
    [7, '7'],
    ['7.0', '7'],
    [{ t: 'padded', value: 7, text: '0007' }, '0007'],
    ['12А', '12А'],
    ["'0012", '0012'],
    [40817810099910004312, 'digits-lost'],
    ['4.0817E+19', 'digits-lost'],
    ['40817810099910004312', '40817810099910004312'],
    [{ t: 'date', iso: '2024-02-01' }, 'became-a-date'],
  ])('%j is %j', (cell, expected) => expect(read('code', cell)).toEqual(expected))
})

describe('rooms', () => {
  it.each<[Cell, unknown]>([
    [2, 2],
    ['2', 2],
    ['2.0', 2],
    ['студия', 0],
    ['Studio', 0],
    ['ст.', 0],
    ['1-комн.', 1],
    ['1 комн. кв.', 1],
    ['однокомнатная', 1],
    ['двухкомнатная', 2],
    ['2Е', 2],
    ['евро-3', 3],
    ['3+', 3],
    ['св. план.', null],
    ['1*', [1, 'asterisk-dropped']],
    ['много', 'not-a-number'],
  ])('%j is %j', (cell, expected) => expect(read('rooms', cell)).toEqual(expected))
})

describe('the rest', () => {
  it('reads heights in metres, centimetres and millimetres', () => {
    expect([2.8, '2,75 м', 280, '270 см', 2700].map((cell) => read('height', cell))).toEqual([280, 275, 280, 270, 270])
  })

  it('reads yes and no in both languages', () => {
    expect(['Да', 'нет', 'TRUE', true, '+', 'false', 1, 0].map((cell) => read('flag', cell))).toEqual([
      true,
      false,
      true,
      true,
      true,
      false,
      true,
      false,
    ])
    expect(read('flag', 'возможно')).toBe('not-a-flag')
  })

  it('finds a choice by its synonyms, stems and look-alikes', () => {
    const kind = unit('kind')
    expect(
      ['квартира', 'Кв.', 'апартаменты', 'м/м', 'Машино-место', 'кладовка', 'Нежилое помещение', 'Flat', 'ПCН'].map(
        (cell) => read(kind, cell),
      ),
    ).toEqual(['flat', 'flat', 'apartment', 'parking', 'parking', 'storage', 'office', 'flat', 'office'])
    expect(read(kind, 'самолёт')).toBe('not-in-list')
  })

  it('keeps phones as +7 and refuses two in one cell', () => {
    const phone = fieldsByKey(people).get('phone') as ImportField
    expect(read(phone, 79221234567)).toBe('+79221234567')
    expect(read(phone, '8 (922) 123-45-67')).toBe('+79221234567')
    expect(read(phone, '+7 922 123-45-67, 8 916 000-00-00')).toBe('several-values')
    expect(read(phone, '12345')).toBe('bad-phone')
  })

  it('checks tax numbers by their own digits', () => {
    const inn = fieldsByKey(people).get('inn') as ImportField
    expect(read(inn, '7707083893')).toBe('7707083893')
    expect(read(inn, '7707083894')).toBe('bad-tax-id')
    // 0105001234… with its zero eaten by Excel.
    expect(read(inn, 274062111)).toEqual(['274062111', 'leading-zero-lost'])
  })

  it('cleans invisible characters out of text and says when letters are lost', () => {
    expect(read('text', ' Иванов\u00a0 Иван\u200b ')).toBe('Иванов Иван')
    expect(read('text', 'Ива\ufffdов')).toBe('bad-encoding')
    expect(read('text', '=cmd|calc')).toEqual(['=cmd|calc', 'formula-neutralised'])
    expect(read('text', '+7 922 123')).toBe('+7 922 123')
  })
})

describe('properties', () => {
  it('any amount of kopecks survives every way of writing it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e14 }),
        fc.constantFrom(' ', '\u00a0', '\u202f', ''),
        fc.constantFrom(',', '.'),
        fc.constantFrom('', ' руб.', ' ₽', 'р.'),
        (minor, gap, point, unit_) => {
          const rubles = String(Math.floor(minor / 100)).replace(/\B(?=(\d{3})+$)/g, gap)
          expect(read('money', `${rubles}${point}${String(minor % 100).padStart(2, '0')}${unit_}`)).toBe(minor)
        },
      ),
    )
  })

  it('no text makes a parser throw', { timeout: 60_000 }, () => {
    const types: FieldType[] = [
      'text',
      'code',
      'integer',
      'area',
      'money',
      'height',
      'percent',
      'date',
      'flag',
      'rooms',
      'phone',
      'email',
    ]
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...types), (text, type) => {
        read(type, text)
      }),
      { numRuns: 500 },
    )
  })
})
