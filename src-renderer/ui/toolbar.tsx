/** A row of controls that the arrow keys walk through and Tab passes as one stop. */
import { useRef, type KeyboardEvent, type ReactNode } from 'react'
import classes from './toolbar.module.css'

const STOPS = 'button:not(:disabled), [tabindex]:not([tabindex="-1"]), input:not(:disabled)'

export function Toolbar({ label, children }: { label: string; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0 || event.target instanceof HTMLInputElement || !box.current) return
    const stops = [...box.current.querySelectorAll<HTMLElement>(STOPS)]
    const at = stops.findIndex((stop) => stop === document.activeElement)
    if (at < 0) return
    event.preventDefault()
    stops[(at + step + stops.length) % stops.length]?.focus()
  }
  return (
    <div ref={box} className={classes['toolbar']} role="toolbar" aria-label={label} onKeyDown={onKeyDown}>
      {children}
    </div>
  )
}

export function ToolbarGap() {
  return <span className={classes['gap']} />
}

/** A thin line between groups of controls. */
export function ToolbarLine() {
  return <span className={classes['line']} role="separator" />
}
