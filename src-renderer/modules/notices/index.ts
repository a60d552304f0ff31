import type { Contribution } from '#renderer/data/contribution.ts'
import { Bell } from './bell.tsx'

export const notices: Contribution = { module: 'notices', screens: [], tray: Bell }
