import { describe, expect, it } from 'vitest'
import type { Cell, Merge } from '../../kernel/cell.ts'
import { findTable } from './header.ts'
import { units } from './kinds/units.ts'
import { prices } from './kinds/prices.ts'
import { applyMapping, matchColumns } from './mapping.ts'
import { nameScore } from './names.ts'
import { fieldsByKey, type ImportField } from './kind.ts'
import { keyName } from './text.ts'

const sheet = (...rows: Cell[][]) => rows.map((cells, index) => ({ row: index + 1, cells }))

function table(rows: Cell[][], merges: Merge[] = []) {
  const shape = findTable(units, sheet(...rows), merges)
  return (
    shape && {
      header: [shape.headerFrom, shape.headerTo],
      data: shape.firstData,
      titles: shape.columns.map(({ title }) => title),
    }
  )
}

const data: Cell[][] = [
  ['1', 'Корпус 1', 2, '12', 45.3, 8_500_000],
  ['2', 'Корпус 1', 2, '13', 38.1, 7_100_000],
  ['3', 'Корпус 1', 3, '14', 45.3, 8_600_000],
]

describe('the header of a table', () => {
  it('is found under a title, a date and an empty left column', () => {
    expect(
      table([
        ['Прайс-лист на 01.09.2025'],
        ['ЖК «Северный парк»'],
        [null, 'Корпус\n', 'Этаж ', '№ кв.', 'Площадь, м²', 'Цена, руб.'],
        ...data,
      ]),
    ).toEqual({
      header: [3, 3],
      data: 4,
      titles: ['', 'Корпус', 'Этаж', '№ кв.', 'Площадь, м²', 'Цена, руб.'],
    })
  })

  it('may have two rows joined by merged cells', () => {
    const merges: Merge[] = [
      { top: 1, left: 0, bottom: 2, right: 0 },
      { top: 1, left: 1, bottom: 2, right: 1 },
      { top: 1, left: 2, bottom: 1, right: 4 },
    ]
    expect(
      table(
        [
          ['Корпус', '№ квартиры', 'Площадь', null, null, 'Цена'],
          [null, null, 'общая', 'жилая', 'кухни', null],
          ['1', '12', 45, 20, 9, 8e6],
          ['1', '13', 45, 20, 9, 8e6],
        ],
        merges,
      ),
    ).toEqual({
      header: [1, 2],
      data: 3,
      titles: ['Корпус', '№ квартиры', 'Площадь общая', 'Площадь жилая', 'Площадь кухни', 'Цена'],
    })
  })

  it('may have two rows that nothing joins, and a row of numbers below', () => {
    expect(
      table([
        ['Корпус', '№ квартиры', 'Площадь', null, 'Цена'],
        [null, null, 'общая', 'жилая', null],
        [1, 2, 3, 4, 5],
        ['1', '12', 45, 20, 8e6],
        ['1', '13', 45, 20, 8e6],
      ]),
    ).toEqual({
      header: [1, 2],
      data: 4,
      titles: ['Корпус', '№ квартиры', 'Площадь общая', 'Площадь жилая', 'Цена'],
    })
  })

  it('is one row where the first row of data is all text', () => {
    expect(
      table([
        ['Корпус', 'Этаж', 'Номер'],
        ['К1', 'второй', '12'],
        ['К1', 'третий', '13'],
      ])?.header,
    ).toEqual([1, 1])
  })

  it('is not there in a sheet of notes', () => {
    expect(table([['Просто текст']])).toBe(null)
  })
})

function mapping(headers: string[], rows: Cell[][]) {
  return Object.fromEntries(
    matchColumns(
      units,
      headers.map((title, column) => ({
        column,
        title,
        cells: rows.map((row) => row[column] ?? null).filter((cell) => cell !== null),
      })),
    ).map(({ title, field, isTwin }) => [title, isTwin ? `${field}*` : field]),
  )
}

