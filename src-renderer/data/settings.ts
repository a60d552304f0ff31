/** How this person likes the program on this workstation; kept in the browser's storage, not in the profile. */
import { create } from 'zustand'
import { createJSONStorage, persist } from 'zustand/middleware'

export type Language = 'ru' | 'en'
export type Scheme = 'light' | 'dark' | 'auto'
export type Density = 'dense' | 'touch'

export interface Settings {
  language: Language
  scheme: Scheme
  density: Density
  isMenuNarrow: boolean
  /** Minutes without a key or a click until the screen locks; 0 is never. */
  lockAfterMinutes: number
}

export const useSettings = create<Settings>()(
  persist<Settings>(
    () => ({ language: 'ru', scheme: 'auto', density: 'dense', isMenuNarrow: false, lockAfterMinutes: 0 }),
    { name: 'kvartal.settings', version: 1, storage: createJSONStorage(() => localStorage) },
  ),
)

export function changeSettings(change: Partial<Settings>): void {
  useSettings.setState(change)
}
