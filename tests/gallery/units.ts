/** Made-up units: enough like real ones to look at a grid of them. */
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import type { Tone } from '#renderer/ui/tones.ts'

export interface Unit {
  id: string
  number: string
  complex: string
  building: string
  section: number
  floor: number
  rooms: string
  status: string
  area_cm2: number
  price_minor: number | null
  ppm_minor: number | null
  discount: number
  since_on: string
  buyer: string
  note: string | null
  isCorner: boolean
}

const STATUSES: readonly [string, Tone][] = [
  ['Свободна', 'open'],
  ['Бронь', 'held'],
  ['Оплаченная бронь', 'pledged'],
  ['Аукцион', 'contest'],
  ['Ждёт договора', 'pending'],
  ['Договор', 'bound'],
  ['Зарегистрирован', 'filed'],
  ['Продана', 'done'],
  ['Передана', 'final'],
  ['Технический резерв', 'technical'],
  ['Не продаётся', 'withheld'],
]
const COMPLEXES = ['Берёзовая роща', 'Квартал 17', 'Набережная', 'Южный парк', 'Новые Сады']
const NAMES = ['Иванов А. П.', 'Смирнова Е. В.', 'Кузнецов Д. И.', 'Ёлкина О. С.', 'Абдуллаев Р. Т.', '']

export function makeUnits(count: number): Unit[] {
  return Array.from({ length: count }, (_, index): Unit => {
    const [status = ''] = STATUSES[(index * 7 + (index >> 4)) % STATUSES.length] ?? []
    const area = 240_000 + ((index * 7919) % 900_000)
    const ppm = 14_500_000 + ((index * 104_729) % 9_000_000)
    const isPriced = index % 13 !== 0
    return {
      id: `u${index}`,
      number: String((index % 480) + 1),
      complex: COMPLEXES[Math.floor(index / 480) % COMPLEXES.length] ?? '',
      building: `к. ${(Math.floor(index / 160) % 6) + 1}`,
      section: (Math.floor(index / 80) % 4) + 1,
      floor: (Math.floor(index / 8) % 20) + 1,
      rooms: ['Студия', '1', '2', '3', '4'][index % 5] ?? '',
      status,
      area_cm2: area,
      price_minor: isPriced ? Math.round((area / 10_000) * ppm) : null,
      ppm_minor: isPriced ? ppm : null,
      discount: (index % 9) / 100,
      since_on: new Date(Date.UTC(2025, 0, 1 + ((index * 13) % 650))).toISOString().slice(0, 10),
      buyer: NAMES[index % NAMES.length] ?? '',
      note: index % 11 === 0 ? 'Окна во двор; "тихая" сторона' : null,
      isCorner: index % 8 === 0,
    }
  })
}

const tones = new Map(STATUSES)
const ranks = new Map(STATUSES.map(([status], index) => [status, index]))

export const unitColumns: readonly GridColumn<Unit>[] = [
  {
    id: 'number',
    title: '№',
    fullTitle: 'Номер помещения',
    value: (unit) => unit.number,
    width: 96,
    pin: 'left',
    look: () => ({ isStrong: true }),
  },
  { id: 'complex', title: 'Комплекс', value: (unit) => unit.complex, isGroupable: true },
  { id: 'building', title: 'Корпус', value: (unit) => unit.building, width: 80, isGroupable: true },
  { id: 'section', title: 'Секция', kind: 'number', value: (unit) => unit.section, width: 72, isGroupable: true },
  { id: 'floor', title: 'Этаж', kind: 'number', value: (unit) => unit.floor, width: 68 },
  { id: 'rooms', title: 'Комнат', value: (unit) => unit.rooms, width: 80 },
  {
    id: 'status',
    title: 'Статус',
    kind: 'choice',
    value: (unit) => unit.status,
    width: 170,
    isGroupable: true,
    rank: (unit) => ranks.get(unit.status) ?? 99,
    look: (unit) => ({ tone: tones.get(unit.status) ?? 'plain' }),
  },
  { id: 'area', title: 'Площадь, м²', kind: 'area', value: (unit) => unit.area_cm2, width: 110, aggregate: 'sum' },
  {
    id: 'price',
    title: 'Цена, ₽',
    kind: 'money',
    value: (unit) => unit.price_minor,
    aggregate: 'sum',
    isEditable: () => true,
    width: 140,
  },
  {
    id: 'ppm',
    title: '₽/м²',
    kind: 'perMetre',
    value: (unit) => unit.ppm_minor,
    aggregate: {
      of: (unit) => unit.price_minor,
      per: (unit) => (unit.price_minor === null ? null : unit.area_cm2 / 10_000),
    },
  },
  {
    id: 'discount',
    title: 'Скидка',
    kind: 'percent',
    value: (unit) => unit.discount,
    isEditable: () => true,
    aggregate: 'average',
    look: (unit) => ({ bar: unit.discount * 10 }),
  },
  { id: 'since', title: 'С даты', kind: 'day', value: (unit) => unit.since_on },
  {
    id: 'buyer',
    title: 'Покупатель',
    value: (unit) => unit.buyer,
    look: (unit) => (unit.buyer === '' ? {} : { to: '/people/1' }),
  },
  { id: 'corner', title: 'Угловая', kind: 'flag', value: (unit) => unit.isCorner, width: 84 },
  { id: 'note', title: 'Заметка', value: (unit) => unit.note, width: 220, look: () => ({ isDim: true }) },
  ...Array.from({ length: 5 }, (_, index): GridColumn<Unit> => ({
    id: `extra${index}`,
    title: `Показатель ${index + 1}`,
    kind: 'number',
    value: (unit) => (unit.area_cm2 * (index + 3)) % 1000,
    width: 120,
  })),
]
