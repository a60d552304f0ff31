/** Needs against what is being sold (A6.55), and the segments that needs fall into (A6.59). */
import type { NeedCheck, Needs, PaymentKind } from './model.ts'

export interface Sold {
  payment_kind: PaymentKind | null
  mortgage_kind: string
  price_minor: number | null
  /** The main unit first: it is the one that was wished for; a parking place beside it breaks no wish. */
  units: readonly { kind: string; rooms: number | null; area_cm2: number; floor: number; complex_id: string }[]
}

/** What the client said, against the main unit and the terms. `open` where nothing was said, or there is nothing to compare. */
export function checkNeeds(needs: Needs | null, sold: Sold): NeedCheck[] {
  const unit = sold.units[0]
  if (needs === null || unit === undefined) return []
  const judge = (what: NeedCheck['what'], isSaid: boolean, fits: boolean): NeedCheck => ({
    what,
    fit: isSaid ? (fits ? 'fits' : 'differs') : 'open',
  })
  const within = (range: { from?: number | undefined; to?: number | undefined }, value: number) =>
    value >= (range.from ?? -Infinity) && value <= (range.to ?? Infinity)
  const isRange = (range: object) => Object.keys(range).length > 0
  return [
    judge(
      'kind',
      needs.kinds.length > 0,
      needs.kinds.some((kind) => kind === unit.kind),
    ),
    judge('rooms', needs.rooms.length > 0 && unit.rooms !== null, needs.rooms.includes(unit.rooms ?? -1)),
    judge('area', isRange(needs.area_cm2), within(needs.area_cm2, unit.area_cm2)),
    judge(
      'budget',
      isRange(needs.budget_minor) && sold.price_minor !== null,
      within(needs.budget_minor, sold.price_minor ?? 0),
    ),
    judge('floor', isRange(needs.floor), within(needs.floor, unit.floor)),
    judge('complex', needs.complexIds.length > 0, needs.complexIds.includes(unit.complex_id)),
    judge('payment', needs.payment !== null && sold.payment_kind !== null, needs.payment === sold.payment_kind),
    judge('mortgage', sold.payment_kind !== null, needs.hasMortgage === (sold.mortgage_kind !== 'none')),
  ]
}

/** Upper ends of the segments of budgets, in kopecks; the last is open. */
export const BUDGETS_MINOR = [500_000_000, 1_000_000_000, 1_500_000_000, 2_500_000_000, 5_000_000_000] as const

/** The segments of one client, as `what:value`. */
export function segmentsOf(
  needs: Needs,
): { what: 'purpose' | 'rooms' | 'budget' | 'source' | 'horizon' | 'payment' | 'family' | 'kind'; value: string }[] {
  const budget = needs.budget_minor.to ?? needs.budget_minor.from
  const band = budget === undefined ? -1 : BUDGETS_MINOR.findIndex((end) => budget <= end)
  return [
    ...(needs.purpose === null ? [] : [{ what: 'purpose' as const, value: needs.purpose }]),
    ...needs.rooms.map((rooms) => ({ what: 'rooms' as const, value: String(Math.min(rooms, 4)) })),
    ...(budget === undefined
      ? []
      : [{ what: 'budget' as const, value: String(band === -1 ? BUDGETS_MINOR.length : band) }]),
    ...(needs.source === null ? [] : [{ what: 'source' as const, value: needs.source }]),
    ...(needs.horizon === null ? [] : [{ what: 'horizon' as const, value: needs.horizon }]),
    { what: 'payment' as const, value: needs.hasMortgage ? 'mortgage' : (needs.payment ?? 'unknown') },
    ...(needs.adults === null && needs.children === null
      ? []
      : [
          {
            what: 'family' as const,
            value: (needs.children ?? 0) > 0 ? 'children' : (needs.adults ?? 1) > 1 ? 'couple' : 'single',
          },
        ]),
    ...needs.kinds.map((kind) => ({ what: 'kind' as const, value: kind })),
  ]
}
