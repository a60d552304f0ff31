/** What a posting is, and how it is judged before it reaches the centre, which judges it again. */
import { z } from 'zod'
import { Day } from '../../kernel/day.ts'
import { Id } from '../../kernel/id.ts'
import { Instant } from '../../kernel/instant.ts'
import { Minor } from '../../kernel/money.ts'
import { AppError } from '../../rpc/errors.ts'
import { ACCOUNT_CODES, accountOf, eventOf, LEDGER_EVENTS, SUB_LEDGERS, type LedgerEvent } from './posting-map.ts'

export const AccountCode = z.enum(ACCOUNT_CODES)
export const Event = z.enum(LEDGER_EVENTS)
export const Side = z.enum(['debit', 'credit'])
export type Side = z.infer<typeof Side>

/** A row elsewhere: the deal, the lot, the receipt. Of a sub-ledger or of a document. */
export const Reference = z.object({ kind: z.string().min(1).max(40), id: Id })
export type Reference = z.infer<typeof Reference>
export const SubReference = z.object({ kind: z.enum(SUB_LEDGERS), id: Id })
export type SubReference = z.infer<typeof SubReference>

export const Line = z.object({
  account: AccountCode,
  side: Side,
  amount: Minor.positive(),
  ref: SubReference.nullable().default(null),
})
export type Line = z.infer<typeof Line>

export const MOST_LINES = 500

export const Posting = z.object({
  batchId: Id,
  event: Event,
  lines: z.array(Line).min(2).max(MOST_LINES),
  /** The business date, which closing a period goes by. */
  bookedOn: Day,
  /** The document it follows from. */
  reference: Reference.nullable().default(null),
  note: z.string().trim().max(500).nullable().default(null),
  /** Whose books; the caller's own company without it. */
  companyId: Id.nullable().default(null),
})
export type Posting = z.infer<typeof Posting>

export const StatementRow = z.object({
  id: Id,
  batch_id: Id,
  number: z.int().nullable(),
  booked_on: Day,
  happened_at: Instant,
  event: Event,
  reverses_id: Id.nullable(),
  document_kind: z.string().nullable(),
  document_id: Id.nullable(),
  note: z.string().nullable(),
  ref_kind: z.string().nullable(),
  ref_id: Id.nullable(),
  debit_minor: Minor,
  credit_minor: Minor,
  /** Debit less credit after this line. */
  balance_minor: Minor,
})
export type StatementRow = z.infer<typeof StatementRow>

export const TrialRow = z.object({
  account: AccountCode,
  kind: z.string(),
  name: z.string(),
  currency: z.string(),
  debit_minor: Minor,
  credit_minor: Minor,
})
export type TrialRow = z.infer<typeof TrialRow>

/** Refuses what the centre would refuse: sides that the map does not know, a sub-ledger left out, sums that differ. */
export function checkPosting(event: LedgerEvent, lines: readonly Line[]): void {
  const map = eventOf(event)
  const sums = { sheet: 0n, memo: 0n }
  for (const { account, side, amount, ref } of lines) {
    const { kind, sub } = accountOf(account)
    if (!map[side].includes(account))
      throw new AppError('invalid', `${event} takes no ${side} of ${account}`, {
        reason: 'ledger.wrong-account',
        event,
        account,
      })
    if (sub !== undefined && ref?.kind !== sub)
      throw new AppError('invalid', `${account} is kept by ${sub}`, { reason: 'ledger.no-sub-ledger', account, sub })
    sums[kind === 'memo' ? 'memo' : 'sheet'] += side === 'debit' ? BigInt(amount) : -BigInt(amount)
  }
  if (sums.sheet !== 0n || sums.memo !== 0n)
    throw new AppError('invalid', 'Debit and credit differ', {
      reason: 'ledger.unbalanced',
      difference: Number(sums.sheet + sums.memo),
    })
}

/** Ids of lines follow from the batch's, so that a queued posting makes the same rows at the centre. */
export function lineId(batchId: Id, line: number): Id {
  const tail = (Number.parseInt(batchId.slice(-4), 16) + line) % 65_536
  return batchId.slice(0, -4) + tail.toString(16).padStart(4, '0')
}
