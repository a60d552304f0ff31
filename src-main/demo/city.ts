/** Complexes, buildings, sections, floors and units: shapes as builders draw them, one flat above another of the same plan. */
import { addDays, type Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import type { Finishing, Stage, UnitKind, View } from '#shared/modules/inventory/model.ts'
import { chance, demoId, type Chance } from './chance.ts'
import type { Emit } from './generate.ts'
import { House } from './house.ts'
import { share, type DemoSize } from './scales.ts'
import { CITIES, complexName, RESORT, street, type City } from './words.ts'

export interface DemoUnit {
  id: Id
  kind: UnitKind
  number: string
  floor: number
  rooms: number | null
  area_cm2: number
  finishing: Finishing | null
  view: View | null
  layout: string | null
  /** The whole row, but for what follows from its sale. */
  row: Record<string, unknown>
}

export interface DemoBuilding {
  id: Id
  complexId: Id
  city: City
  /** Dearer than comfort class by so much. */
  quality: number
  stage: Stage
  salesFrom: Day
  readyOn: Day
  units: DemoUnit[]
}

export interface DemoComplex {
  id: Id
  city: City
  quality: number
  buildings: DemoBuilding[]
}

/** Numbers given so far: ids go up through the whole demonstration. */
export interface Counters {
  building: number
  section: number
  floor: number
  unit: number
}

const YEAR = 365
/** Three houses of a hundred apartments with what belongs to them, and the villas. */
const RESORT_UNITS = [144, 144, 142, 30]
const RESORT_OUTLETS = 6
/** The first complex of a developer is the one to look at: about a thousand units. */
const FLAGSHIP = { buildings: 6, weight: 5 }

/** How many units each building has: some are many times as large as others, and all together are exactly as many as asked. */
export function planBuildings(size: DemoSize): number[][] {
  if (size.isResort) return [RESORT_UNITS]
  const random = chance('plan')
  const first = size.complexes === 1 ? size.buildings : FLAGSHIP.buildings
  const others = share(
    size.buildings - first,
    Array.from({ length: size.complexes - 1 }, () => random.next() ** 2 + 0.2),
    1,
  )
  const perComplex = [first, ...others]
  const weights = Array.from({ length: size.buildings }, (_, n) =>
    n < first ? FLAGSHIP.weight : Math.exp(random.around(0, 0.7)),
  )
  const counts = share(size.units, weights, 14)
  let at = 0
  return perComplex.map((count) => counts.slice(at, (at += count)))
}

export function generateComplex(
  n: number,
  counts: number[],
  size: DemoSize,
  today: Day,
  counters: Counters,
  emit: Emit,
): DemoComplex {
  const random = chance(`complex ${n}`)
  const city = size.isResort ? RESORT : n === 0 ? (CITIES[0] as City) : random.pick(CITIES)
  const id = demoId('complex', n)
  const quality = size.isResort ? 1.15 : n === 0 ? 1.25 : ([0.88, 1, 1, 1.2, 1.5][random.int(0, 4)] as number)
  const name = size.isResort ? 'Лазурный мыс' : complexName(n)
  const kindOf = quality >= 1.5 ? 'премиум' : quality >= 1.2 ? 'бизнес' : 'комфорт'
  emit('complex', {
    id,
    name,
    region: city.region,
    city: city.name,
    address: `${city.name}, ${street(random)}`,
    class: kindOf,
  })
  // The first complex is in the middle of its sales, so that there is something to look at; the others are of all ages.
  const age = n === 0 ? 500 : random.int(-120, 9 * YEAR)
  const buildings = counts.map((count, at) => {
    const salesFrom = addDays(today, -Math.max(age - at * random.int(60, 200), -200))
    return generateBuilding(
      {
        n: at,
        count,
        city,
        quality,
        complexId: id,
        salesFrom,
        isResort: size.isResort,
        isLast: at === counts.length - 1 && counts.length > 1,
      },
      random,
      today,
      counters,
      emit,
    )
  })
  return { id, city, quality, buildings }
}

interface BuildingPlan {
  n: number
  count: number
  city: City
  quality: number
  complexId: Id
  salesFrom: Day
  isResort: boolean
  isLast: boolean
}

function generateBuilding(
  plan: BuildingPlan,
  random: Chance,
  today: Day,
  counters: Counters,
  emit: Emit,
): DemoBuilding {
  const { n, count, city, quality, complexId, salesFrom, isResort } = plan
  const id = demoId('building', counters.building++)
  const readyOn = addDays(salesFrom, random.int(700, 1000))
  const drawn = addDays(salesFrom < today ? salesFrom : today, -30)
  const stage = stageOn(today, salesFrom, readyOn)
  const isVillas = isResort && plan.isLast
  emit('building', {
    id,
    complex_id: complexId,
    name: isVillas ? 'Виллы' : `Корпус ${n + 1}`,
    address: `${city.name}, ${street(random)}`,
    stage,
    sort: n,
    ready_on: readyOn,
    cadastral_number:
      stage === 'commissioned'
        ? `${city.cadastre}:${String(random.int(1_000_000, 9_999_999)).padStart(7, '0')}:${random.int(10, 999)}`
        : null,
  })
  const units: DemoUnit[] = []
  const house = new House(
    { buildingId: id, complexId, city, quality, stage, counters, emit, units, createdAt: `${drawn}T06:00:00.000Z` },
    random,
  )
  if (isVillas) {
    house.villas(Math.min(count, 24))
    house.rest(count - units.length, 'equipment')
  } else {
    const living = isResort ? 100 + RESORT_OUTLETS : Math.round(count * (count < 30 ? 1 : 0.76))
    const offices = isResort ? RESORT_OUTLETS : count > 60 ? Math.max(1, Math.round(count * 0.03)) : 0
    house.living(living - offices, offices, isResort ? 'apartment' : 'flat')
    const under = count - units.length
    const storages = Math.round(under * 0.38)
    house.parking(under - storages)
    house.rest(storages, 'storage')
  }
  return { id, complexId, city, quality, stage, salesFrom, readyOn, units }
}

function stageOn(today: Day, salesFrom: Day, readyOn: Day): Stage {
  if (readyOn <= today) return 'commissioned'
  if (salesFrom > today) return 'planned'
  if (addDays(readyOn, -200) <= today) return 'finishing'
  return addDays(readyOn, -520) <= today ? 'frame' : 'foundation'
}
