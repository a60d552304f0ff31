/** The one place where contracts touch deals and their schedules, through the doors of those modules. */
import type { Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import type { CommandContext, Db, Tx } from '#main/engine/define.ts'
import { advance, recordEvent } from '#main/modules/deals/api.ts'
import { activeSchedule } from '#main/modules/instalments/api.ts'

export interface DealSchedule {
  id: Id
  label: string
  at: Instant | null
  user: string | null
  rateBp: number | null
  lines: { on: Day; amount: number; interest?: number; label?: string; area?: number }[]
}

export async function paymentsOfDeal(db: Db, dealId: Id): Promise<DealSchedule | null> {
  const active = await activeSchedule(db, dealId)
  if (!active || active.lines.length === 0) return null
  const made = await db
    .selectFrom('schedule')
    .leftJoin('app_user', 'app_user.id', 'schedule.created_by_id')
    .select(['schedule.created_at', 'app_user.name'])
    .where('schedule.id', '=', active.scheduleId)
    .executeTakeFirst()
  return {
    id: active.scheduleId,
    label: `№ ${active.version}`,
    at: made?.created_at ?? null,
    user: made?.name ?? null,
    rateBp: active.rateBp > 0 ? active.rateBp : null,
    // The part of the price: interest stands in a column of its own, and the sums come to the price.
    lines: active.lines.map(({ payOn, principal, interest, label, areaCm2 }) => ({
      on: payOn,
      amount: principal,
      ...(active.rateBp > 0 ? { interest } : {}),
      ...(label === null ? {} : { label }),
      ...(areaCm2 === null ? {} : { area: areaCm2 }),
    })),
  }
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
