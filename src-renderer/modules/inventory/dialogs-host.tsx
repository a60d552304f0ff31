/** Draws whichever dialog is open. Every screen of the module has one of these. */
import { AcceptDialog, BookDialog, ExtendDialog, LeaveDialog, QueueDialog, ReleaseDialog } from './booking-dialogs.tsx'
import { closeDialog, useDialogs } from './dialogs.ts'
import { GrantDialog } from './grant-dialog.tsx'
import { PlanDialog } from './plan-dialog.tsx'
import { HoldDialog, LotDialog, OfferDialog, ReleaseHoldDialog, WithdrawDialog } from './stock-dialogs.tsx'
import { RepriceDialog } from './reprice-dialog.tsx'

const OF_UNITS = {
  book: BookDialog,
  queue: QueueDialog,
  hold: HoldDialog,
  releaseHold: ReleaseHoldDialog,
  withdraw: WithdrawDialog,
  offer: OfferDialog,
  reprice: RepriceDialog,
  lot: LotDialog,
  grant: GrantUnits,
  plan: PlanDialog,
} as const

const OF_RESERVATION = {
  extend: ExtendDialog,
  release: ReleaseDialog,
  accept: AcceptDialog,
  leave: LeaveDialog,
} as const

function GrantUnits({ unitIds }: { unitIds: readonly string[] }) {
  return <GrantDialog unitIds={unitIds} onClose={closeDialog} />
}

export function DialogsHost() {
  const dialog = useDialogs((state) => state.dialog)
  if (!dialog) return null
  if ('unitIds' in dialog) {
    const Shown = OF_UNITS[dialog.kind]
    return <Shown key={dialog.unitIds.join()} unitIds={dialog.unitIds} />
  }
  const Shown = OF_RESERVATION[dialog.kind]
  return (
    <Shown
      key={dialog.reservationId}
      unitId={dialog.unitId}
      reservationId={dialog.reservationId}
      until={dialog.until ?? null}
    />
  )
}
