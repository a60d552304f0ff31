/** One building: sections of flats one above another by the same plan, shops below, parking and storage under the ground. */
import type { Id } from '#shared/kernel/id.ts'
import type { Finishing, Stage, UnitKind, View, WindowSide } from '#shared/modules/inventory/model.ts'
import { demoId, type Chance } from './chance.ts'
import type { Counters, DemoUnit } from './city.ts'
import type { Emit } from './generate.ts'
import { share } from './scales.ts'
import type { City } from './words.ts'

interface HouseContext {
  buildingId: Id
  complexId: Id
  city: City
  quality: number
  stage: Stage
  counters: Counters
  emit: Emit
  units: DemoUnit[]
  createdAt: string
}

interface Riser {
  rooms: number
  area_cm2: number
  layout: string
  side: WindowSide
  view: View
}

const ROOM_AREAS = [27, 40, 60, 82, 112] as const
const SIDES: readonly WindowSide[] = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw', 'both']

/** Fills one building: sections side by side above the ground, parking and storage below it. */
export class House {
  #sections = 0
  #numbers = 0
  readonly #context: HouseContext
  readonly #random: Chance

  constructor(context: HouseContext, random: Chance) {
    this.#context = context
    this.#random = random
  }

  living(flats: number, offices: number, kind: 'flat' | 'apartment'): void {
    const random = this.#random
    const total = flats + offices
    const risers = random.int(3, total > 120 ? 7 : 5)
    const floors = Math.max(3, Math.min(25, Math.round(Math.sqrt((total / risers) * random.int(5, 9)))))
    const sections = Math.max(1, Math.round(total / (risers * floors)))
    const quotas = share(
      flats,
      Array.from({ length: sections }, () => 1),
      0,
    )
    const officeQuotas = share(
      offices,
      Array.from({ length: sections }, () => 1),
      0,
    )
    for (let at = 0; at < sections; at++) this.#livingSection(quotas[at] ?? 0, officeQuotas[at] ?? 0, risers, kind)
  }

