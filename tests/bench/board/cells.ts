/** The same believable cells for the board and for the plain grid it is measured against. */
export interface BenchUnit {
  id: string
  section: number
  floor: number
  riser: number
  floor_span: number
  riser_span: number
  number: string
  rooms: number
  area_cm2: number
  price_minor: number
  status: string
}

export const STATUSES = [
  'free',
  'reserved',
  'reserved_paid',
  'on_auction',
  'hold_technical',
  'not_for_sale',
  'sold_pending_contract',
  'under_contract',
  'registered',
  'sold',
  'transferred',
] as const
export const RISERS = 7
export const FLOORS = 18

/** Sections of 7 risers and 18 floors until there are `count` units; every section has a few that span. */
export function benchUnits(count: number, seed = 7): BenchUnit[] {
  let state = seed
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
  const units: BenchUnit[] = []
  for (let section = 0; units.length < count; section++) {
    for (let floor = FLOORS; floor >= 1 && units.length < count; floor--) {
      for (let riser = 1; riser <= RISERS && units.length < count; riser++) {
        const isTop = floor === FLOORS
        if (isTop && riser % 3 === 2) continue
        if (floor === FLOORS - 1 && (riser === 4 || riser === 5)) continue
        const rooms = [1, 2, 1, 3, 0, 2, 1][riser - 1] ?? 1
        const area_cm2 = Math.round((24 + rooms * 16 + random() * 9) * 100) * 100
        const status =
          STATUSES[
            Math.min(STATUSES.length - 1, Math.floor(random() ** 1.4 * (STATUSES.length + (floor > 9 ? -3 : 1))))
          ] ?? 'free'
        units.push({
          id: `u${units.length}`,
          section,
          floor,
          riser,
          floor_span: isTop && riser === 4 ? 2 : 1,
          riser_span: isTop && riser % 3 === 1 && riser < RISERS ? 2 : 1,
          number: String(units.length + 1),
          rooms,
          area_cm2,
          price_minor: Math.round((area_cm2 / 10_000) * (210_000 + floor * 2400 + random() * 30_000)) * 100,
          status,
        })
      }
    }
  }
  return units
}
