/** What the steward does with schedules every morning; the last thing is to wake itself for the next. */
import { sql } from 'kysely'
import { addDays } from '#shared/kernel/day.ts'
import { addMs } from '#shared/kernel/instant.ts'
import type { instalments } from '#shared/modules/instalments/contract.ts'
import type { CommandBody } from '#main/engine/define.ts'
import { schedule } from '#main/engine/jobs.ts'
import { accrueInterest } from './interest.ts'
import { today } from './lines.ts'

/** Seven in the morning in Moscow. */
const HOUR = 'T04:00:00.000Z'
/** From the beginning of one part to the beginning of the next, so that others have half of the time at least. */
const PART_MS = 1_500

export const morning: CommandBody<(typeof instalments)['morning']> = async (tx, { from }, context) => {
  const day = today(context.issuedAt)
  const next = await accrueInterest(tx, context, day, from)
  const isMore = next !== null
  // Once, when everything is posted: it reads every line there is.
  if (!isMore && context.place === 'central') await sql`select app.tell_of_overdue(${day}::date)`.execute(tx)
  // Another key than its own, which is taken away when it is done.
  await schedule(tx, context, {
    key: isMore ? `instalments:${context.commandId}` : `instalments:${addDays(day, 1)}`,
    at: isMore ? addMs(context.issuedAt, PART_MS) : `${addDays(day, 1)}${HOUR}`,
    command: 'instalments.morning',
    args: isMore ? { from: next } : {},
  })
  return { isMore }
}
