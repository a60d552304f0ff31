/** What other modules may ask of instalments. */
import type { Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import type { Minor } from '#shared/kernel/money.ts'
import type { ScheduleKind } from '#shared/modules/instalments/model.ts'
import type { Db } from '#main/engine/define.ts'
import { activeScheduleOf, linesOf } from './lines.ts'

/** Posts a buyer's money and allocates it, and posts its mirror, as the commands do. */
export { pay as takePayment, reversePayment } from './payment-commands.ts'

export interface ActiveSchedule {
  scheduleId: Id
  version: number
  kind: ScheduleKind
  /** A year, in hundredths of a percent; 0 without interest. */
  rateBp: number
  principal: Minor
  lines: {
    line: number
    /** The day by the plan, and the working day it moves to. */
    dueOn: Day
    payOn: Day
    principal: Minor
    interest: Minor
    /** What the buyer pays on that day. */
    amount: Minor
    label: string | null
    areaCm2: number | null
    paid: Minor
  }[]
}

/** The schedule in force of a deal, for the `payments` list of a contract; undefined where there is none or it is not seen. */
export async function activeSchedule(db: Db, dealId: Id): Promise<ActiveSchedule | undefined> {
  const active = await activeScheduleOf(db, dealId)
  if (!active) return undefined
  const lines = await linesOf(db, active.id)
  return {
    scheduleId: active.id,
    version: active.version,
    kind: active.kind,
    rateBp: active.rate_bp,
    principal: active.principal_minor,
    lines: lines.map((row) => ({
      line: row.line,
      dueOn: row.due_on,
      payOn: row.pay_on,
      principal: row.principal_minor,
      interest: row.interest_minor,
      amount: row.principal_minor + row.interest_minor,
      label: row.label,
      areaCm2: row.area_cm2,
      paid: row.paid_principal_minor + row.paid_interest_minor,
    })),
  }
}
