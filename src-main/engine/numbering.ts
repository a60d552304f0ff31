/** Numbers for people come from the centre (C0.6), one series each, without gaps. */
import { sql } from 'kysely'
import { AppError, must } from '#shared/rpc/errors.ts'
import type { CommandContext, Tx } from './define.ts'

/** The next number of `series`, taken in this transaction. Refuses with `offline` on the cache. */
export async function nextNumber(tx: Tx, context: CommandContext, series: string): Promise<number> {
  if (context.place === 'cache')
    throw new AppError('offline', 'Numbers come from the centre', { reason: 'engine.number-needs-centre' })
  const { rows } = await sql<{ number: number }>`select sync.next_number(${series}) as number`.execute(tx)
  return must(rows[0], 'number').number
}
