import { useSettings } from '../data/settings.ts'

export const DENSE_ROW = 28
export const TOUCH_ROW = 44

/** The row height of tokens.css as a number, for what positions rows itself. */
export function useRowHeight(): number {
  return useSettings((settings) => (settings.density === 'touch' ? TOUCH_ROW : DENSE_ROW))
}
