/** Keys that work on every screen. Screens listen to their own keys; typing in a field is never a shortcut. */
import { useEffect, useRef } from 'react'
import type { Actor } from '#shared/modules/engine/model.ts'
import { navigate } from '../data/route.ts'
import { may } from '../data/session.ts'
import { screens } from '../modules/index.ts'

export interface FrameKeys {
  actor: Actor
  onShortcuts(): void
  onLock(): void
  isOff: boolean
}

const CHORD_MS = 1200

export function useFrameKeys({ actor, onShortcuts, onLock, isOff }: FrameKeys): void {
  const goSince = useRef(0)
  useEffect(() => {
    if (isOff) return
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      if ((event.ctrlKey || event.metaKey) && event.code === 'KeyL') {
        event.preventDefault()
        return onLock()
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      if (event.key === '?') return onShortcuts()
      if (event.timeStamp - goSince.current < CHORD_MS) {
        goSince.current = 0
        const key = latinKey(event)
        const target = screens
          .flatMap((one) => one.screens)
          .find((screen) => screen.go === key && may(actor, screen.right))
        if (target) navigate(target.path)
        return
      }
      if (latinKey(event) === 'g') goSince.current = event.timeStamp
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [actor, onShortcuts, onLock, isOff])
}

/** The letter printed on the key, so that a Russian layout changes nothing. */
function latinKey(event: KeyboardEvent): string {
  return /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : event.key
}

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) ||
      target.closest('[role=grid]') !== null)
  )
}