  #livingSection(flats: number, offices: number, risers: number, kind: 'flat' | 'apartment'): void {
    const random = this.#random
    const { city } = this.#context
    const section = this.#section(`Секция ${this.#sections + 1}`, 'grid')
    const stacks = Array.from({ length: risers }, (_, at): Riser => {
      const rooms = random.pick(this.#context.quality > 1.3 ? [1, 2, 2, 3, 3, 4] : [0, 1, 1, 1, 2, 2, 2, 3, 3, 4])
      const area = (ROOM_AREAS[rooms] ?? 60) * (0.92 + random.next() * 0.2) * (0.9 + this.#context.quality * 0.12)
      const view = random.is(0.4)
        ? city.view
        : random.pick(['courtyard', 'courtyard', 'street', 'city', 'park'] as const)
      return {
        rooms,
        area_cm2: Math.round(area * 10) * 1000,
        layout: `${rooms === 0 ? 'С' : rooms}${'АБВГДЕЖ'[at] ?? 'К'}-${random.int(1, 9)}`,
        side: random.pick(SIDES),
        view,
      }
    })
    const taken = new Set<string>()
    let left = flats
    for (let shops = offices, riser = 1, floor = 1; shops > 0; shops--) {
      const span = riser < risers ? 2 : 1
      for (let cell = riser; cell < riser + span; cell++) taken.add(`${floor}:${cell}`)
      this.#unit(section, {
        kind: 'office',
        floor,
        riser,
        riser_span: span,
        rooms: null,
        area_cm2: random.int(450, 1600) * 1000,
        view: 'street',
        finishing: 'none',
        layout: `ПСН-${random.int(1, 6)}`,
        side: 'both',
        ceiling: 420,
      })
      riser += span
      if (riser <= risers) continue
      riser = 1
      floor++
    }
    for (let floor = 1; left > 0; floor++) {
      for (let riser = 1; riser <= risers && left > 0; riser++) {
        if (taken.has(`${floor}:${riser}`)) continue
        const stack = stacks[riser - 1] as Riser
        const isWide = riser < risers && !taken.has(`${floor}:${riser + 1}`) && random.is(0.025)
        const isTall = !isWide && floor > 2 && left <= risers && random.is(0.3)
        const [width, height] = [isWide ? 2 : 1, isTall ? 2 : 1]
        for (let up = 0; up < height; up++)
          for (let right = 0; right < width; right++) taken.add(`${floor + up}:${riser + right}`)
        const next = stacks[riser] ?? stack
        const area = isWide
          ? stack.area_cm2 + next.area_cm2
          : isTall
            ? Math.round(stack.area_cm2 * 1.8)
            : stack.area_cm2 + random.int(-3, 3) * 1000
        const finishing = random.pick(
          this.#context.quality > 1.3
            ? (['rough', 'prefinish', 'finish'] as const)
            : (['none', 'prefinish', 'prefinish', 'finish'] as const),
        )
        this.#unit(section, {
          kind,
          floor,
          riser,
          riser_span: width,
          floor_span: height,
          rooms: isWide ? Math.min(stack.rooms + Math.max(next.rooms, 1), 6) : isTall ? stack.rooms + 1 : stack.rooms,
          area_cm2: area,
          view: floor >= 9 && city.view !== 'park' ? city.view : stack.view,
          finishing: kind === 'apartment' ? 'furnished' : finishing,
          layout: isWide ? `${stack.layout}+` : isTall ? `${stack.layout}²` : stack.layout,
          side: stack.side,
          ceiling: this.#context.quality > 1.3 ? 320 : 275,
        })
        left--
      }
    }
  }

  villas(count: number): void {
    const random = this.#random
    const section = this.#section('Первая линия', 'grid')
    for (let n = 0; n < count; n++) {
      const span = 2
      this.#unit(section, {
        kind: 'villa',
        floor: 1,
        floor_span: span,
        riser: n + 1,
        rooms: random.int(4, 6),
        area_cm2: random.int(180, 340) * 10_000,
        view: random.is(0.7) ? 'sea' : 'mountains',
        finishing: 'furnished',
        layout: `В-${random.int(1, 4)}`,
        side: 'both',
        ceiling: 330,
      })
    }
  }

  parking(count: number): void {
    if (count <= 0) return
    const random = this.#random
    const section = this.#section('Паркинг', 'plan')
    const columns = Math.max(6, Math.ceil(Math.sqrt(count * 2.4)))
    for (let n = 0; n < count; n++) {
      const row = Math.floor(n / columns)
      // Rows stand back to back in pairs with a driveway between them; the plan is in decimetres.
      const plan = {
        plan_x: (n % columns) * 26,
        plan_y: row * 53 + Math.floor((row + 1) / 2) * 61,
        plan_w: 25,
        plan_h: 53,
      }
      this.#unit(section, {
        kind: 'parking',
        floor: -1,
        riser: n + 1,
        number: `М-${n + 1}`,
        rooms: null,
        area_cm2: random.int(128, 165) * 1000,
        view: null,
        finishing: null,
        layout: null,
        side: null,
        ceiling: 280,
        plan,
      })
    }
  }

  rest(count: number, kind: 'storage' | 'equipment'): void {
    if (count <= 0) return
    const random = this.#random
    const section = this.#section(kind === 'storage' ? 'Кладовые' : 'Технические помещения', 'list')
    for (let n = 0; n < count; n++) {
      const number = kind === 'storage' ? `К-${n + 1}` : `Т-${n + 1}`
      this.#unit(section, {
        kind,
        floor: -1,
        riser: n + 1,
        number,
        rooms: null,
        area_cm2: random.int(kind === 'storage' ? 22 : 90, kind === 'storage' ? 75 : 400) * 1000,
        view: null,
        finishing: null,
        layout: null,
        side: null,
        ceiling: 270,
      })
    }
  }

  #section(name: string, layout: 'grid' | 'plan' | 'list'): SectionRef {
    const { emit, counters, buildingId, complexId } = this.#context
    const n = counters.section++
    const id = demoId('section', n)
    emit('section', { id, building_id: buildingId, complex_id: complexId, name, sort: this.#sections++, layout })
    const entranceId = layout === 'grid' ? demoId('entrance', n) : null
    if (entranceId !== null)
      emit('entrance', {
        id: entranceId,
        section_id: id,
        building_id: buildingId,
        complex_id: complexId,
        name: `Подъезд ${this.#sections}`,
      })
    return { id, entranceId, floors: new Set() }
  }

  #unit(section: SectionRef, unit: NewUnit): void {
    const random = this.#random
    const { emit, counters, buildingId, complexId, units, createdAt, stage, city } = this.#context
    if (!section.floors.has(unit.floor)) {
      section.floors.add(unit.floor)
      emit('floor', {
        id: demoId('floor', counters.floor++),
        section_id: section.id,
        building_id: buildingId,
        complex_id: complexId,
        floor: unit.floor,
        name: unit.floor < 0 ? 'Подвал' : null,
        plan_picture: null,
      })
    }
    const id = demoId('unit', counters.unit++)
    const isLiving = unit.kind === 'flat' || unit.kind === 'apartment' || unit.kind === 'villa'
    const area = unit.area_cm2
    const number = unit.number ?? String(++this.#numbers)
    const balcony = isLiving && random.is(0.7) ? random.int(25, 60) * 1000 : null
    const kitchen = isLiving ? roundArea(area * 0.19) : null
    const row = {
      id,
      complex_id: complexId,
      building_id: buildingId,
      section_id: section.id,
      entrance_id: section.entranceId,
      kind: unit.kind,
      number,
      floor: unit.floor,
      floor_span: unit.floor_span ?? 1,
      riser: unit.riser,
      riser_span: unit.riser_span ?? 1,
      plan_x: unit.plan?.plan_x ?? null,
      plan_y: unit.plan?.plan_y ?? null,
      plan_w: unit.plan?.plan_w ?? null,
      plan_h: unit.plan?.plan_h ?? null,
      rooms: unit.rooms,
      area_cm2: area,
      living_cm2: isLiving ? roundArea(area * 0.56) : null,
      kitchen_cm2: kitchen,
      balcony_cm2: balcony,
      balcony_bp: balcony === null ? null : random.pick([3000, 5000]),
      project_cm2: area,
      bti_cm2: stage === 'commissioned' ? area + random.int(-5, 5) * 1000 : null,
      finishing: unit.finishing,
      view: unit.view,
      window_side: unit.side,
      ceiling_cm: unit.ceiling,
      layout: unit.layout,
      cadastral_number:
        stage === 'commissioned'
          ? `${city.cadastre}:${String(Number.parseInt(buildingId.slice(-7), 16)).padStart(7, '0')}:${units.length + 1001}`
          : null,
      created_at: createdAt,
    }
    units.push({
      id,
      kind: unit.kind,
      number,
      floor: unit.floor,
      rooms: unit.rooms,
      area_cm2: area,
      finishing: unit.finishing,
      view: unit.view,
      layout: unit.layout,
      row,
    })
  }
}

interface SectionRef {
  id: Id
  entranceId: Id | null
  floors: Set<number>
}

interface NewUnit {
  kind: UnitKind
  floor: number
  floor_span?: number
  riser: number
  riser_span?: number
  number?: string
  rooms: number | null
  area_cm2: number
  view: View | null
  finishing: Finishing | null
  layout: string | null
  side: WindowSide | null
  ceiling: number
  plan?: { plan_x: number; plan_y: number; plan_w: number; plan_h: number }
}

/** To a tenth of a square metre. */
function roundArea(cm2: number): number {
  return Math.round(cm2 / 1000) * 1000
}
