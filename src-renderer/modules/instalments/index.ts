import { IconCalculator, IconCalendarDollar, IconCashRegister } from '@tabler/icons-react'
import type { Contribution } from '#renderer/data/contribution.ts'

export const instalments: Contribution = {
  module: 'instalments',
  screens: [
    {
      path: '/instalments/desk',
      title: 'instalments:screens.desk',
      icon: IconCashRegister,
      menu: { group: 'money', order: 5 },
      right: 'deals.collect',
      load: async () => (await import('./desk-screen.tsx')).DeskScreen,
    },
    {
      path: '/instalments/due',
      title: 'instalments:screens.due',
      icon: IconCalendarDollar,
      menu: { group: 'money', order: 10 },
      right: 'deals.read',
      go: 'y',
      load: async () => (await import('./due-screen.tsx')).DueScreen,
    },
    {
      path: '/instalments/penalty',
      title: 'instalments:screens.penalty',
      icon: IconCalculator,
      menu: { group: 'money', order: 20 },
      right: 'deals.read',
      load: async () => (await import('./penalty-screen.tsx')).PenaltyScreen,
    },
  ],
  dealTabs: [
    {
      id: 'money',
      title: 'instalments:screens.deal',
      order: 60,
      right: 'deals.read',
      load: async () => (await import('./deal-money.tsx')).DealMoney,
    },
  ],
  shortcuts: [
    { keys: 'Insert', title: 'instalments:shortcuts.add' },
    { keys: 'Ctrl+Delete', title: 'instalments:shortcuts.remove' },
    { keys: 'Ctrl+S', title: 'instalments:shortcuts.save' },
  ],
}
