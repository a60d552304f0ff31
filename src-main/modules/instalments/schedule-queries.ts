/** Versions and lines of a deal's schedule, plans that are only looked at, and the negotiator. */
import { RUSSIA } from '#shared/kernel/calendar-ru.ts'
import { sumMinor } from '#shared/kernel/money.ts'
import { divideRoundHalfUp } from '#shared/kernel/percent.ts'
import { makeSchedule } from '#shared/kernel/schedule.ts'
import type { ArgsOf, ResultOf } from '#shared/rpc/contract.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { compareSchedules } from '#shared/modules/instalments/compare.ts'
import type { instalments } from '#shared/modules/instalments/contract.ts'
import type { InstalmentLimits } from '#shared/modules/instalments/limits.ts'
import { negotiate as findOffers } from '#shared/modules/instalments/negotiate.ts'
import { presentValue } from '#shared/modules/instalments/npv.ts'
import type { Db, QueryContext } from '#main/engine/define.ts'
import { activeScheduleOf, breaches, limitsOf, linesOf, previewOf } from './lines.ts'

type Args<N extends keyof typeof instalments> = ArgsOf<(typeof instalments)[N]>
type Result<N extends keyof typeof instalments> = ResultOf<(typeof instalments)[N]>

/** Before a house has said anything: nothing is limited. */
const NO_LIMITS: InstalmentLimits = {
  min_first_bp: 0,
  max_months: 600,
  interest_free_months: 600,
  min_rate_bp: 0,
  max_line_bp: 10_000,
}

export async function schedules(
  db: Db,
  { dealId }: Args<'schedules'>,
  { actor }: QueryContext,
): Promise<Result<'schedules'>> {
  const [rows, lines, limits] = [
    await db
      .selectFrom('schedule as s')
      .leftJoin('app_user as a', 'a.id', 's.created_by_id')
      .leftJoin('app_user as v', 'v.id', 's.approved_by_id')
      .select([
        's.id',
        's.deal_id',
        's.version',
        's.state',
        's.kind',
        's.principal_minor',
        's.interest_minor',
        's.rate_bp',
      ])
      .select([
        's.line_count as lines',
        's.allocation_order as order',
        's.is_penalty_by_contract',
        's.base_id',
        's.reason',
      ])
      .select(['s.plan_json', 's.created_at', 's.created_by_id', 's.approved_at', 's.activated_at'])
      .select(['a.name as author', 'v.name as approver'])
      .where('s.deal_id', '=', dealId)
      .orderBy('s.version', 'desc')
      .execute(),
    await db
      .selectFrom('schedule_line')
      .select(['schedule_id', 'due_on', 'principal_minor'])
      .where('deal_id', '=', dealId)
      .orderBy('schedule_id')
      .orderBy('line')
      .execute(),
    await limitsOf(db),
  ]
  const bySchedule = Map.groupBy(lines, (line) => line.schedule_id)
  return rows.map(({ created_by_id, plan_json: plan, ...row }) => {
    const own = bySchedule.get(row.id) ?? []
    return {
      ...row,
      plan,
      first_on: own[0]?.due_on ?? null,
      last_on: own.at(-1)?.due_on ?? null,
      breaches: breaches(row.principal_minor, own, row.rate_bp, limits),
      is_mine: created_by_id === actor.userId,
    }
  })
}

export async function lines(db: Db, { scheduleId }: Args<'lines'>): Promise<Result<'lines'>> {
  return linesOf(db, scheduleId)
}

export async function compare(db: Db, { before, after }: Args<'compare'>): Promise<Result<'compare'>> {
  return compareSchedules(await linesOf(db, before), await linesOf(db, after))
}

export async function preview(db: Db, { price, plan }: Args<'preview'>): Promise<Result<'preview'>> {
  const made = makeSchedule(price, plan, { calendar: RUSSIA })
  const rows = previewOf(made)
  const rate = 'rate' in plan ? Number(divideRoundHalfUp(BigInt(plan.rate.num) * 10_000n, BigInt(plan.rate.den))) : 0
  return {
    lines: rows,
    principal_minor: price,
    interest_minor: sumMinor(rows.map((row) => row.interest_minor)),
    breaches: breaches(price, rows, rate, await limitsOf(db)),
  }
}

export async function limits(db: Db): Promise<Result<'limits'>> {
  return (await limitsOf(db)) ?? NO_LIMITS
}

export async function negotiate(db: Db, args: Args<'negotiate'>): Promise<Result<'negotiate'>> {
  const { on, discountBp, cash, reference } = args
  const deal =
    args.dealId === null
      ? undefined
      : await db.selectFrom('deal').select(['id', 'price_minor']).where('id', '=', args.dealId).executeTakeFirst()
  const active = deal && (await activeScheduleOf(db, deal.id))
  const rows = active ? await linesOf(db, active.id) : []
  // What is paid already is not talked about: the offers are for the rest.
  const paid = sumMinor(rows.map((row) => row.paid_principal_minor))
  const price = args.price ?? (deal?.price_minor == null ? null : deal.price_minor - paid)
  if (price === null || price <= 0)
    throw new AppError('conflict', 'There is no price to talk about', { reason: 'instalments.no-price' })
  if (reference === 'active' && !active)
    throw new AppError('conflict', 'There is no schedule in force', { reason: 'instalments.no-schedule' })
  const worth =
    reference === 'price'
      ? price
      : presentValue(
          rows.map((row) => ({
            on: row.pay_on,
            amount: row.principal_minor - row.paid_principal_minor + row.interest_minor - row.paid_interest_minor,
          })),
          discountBp,
          on,
        )
  const offers = findOffers(
    {
      price,
      on,
      discountBp,
      worth,
      cash,
      limits: (await limitsOf(db)) ?? NO_LIMITS,
      ...(args.dayOfMonth === null ? {} : { dayOfMonth: args.dayOfMonth }),
    },
    RUSSIA,
  )
  return {
    worth_minor: worth,
    price_minor: price,
    offers: offers.map((offer) => ({
      id: `${offer.shape}-${offer.count}-${offer.first}`,
      shape: offer.shape,
      count: offer.count,
      months: offer.months,
      first_minor: offer.first,
      surcharge_minor: offer.surcharge,
      rate_bp: offer.rateBp,
      worth_minor: offer.worth,
      cash_minor: offer.cashBy,
      lines: previewOf(offer.lines),
    })),
  }
}
