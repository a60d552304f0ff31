/** What other modules may call inside their own transaction. */
import type { Insertable } from 'kysely'
import { AppError } from '#shared/rpc/errors.ts'
import { addDays, type Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import { checkPosting, lineId, type Line, type Posting } from '#shared/modules/ledger/model.ts'
import type { CommandContext, Tx } from '#main/engine/define.ts'
import type { LedgerTables } from './tables.ts'

export { keepAllComputed, keepComputed, recomputeDocument } from './computed.ts'

/** As a module writes it: what has a default may be left out. */
export type NewPosting = Pick<Posting, 'batchId' | 'event' | 'bookedOn'> &
  Partial<Pick<Posting, 'reference' | 'note' | 'companyId'>> & { lines: (Omit<Line, 'ref'> & { ref?: Line['ref'] })[] }

/** Posts one event of the map. The centre judges it again at the commit: balance, accounts, period, right of the caller. */
export const post = (tx: Tx, context: CommandContext, posting: NewPosting): Promise<void> =>
  postAll(tx, context, [posting])

/** The same for many, which get their numbers in this order; some hundreds at once. */
export async function postAll(tx: Tx, context: CommandContext, postings: readonly NewPosting[]): Promise<void> {
  if (postings.length === 0) return
  for (const { event, lines } of postings)
    checkPosting(
      event,
      lines.map((line) => ({ ...line, ref: line.ref ?? null })),
    )
  const accounts = await tx
    .selectFrom('ledger_account')
    .select(['id', 'code', 'currency'])
    .where('code', 'in', [...new Set(postings.flatMap(({ lines }) => lines.map(({ account }) => account)))])
    .execute()
  const known = new Map(accounts.map((account) => [account.code, account]))
  await insertBatches(
    tx,
    context,
    postings.map((posting) => ({
      batch: {
        id: posting.batchId,
        company_id: posting.companyId ?? context.actor.companyId,
        event: posting.event,
        booked_on: posting.bookedOn,
        reverses_id: null,
        document_kind: posting.reference?.kind ?? null,
        document_id: posting.reference?.id ?? null,
        note: posting.note ?? null,
      },
      lines: posting.lines.map(({ account, side, amount, ref }) => {
        const found = known.get(account)
        if (!found)
          throw new AppError('forbidden', 'The chart of accounts is not for this user', { reason: 'ledger.no-chart' })
        return {
          account_id: found.id,
          currency: found.currency,
          ref_kind: ref?.kind ?? null,
          ref_id: ref?.id ?? null,
          debit_minor: side === 'debit' ? amount : 0,
          credit_minor: side === 'credit' ? amount : 0,
        }
      }),
    })),
  )
}

/** The day itself, or the first one that is still open in the books of a company: what comes late is booked then. */
export async function openDay(tx: Tx, companyId: Id, day: Day): Promise<Day> {
  const closed = await tx
    .selectFrom('ledger_period')
    .select('through_on')
    .where('company_id', '=', companyId)
    .where('through_on', '>=', day)
    .orderBy('through_on', 'desc')
    .executeTakeFirst()
  return closed === undefined ? day : addDays(closed.through_on, 1)
}

/** Posts the mirror of a batch under a new id. Twice is refused by the centre. */
export async function reverse(
  tx: Tx,
  context: CommandContext,
  { batchId, newBatchId, bookedOn, reason }: { batchId: Id; newBatchId: Id; bookedOn: string; reason: string },
): Promise<void> {
  const original = await tx.selectFrom('ledger_batch').selectAll().where('id', '=', batchId).executeTakeFirst()
  if (!original) throw new AppError('not-found', 'No such posting', { reason: 'ledger.no-batch' })
  if (original.reverses_id !== null)
    throw new AppError('conflict', 'A reversal is not reversed', { reason: 'ledger.reversal-of-reversal' })
  const done = await tx.selectFrom('ledger_batch').select('id').where('reverses_id', '=', batchId).executeTakeFirst()
  if (done) throw new AppError('conflict', 'Reversed already', { reason: 'ledger.already-reversed', batchId: done.id })
  const lines = await tx
    .selectFrom('ledger_entry')
    .select(['account_id', 'currency', 'ref_kind', 'ref_id', 'debit_minor', 'credit_minor'])
    .where('batch_id', '=', batchId)
    .orderBy('line')
    .execute()
  const { company_id, event, document_kind, document_id } = original
  await insertBatches(tx, context, [
    {
      batch: {
        id: newBatchId,
        company_id,
        event,
        booked_on: bookedOn,
        reverses_id: batchId,
        document_kind,
        document_id,
        note: reason,
      },
      lines: lines.map((line) => ({ ...line, debit_minor: line.credit_minor, credit_minor: line.debit_minor })),
    },
  ])
}

type NewBatch = Omit<
  Insertable<LedgerTables['ledger_batch']>,
  'number' | 'happened_at' | 'line_count' | 'command_id' | 'created_by_id'
>
type NewLine = Omit<Insertable<LedgerTables['ledger_entry']>, 'id' | 'batch_id' | 'line'>

async function insertBatches(
  tx: Tx,
  { issuedAt, commandId, actor }: CommandContext,
  written: readonly { batch: NewBatch; lines: readonly NewLine[] }[],
): Promise<void> {
  await tx
    .insertInto('ledger_batch')
    .values(
      written.map(({ batch, lines }) => ({
        ...batch,
        happened_at: issuedAt,
        line_count: lines.length,
        command_id: commandId,
        created_by_id: actor.userId,
      })),
    )
    .execute()
  await tx
    .insertInto('ledger_entry')
    .values(
      written.flatMap(({ batch, lines }) =>
        lines.map((line, index) => ({ ...line, id: lineId(batch.id, index + 1), batch_id: batch.id, line: index + 1 })),
      ),
    )
    .execute()
}
