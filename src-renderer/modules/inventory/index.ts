import {
  IconBuildingSkyscraper,
  IconCalendarCog,
  IconCalendarClock,
  IconKey,
  IconLayoutGrid,
  IconPackages,
  IconReportMoney,
  IconTable,
} from '@tabler/icons-react'
import type { Contribution } from '#renderer/data/contribution.ts'

export const inventory: Contribution = {
  module: 'inventory',
  screens: [
    {
      path: '/inventory/board',
      title: 'inventory:screens.board',
      icon: IconLayoutGrid,
      menu: { group: 'sales', order: 10 },
      right: 'inventory.read',
      go: 'b',
      load: async () => (await import('./board-screen.tsx')).BoardScreen,
    },
    {
      path: '/inventory/units',
      title: 'inventory:screens.units',
      icon: IconTable,
      menu: { group: 'sales', order: 20 },
      right: 'inventory.read',
      go: 'u',
      load: async () => (await import('./registry-screen.tsx')).RegistryScreen,
    },
    {
      path: '/inventory/reservations',
      title: 'inventory:screens.reservations',
      icon: IconCalendarClock,
      menu: { group: 'sales', order: 30 },
      right: 'inventory.book',
      go: 'r',
      load: async () => (await import('./reservations-screen.tsx')).ReservationsScreen,
    },
    {
      path: '/inventory/prices',
      title: 'inventory:screens.prices',
      icon: IconReportMoney,
      menu: { group: 'sales', order: 40 },
      right: 'inventory.reprice',
      load: async () => (await import('./prices-screen.tsx')).PricesScreen,
    },
    {
      path: '/inventory/lots',
      title: 'inventory:screens.lots',
      icon: IconPackages,
      menu: { group: 'sales', order: 50 },
      right: 'inventory.structure',
      load: async () => (await import('./lots-screen.tsx')).LotsScreen,
    },
    {
      path: '/inventory/grants',
      title: 'inventory:screens.grants',
      icon: IconKey,
      menu: { group: 'sales', order: 60 },
      right: 'inventory.grant',
      load: async () => (await import('./grants-screen.tsx')).GrantsScreen,
    },
    {
      path: '/inventory/terms',
      title: 'inventory:screens.terms',
      icon: IconCalendarCog,
      menu: { group: 'sales', order: 70 },
      right: 'inventory.terms',
      load: async () => (await import('./terms-screen.tsx')).TermsScreen,
    },
  ],
  search: {
    title: 'inventory:search.title',
    icon: IconBuildingSkyscraper,
    right: 'inventory.read',
    async find(text, api, signal) {
      const hits = await api.inventory.search({ text, limit: 10 }, { signal })
      return hits.map((hit) => ({
        id: hit.id,
        title: hit.title,
        detail: hit.subtitle,
        to: linkTo(hit.kind, hit.entity_id),
      }))
    },
  },
  shortcuts: [
    { keys: '↑ ↓ ← →', title: 'inventory:shortcuts.travel' },
    { keys: 'Ctrl+← / Ctrl+→', title: 'inventory:shortcuts.section' },
    { keys: 'Home / End / PgUp / PgDn', title: 'inventory:shortcuts.ends' },
    { keys: 'Space', title: 'inventory:shortcuts.select' },
    { keys: 'Shift+↑ ↓ ← →', title: 'inventory:shortcuts.extend' },
    { keys: 'Shift+Space / Ctrl+Space', title: 'inventory:shortcuts.lines' },
    { keys: 'Ctrl+A', title: 'inventory:shortcuts.all' },
    { keys: 'Enter', title: 'inventory:shortcuts.open' },
    { keys: '+ / − / 0', title: 'inventory:shortcuts.zoom' },
    { keys: 'B, Q, E, R', title: 'inventory:shortcuts.booking' },
    { keys: 'H, U, W, O, P', title: 'inventory:shortcuts.stock' },
    { keys: 'T', title: 'inventory:shortcuts.time' },
    { keys: 'I', title: 'inventory:shortcuts.panel' },
  ],
}

function linkTo(kind: 'unit' | 'reservation' | 'building' | 'complex', id: string): string {
  return kind === 'reservation' ? `/inventory/reservations?id=${id}` : `/inventory/board?${kind}=${id}`
}
