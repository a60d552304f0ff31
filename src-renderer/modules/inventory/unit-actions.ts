/** What may be done with a unit or a selection now, each with its key; buttons, the board's keys and the menu use this one list. */
import type { Actor } from '#shared/modules/engine/model.ts'
import type { BoardUnit, ReservationRow, UnitCard } from '#shared/modules/inventory/model.ts'
import { may } from '#renderer/data/session.ts'
import { openDialog } from './dialogs.ts'

export type ActionName =
  | 'book'
  | 'queue'
  | 'extend'
  | 'release'
  | 'accept'
  | 'hold'
  | 'releaseHold'
  | 'withdraw'
  | 'offer'
  | 'reprice'
  | 'lot'
  | 'grant'
  | 'plan'

export interface UnitAction {
  name: ActionName
  /** `event.code`, so that the key is the same in both keyboard layouts. */
  code: string
  isMain: boolean
  run(): void
}

const CODES: Readonly<Record<ActionName, string>> = {
  book: 'KeyB',
  queue: 'KeyQ',
  extend: 'KeyE',
  release: 'KeyR',
  accept: 'KeyA',
  hold: 'KeyH',
  releaseHold: 'KeyU',
  withdraw: 'KeyW',
  offer: 'KeyO',
  reprice: 'KeyP',
  lot: 'KeyL',
  grant: 'KeyD',
  plan: 'KeyN',
}

export function keyOf(name: ActionName): string {
  return CODES[name].slice(3)
}

function action(name: ActionName, run: () => void, isMain = false): UnitAction {
  return { name, code: CODES[name], isMain, run }
}

/** The live booking of a unit, or this person's offer. */
export function liveReservation(card: UnitCard): ReservationRow | undefined {
  return (
    card.reservations.find((one) => one.state === 'active') ??
    card.reservations.find((one) => one.state === 'offered' && one.is_mine)
  )
}

export function actionsOfCard(card: UnitCard, actor: Actor | null): UnitAction[] {
  const unitId = card.unit.id
  const units = { unitIds: [unitId] }
  const { can } = card
  const active = card.reservations.find((one) => one.state === 'active')
  const offered = card.reservations.find((one) => one.state === 'offered' && one.is_mine)
  const list: UnitAction[] = []
  if (can.book) list.push(action('book', () => openDialog({ kind: 'book', ...units }), true))
  if (offered)
    list.push(action('accept', () => openDialog({ kind: 'accept', unitId, reservationId: offered.id }), true))
  if (can.extend && active)
    list.push(
      action(
        'extend',
        () => openDialog({ kind: 'extend', unitId, reservationId: active.id, until: active.until_at }),
        true,
      ),
    )
  if (can.release && active)
    list.push(action('release', () => openDialog({ kind: 'release', unitId, reservationId: active.id })))
  // One stands in line for what somebody holds; a free or withdrawn unit has no line.
  const isHeld = !['free', 'not_for_sale', 'hold_technical'].includes(card.unit.status)
  if (can.join_queue && isHeld)
    list.push(action('queue', () => openDialog({ kind: 'queue', ...units }), !can.book && !can.extend))
  if (can.reprice) list.push(action('reprice', () => openDialog({ kind: 'reprice', ...units })))
  if (can.hold) list.push(action('hold', () => openDialog({ kind: 'hold', ...units })))
  if (can.release_hold) list.push(action('releaseHold', () => openDialog({ kind: 'releaseHold', ...units })))
  if (can.withdraw) list.push(action('withdraw', () => openDialog({ kind: 'withdraw', ...units })))
  if (can.offer) list.push(action('offer', () => openDialog({ kind: 'offer', ...units })))
  if (may(actor, 'inventory.grant')) list.push(action('grant', () => openDialog({ kind: 'grant', ...units })))
  return list
}

const MOST_BOOKED = 50

/** For several units at once: offered where at least one of them could take it. */
export function actionsOfSelection(
  units: readonly Pick<BoardUnit, 'id' | 'status' | 'kind'>[],
  actor: Actor | null,
): UnitAction[] {
  const idsOf = (test: (unit: (typeof units)[number]) => boolean) => units.filter(test).map((unit) => unit.id)
  const free = idsOf((unit) => unit.status === 'free')
  const held = idsOf((unit) => unit.status === 'hold_technical')
  const withdrawn = idsOf((unit) => unit.status === 'not_for_sale')
  const priceable = idsOf((unit) => ['free', 'hold_technical', 'not_for_sale'].includes(unit.status))
  const holdable = idsOf((unit) => unit.status === 'free' || unit.status === 'not_for_sale')
  const all = units.map((unit) => unit.id)
  const list: UnitAction[] = []
  if (free.length > 0 && free.length <= MOST_BOOKED && may(actor, 'inventory.book'))
    list.push(action('book', () => openDialog({ kind: 'book', unitIds: free }), true))
  if (priceable.length > 0 && may(actor, 'inventory.reprice'))
    list.push(action('reprice', () => openDialog({ kind: 'reprice', unitIds: priceable })))
  if (may(actor, 'inventory.hold')) {
    if (holdable.length > 0) list.push(action('hold', () => openDialog({ kind: 'hold', unitIds: holdable })))
    if (held.length > 0) list.push(action('releaseHold', () => openDialog({ kind: 'releaseHold', unitIds: held })))
    if (free.length > 0) list.push(action('withdraw', () => openDialog({ kind: 'withdraw', unitIds: free })))
    if (withdrawn.length > 0) list.push(action('offer', () => openDialog({ kind: 'offer', unitIds: withdrawn })))
  }
  if (all.length >= 2 && all.length <= 20 && may(actor, 'inventory.structure'))
    list.push(action('lot', () => openDialog({ kind: 'lot', unitIds: all })))
  if (all.length > 0 && may(actor, 'inventory.structure'))
    list.push(action('plan', () => openDialog({ kind: 'plan', unitIds: all })))
  if (all.length > 0 && may(actor, 'inventory.grant'))
    list.push(action('grant', () => openDialog({ kind: 'grant', unitIds: all })))
  return list
}

/** Runs the action whose key was pressed; false when there is none. */
export function runByKey(
  actions: readonly UnitAction[],
  event: Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey'>,
): boolean {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return false
  const found = actions.find((one) => one.code === event.code)
  found?.run()
  return found !== undefined
}
