/** THE list of contracts. */
import { access } from './access/contract.ts'
import { contracts } from './contracts/contract.ts'
import { deals } from './deals/contract.ts'
import { engine } from './engine/contract.ts'
import { files } from './files/contract.ts'
import { imports } from './imports/contract.ts'
import { instalments } from './instalments/contract.ts'
import { inventory } from './inventory/contract.ts'
import { ledger } from './ledger/contract.ts'
import { notices } from './notices/contract.ts'

export const app = {
  engine,
  access,
  inventory,
  imports,
  contracts,
  ledger,
  notices,
  files,
  deals,
  instalments,
} as const
export type KvartalApp = typeof app
