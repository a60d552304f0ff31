/** The penalty calculator, and penalties charged: stored with their inputs under the pack that they were computed by. */
import type { Day } from '#shared/kernel/day.ts'
import { PARTICIPATION_DELAY_PACKS } from '#shared/kernel/law-ru.ts'
import { sumMinor } from '#shared/kernel/money.ts'
import { ratio } from '#shared/kernel/percent.ts'
import { packById, type Computed } from '#shared/kernel/rule-pack.ts'
import type { Penalty } from '#shared/kernel/penalty.ts'
import type { ArgsOf, ResultOf } from '#shared/rpc/contract.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { instalments, PenaltyQuestion } from '#shared/modules/instalments/contract.ts'
import {
  DELAY_RULE,
  delayPieces,
  multiplierOf,
  overdueBase,
  type DelayInputs,
} from '#shared/modules/instalments/delay.ts'
import type { PenaltyPiece, PenaltyResult } from '#shared/modules/instalments/model.ts'
import { lineId } from '#shared/modules/ledger/model.ts'
import type { CommandBody, Db, Tx } from '#main/engine/define.ts'
import { recordEvent } from '#main/modules/deals/api.ts'
import * as ledger from '#main/modules/ledger/api.ts'
import { activeScheduleOf, payablesOf, today } from './lines.ts'

type Instalments = typeof instalments

export async function penaltyTerms(db: Db): Promise<ResultOf<Instalments['penaltyTerms']>> {
  return db
    .selectFrom('penalty_term')
    .select(['id', 'kind', 'from_on', 'to_on', 'rate_bp', 'act'])
    .orderBy('from_on', 'desc')
    .orderBy('id')
    .execute()
}

export async function penalty(db: Db, question: PenaltyQuestion): Promise<PenaltyResult> {
  const { pieces, rateKnownOn } = await answer(db, question)
  return resultOf(question, pieces, rateKnownOn)
}

export const chargePenalty: CommandBody<Instalments['chargePenalty']> = async (tx, args, context) => {
  const { penaltyId, batchId, dealId } = args
  const question = { ...args.question, dealId }
  const { pieces, rateKnownOn } = await answer(tx, question)
  const result = resultOf(question, pieces, rateKnownOn)
  if (result.amount_minor === 0 || result.from === null)
    throw new AppError('conflict', 'There is no delay to charge', { reason: 'instalments.no-penalty' })
  await refuseTwice(tx, dealId, question.side, result.from, question.to)
  const isBuyer = question.side === 'buyer'
  if (isBuyer)
    await ledger.post(tx, context, {
      batchId,
      event: 'penalty_charged',
      bookedOn: today(context.issuedAt),
      reference: { kind: 'penalty', id: penaltyId },
      note: args.note,
      lines: [
        { account: 'buyer_receivable', side: 'debit', amount: result.amount_minor, ref: { kind: 'deal', id: dealId } },
        { account: 'other_income', side: 'credit', amount: result.amount_minor },
      ],
    })
  await tx
    .insertInto('penalty')
    .values({
      id: penaltyId,
      deal_id: dealId,
      side: question.side,
      from_on: result.from,
      to_on: question.to,
      days: result.days,
      amount_minor: result.amount_minor,
      batch_id: isBuyer ? batchId : null,
      note: args.note,
      charged_at: context.issuedAt,
      created_by_id: context.actor.userId,
    })
    .execute()
  for (const [index, computed] of pieces.entries())
    await ledger.keepComputed(tx, context, {
      id: lineId(penaltyId, index + 1),
      document: { kind: 'penalty', id: penaltyId },
      computed,
    })
  await recordEvent(tx, context, {
    dealId,
    kind: 'instalments.charged',
    data: { amount_minor: result.amount_minor, to_on: question.to },
  })
  return { amount_minor: result.amount_minor }
}

export async function recompute(
  db: Db,
  { penaltyId }: ArgsOf<Instalments['recompute']>,
): Promise<ResultOf<Instalments['recompute']>> {
  const found = await ledger.recomputeDocument(db, DELAY_RULE, { kind: 'penalty', id: penaltyId })
  if (found.length === 0) throw new AppError('not-found', 'No such penalty', { reason: 'instalments.no-penalty' })
  return {
    stored_minor: sumMinor(found.map(({ stored }) => stored.result.amount)),
    again_minor: sumMinor(found.map(({ result }) => result.amount)),
    is_same: found.every(({ isSame }) => isSame),
    packs: found.map(({ stored }) => stored.packId),
  }
}

export const addPenaltyTerm: CommandBody<Instalments['addPenaltyTerm']> = async (tx, args, { actor, issuedAt }) => {
  await tx
    .insertInto('penalty_term')
    .values({
      id: args.termId,
      kind: args.kind,
      from_on: args.from,
      to_on: args.to,
      rate_bp: args.rateBp,
      act: args.act,
      created_at: issuedAt,
      created_by_id: actor.userId,
    })
    .execute()
  return {}
}

