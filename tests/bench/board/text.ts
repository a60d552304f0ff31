import type { BenchUnit } from './cells.ts'

const area = new Intl.NumberFormat('ru', { maximumFractionDigits: 1 })
const price = new Intl.NumberFormat('ru', { maximumFractionDigits: 2 })

/** What both boards write into a cell. */
export function cellText(unit: BenchUnit): string {
  return `${unit.number}\n${unit.rooms === 0 ? 'ст' : `${unit.rooms}к`} · ${area.format(unit.area_cm2 / 10_000)}\n${price.format(unit.price_minor / 100_000_000)} млн`
}
