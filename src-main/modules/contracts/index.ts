import { contracts as contract } from '#shared/modules/contracts/contract.ts'
import { implement } from '#main/engine/define.ts'
import { assemble, compare } from './actions.ts'
import { exportClause, lint, matrix, readWord } from './clause-actions.ts'
import * as clauseCommands from './clause-commands.ts'
import * as clauseQueries from './clause-queries.ts'
import { clauses, example, preview, propose, templates } from './queries.ts'

export const contracts = implement(contract, {
  ...clauseQueries,
  ...clauseCommands,
  templates,
  clauses,
  propose,
  example,
  preview,
  lint,
  matrix,
  exportClause,
  readWord,
  assemble,
  compare,
})
