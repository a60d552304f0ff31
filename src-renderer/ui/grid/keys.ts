/** Keys of a grid that ag-grid's community edition does not know: ranges, find as you type, folding, opening. */
import type { Core, GridRow } from './core.ts'
import { isOneCell, moveCell } from './range.ts'

export interface KeyEvents {
  openFind(first: string): void
  findNext(isBack: boolean): void
  closeFind(): boolean
}

/** True when the key is used up. */
export function handleKey<Row extends GridRow>(event: KeyboardEvent, core: Core<Row>, events: KeyEvents): boolean {
  const target = event.target
  if (!(target instanceof HTMLElement) || target.closest('input, textarea, .ag-header')) return false
  const isControl = event.ctrlKey || event.metaKey
  if (isControl && event.code === 'KeyF') return done(() => events.openFind(''))
  if (event.key === 'F3') return done(() => events.findNext(event.shiftKey))
  const range = core.range()
  if (!range) return false

  if (isControl && event.code === 'KeyA') {
    const { rows, columns } = core.extent()
    return done(() => core.select({ anchor: { row: 0, column: 0 }, head: { row: rows - 1, column: columns - 1 } }))
  }
  if (event.altKey && event.key === 'ArrowDown') return done(() => core.openFilter(range.head.column))
  if (event.shiftKey && !event.altKey) {
    const head = moveCell(range.head, event.key, isControl, core.pageRows(), core.extent())
    if (head) {
      return done(() => {
        core.select({ anchor: range.anchor, head })
        core.reveal(head)
      })
    }
  }
  const entry = core.entry(range.head.row)
  switch (event.key) {
    case 'Escape':
      if (events.closeFind()) return true
      if (isOneCell(range)) return false
      return done(() => core.select({ anchor: range.anchor, head: range.anchor }))
    case 'Enter':
      if (entry?.kind === 'row' && core.isEditable(range.head)) return false
      return done(() => core.activate(range.head.row))
    case ' ':
      return entry?.kind === 'group' && done(() => core.activate(range.head.row))
    case 'ArrowLeft':
    case 'ArrowRight':
      if (entry?.kind !== 'group' || isControl) return false
      return entry.isOpen === (event.key === 'ArrowLeft') && done(() => core.activate(range.head.row))
    default:
      break
  }
  const isPrintable = event.key.length === 1 && !isControl && !event.altKey && event.key !== ' '
  if (isPrintable && !core.isEditable(range.head)) return done(() => events.openFind(event.key))
  return false
}

function done(act: () => void): true {
  act()
  return true
}
