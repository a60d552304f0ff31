import { IconBooks, IconFileText } from '@tabler/icons-react'
import type { Contribution } from '#renderer/data/contribution.ts'

export const contracts: Contribution = {
  module: 'contracts',
  screens: [
    {
      path: '/contracts/builder',
      title: 'contracts:screens.builder',
      icon: IconFileText,
      menu: { group: 'documents', order: 10 },
      right: 'contracts.read',
      go: 'c',
      load: async () => (await import('./builder.tsx')).Builder,
    },
    {
      path: '/contracts/library',
      title: 'contracts:screens.library',
      icon: IconBooks,
      menu: { group: 'documents', order: 20 },
      right: 'contracts.read',
      load: async () => (await import('./library.tsx')).Library,
    },
    {
      path: '/contracts/library/clause/:key',
      title: 'contracts:screens.clause',
      icon: IconBooks,
      right: 'contracts.read',
      load: async () => (await import('./version-screen.tsx')).ClauseScreen,
    },
    {
      path: '/contracts/library/template/:key',
      title: 'contracts:screens.template',
      icon: IconBooks,
      right: 'contracts.read',
      load: async () => (await import('./version-screen.tsx')).TemplateScreen,
    },
  ],
}
