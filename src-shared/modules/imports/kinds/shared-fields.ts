/** Fields and checks that several kinds have: the place of a unit, prices, Russian identifiers. */
import type { ImportField, RowContext } from '../kind.ts'
import type { ProblemCode } from '../problems.ts'

export const complexField: ImportField = {
  key: 'complex',
  type: 'text',
  title: { ru: 'Жилой комплекс', en: 'Complex' },
  synonyms: [
    'ЖК',
    'комплекс',
    'проект',
    'объект',
    'объект строительства',
    'название жк',
    'наименование жк',
    'residential complex',
    'project',
    'development',
    'estate',
  ],
  weakSynonyms: ['title', 'наименование', 'название'],
  isName: true,
  isFixed: true,
  maxLength: 200,
  example: 'Северный парк',
}

export const buildingField: ImportField = {
  key: 'building',
  type: 'text',
  title: { ru: 'Корпус', en: 'Building' },
  synonyms: [
    'дом',
    'корп',
    'литер*',
    'строение',
    'номер дома',
    'номер корпуса',
    'корпус (дом)',
    'блок',
    'bldg',
    'house',
    'block',
    'tower',
  ],
  weakSynonyms: ['адрес', 'адрес дома', 'address', 'property address', 'location address', 'location.address'],
  isRequired: true,
  isName: true,
  isFixed: true,
  maxLength: 200,
  example: 'Корпус 1',
}

export const sectionField: ImportField = {
  key: 'section',
  type: 'text',
  title: { ru: 'Секция', en: 'Section' },
  synonyms: ['сек', 'номер секции', 'блок-секция', 'section no', 'core'],
  isName: true,
  isFixed: true,
  maxLength: 200,
  example: 'Секция 1',
}

export const floorField: ImportField = {
  key: 'floor',
  type: 'integer',
  title: { ru: 'Этаж', en: 'Floor' },
  synonyms: ['эт', 'номер этажа', 'этаж расположения', 'level', 'floor no', 'storey'],
  min: -20,
  max: 200,
  likelyMin: -5,
  likelyMax: 100,
  isFixed: true,
  example: 5,
}

export const numberField: ImportField = {
  key: 'number',
  type: 'code',
  title: { ru: 'Номер помещения', en: 'Unit number' },
  synonyms: [
    'номер',
    '№ помещения',
    '№ квартиры',
    'номер квартиры',
    '№ кв',
    'квартира №',
    '№ кв-ры',
    'номер кв',
    'кв',
    'условный номер',
    'усл номер',
    'строительный номер',
    'номер объекта',
    '№ объекта',
    'помещение',
    'номер апартамента',
    'номер машиноместа',
    'unit',
    'unit no',
    'unit name',
    'flat no',
    'flat number',
    'apartment number',
    'apt',
    'number',
    'no',
  ],
  isRequired: true,
  isName: true,
  isFixed: true,
  maxLength: 40,
  example: '45',
  hint: { ru: 'Как в проекте, с ведущими нулями и буквами', en: 'As in the project, with leading zeros and letters' },
}

export const ppmField: ImportField = {
  key: 'ppm_minor',
  type: 'money',
  title: { ru: 'Цена за м²', en: 'Price per m²' },
  synonyms: [
    'цена м2',
    'цена кв м',
    'цена за кв м',
    'цена за квадрат',
    'стоимость м2',
    'стоимость за м2',
    'стоимость 1 м2',
    'цена 1 м2',
    'стоимость кв м',
    'цена 1 кв м',
    'руб м2',
    'за метр',
    'цена метра',
    'price m2',
    'price per sqm',
    'price sqm',
    'rate per m2',
    'ppm',
  ],
  min: 0,
  max: 1_000_000_000_00,
  likelyMin: 10_000_00,
  typical: [20_000_00, 990_000_00],
  likelyMax: 5_000_000_00,
  isProtected: true,
  example: 185_000,
}

export const priceField: ImportField = {
  key: 'price_minor',
  type: 'money',
  title: { ru: 'Цена', en: 'Price' },
  synonyms: [
    'стоимость',
    'сумма',
    'цена объекта',
    'цена квартиры',
    'полная стоимость',
    'стоимость квартиры',
    'стоимость объекта',
    'итоговая цена',
    'цена руб',
    'стоимость руб',
    'общая стоимость',
    'цена всего',
    'прайс',
    'total price',
    'cost',
    'amount',
    'list price',
    'last price',
  ],
  min: 1,
  max: 10_000_000_000_00,
  likelyMin: 100_000_00,
  typical: [1_000_000_00, 500_000_000_00],
  likelyMax: 1_000_000_000_00,
  isProtected: true,
  isTotalled: true,
  bigChangeBp: 3000,
  example: 8_500_000,
}

