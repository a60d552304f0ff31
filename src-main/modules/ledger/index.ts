import { ledger as contract } from '#shared/modules/ledger/contract.ts'
import { implement } from '#main/engine/define.ts'
import { closePeriod, post, postCash, reverse } from './commands.ts'
import { balance, closedThrough, statement, trialBalance } from './queries.ts'

export const ledger = implement(contract, {
  balance,
  statement,
  trialBalance,
  closedThrough,
  post,
  postCash,
  reverse,
  closePeriod,
})
