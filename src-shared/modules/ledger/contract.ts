/** Calls of the ledger. Balances are sums of entries, never stored; nothing posted is changed, only reversed by its mirror. */
import { z } from 'zod'
import { Day } from '../../kernel/day.ts'
import { Id } from '../../kernel/id.ts'
import { Minor } from '../../kernel/money.ts'
import { command, query, type Contract } from '../../rpc/contract.ts'
import { AccountCode, Posting, StatementRow, SubReference, TrialRow } from './model.ts'

const READS = ['ledger_account', 'ledger_batch', 'ledger_entry'] as const
const Company = Id.nullable().default(null)

export const ledger = {
  /** Debit less credit of an account, whole or of one deal, unit, guest …, at the end of a day. */
  balance: query({
    allow: 'ledger.read',
    reads: READS,
    args: z.object({
      account: AccountCode,
      ref: SubReference.nullable().default(null),
      on: Day.nullable().default(null),
      companyId: Company,
    }),
    result: z.object({ debit_minor: Minor, credit_minor: Minor, balance_minor: Minor }),
  }),
  /** Lines of an account in order of business date and number, with the running balance. Rows, live. */
  statement: query({
    allow: 'ledger.read',
    reads: READS,
    args: z.object({
      account: AccountCode,
      ref: SubReference.nullable().default(null),
      from: Day.nullable().default(null),
      to: Day.nullable().default(null),
      companyId: Company,
    }),
    result: z.array(StatementRow),
  }),
  /** Turnover of every account that has any; `debit_minor` and `credit_minor` below are equal or the ledger is broken. */
  trialBalance: query({
    allow: 'ledger.read',
    reads: READS,
    args: z.object({ from: Day.nullable().default(null), to: Day.nullable().default(null), companyId: Company }),
    result: z.object({ rows: z.array(TrialRow), debit_minor: Minor, credit_minor: Minor }),
  }),
  /** The last day closed in the books of a company, null while none is. */
  closedThrough: query({
    allow: 'ledger.read',
    reads: ['ledger_period'],
    args: z.object({ companyId: Company }),
    result: z.object({ on: Day.nullable() }),
  }),
  /** Posts one event of the map. Money is decided by the centre (C15.2), so it never waits in an outbox. */
  post: command({ allow: 'ledger.post', offline: 'refuse', args: Posting, result: z.object({ batchId: Id }) }),
  /** Cash put into a drawer: the one money fact that may wait for the link (C10.16). Events marked `isQueued`, debit `cash` only. */
  postCash: command({ allow: 'tills.sell', offline: 'queue', args: Posting, result: z.object({ batchId: Id }) }),
  /** Posts the exact mirror, linked, once; a reversal itself is not reversed. */
  reverse: command({
    allow: 'ledger.reverse',
    offline: 'refuse',
    args: z.object({ batchId: Id, newBatchId: Id, bookedOn: Day, reason: z.string().trim().min(3).max(500) }),
    result: z.object({ batchId: Id }),
  }),
  /** Nothing is booked on this day or before it any more. There is no way back: what was wrong is reversed later. */
  closePeriod: command({
    allow: 'ledger.close',
    offline: 'refuse',
    args: z.object({
      periodId: Id,
      throughOn: Day,
      companyId: Company,
      note: z.string().trim().max(500).nullable().default(null),
    }),
    result: z.object({ periodId: Id }),
  }),
} as const satisfies Contract
