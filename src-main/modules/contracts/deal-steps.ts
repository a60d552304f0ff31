/** The one place where contracts touch deals and their schedules, through the doors of those modules. */
import type { Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import type { CommandContext, Db, Tx } from '#main/engine/define.ts'
import { advance, recordEvent } from '#main/modules/deals/api.ts'

export interface DealSchedule {
  id: Id
  label: string
  at: Instant | null
  user: string | null
  rateBp: number | null
  lines: { on: Day; amount: number; interest?: number; label?: string; area?: number }[]
}

export async function paymentsOfDeal(_db: Db, _dealId: Id): Promise<DealSchedule | null> {
  return Promise.resolve(null)
}

/** Brings the deal to a stage that the contract has reached; a deal that is there or further stays. Refuses what the stage still lacks. */
export async function advanceDeal(
  tx: Tx,
  context: CommandContext,
  dealId: Id,
  to: 'contract' | 'registration' | 'won',
  on: Day,
): Promise<void> {
  await advance(tx, context, { dealId, to, contractOn: on })
}

export async function noteOnDeal(
  tx: Tx,
  context: CommandContext,
  dealId: Id,
  kind: string,
  facts: Record<string, unknown>,
): Promise<void> {
  await recordEvent(tx, context, { dealId, kind, data: facts })
}
