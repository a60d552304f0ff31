/** From an address to a screen; lazy components are made once, or React would mount a screen anew at every step. */
import { lazy, type ComponentType } from 'react'
import type { Actor } from '#shared/modules/engine/model.ts'
import { MENU_GROUPS, type Contribution, type MenuGroup, type Screen } from '../data/contribution.ts'
import { matchPath } from '../data/route.ts'
import { may } from '../data/session.ts'

const components = new Map<Screen, ComponentType>()

export interface FoundScreen {
  screen: Screen
  module: string
  Component: ComponentType
}

export function findScreen(all: readonly Contribution[], path: string): FoundScreen | undefined {
  for (const { module, screens } of all) {
    for (const screen of screens) {
      if (!matchPath(screen.path, path)) continue
      let Component = components.get(screen)
      if (!Component) components.set(screen, (Component = lazy(async () => ({ default: await screen.load() }))))
      return { screen, module, Component }
    }
  }
  return undefined
}

export interface MenuSection {
  group: MenuGroup
  screens: readonly Screen[]
}

/** The menu of this person: groups in their order, empty ones left out. */
export function menuOf(all: readonly Contribution[], actor: Actor): readonly MenuSection[] {
  const listed = all.flatMap(({ screens }) => screens).filter((screen) => screen.menu && may(actor, screen.right))
  return MENU_GROUPS.map((group) => ({
    group,
    screens: listed
      .filter((screen) => screen.menu?.group === group)
      .sort((a, b) => (a.menu?.order ?? 0) - (b.menu?.order ?? 0)),
  })).filter((section) => section.screens.length > 0)
}

/** Fetches the screen that most people see first, while they are still signing in. */
export function warmFirstScreen(all: readonly Contribution[]): void {
  const listed = all.flatMap(({ screens }) => screens).filter(({ menu }) => menu?.group === MENU_GROUPS[0])
  const first = listed.sort((a, b) => (a.menu?.order ?? 0) - (b.menu?.order ?? 0))[0]
  if (!first || components.has(first)) return
  // Loaded is not lazy: React holds back what it has shown a fallback for. After a failure whoever opens it asks again.
  first.load().then(
    (Component) => void (components.has(first) || components.set(first, Component)),
    () => undefined,
  )
}

export function firstScreenOf(all: readonly Contribution[], actor: Actor): Screen {
  const first = menuOf(all, actor)[0]?.screens[0]
  if (!first) throw new Error('The list of screens offers nothing to this person')
  return first
}
