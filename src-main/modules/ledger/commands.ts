import { AppError } from '#shared/rpc/errors.ts'
import type { ledger } from '#shared/modules/ledger/contract.ts'
import { eventOf } from '#shared/modules/ledger/posting-map.ts'
import type { CommandBody } from '#main/engine/define.ts'
import * as api from './api.ts'

type Ledger = typeof ledger

export const post: CommandBody<Ledger['post']> = async (tx, posting, context) => {
  await api.post(tx, context, posting)
  return { batchId: posting.batchId }
}

export const postCash: CommandBody<Ledger['postCash']> = async (tx, posting, context) => {
  const isCash = posting.lines.every(({ side, account }) => side === 'credit' || account === 'cash')
  if (eventOf(posting.event).isQueued !== true || !isCash)
    throw new AppError('invalid', 'Only cash may wait for the link', { reason: 'ledger.only-cash' })
  await api.post(tx, context, posting)
  return { batchId: posting.batchId }
}

export const reverse: CommandBody<Ledger['reverse']> = async (tx, args, context) => {
  await api.reverse(tx, context, args)
  return { batchId: args.newBatchId }
}

export const closePeriod: CommandBody<Ledger['closePeriod']> = async (
  tx,
  { periodId, throughOn, companyId, note },
  { actor, issuedAt },
) => {
  await tx
    .insertInto('ledger_period')
    .values({
      id: periodId,
      company_id: companyId ?? actor.companyId,
      through_on: throughOn,
      closed_at: issuedAt,
      closed_by_id: actor.userId,
      note,
    })
    .execute()
  return { periodId }
}
