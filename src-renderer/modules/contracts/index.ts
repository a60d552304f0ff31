import {
  IconBooks,
  IconBuildingBank,
  IconColumns2,
  IconFilePencil,
  IconFileText,
  IconPrinter,
  IconStack2,
} from '@tabler/icons-react'
import type { Contribution } from '#renderer/data/contribution.ts'

export const contracts: Contribution = {
  module: 'contracts',
  screens: [
    {
      path: '/contracts',
      title: 'contracts:screens.registry',
      icon: IconFileText,
      menu: { group: 'documents', order: 5 },
      right: 'contracts.read',
      go: 'k',
      load: async () => (await import('./contract-registry.tsx')).ContractRegistry,
    },
    {
      path: '/contracts/builder',
      title: 'contracts:screens.builder',
      icon: IconFilePencil,
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
    {
      path: '/contracts/compare',
      title: 'contracts:screens.compare',
      icon: IconColumns2,
      menu: { group: 'documents', order: 30 },
      right: 'contracts.read',
      load: async () => (await import('./compare-screen.tsx')).CompareScreen,
    },
    {
      path: '/contracts/packages',
      title: 'contracts:screens.packages',
      icon: IconStack2,
      menu: { group: 'documents', order: 40 },
      right: 'contracts.read',
      load: async () => (await import('./package-screen.tsx')).PackageScreen,
    },
    {
      path: '/contracts/print',
      title: 'contracts:screens.print',
      icon: IconPrinter,
      menu: { group: 'documents', order: 50 },
      right: 'contracts.read',
      load: async () => (await import('./print-screen.tsx')).PrintScreen,
    },
    {
      path: '/contracts/requisites',
      title: 'contracts:screens.requisites',
      icon: IconBuildingBank,
      menu: { group: 'documents', order: 60 },
      right: 'contracts.templates',
      load: async () => (await import('./requisites-screen.tsx')).RequisitesScreen,
    },
    // Last: any other word after /contracts/ is a contract's id.
    {
      path: '/contracts/:contractId',
      title: 'contracts:screens.contract',
      icon: IconFileText,
      right: 'contracts.read',
      load: async () => (await import('./contract-card.tsx')).ContractCard,
    },
  ],
  search: {
    title: 'contracts:search.title',
    icon: IconFileText,
    right: 'contracts.read',
    async find(text, api, signal) {
      const rows = await api.contracts.registry({ text, limit: 10 }, { signal })
      return rows.map((row) => ({
        id: row.id,
        title: `${row.number} · ${row.client_name}`,
        detail: [row.unit_number, row.building, row.complex].filter(Boolean).join(', '),
        to: `/contracts/${row.id}`,
      }))
    },
  },
  shortcuts: [
    { keys: 'Ctrl+S', title: 'contracts:shortcuts.keep' },
    { keys: 'Enter', title: 'contracts:shortcuts.next' },
    { keys: 'Alt+↑ / Alt+↓', title: 'contracts:shortcuts.move' },
    { keys: '{', title: 'contracts:shortcuts.variable' },
    { keys: 'Tab / Shift+Tab', title: 'contracts:shortcuts.level' },
  ],
  dealTabs: [
    {
      id: 'contract',
      title: 'contracts:tab.deal',
      order: 60,
      right: 'contracts.read',
      load: async () => (await import('./contract-list.tsx')).DealContracts,
    },
  ],
  inserts: {
    reservation: async () => (await import('./contract-booking.tsx')).BookingContract,
  },
  placeOf: (_command, args) => {
    const contractId = (args as { contractId?: unknown } | null)?.contractId
    return typeof contractId === 'string' ? `/contracts/${contractId}` : undefined
  },
}
