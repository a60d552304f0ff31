/** Which dialog is open and what it is about; the board, the panel, the registry and the keyboard all open them here. */
import { create } from 'zustand'

export type Dialog =
  | {
      kind: 'book' | 'queue' | 'hold' | 'releaseHold' | 'withdraw' | 'offer' | 'reprice' | 'lot' | 'grant' | 'plan'
      unitIds: readonly string[]
    }
  | { kind: 'extend' | 'release' | 'accept' | 'leave'; unitId: string; reservationId: string; until?: string | null }

interface Dialogs {
  dialog: Dialog | null
}

export const useDialogs = create<Dialogs>(() => ({ dialog: null }))

export function openDialog(dialog: Dialog): void {
  useDialogs.setState({ dialog })
}

export function closeDialog(): void {
  useDialogs.setState({ dialog: null })
}
