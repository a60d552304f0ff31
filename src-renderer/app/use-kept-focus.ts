/** Focus never falls to nowhere: whoever works by keyboard goes on where they were, not at the first link of the menu. */
import { type RefObject, useEffect, useRef } from 'react'

/**
 * What had focus may vanish: a dialog that was sent, a step that was taken, a screen that was left. Then it goes to the dialog
 * that is still open, else to what opened it, else to the screen (`main`, which Tab leaves for its first control). A button that
 * was switched off while its command ran takes it back.
 */
export function useKeptFocus(frame: RefObject<HTMLElement | null>, main: RefObject<HTMLElement | null>, path: string) {
  const last = useRef<HTMLElement>(null)
  const dialog = useRef<HTMLElement>(null)
  const opener = useRef<HTMLElement>(null)
  useEffect(() => {
    const mend = () => {
      if (last.current === null || document.activeElement !== document.body) return
      if (last.current.isConnected) {
        if (!last.current.matches(':disabled')) last.current.focus({ preventScroll: true })
        return
      }
      const back = [dialog.current, opener.current].find((each) => each?.isConnected && !each.matches(':disabled'))
      ;(back ?? main.current)?.focus({ preventScroll: true })
    }
    const onFocusIn = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement)) return
      const isOver = !frame.current?.contains(target)
      last.current = target
      if (!isOver) opener.current = target
      dialog.current = isOver ? target.closest<HTMLElement>('[role=dialog], [role=alertdialog]') : null
    }
    const onFocusOut = ({ target, relatedTarget }: FocusEvent) => {
      if (relatedTarget !== null || !(target instanceof HTMLElement)) return
      requestAnimationFrame(() => {
        // A click beside a field leaves it on purpose; only what is gone is mended.
        if (target === last.current && target.isConnected && !target.matches(':disabled')) last.current = null
        mend()
      })
    }
    const watch = new MutationObserver(mend)
    watch.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] })
    document.addEventListener('focusin', onFocusIn)
    document.addEventListener('focusout', onFocusOut)
    return () => {
      watch.disconnect()
      document.removeEventListener('focusin', onFocusIn)
      document.removeEventListener('focusout', onFocusOut)
    }
  }, [frame, main])
  useEffect(() => {
    if (document.activeElement === document.body) main.current?.focus({ preventScroll: true })
  }, [main, path])
}
