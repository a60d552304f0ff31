/** Versions of a schedule: drawn up, edited while a draft, approved where limits are broken, put into force. */
import { RUSSIA } from '#shared/kernel/calendar-ru.ts'
import type { Id } from '#shared/kernel/id.ts'
import { sumMinor, type Minor } from '#shared/kernel/money.ts'
import { divideRoundHalfUp } from '#shared/kernel/percent.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { instalments } from '#shared/modules/instalments/contract.ts'
import type { ScheduleKind } from '#shared/modules/instalments/model.ts'
import { lineId } from '#shared/modules/ledger/model.ts'
import type { CommandBody, CommandContext, Tx } from '#main/engine/define.ts'
import { recordEvent } from '#main/modules/deals/api.ts'
import { drawPlan, drawTyped, inOrder, typedLine, type DrawnLine } from './drawing.ts'
import { activeScheduleOf, breaches, kernelLine, limitsOf, linesOf, today } from './lines.ts'

type Instalments = typeof instalments

export const propose: CommandBody<Instalments['propose']> = async (tx, args, { actor, issuedAt }) => {
  const { scheduleId, dealId, terms, allocation } = args
  const price = await priceOf(tx, dealId)
  const active = await activeScheduleOf(tx, dealId)
  const before = active ? await linesOf(tx, active.id) : []
  if (active && args.reason === null)
    throw new AppError('invalid', 'A new version needs a reason', { reason: 'instalments.no-reason' })
  const on = today(issuedAt)
  const drawn =
    'plan' in terms ? drawPlan(price, terms.plan, before, on, RUSSIA) : drawTyped(terms.lines, before, on, RUSSIA)
  checkSum(price, drawn)
  const kind: ScheduleKind = 'plan' in terms ? terms.plan.kind : terms.kind
  const rateBp = 'plan' in terms ? rateOf(terms.plan) : terms.rateBp
  await tx
    .insertInto('schedule')
    .values({
      id: scheduleId,
      deal_id: dealId,
      kind,
      plan_json: JSON.stringify('plan' in terms ? terms.plan : { kind }),
      principal_minor: price,
      rate_bp: rateBp,
      allocation_order: allocation.order,
      is_penalty_by_contract: allocation.is_penalty_by_contract,
      base_id: active?.id ?? null,
      reason: args.reason,
      created_at: issuedAt,
      created_by_id: actor.userId,
    })
    .execute()
  await insertLines(tx, scheduleId, drawn)
  const { version } = await tx
    .selectFrom('schedule')
    .select('version')
    .where('id', '=', scheduleId)
    .executeTakeFirstOrThrow()
  return { scheduleId, version, breaches: await breachesOfDrawn(tx, price, drawn, rateBp) }
}

export const editLines: CommandBody<Instalments['editLines']> = async (tx, { scheduleId, lines }) => {
  const schedule = await tx
    .selectFrom('schedule')
    .select(['principal_minor', 'rate_bp', 'state'])
    .where('id', '=', scheduleId)
    .executeTakeFirst()
  if (!schedule) throw notFound()
  if (schedule.state !== 'draft')
    throw new AppError('conflict', 'Only a draft is edited', { reason: 'instalments.not-a-draft' })
  const frozen = (await linesOf(tx, scheduleId)).filter((line) => line.is_frozen)
  const drawn = inOrder([
    ...frozen.map((row) => ({ rootId: row.root_id, line: kernelLine(row) })),
    ...lines.map((line) => ({ rootId: null, line: typedLine(line, RUSSIA) })),
  ])
  checkSum(schedule.principal_minor, drawn)
  await tx.deleteFrom('schedule_line').where('schedule_id', '=', scheduleId).execute()
  await insertLines(tx, scheduleId, drawn)
  return { breaches: await breachesOfDrawn(tx, schedule.principal_minor, drawn, schedule.rate_bp) }
}

export const activate: CommandBody<Instalments['activate']> = async (tx, { scheduleId }, context) => {
  await move(tx, scheduleId, ['draft'], 'active')
  await tell(tx, context, scheduleId, 'activated')
  return {}
}

export const submit: CommandBody<Instalments['submit']> = async (tx, { scheduleId }, context) => {
  await move(tx, scheduleId, ['draft'], 'waiting')
  await tell(tx, context, scheduleId, 'submitted')
  return {}
}

