/** THE list of bodies. */
import { access } from './access/index.ts'
import { contracts } from './contracts/index.ts'
import { files } from './files/index.ts'
import { deals } from './deals/index.ts'
import { imports } from './imports/index.ts'
import { instalments } from './instalments/index.ts'
import { inventory } from './inventory/index.ts'
import { ledger } from './ledger/index.ts'
import { notices } from './notices/index.ts'

export const modules = { access, inventory, imports, contracts, ledger, notices, files, deals, instalments }
