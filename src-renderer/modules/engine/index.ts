import { IconHelp, IconInbox, IconInfoCircle, IconRefresh, IconSettings } from '@tabler/icons-react'
import type { Contribution } from '#renderer/data/contribution.ts'

export const engine: Contribution = {
  module: 'engine',
  screens: [
    {
      path: '/inbox',
      title: 'engine:screens.inbox',
      icon: IconInbox,
      menu: { group: 'own', order: 10 },
      go: 'i',
      load: async () => (await import('./inbox.tsx')).Inbox,
    },
    {
      path: '/settings',
      title: 'engine:screens.settings',
      icon: IconSettings,
      menu: { group: 'own', order: 20 },
      go: ',',
      load: async () => (await import('./settings.tsx')).SettingsScreen,
    },
    {
      path: '/help',
      title: 'engine:screens.help',
      icon: IconHelp,
      menu: { group: 'own', order: 30 },
      load: async () => (await import('./help.tsx')).Help,
    },
    {
      path: '/about',
      title: 'engine:screens.about',
      icon: IconInfoCircle,
      load: async () => (await import('./about.tsx')).About,
    },
  ],
  commands: [
    {
      id: 'engine.sync-now',
      title: 'engine:commands.syncNow',
      icon: IconRefresh,
      run: async ({ api }) => void (await api.engine.syncNow({})),
    },
  ],
}
