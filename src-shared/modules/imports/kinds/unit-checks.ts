/** What must hold within a row of units, and between it and the register. */
import type { RowContext } from '../kind.ts'
import { isSquareMetre } from '../numbers.ts'
import { riserKey } from '../references.ts'
import { checkPlace, checkPrice, numberOf } from './shared-fields.ts'

/** What a unit may be when it enters the register: bookings and auctions begin here, sales may have been before. */
export const SOLD: ReadonlySet<string> = new Set([
  'sold_pending_contract',
  'under_contract',
  'registered',
  'sold',
  'transferred',
])

const DWELLINGS = new Set(['flat', 'apartment'])

/** Hundredths and hectares are named, not converted: a flat of 600 of them is a misprint. */
export function checkAreaUnit({ values, report }: RowContext): void {
  const unit = values.area_unit
  if (typeof unit === 'string' && !isSquareMetre(unit.toLowerCase().replace(/\s+/g, '')))
    report('area_cm2', 'unknown-unit', { text: unit })
}

export function checkUnit(row: RowContext): void {
  const { values, base, report } = row
  if (values.is_apartment === true && values.kind == null) values.kind = 'apartment'
  if (values.is_studio === true && values.rooms == null) values.rooms = 0
  const [floor, floors] = [numberOf(values.floor ?? null), numberOf(values.floors_total ?? null)]
  if (floor !== null && floors !== null && floor > floors)
    report('floor', 'floor-outside-building', { value: floor, from: 1, to: floors })
  checkAreaUnit(row)
  // A list of flats seldom says that they are flats.
  if (base === null && values.kind == null && values.number != null) {
    if (values.rooms != null) values.kind = 'flat'
    else if (!row.isAmbiguous) report('kind', 'required-missing')
  }
  const value = (key: string) => (key in values ? (values[key] ?? null) : (base?.values[key] ?? null))
  const total = numberOf(value('area_cm2'))
  const parts = ['living_cm2', 'kitchen_cm2'].map((key) => ({ key, size: numberOf(values[key] ?? null) }))
  if (total !== null) {
    for (const { key, size } of parts)
      if (size !== null && size > total)
        report(key, 'part-exceeds-whole', { value: size / 10_000, limit: total / 10_000 })
    const [living, kitchen] = parts.map(({ size }) => size)
    if (living != null && kitchen != null && living <= total && kitchen <= total && living + kitchen > total) {
      report('living_cm2', 'part-exceeds-whole', { value: (living + kitchen) / 10_000, limit: total / 10_000 })
    }
  }
  const rooms = numberOf(values.rooms ?? null)
  const kind = value('kind')
  if (
    rooms !== null &&
    typeof kind === 'string' &&
    !DWELLINGS.has(kind) &&
    kind !== 'villa' &&
    rooms > 0 &&
    (kind === 'parking' || kind === 'storage')
  ) {
    report('rooms', 'rooms-disagree', { value: rooms })
  }
  if (
    rooms === null &&
    'rooms' in values &&
    typeof kind === 'string' &&
    DWELLINGS.has(kind) &&
    base === null &&
    values.layout == null
  )
    report('rooms', 'required-missing')
  const status = values.status ?? null
  delete values.claim
  const isSold = row.options.takesSold === true && base === null && SOLD.has(String(status))
  // No field: it goes to the claim that the batch makes.
  if (isSold) values.claim = status
  if (base === null && status !== null && status !== 'free' && !isSold)
    report('status', 'status-derived', { old: 'free', value: String(status) })
  checkRiser(row)
  checkPlace(row)
  checkPrice(row)
}

/** Two units cannot stand in one place of a floor. */
function checkRiser({ values, base, report, find }: RowContext): void {
  const value = (key: string) => values[key] ?? base?.values[key] ?? null
  const riser = values.riser
  if (typeof riser !== 'number' || (base && base.values.riser === riser)) return
  const [complex, building, section, floor] = ['complex', 'building', 'section', 'floor'].map(value)
  if (complex == null || building == null || section == null || floor == null) return
  const taken = find('riser', riserKey(complex, building, section, floor, riser))
  if (taken && (taken === 'many' || taken.id !== base?.id))
    report('riser', 'place-taken', { value: riser, text: taken === 'many' ? '' : String(taken.facts.number ?? '') })
}
