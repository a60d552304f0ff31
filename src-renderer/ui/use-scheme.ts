/** Light or dark as it is shown now, after `auto` has asked the system. */
import { useSyncExternalStore } from 'react'
import { useSettings } from '../data/settings.ts'

const query = () => window.matchMedia('(prefers-color-scheme: dark)')

function subscribe(listener: () => void) {
  const media = query()
  media.addEventListener('change', listener)
  return () => media.removeEventListener('change', listener)
}

export function useScheme(): 'light' | 'dark' {
  const chosen = useSettings((settings) => settings.scheme)
  const isSystemDark = useSyncExternalStore(subscribe, () => query().matches)
  if (chosen !== 'auto') return chosen
  return isSystemDark ? 'dark' : 'light'
}
