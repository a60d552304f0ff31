/** THE list of table types: what Kysely knows of the replicated tables and of the centre's own. */
import type { AccessTables } from './access/tables.ts'
import type { ContractsTables } from './contracts/tables.ts'
import type { PaperTables } from './contracts/paper-tables.ts'
import type { FilesTables } from './files/tables.ts'
import type { DealsTables } from './deals/tables.ts'
import type { ImportsTables } from './imports/tables.ts'
import type { InstalmentsTables } from './instalments/tables.ts'
import type { InventoryTables } from './inventory/tables.ts'
import type { LedgerTables } from './ledger/tables.ts'
import type { NoticesTables } from './notices/tables.ts'

export interface Tables
  extends
    AccessTables,
    ContractsTables,
    DealsTables,
    FilesTables,
    ImportsTables,
    InstalmentsTables,
    InventoryTables,
    LedgerTables,
    NoticesTables,
    PaperTables {}
