import { IconFileImport, IconFileSpreadsheet } from '@tabler/icons-react'
import type { Contribution } from '#renderer/data/contribution.ts'

export const imports: Contribution = {
  module: 'imports',
  screens: [
    {
      path: '/imports',
      title: 'imports:screens.list',
      icon: IconFileSpreadsheet,
      menu: { group: 'administration', order: 60 },
      right: 'imports.run',
      go: 'x',
      load: async () => (await import('./batches-screen.tsx')).BatchesScreen,
    },
    {
      path: '/imports/new',
      title: 'imports:screens.wizard',
      icon: IconFileImport,
      right: 'imports.run',
      load: async () => (await import('./wizard-screen.tsx')).WizardScreen,
    },
  ],
  commands: [
    {
      id: 'imports.new',
      title: 'imports:commands.new',
      icon: IconFileImport,
      right: 'imports.run',
      run: ({ navigate }) => navigate('/imports/new'),
    },
  ],
  placeOf: (command) => (command.startsWith('imports.') ? '/imports' : undefined),
}
