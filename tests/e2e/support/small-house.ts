/** A building of one section to sell in: twelve flats on four floors and six parking places, with prices and one reason for holds. */
import { newId } from '#shared/kernel/id.ts'
import type { Application } from './application.ts'

export interface SmallHouse {
  complexId: string
  buildingId: string
  /** Ids by number: flats are '1' to '12' from the first floor up, parking places 'P1' to 'P6'. */
  units: ReadonlyMap<string, string>
}

export const OWNER = { login: 'anna', password: 'anna-secret', name: 'Анна Иванова' } as const
const ROUBLE = 100
const M2 = 10_000

export async function buildSmallHouse(application: Application): Promise<SmallHouse> {
  const call = (name: string, args: unknown) => application.kvartal('call', name, JSON.stringify(args))
  await call('engine.startEmpty', { company: 'ООО «Ромашка»', ...OWNER })
  const [complexId, buildingId, sectionId, parkingId] = [newId(), newId(), newId(), newId()]
  await call('inventory.saveComplex', {
    id: complexId,
    name: 'Тихий берег',
    region: 'Приморский',
    city: 'Санкт-Петербург',
    address: 'ул. Оптиков, 34',
  })
  await call('inventory.saveBuilding', {
    id: buildingId,
    complex_id: complexId,
    name: 'Корпус 1',
    address: 'ул. Оптиков, 34, к. 1',
    stage: 'frame',
  })
  await call('inventory.saveSection', { id: sectionId, building_id: buildingId, name: '1', sort: 1 })
  await call('inventory.saveSection', {
    id: parkingId,
    building_id: buildingId,
    name: 'Паркинг',
    sort: 2,
    layout: 'list',
  })
  const units = new Map<string, string>()
  const unit = (number: string, section_id: string, fields: object) => {
    const id = newId()
    units.set(number, id)
    return { id, section_id, number, ...fields }
  }
  const flats = [1, 2, 3, 4].flatMap((floor) =>
    [1, 2, 3].map((riser) =>
      unit(String((floor - 1) * 3 + riser), sectionId, {
        kind: 'flat',
        floor,
        riser,
        rooms: riser,
        area_cm2: (30 + riser * 10) * M2,
      }),
    ),
  )
  const places = [1, 2, 3, 4, 5, 6].map((riser) =>
    unit(`P${riser}`, parkingId, { kind: 'parking', floor: -1, riser, area_cm2: 13 * M2 }),
  )
  await call('inventory.saveUnits', { units: [...flats, ...places] })
  await call('inventory.reprice', {
    exceptionId: newId(),
    unitIds: [...units.values()],
    change: { by: 'ppm', value: 250_000 * ROUBLE },
  })
  await call('inventory.offer', { unitIds: [...units.values()] })
  await call('inventory.saveHoldReason', { reasonId: newId(), name: 'Показ-рум' })
  return { complexId, buildingId, units }
}
