/** What a module gives the frame. Each module exports one from its index.ts and stands in modules/index.ts. */
import type { ComponentType } from 'react'
import type { Icon } from '@tabler/icons-react'
import type { KvartalApp } from '#shared/modules/index.ts'
import type { Api } from '#shared/rpc/client.ts'

/** Groups of the menu, in their order. Words: `common:menu.<group>`. */
export const MENU_GROUPS = [
  'sales',
  'documents',
  'money',
  'outlets',
  'stay',
  'house',
  'analysis',
  'administration',
  'own',
] as const
export type MenuGroup = (typeof MENU_GROUPS)[number]

export interface Contribution {
  /** The module's name: its folder and its dictionary. */
  module: string
  screens: readonly Screen[]
  /** Entries of the command palette besides opening the screens. */
  commands?: readonly PaletteCommand[]
  /** Finds this module's things for the global search; several where they are of several kinds, each a group of hits. */
  search?: SearchProvider | readonly SearchProvider[]
  /** Where the subject of a command can be looked at: for the inbox of refusals. */
  placeOf?: (command: string, args: unknown) => string | undefined
  /** Stands at the head of the menu on every screen: small, and knows itself what to show. */
  tray?: ComponentType
  /** Tabs that this module adds to the card of a deal. */
  dealTabs?: readonly DealTab[]
  /** What this module puts into other modules' screens. */
  inserts?: Inserts
  /** Shown in the list of shortcuts; the screens themselves listen to the keys. */
  shortcuts?: readonly Shortcut[]
}

export interface DealTab {
  /** Part of the address: `?tab=contract`. */
  id: string
  /** Full key. */
  title: string
  /** The deal's own are 10 about, 20 participants, 30 needs, 40 meeting, 50 sale, 70 files, 90 history. */
  order: number
  right?: string
  load: () => Promise<ComponentType<{ dealId: string }>>
}

/** Places in a screen where other modules may say something of what is shown there. */
export interface Inserts {
  /** Below the actions of a unit's panel. */
  unit?: () => Promise<ComponentType<{ unitId: string }>>
  /** Beside the actions of a chosen booking. */
  reservation?: () => Promise<ComponentType<{ reservationId: string }>>
}

export interface Screen {
  /** `/inventory/board`, or with parameters `/inventory/units/:unitId`. */
  path: string
  /** Full key of the title: `inventory:screens.board`. */
  title: string
  icon: Icon
  /** Where the menu lists it; none: reached by links only. */
  menu?: { group: MenuGroup; order: number }
  /** The right without which the frame neither lists nor opens it. */
  right?: string
  /** Two keys after `g`, as in `g b`. */
  go?: string
  load: () => Promise<ComponentType>
}

export interface PaletteContext {
  api: Api<KvartalApp>
  navigate(to: string): void
}

export interface PaletteCommand {
  id: string
  title: string
  icon: Icon
  right?: string
  /** Words that find it besides its title, as a key. */
  keywords?: string
  run(context: PaletteContext): void | Promise<void>
}

export interface Hit {
  id: string
  title: string
  /** A second line: where it is, what state it is in. */
  detail?: string
  to: string
}

export interface SearchProvider {
  /** Full key of the group's heading in the results. */
  title: string
  icon: Icon
  right?: string
  /** At most ten, best first. Aborted when the user types on. */
  find(text: string, api: Api<KvartalApp>, signal: AbortSignal): Promise<readonly Hit[]>
}

export interface Shortcut {
  /** As shown: `Ctrl+Shift+F`, `↑ ↓ ← →`. */
  keys: string
  /** Full key of what it does. */
  title: string
}