/** Days that a penalty was charged for are not charged again. */
async function refuseTwice(tx: Tx, dealId: string, side: 'buyer' | 'developer', from: Day, to: Day): Promise<void> {
  const twice = await tx
    .selectFrom('penalty')
    .select(['from_on', 'to_on'])
    .where('deal_id', '=', dealId)
    .where('side', '=', side)
    .where('from_on', '<=', to)
    .where('to_on', '>=', from)
    .executeTakeFirst()
  if (twice)
    throw new AppError('conflict', 'Some of these days were charged already', {
      reason: 'instalments.charged-already',
      from: twice.from_on,
      to: twice.to_on,
    })
}

interface Answer {
  pieces: Computed<DelayInputs, Penalty>[]
  rateKnownOn: Day
}

async function answer(db: Db, question: PenaltyQuestion): Promise<Answer> {
  const terms = await db
    .selectFrom('penalty_term')
    .select(['kind', 'from_on', 'to_on', 'rate_bp', 'act', 'created_at'])
    .orderBy('from_on')
    .orderBy('created_at')
    .execute()
  const rates = terms.filter((term) => term.kind === 'rate')
  const [firstRate] = rates
  if (!firstRate) throw new AppError('conflict', 'No rate is known', { reason: 'instalments.no-rate' })
  const base = await baseOf(db, question)
  const from = question.from ?? base.find((step) => step.value > 0)?.from ?? null
  const rateKnownOn = rates.at(-1)?.from_on ?? firstRate.from_on
  if (from === null || from > question.to) return { pieces: [], rateKnownOn }
  if (question.rateBp === null && from < firstRate.from_on)
    throw new AppError('invalid', 'No rate is known for that day', { reason: 'instalments.no-rate', on: from })
  const isDeveloper = question.side === 'developer'
  return {
    rateKnownOn,
    pieces: delayPieces({
      side: question.side,
      isCitizen: question.isCitizen,
      from,
      to: question.to,
      base: base[0] !== undefined && base[0].from > from ? [{ from, value: 0 }, ...base] : base,
      rates:
        question.rateBp === null
          ? rates.map((term) => ({ from: term.from_on, value: ratio(term.rate_bp ?? 0, 10_000) }))
          : [{ from, value: ratio(question.rateBp, 10_000) }],
      // Moratoria and ceilings are the developer's (C4.8); a buyer's delay goes on through them.
      exclusions: isDeveloper
        ? terms
            .filter((term) => term.kind === 'moratorium')
            .map((term) => ({ from: term.from_on, to: term.to_on ?? term.from_on, act: term.act }))
        : [],
      caps: isDeveloper
        ? terms
            .filter((term) => term.kind === 'cap')
            .map((term) => ({
              from: term.from_on,
              to: term.to_on,
              rate: ratio(term.rate_bp ?? 0, 10_000),
              act: term.act,
            }))
        : [],
      rateOf: question.rateDay === null ? 'each-day' : { day: question.rateDay },
      limit: question.limit,
    }),
  }
}

/** A typed sum, the buyer's debt day by day, or the price. */
async function baseOf(db: Db, question: PenaltyQuestion): Promise<DelayInputs['base']> {
  if (question.base !== null) {
    if (question.from === null) throw new AppError('invalid', 'Since when?', { reason: 'instalments.no-delay-start' })
    return [{ from: question.from, value: question.base }]
  }
  const deal =
    question.dealId === null
      ? undefined
      : await db.selectFrom('deal').select(['id', 'price_minor']).where('id', '=', question.dealId).executeTakeFirst()
  if (!deal) throw new AppError('not-found', 'No such deal', { reason: 'instalments.no-deal' })
  if (question.side === 'buyer') {
    const active = await activeScheduleOf(db, deal.id)
    return active ? overdueBase(await payablesOf(db, active.id, 'principal')) : []
  }
  if (question.from === null) throw new AppError('invalid', 'Since when?', { reason: 'instalments.no-delay-start' })
  return [{ from: question.from, value: deal.price_minor ?? 0 }]
}

function resultOf(
  question: PenaltyQuestion,
  pieces: readonly Computed<DelayInputs, Penalty>[],
  rateKnownOn: Day,
): PenaltyResult {
  const shown = pieces.map((piece): PenaltyPiece => {
    // Days on which nothing was owed say nothing.
    const owed = piece.result.lines.filter((line) => line.base > 0)
    const { params } = packById(DELAY_RULE.id, PARTICIPATION_DELAY_PACKS, piece.packId)
    return {
      pack: piece.packId,
      act: piece.act,
      edition: piece.edition,
      divisor: params.divisor,
      multiplier: multiplierOf(params, question),
      amount_minor: piece.result.amount,
      days: owed.reduce((sum, line) => sum + (line.excludedBy === undefined ? line.days : 0), 0),
      is_limited: piece.result.isLimited,
      lines: owed.map((line) => ({
        from: line.from,
        to: line.to,
        days: line.days,
        base_minor: line.base,
        rate: line.rate,
        amount_minor: line.amount,
        excluded_by: line.excludedBy ?? null,
      })),
    }
  })
  return {
    side: question.side,
    from: shown[0]?.lines[0]?.from ?? null,
    to: question.to,
    amount_minor: sumMinor(shown.map((piece) => piece.amount_minor)),
    days: shown.reduce((sum, piece) => sum + piece.days, 0),
    pieces: shown,
    rate_known_on: rateKnownOn,
  }
}
