/** What a selection comes to: count, area, money and money per metre, by the same rule as the engine's `Sums`. */
import type { BoardUnit, Sums } from '#shared/modules/inventory/model.ts'

export function sumUnits(units: Iterable<Pick<BoardUnit, 'area_cm2' | 'price_minor'>>): Sums {
  let count = 0
  let area_cm2 = 0
  let price_minor = 0
  let pricedArea = 0
  for (const unit of units) {
    count++
    area_cm2 += unit.area_cm2
    if (unit.price_minor === null) continue
    price_minor += unit.price_minor
    pricedArea += unit.area_cm2
  }
  return {
    count,
    area_cm2,
    price_minor,
    ppm_minor: pricedArea === 0 ? null : Math.round((price_minor / pricedArea) * 10_000),
  }
}
