/** Focus never falls to nowhere: whoever works by keyboard goes on where they were, not at the first link of the menu. */
import { type RefObject, useEffect, useRef } from 'react'

/**
 * What had focus may vanish: a dialog that was sent, a step that was taken, a screen that was left. Then it goes to the dialog
 * that is still open, else to what opened it, else to the screen (`main`, which Tab leaves for its first control).
 */
export function useKeptFocus(frame: RefObject<HTMLElement | null>, main: RefObject<HTMLElement | null>, path: string) {
  const opener = useRef<HTMLElement>(null)
  const over = useRef<HTMLElement>(null)
  useEffect(() => {
    const onFocusIn = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement)) return
      const isOver = !frame.current?.contains(target)
      if (!isOver) opener.current = target
      over.current = isOver ? target.closest<HTMLElement>('[role=dialog], [role=alertdialog]') : null
    }
    const onFocusOut = ({ target, relatedTarget }: FocusEvent) => {
      if (relatedTarget !== null || !(target instanceof HTMLElement)) return
      requestAnimationFrame(() => {
        // A click beside a field leaves it on purpose; only what is gone is mended.
        if (target.isConnected || document.activeElement !== document.body) return
        const back = [over.current, opener.current].find((each) => each?.isConnected)
        ;(back ?? main.current)?.focus({ preventScroll: true })
      })
    }
    document.addEventListener('focusin', onFocusIn)
    document.addEventListener('focusout', onFocusOut)
    return () => {
      document.removeEventListener('focusin', onFocusIn)
      document.removeEventListener('focusout', onFocusOut)
    }
  }, [frame, main])
  useEffect(() => {
    if (document.activeElement === document.body) main.current?.focus({ preventScroll: true })
  }, [main, path])
}
