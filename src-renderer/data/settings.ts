/** How this person likes the program on this workstation; kept in the browser's storage, not in the profile. */
import { create } from 'zustand'
import { createJSONStorage, persist } from 'zustand/middleware'
import { languageFor, type Language } from '#shared/kernel/language.ts'

export type Scheme = 'light' | 'dark' | 'auto'
export type Density = 'dense' | 'touch'

export interface Settings {
  /** Null until this person chooses: then it is the browser's or the system's. */
  language: Language | null
  scheme: Scheme
  density: Density
  isMenuNarrow: boolean
  /** Minutes without a key or a click until the screen locks; 0 is never. */
  lockAfterMinutes: number
}

export const useSettings = create<Settings>()(
  persist<Settings>(
    () => ({ language: null, scheme: 'auto', density: 'dense', isMenuNarrow: false, lockAfterMinutes: 0 }),
    { name: 'kvartal.settings', version: 1, storage: createJSONStorage(() => localStorage) },
  ),
)

export function changeSettings(change: Partial<Settings>): void {
  useSettings.setState(change)
}

export function currentLanguage({ language }: Pick<Settings, 'language'> = useSettings.getState()): Language {
  return language ?? languageFor(navigator.languages)
}

/** The language in use, chosen or not. */
export function useLanguage(): Language {
  return useSettings(currentLanguage)
}
