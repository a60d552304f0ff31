import {
  IconAddressBook,
  IconBuildings,
  IconEyeCheck,
  IconGauge,
  IconHandStop,
  IconHistory,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react'
import { formatPhone } from '#shared/modules/access/phone.ts'
import type { Contribution } from '#renderer/data/contribution.ts'

export const access: Contribution = {
  module: 'access',
  screens: [
    {
      path: '/people',
      title: 'access:screens.people',
      icon: IconAddressBook,
      menu: { group: 'sales', order: 60 },
      right: 'people.read',
      go: 'p',
      load: async () => (await import('./people.tsx')).People,
    },
    {
      path: '/people/duplicates',
      title: 'access:screens.duplicates',
      icon: IconUsersGroup,
      menu: { group: 'administration', order: 60 },
      right: 'people.merge',
      load: async () => (await import('./duplicates.tsx')).Duplicates,
    },
    {
      path: '/access/users',
      title: 'access:screens.users',
      icon: IconUsers,
      menu: { group: 'administration', order: 10 },
      right: 'access.agencies',
      go: 'a',
      load: async () => (await import('./users.tsx')).Users,
    },
    {
      path: '/access/companies',
      title: 'access:screens.companies',
      icon: IconBuildings,
      menu: { group: 'administration', order: 20 },
      right: 'access.agencies',
      load: async () => (await import('./companies.tsx')).Companies,
    },
    {
      path: '/access/limits',
      title: 'access:screens.limits',
      icon: IconGauge,
      menu: { group: 'administration', order: 30 },
      right: 'access.agencies',
      load: async () => (await import('./limits.tsx')).RoleLimits,
    },
    {
      path: '/access/audit',
      title: 'access:screens.audit',
      icon: IconHistory,
      menu: { group: 'administration', order: 40 },
      right: 'audit.read',
      load: async () => (await import('./audit.tsx')).Audit,
    },
    {
      path: '/access/refusals',
      title: 'access:screens.refusals',
      icon: IconHandStop,
      menu: { group: 'administration', order: 45 },
      right: 'audit.read',
      load: async () => (await import('./refusals.tsx')).Refusals,
    },
    {
      path: '/access/reads',
      title: 'access:screens.reads',
      icon: IconEyeCheck,
      menu: { group: 'administration', order: 50 },
      right: 'audit.read',
      load: async () => (await import('./reads.tsx')).Reads,
    },
  ],
  search: {
    title: 'access:screens.people',
    icon: IconAddressBook,
    right: 'people.read',
    async find(text, api, signal) {
      const rows = await api.access.people({ text, limit: 10 }, { signal })
      return rows.map(({ id, name, phone, email }) => ({
        id,
        title: name,
        detail: [phone === null ? null : formatPhone(phone), email].filter(Boolean).join(' · '),
        to: `/people?person=${id}`,
      }))
    },
  },
}
