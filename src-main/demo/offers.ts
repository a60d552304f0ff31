/** Which agencies sell what, and which flats go with a parking place. */
import { addDays } from '#shared/kernel/day.ts'
import { statusAt } from '#shared/modules/inventory/status.ts'
import { demoId, type Chance } from './chance.ts'
import type { DemoBuilding, DemoComplex } from './city.ts'
import { moment, type Trade, type UnitLife } from './lives.ts'

/** Up to three agencies sell a complex; some only one building or a few units of it. Returns those that may sell all of it. */
export function grantAgencies(complex: DemoComplex, { emit, id, house, today }: Trade, random: Chance): number[] {
  const whole: number[] = []
  const given = new Set<number>()
  const count = Math.min(random.int(0, 3) + (complex.id === demoId('complex', 0) ? 2 : 0), house.agencies.length)
  for (let n = 0; n < count; n++) {
    const agency = n === 0 && complex.id === demoId('complex', 0) ? 0 : random.int(0, house.agencies.length - 1)
    if (given.has(agency)) continue
    given.add(agency)
    const building = n > 0 && complex.buildings.length > 1 && random.is(0.3) ? random.pick(complex.buildings) : null
    const terms = { has_price: random.is(0.85), has_booking: random.is(0.9), max_hold_days: random.pick([1, 2, 3, 5]) }
    const from_at = moment(addDays(today, -random.int(30, 700)), random)
    emit('unit_grant', {
      id: id('grant'),
      company_id: house.agencies[agency],
      complex_id: complex.id,
      building_id: building?.id ?? null,
      unit_id: null,
      ...terms,
      from_at,
      user_id: house.of('manager').id,
    })
    if (building === null) whole.push(agency)
  }
  return whole
}

/** Some flats are sold with a parking place and a storage room of the same house. */
export function makeLots(lives: UnitLife[], building: DemoBuilding, { emit, id, today }: Trade, random: Chance): void {
  const free = lives
    .filter(({ claims }) => statusAt(claims, `${today}T23:59:59.999Z`) === 'free')
    .map(({ unit }) => unit)
  const places = free.filter(({ kind }) => kind === 'parking')
  const stores = free.filter(({ kind }) => kind === 'storage')
  for (const flat of free) {
    if ((flat.kind !== 'flat' && flat.kind !== 'apartment') || !random.is(0.04)) continue
    const [place, store] = [places.pop(), stores.pop()]
    if (!place || !store) return
    const lotId = id('lot')
    emit('lot', { id: lotId, complex_id: building.complexId, name: `Лот ${flat.number}: с паркингом и кладовой` })
    for (const unit of [flat, place, store])
      emit('lot_unit', { id: id('lotUnit'), lot_id: lotId, unit_id: unit.id, is_main: unit === flat })
  }
}
