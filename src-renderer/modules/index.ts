/** THE list of screens. */
import type { Contribution } from '../data/contribution.ts'
import { access } from './access/index.ts'
import { contracts } from './contracts/index.ts'
import { deals } from './deals/index.ts'
import { engine } from './engine/index.ts'
import { imports } from './imports/index.ts'
import { instalments } from './instalments/index.ts'
import { inventory } from './inventory/index.ts'
import { notices } from './notices/index.ts'

export const screens: readonly Contribution[] = [
  inventory,
  deals,
  imports,
  contracts,
  instalments,
  access,
  notices,
  engine,
]
