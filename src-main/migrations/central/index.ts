/** THE list of central migrations, in order. Published ones never change; numbers go by tens. */
import { migration as m0010 } from './0010-engine.ts'
import { migration as m0020 } from './0020-access.ts'
import { migration as m0030 } from './0030-inventory.ts'
import { migration as m0040 } from './0040-imports.ts'
import { migration as m0050 } from './0050-ledger.ts'
import { migration as m0055 } from './0055-rule-packs.ts'
import { migration as m0058 } from './0058-numbering.ts'
import { migration as m0060 } from './0060-deals.ts'
import { migration as m0070 } from './0070-instalments.ts'
import { migration as m0080 } from './0080-clauses.ts'
import { migration as m0090 } from './0090-imports.ts'
import { migration as m0092 } from './0092-imports-undo.ts'
import { migration as m0094 } from './0094-imports-sold.ts'
import { migration as m0105 } from './0105-program-data.ts'
import { migration as m0106 } from './0106-exports.ts'
import { migration as m0107 } from './0107-refusals.ts'
import { migration as m0108 } from './0108-merge.ts'
import { migration as m0109 } from './0109-merge-closed.ts'
import { migration as m0110 } from './0110-notices.ts'
import { migration as m0112 } from './0112-files.ts'
import { migration as m0114 } from './0114-booking-terms.ts'
import { migration as m0116 } from './0116-deal-files.ts'
import { migration as m0118 } from './0118-deal-notices.ts'
import { migration as m0120 } from './0120-contracts.ts'
import { migration as m0135 } from './0135-imports-steps.ts'
import { migration as m0136 } from './0136-imports-undo.ts'
import { migration as m0140 } from './0140-postings.ts'
import { migration as m0141 } from './0141-deal-claims.ts'
import { migration as m0142 } from './0142-deal-desk.ts'
import { migration as m0143 } from './0143-money-notices.ts'
import { migration as m0144 } from './0144-overdue-found.ts'
import { migration as m0150 } from './0150-contract-texts.ts'
import { migration as m0160 } from './0160-price-list-notices.ts'
import { migration as m0162 } from './0162-sweep.ts'

export interface Migration {
  name: string
  sql: string
}

export const migrations: readonly Migration[] = [
  m0010,
  m0020,
  m0030,
  m0040,
  m0050,
  m0055,
  m0058,
  m0060,
  m0070,
  m0080,
  m0090,
  m0092,
  m0094,
  m0105,
  m0106,
  m0107,
  m0108,
  m0109,
  m0110,
  m0112,
  m0114,
  m0116,
  m0118,
  m0120,
  m0135,
  m0136,
  m0140,
  m0141,
  m0142,
  m0143,
  m0144,
  m0150,
  m0160,
  m0162,
]