/** `price = area × ppm ± 1 ₽` (C13.5), as people round one or the other: half a ruble of the price per metre is allowed for. */
export function checkPrice({ values, base, report, options }: RowContext): void {
  const area = numberOf(values.area_cm2 ?? base?.values.area_cm2)
  const price = numberOf(values.price_minor)
  const ppm = numberOf(values.ppm_minor)
  if (area === null || area === 0) return
  // What the base says already is not the file's fault.
  if (
    base &&
    ['area_cm2', 'price_minor', 'ppm_minor'].every(
      (key) => !(key in values) || values[key] === (base.values[key] ?? null),
    )
  )
    return
  // In a workbook that left here the other of the two stands as it was: what was typed is the master (C18.4).
  const isTyped = (key: string) => base !== null && key in values && values[key] !== (base.values[key] ?? null)
  const isMetreTyped = options.isReturning === true && isTyped('ppm_minor') && !isTyped('price_minor')
  const isPriceTyped = options.isReturning === true && isTyped('price_minor') && !isTyped('ppm_minor')
  if (price !== null && ppm !== null && !isMetreTyped && !isPriceTyped) {
    const product = Math.round((area * ppm) / 10_000)
    const metreIsWhole = ppm % 100 === 0
    const slack = 100 + (metreIsWhole ? Math.ceil((area * 50) / 10_000) : 0)
    if (Math.abs(product - price) > slack)
      report('price_minor', 'price-disagrees', { price: price / 100, product: product / 100 })
  }
  const perMetre = price === null || isMetreTyped ? ppm : Math.round((price * 10_000) / area)
  const least = numberOf(base?.facts?.['least_ppm_minor']) ?? options.leastPpmMinor
  const isUntouched = base !== null && !isMetreTyped && price === (base.values['price_minor'] ?? null)
  if (least !== null && perMetre !== null && perMetre < least && !isUntouched) {
    report(price === null || isMetreTyped ? 'ppm_minor' : 'price_minor', 'price-below-least', {
      value: perMetre / 100,
      limit: least / 100,
    })
  }
}

export function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

/** A section, building or complex that the register does not have (nothing is said where no register was loaded). */
export function checkPlace({ values, base, report, find, options }: RowContext): void {
  if (base) return
  const { complex, building, section } = values
  const places = [
    { field: 'complex', table: 'complex', names: [complex] },
    { field: 'building', table: 'building', names: [complex, building] },
    { field: 'section', table: 'section', names: [complex, building, section] },
  ]
  for (const { field, table, names } of places) {
    if (values[field] == null) continue
    const found = find(table, ...names)
    if (found === undefined) return
    if (found === 'many') return report(field, 'ambiguous-match')
    if (found === null) {
      report(field, options.createsReferences ? 'new-reference' : 'unknown-reference', { text: String(values[field]) })
      return
    }
    if (table === 'building') checkFloor(values.floor, found.facts, report)
  }
}

function checkFloor(floor: unknown, facts: Record<string, unknown>, report: RowContext['report']): void {
  const [from, to] = [numberOf(facts.floor_from), numberOf(facts.floor_to)]
  if (typeof floor !== 'number' || from === null || to === null || (floor >= from && floor <= to)) return
  report('floor', 'floor-outside-building', { value: floor, from, to })
}

/** Ten digits for a company, twelve for a person, the last one or two computed from the rest. */
export function taxIdProblem(text: string): ProblemCode | null {
  if (!/^\d+$/.test(text)) return 'bad-tax-id'
  // Excel eats the zero of regions 01 to 09.
  if (text.length === 9 || text.length === 11) return hasTaxIdSum(`0${text}`) ? 'leading-zero-lost' : 'bad-tax-id'
  return hasTaxIdSum(text) ? null : 'bad-tax-id'
}

const TEN = [2, 4, 10, 3, 5, 9, 4, 6, 8]
const ELEVEN = [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]
const TWELVE = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]

function hasTaxIdSum(text: string): boolean {
  const digit = (weights: readonly number[]) =>
    (weights.reduce((sum, weight, index) => sum + weight * Number(text[index]), 0) % 11) % 10
  if (text.length === 10) return digit(TEN) === Number(text[9])
  return text.length === 12 && digit(ELEVEN) === Number(text[10]) && digit(TWELVE) === Number(text[11])
}

export const cadastralProblem = (text: string): ProblemCode | null =>
  /^\d{1,2}:\d{1,2}:\d{6,7}:\d{1,6}$/.test(text.replace(/\s/g, '')) ? null : 'bad-cadastral'
