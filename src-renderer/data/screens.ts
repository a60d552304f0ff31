/** The list of what modules contribute, for those who may not import it: a module does not know the others. */
import { createContext, use } from 'react'
import type { Contribution } from './contribution.ts'

export const ScreensContext = createContext<readonly Contribution[]>([])

export function useContributions(): readonly Contribution[] {
  return use(ScreensContext)
}
