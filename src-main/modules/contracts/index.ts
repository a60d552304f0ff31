import { contracts as contract } from '#shared/modules/contracts/contract.ts'
import { implement } from '#main/engine/define.ts'
import { assemble, compare, lint } from './actions.ts'
import { clauses, example, preview, propose, templates } from './queries.ts'

export const contracts = implement(contract, {
  templates,
  clauses,
  propose,
  example,
  preview,
  lint,
  assemble,
  compare,
})