describe('columns', () => {
  it('are matched by synonyms in both languages', () => {
    expect(
      mapping(
        ['ЖК', 'Дом', 'Подъезд', 'Эт.', '№ кв', 'Кол-во комнат', 'S общая, м2', 'Стоимость, руб.', 'Кад. номер'],
        [],
      ),
    ).toEqual({
      ЖК: 'complex',
      Дом: 'building',
      Подъезд: 'entrance',
      'Эт.': 'floor',
      '№ кв': 'number',
      'Кол-во комнат': 'rooms',
      'S общая, м2': 'area_cm2',
      'Стоимость, руб.': 'price_minor',
      'Кад. номер': 'cadastral_number',
    })
    expect(mapping(['Block', 'Level', 'Apt', 'Bedrooms', 'Total area', 'List price'], [])).toEqual({
      Block: 'building',
      Level: 'floor',
      Apt: 'number',
      Bedrooms: 'rooms',
      'Total area': 'area_cm2',
      'List price': 'price_minor',
    })
  })

  it('of one name are told apart by what stands in them', () => {
    const rows = Array.from({ length: 10 }, (_, n) => [180_000 + n * 1000, 8_000_000 + n * 50_000])
    expect(mapping(['Цена', 'Цена полная'], rows)).toEqual({ Цена: 'ppm_minor', 'Цена полная': 'price_minor' })
  })

  it('that are nearly the same give one field and its twin', () => {
    expect(mapping(['Планировка', 'Планеровка'], [['2К', '2К']])).toEqual({
      Планировка: 'layout',
      Планеровка: 'layout*',
    })
  })

  it('without a name are known by their content', () => {
    expect(mapping([''], [['77:01:0004012:2045'], ['77:01:0004012:2046']])).toEqual({ '': 'cadastral_number' })
  })

  it('of a saved mapping are found again in another order, or the mapping does not fit', () => {
    const saved = [
      { title: 'Цена, руб', field: 'price_minor', isTwin: false },
      { title: '№', field: 'number', isTwin: false },
    ]
    expect(
      applyMapping(
        [
          { column: 0, title: '№' },
          { column: 4, title: 'Цена,  руб\n' },
        ],
        saved,
      )?.map(({ column, field }) => [column, field]),
    ).toEqual([
      [4, 'price_minor'],
      [0, 'number'],
    ])
    expect(applyMapping([{ column: 0, title: '№' }], saved)).toBe(null)
  })
})

describe('names', () => {
  it('every field is best named by its own titles', () => {
    for (const kind of [units, prices]) {
      for (const field of kind.fields) {
        for (const title of [field.title.ru, field.title.en, field.title.ru.toUpperCase(), ` ${field.title.ru}\n`]) {
          const best = [...kind.fields].sort((a, b) => nameScore(title, b) - nameScore(title, a))[0] as ImportField
          expect(`${title}: ${best.key}`).toBe(`${title}: ${field.key}`)
        }
      }
    }
  })

  it('no synonym belongs to two fields of a kind', () => {
    for (const kind of [units, prices]) {
      for (const field of kind.fields) {
        for (const name of [field.title.ru, field.title.en, ...(field.synonyms ?? [])].filter(
          (text) => !text.endsWith('*'),
        )) {
          const owners = kind.fields.filter((other) => nameScore(name, other) === 1).map(({ key }) => key)
          expect(`${name}: ${owners.join()}`).toBe(`${name}: ${field.key}`)
        }
      }
    }
  })

  it('of places are the same however they are written', () => {
    for (const [a, b] of [
      ['Корпус 1', '1'],
      ['корп. №1', '1'],
      ['Секция-2', '2'],
      ['кв. 12A', '12а'],
      ['Лит. А', 'A'],
      ['ЖК «Северный  парк»', 'северный парк'],
      ['№ 45', '45'],
    ] as const) {
      expect(keyName(a)).toBe(keyName(b))
    }
    for (const [a, b] of [
      ['12', '012'],
      ['1', '11'],
      ['12А', '12Б'],
      ['Корпус', ''],
    ] as const)
      expect(keyName(a)).not.toBe(keyName(b))
  })

  it('know their choices from one another', () => {
    expect(fieldsByKey(units).get('status')?.choices?.length).toBe(11)
  })
})
