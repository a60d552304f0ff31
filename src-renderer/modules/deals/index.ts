import { IconCalendarEvent, IconChartPie, IconHeartHandshake } from '@tabler/icons-react'
import type { Contribution } from '#renderer/data/contribution.ts'
import { openNewDeal } from './state.ts'

export const deals: Contribution = {
  module: 'deals',
  screens: [
    {
      path: '/deals',
      title: 'deals:screens.deals',
      icon: IconHeartHandshake,
      menu: { group: 'sales', order: 35 },
      right: 'deals.read',
      go: 'd',
      load: async () => (await import('./deals-screen.tsx')).DealsScreen,
    },
    {
      path: '/deals/calendar',
      title: 'deals:screens.calendar',
      icon: IconCalendarEvent,
      menu: { group: 'sales', order: 37 },
      right: 'deals.read',
      load: async () => (await import('./calendar-screen.tsx')).CalendarScreen,
    },
    {
      path: '/deals/portrait',
      title: 'deals:screens.portrait',
      icon: IconChartPie,
      menu: { group: 'analysis', order: 30 },
      right: 'deals.all',
      load: async () => (await import('./portrait-screen.tsx')).PortraitScreen,
    },
    {
      path: '/deals/card/:dealId',
      title: 'deals:screens.deal',
      icon: IconHeartHandshake,
      right: 'deals.read',
      load: async () => (await import('./deal-screen.tsx')).DealScreen,
    },
  ],
  commands: [
    {
      id: 'deals.open',
      title: 'deals:open.title',
      icon: IconHeartHandshake,
      right: 'deals.write',
      run({ navigate }) {
        navigate('/deals')
        openNewDeal({})
      },
    },
  ],
  search: {
    title: 'deals:screens.deals',
    icon: IconHeartHandshake,
    right: 'deals.read',
    async find(text, api, signal) {
      const [hits, { default: i18next }] = await Promise.all([
        api.deals.search({ text, limit: 8 }, { signal }),
        import('i18next'),
      ])
      return hits.map((hit) => ({
        id: hit.id,
        title: hit.name,
        detail: i18next.t(`deals:stage.${hit.stage}`),
        to: `/deals/card/${hit.id}`,
      }))
    },
  },
  inserts: {
    unit: async () => (await import('./unit-deal.tsx')).UnitDeal,
    reservation: async () => (await import('./reservation-deal.tsx')).ReservationDeal,
  },
  shortcuts: [
    { keys: '↑ ↓ ← →', title: 'deals:shortcuts.walk' },
    { keys: 'Ctrl+← / Ctrl+→', title: 'deals:shortcuts.move' },
    { keys: 'Enter', title: 'deals:shortcuts.open' },
    { keys: 'Delete', title: 'deals:shortcuts.lose' },
    { keys: 'N', title: 'deals:shortcuts.add' },
  ],
}
