/** The screen covered, the work kept: whoever knows the PIN or the password goes on where it stopped. */
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Actor } from '#shared/modules/engine/model.ts'
import { useSettings } from '../data/settings.ts'
import { UnlockForm } from '../modules/engine/unlock-form.tsx'
import classes from './lock.module.css'

export function useLock() {
  const [isLocked, setLocked] = useState(false)
  const minutes = useSettings((settings) => settings.lockAfterMinutes)
  const lock = useCallback(() => setLocked(true), [])
  const unlock = useCallback(() => setLocked(false), [])
  useEffect(() => {
    if (minutes === 0 || isLocked) return
    let timer: ReturnType<typeof setTimeout>
    const restart = () => {
      clearTimeout(timer)
      timer = setTimeout(lock, minutes * 60_000)
    }
    const events = ['pointerdown', 'keydown', 'wheel'] as const
    for (const name of events) window.addEventListener(name, restart, { passive: true })
    restart()
    return () => {
      clearTimeout(timer)
      for (const name of events) window.removeEventListener(name, restart)
    }
  }, [minutes, isLocked, lock])
  return { isLocked, lock, unlock }
}

export function Lock({ actor, onUnlock }: { actor: Actor; onUnlock(): void }) {
  const { t } = useTranslation('engine')
  return (
    <div className={classes['lock']} role="dialog" aria-modal="true" aria-label={t('lock.title')}>
      <UnlockForm actor={actor} onUnlock={onUnlock} />
    </div>
  )
}
