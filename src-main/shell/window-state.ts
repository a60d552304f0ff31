/** Where the window was, brought back onto a screen that is still there. */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

const WindowState = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(400),
  height: z.int().min(300),
  isMaximized: z.boolean(),
})
export type WindowState = z.infer<typeof WindowState>

const USUAL = { width: 1440, height: 900 }
/** So much of the title must be on some screen for a hand to get hold of it. */
const GRIP = 80

/** The remembered place if enough of it is on a screen, else the middle of the first screen at the usual size. */
export function fitState(state: WindowState | undefined, screens: readonly Rectangle[]): WindowState {
  if (state && screens.some((screen) => canBeGrasped(state, screen))) return state
  const [first = { x: 0, y: 0, ...USUAL }] = screens
  const [width, height] = [Math.min(USUAL.width, first.width), Math.min(USUAL.height, first.height)]
  return {
    x: first.x + Math.round((first.width - width) / 2),
    y: first.y + Math.round((first.height - height) / 2),
    width,
    height,
    isMaximized: state?.isMaximized ?? false,
  }
}

export function readState(profileDir: string): WindowState | undefined {
  try {
    return WindowState.parse(JSON.parse(readFileSync(fileOf(profileDir), 'utf8')))
  } catch {
    // Not there yet, or not readable: a window in the middle is no loss.
    return undefined
  }
}

export function keepState(profileDir: string, state: WindowState): void {
  writeFileSync(fileOf(profileDir), JSON.stringify(state))
}

function canBeGrasped(state: WindowState, screen: Rectangle): boolean {
  const across = Math.min(state.x + state.width, screen.x + screen.width) - Math.max(state.x, screen.x)
  return across >= GRIP && state.y >= screen.y && state.y + GRIP <= screen.y + screen.height
}

function fileOf(profileDir: string): string {
  return path.join(profileDir, 'window.json')
}
