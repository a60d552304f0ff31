/** A price list of a large developer as a workbook, written by exceljs, and the same units as rows of the base. */
import ExcelJS from 'exceljs'
import type { BaseRow, Reference, Values } from '#shared/modules/imports/kind.ts'
import { keyName } from '#shared/modules/imports/text.ts'

export const HEADERS = [
  'Жилой комплекс',
  'Корпус',
  'Секция',
  'Подъезд',
  'Этаж',
  'Стояк',
  'Номер',
  'Тип помещения',
  'Комнат',
  'Площадь, м²',
  'Жилая площадь',
  'Кухня',
  'Балкон',
  'Проектная площадь',
  'Площадь БТИ',
  'Отделка',
  'Вид из окна',
  'Сторона света',
  'Высота потолков',
  'Планировка',
  'Кадастровый номер',
  'Цена за м²',
  'Цена',
  'Статус',
  'Примечание',
] as const

const FINISHING = [
  ['none', 'Без отделки'],
  ['finish', 'Чистовая'],
  ['prefinish', 'Предчистовая'],
] as const
const VIEWS = [
  ['courtyard', 'Двор'],
  ['street', 'Улица'],
  ['park', 'Парк'],
] as const
const SIDES = [
  ['n', 'Север'],
  ['e', 'Восток'],
  ['s', 'Юг'],
  ['w', 'Запад'],
] as const

export interface SampleUnit {
  cells: (string | number)[]
  values: Values
}

const PER_FLOOR = 8
const FLOORS = 25
const SECTIONS = 3
const BUILDINGS = 5

/** Unit number `n` of any amount: the same every time. */
export function sampleUnit(n: number): SampleUnit {
  const inSection = PER_FLOOR * FLOORS
  const riser = (n % PER_FLOOR) + 1
  const floor = (Math.floor(n / PER_FLOOR) % FLOORS) + 1
  const section = (Math.floor(n / inSection) % SECTIONS) + 1
  const building = (Math.floor(n / (inSection * SECTIONS)) % BUILDINGS) + 1
  const complex = Math.floor(n / (inSection * SECTIONS * BUILDINGS)) + 1
  const number = String((n % (inSection * SECTIONS)) + 1)
  const rooms = riser % 5
  const area = 250_000 + rooms * 170_000 + ((n * 7919) % 1000) * 100
  const [living, kitchen, balcony] = [
    Math.round((area * 0.55) / 100) * 100,
    Math.round((area * 0.2) / 100) * 100,
    32_000,
  ]
  const ppm = 150_000_00 + floor * 1_000_00 + ((n * 31) % 50) * 500_00
  const price = Math.round((area * ppm) / 10_000)
  const [finishing, view, side] = [FINISHING[n % 3] ?? FINISHING[0], VIEWS[n % 3] ?? VIEWS[0], SIDES[n % 4] ?? SIDES[0]]
  const cadastral = `77:01:${String(1_000_000 + (n % 9973)).slice(0, 7)}:${n + 1}`
  const complexName = `Северный парк ${complex}`
  const layout = `${rooms}К-${riser}`
  return {
    cells: [
      complexName,
      `Корпус ${building}`,
      `Секция ${section}`,
      '1',
      floor,
      riser,
      number,
      'Квартира',
      rooms === 0 ? 'студия' : rooms,
      area / 10_000,
      living / 10_000,
      kitchen / 10_000,
      balcony / 10_000,
      area / 10_000,
      area / 10_000,
      finishing[1],
      view[1],
      side[1],
      2.8,
      layout,
      cadastral,
      ppm / 100,
      price / 100,
      'Свободна',
      `Квартира ${number} на этаже ${floor}`,
    ],
    values: {
      complex: complexName,
      building: `Корпус ${building}`,
      section: `Секция ${section}`,
      entrance: '1',
      floor,
      riser,
      number,
      kind: 'flat',
      rooms,
      area_cm2: area,
      living_cm2: living,
      kitchen_cm2: kitchen,
      balcony_cm2: balcony,
      project_cm2: area,
      bti_cm2: area,
      finishing: finishing[0],
      view: view[0],
      window_side: side[0],
      ceiling_cm: 280,
      layout,
      cadastral_number: cadastral,
      ppm_minor: ppm,
      price_minor: price,
      status: 'free',
      note: `Квартира ${number} на этаже ${floor}`,
    },
  }
}

export const sampleId = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

export function sampleBase(count: number): BaseRow[] {
  return Array.from({ length: count }, (_, n) => ({ id: sampleId(n), values: sampleUnit(n).values, lock: null }))
}

export function sampleReferences(count: number): Record<string, Reference[]> {
  const tables: Record<string, Map<string, Reference>> = { complex: new Map(), building: new Map(), section: new Map() }
  for (let n = 0; n < count; n += PER_FLOOR * FLOORS) {
    const { complex, building, section } = sampleUnit(n).values
    const add = (table: string, names: unknown[], facts: Values) => {
      const parts = names.map((name) => keyName(String(name)))
      const key = parts.join('/')
      if (!tables[table]?.has(key)) tables[table]?.set(key, { id: key, parts, facts })
    }
    add('complex', [complex], {})
    add('building', [complex, building], { floor_from: 1, floor_to: FLOORS })
    add('section', [complex, building, section], {})
  }
  return Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, Array.from(table.values())]))
}

/** Every tenth row gets another price, every hundredth is new to a base of `count` less a hundredth. */
export async function writeSample(
  path: string,
  count: number,
  edit: (n: number, unit: SampleUnit) => (string | number)[] = (_, unit) => unit.cells,
): Promise<void> {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: path, useSharedStrings: true, useStyles: true })
  const sheet = book.addWorksheet('Прайс')
  sheet.addRow([...HEADERS]).commit()
  for (let n = 0; n < count; n++) sheet.addRow(edit(n, sampleUnit(n))).commit()
  sheet.commit()
  await book.commit()
}
