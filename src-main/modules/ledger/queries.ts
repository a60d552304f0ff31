/** Sums over entries: balances, statements, turnover. The same SQL on the cache and at the centre. */
import { sql } from 'kysely'
import type { ArgsOf, ResultOf } from '#shared/rpc/contract.ts'
import { sumMinor, type Minor } from '#shared/kernel/money.ts'
import type { ledger } from '#shared/modules/ledger/contract.ts'
import type { Db, QueryContext } from '#main/engine/define.ts'

type Args<N extends keyof typeof ledger> = ArgsOf<(typeof ledger)[N]>
type Result<N extends keyof typeof ledger> = ResultOf<(typeof ledger)[N]>

const sumOf = (side: 'debit' | 'credit') => sql<number>`coalesce(sum(${sql.ref(`e.${side}_minor`)}), 0)`

function entries(db: Db, companyId: string) {
  return db
    .selectFrom('ledger_entry as e')
    .innerJoin('ledger_batch as b', 'b.id', 'e.batch_id')
    .innerJoin('ledger_account as a', 'a.id', 'e.account_id')
    .where('b.company_id', '=', companyId)
}

function ofAccount(
  db: Db,
  { account, ref, companyId }: Pick<Args<'balance'>, 'account' | 'ref' | 'companyId'>,
  { actor }: QueryContext,
) {
  const all = entries(db, companyId ?? actor.companyId).where('a.code', '=', account)
  return ref === null ? all : all.where('e.ref_kind', '=', ref.kind).where('e.ref_id', '=', ref.id)
}

export async function balance(db: Db, args: Args<'balance'>, context: QueryContext): Promise<Result<'balance'>> {
  const all = ofAccount(db, args, context)
  const { debit_minor, credit_minor } = await (args.on === null ? all : all.where('b.booked_on', '<=', args.on))
    .select([sumOf('debit').as('debit_minor'), sumOf('credit').as('credit_minor')])
    .executeTakeFirstOrThrow()
  return { debit_minor, credit_minor, balance_minor: debit_minor - credit_minor }
}

export async function statement(db: Db, args: Args<'statement'>, context: QueryContext): Promise<Result<'statement'>> {
  const all = ofAccount(db, args, context)
  const lines = await (args.to === null ? all : all.where('b.booked_on', '<=', args.to))
    .select([
      'e.id',
      'e.batch_id',
      'b.number',
      'b.booked_on',
      'b.happened_at',
      'b.event',
      'b.reverses_id',
      'b.document_kind',
      'b.document_id',
      'b.note',
    ])
    .select(['e.ref_kind', 'e.ref_id', 'e.debit_minor', 'e.credit_minor'])
    .orderBy('b.booked_on')
    // What waits for its number comes last.
    .orderBy(sql`b.number is null`)
    .orderBy('b.number')
    .orderBy('e.line')
    .execute()
  let running: Minor = 0
  return lines
    .map((line) => ({ ...line, balance_minor: (running += line.debit_minor - line.credit_minor) }))
    .filter(({ booked_on }) => args.from === null || booked_on >= args.from)
}

export async function trialBalance(
  db: Db,
  { from, to, companyId }: Args<'trialBalance'>,
  { actor }: QueryContext,
): Promise<Result<'trialBalance'>> {
  const all = entries(db, companyId ?? actor.companyId)
  const after = from === null ? all : all.where('b.booked_on', '>=', from)
  const rows = await (to === null ? after : after.where('b.booked_on', '<=', to))
    .select([
      'a.code as account',
      'a.kind',
      'a.name',
      'a.currency',
      sumOf('debit').as('debit_minor'),
      sumOf('credit').as('credit_minor'),
    ])
    .groupBy(['a.code', 'a.kind', 'a.name', 'a.currency'])
    .orderBy('a.code')
    .execute()
  return {
    rows,
    debit_minor: sumMinor(rows.map((row) => row.debit_minor)),
    credit_minor: sumMinor(rows.map((row) => row.credit_minor)),
  }
}

export async function closedThrough(
  db: Db,
  { companyId }: Args<'closedThrough'>,
  { actor }: QueryContext,
): Promise<Result<'closedThrough'>> {
  const last = await db
    .selectFrom('ledger_period')
    .select('through_on')
    .where('company_id', '=', companyId ?? actor.companyId)
    .orderBy('through_on', 'desc')
    .executeTakeFirst()
  return { on: last?.through_on ?? null }
}
