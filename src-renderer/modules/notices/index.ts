import type { Contribution } from '#renderer/data/contribution.ts'

export const notices: Contribution = { module: 'notices', screens: [] }