export const approve: CommandBody<Instalments['approve']> = async (tx, { scheduleId }, context) => {
  await move(tx, scheduleId, ['waiting'], 'active')
  await tell(tx, context, scheduleId, 'approved')
  return {}
}

export const reject: CommandBody<Instalments['reject']> = async (tx, { scheduleId, reason }) => {
  await move(tx, scheduleId, ['waiting'], 'draft', reason)
  return {}
}

export const drop: CommandBody<Instalments['drop']> = async (tx, { scheduleId }) => {
  await move(tx, scheduleId, ['draft', 'waiting'], 'dropped')
  return {}
}

/** A line of the deal's timeline. */
async function tell(tx: Tx, context: CommandContext, scheduleId: Id, what: 'activated' | 'submitted' | 'approved') {
  const { deal_id: dealId, version } = await tx
    .selectFrom('schedule')
    .select(['deal_id', 'version'])
    .where('id', '=', scheduleId)
    .executeTakeFirstOrThrow()
  await recordEvent(tx, context, { dealId, kind: `instalments.${what}`, data: { version } })
}

/** The centre judges the step, the limits and what was paid; here it is only asked for. */
async function move(
  tx: Tx,
  scheduleId: Id,
  from: ('draft' | 'waiting')[],
  to: 'active' | 'waiting' | 'draft' | 'dropped',
  reason?: string,
): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('schedule')
    .set({ state: to, ...(reason === undefined ? {} : { reason }) })
    .where('id', '=', scheduleId)
    .where('state', 'in', from)
    .executeTakeFirst()
  if (numUpdatedRows === 1n) return
  const there = await tx.selectFrom('schedule').select('state').where('id', '=', scheduleId).executeTakeFirst()
  if (!there) throw notFound()
  throw new AppError('conflict', `A schedule that is ${there.state} cannot become ${to}`, {
    reason: 'instalments.wrong-state',
    state: there.state,
  })
}

async function priceOf(tx: Tx, dealId: Id): Promise<Minor> {
  const deal = await tx.selectFrom('deal').select('price_minor').where('id', '=', dealId).executeTakeFirst()
  if (!deal) throw new AppError('not-found', 'No such deal', { reason: 'instalments.no-deal' })
  if (deal.price_minor === null || deal.price_minor <= 0)
    throw new AppError('conflict', 'The deal has no price yet', { reason: 'instalments.no-price' })
  return deal.price_minor
}

function checkSum(price: Minor, drawn: readonly DrawnLine[]): void {
  const total = sumMinor(drawn.map(({ line }) => line.principal))
  if (total !== price)
    throw new AppError('invalid', `The lines come to ${total} of ${price}`, {
      reason: 'instalments.sum',
      total,
      price,
      difference: price - total,
    })
}

function rateOf(plan: { kind: string; rate?: { num: number; den: number } }): number {
  if (plan.rate === undefined) return 0
  return Number(divideRoundHalfUp(BigInt(plan.rate.num) * 10_000n, BigInt(plan.rate.den)))
}

async function insertLines(tx: Tx, scheduleId: Id, drawn: readonly DrawnLine[]): Promise<void> {
  await tx
    .insertInto('schedule_line')
    .values(
      drawn.map(({ line, rootId }, index) => {
        const id = lineId(scheduleId, index + 1)
        return {
          id,
          schedule_id: scheduleId,
          root_id: rootId ?? id,
          line: index + 1,
          kind: line.kind,
          due_on: line.nominalOn,
          pay_on: line.dueOn,
          principal_minor: line.principal,
          interest_minor: line.interest,
          label: line.label ?? null,
          area_cm2: line.areaCm2 ?? null,
          ppm_minor: line.ppm ?? null,
        }
      }),
    )
    .execute()
}

async function breachesOfDrawn(tx: Tx, price: Minor, drawn: readonly DrawnLine[], rateBp: number) {
  const rows = drawn.map(({ line }) => ({ due_on: line.nominalOn, principal_minor: line.principal }))
  return breaches(price, rows, rateBp, await limitsOf(tx))
}

function notFound(): AppError {
  return new AppError('not-found', 'No such schedule', { reason: 'instalments.no-schedule' })
}
