import { contracts as contract } from '#shared/modules/contracts/contract.ts'
import { implement } from '#main/engine/define.ts'
import { assemble, compare } from './actions.ts'
import { exportClause, lint, matrix, readWord } from './clause-actions.ts'
import * as clauseCommands from './clause-commands.ts'
import * as clauseQueries from './clause-queries.ts'
import { advance, compareKept, files, keep, labels, openContract, reimport, stale } from './contract-actions.ts'
import {
  comment,
  decide,
  noteHandEdits,
  recordFiles,
  register,
  saveForms,
  savePinned,
  step,
} from './contract-commands.ts'
import { card, clauseContent, registry } from './contract-queries.ts'
import { contractUses } from './contract-uses.ts'
import { openSource } from './open-source.ts'
import {
  alarmPaper,
  cancelPrint,
  makePapers,
  movePaper,
  printed,
  queuePrint,
  saveChannel,
  saveDefault,
  savePlace,
  saveReason,
  saveRule,
} from './package-commands.ts'
import { defaults, dictionaries, paper, papers, prints, scopes } from './package-queries.ts'
import { clauses, example, preview, propose, templates } from './queries.ts'

export const contracts = implement(contract, {
  ...clauseQueries,
  ...clauseCommands,
  contractUses,
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
  openSource,
  openContract,
  keep,
  savePinned,
  saveForms,
  step,
  advance,
  register,
  decide,
  comment,
  files,
  recordFiles,
  stale,
  compareKept,
  reimport,
  noteHandEdits,
  clauseContent,
  registry,
  card,
  dictionaries,
  saveChannel,
  saveReason,
  savePlace,
  saveRule,
  defaults,
  scopes,
  saveDefault,
  papers,
  paper,
  makePapers,
  movePaper,
  labels,
  alarmPaper,
  prints,
  queuePrint,
  printed,
  cancelPrint,
})
