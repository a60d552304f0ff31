/** What the steward looks after every morning: registrations past their days, meetings without a result. */
import { RUSSIA } from '#shared/kernel/calendar-ru.ts'
import { addWorkingDays } from '#shared/kernel/calendar.ts'
import { addDays, dayAt, daysBetween, type Day } from '#shared/kernel/day.ts'
import type { deals } from '#shared/modules/deals/contract.ts'
import { contractName } from '#shared/modules/contracts/contract-model.ts'
import { sql } from 'kysely'
import type { CommandBody, CommandContext, Tx } from '#main/engine/define.ts'
import { schedule } from '#main/engine/jobs.ts'
import { notify } from '#main/modules/notices/api.ts'

const MOSCOW = 'Europe/Moscow'

export const morning: CommandBody<(typeof deals)['morning']> = async (tx, _, context) => {
  const day = dayAt(context.issuedAt, MOSCOW)
  if (context.place === 'central')
    await sql`select app.tell_of_meetings(${`${day}T00:00:00+03:00`}::timestamptz)`.execute(tx)
  const late = await lateRegistrations(tx, day)
  for (const each of late) await tellOfRegistration(tx, context, each, day)
  // Another key than its own, which is taken away when it is done.
  await schedule(tx, context, {
    key: `deals:${addDays(day, 1)}`,
    at: `${addDays(day, 1)}T04:30:00.000Z`,
    command: 'deals.morning',
    args: {},
  })
  return { late: late.length }
}

interface Late {
  id: string
  name: string
  client: string
  to: string[]
  /** The step that its days are counted from. */
  stepId: string
  since: Day
  dueOn: Day
  channel: string
  isSuspended: boolean
}

/** Applications that should have been answered, and suspensions whose term has run out. */
async function lateRegistrations(tx: Tx, day: Day): Promise<Late[]> {
  const rows = await tx
    .selectFrom('contract as c')
    .innerJoin('registration_step as s', 's.contract_id', 'c.id')
    .leftJoin('registration_channel as h', 'h.id', 'c.channel_id')
    .leftJoin('deal as d', 'd.id', 'c.deal_id')
    .select(['c.id', 'c.kind', 'c.number', 'c.state', 'c.client_name', 'c.user_id', 'd.user_id as manager_id'])
    .select([
      's.id as step_id',
      's.step',
      's.step_on',
      's.until_on',
      'h.name as channel',
      'h.days',
      'h.is_working_days',
    ])
    .where('c.state', 'in', ['submitted', 'resubmitted', 'suspended'])
    .whereRef('s.step', '=', 'c.state')
    .orderBy('s.step_on')
    .orderBy('s.id')
    .execute()
  const last = new Map(rows.map((row) => [row.id, row]))
  return [...last.values()].flatMap((row): Late[] => {
    const isSuspended = row.state === 'suspended'
    const dueOn = isSuspended
      ? row.until_on
      : row.days === null
        ? null
        : row.is_working_days
          ? addWorkingDays(RUSSIA, row.step_on, row.days)
          : addDays(row.step_on, row.days)
    if (dueOn === null || dueOn >= day) return []
    return [
      {
        id: row.id,
        name: contractName(row.kind, row.number),
        client: row.client_name,
        to: [...new Set([row.user_id, row.manager_id].filter((id): id is string => id !== null))],
        stepId: row.step_id,
        since: row.step_on,
        dueOn,
        channel: row.channel ?? '',
        isSuspended,
      },
    ]
  })
}

async function tellOfRegistration(tx: Tx, context: CommandContext, late: Late, day: Day): Promise<void> {
  await notify(tx, context, {
    to: late.to,
    kind: late.isSuspended ? 'deals.suspensionOver' : 'deals.registrationLate',
    facts: {
      number: late.name,
      client: late.client,
      channel: late.channel,
      since_on: late.since,
      due_on: late.dueOn,
      days: daysBetween(late.dueOn, day),
    },
    link: `/contracts/${late.id}`,
    isTask: true,
    key: `registration:${late.id}:${late.stepId}`,
  })
}
