import { imports as contract } from '#shared/modules/imports/contract.ts'
import { implement } from '#main/engine/define.ts'
import {
  accept,
  analyse,
  close,
  commit,
  edit,
  errorBook,
  exportKind,
  look,
  open,
  rows,
  run,
  template,
} from './actions.ts'
import { compareGrid } from './compare-grid.ts'
import { approve, deleteMapping, reject, saveMapping, setLimit, submit, undo } from './commands.ts'
import { exportGrid } from './export-grid.ts'
import { openPasted } from './paste.ts'
import { batches, limits, mappings, protocol } from './queries.ts'

export const imports = implement(contract, {
  open,
  openPasted,
  look,
  analyse,
  rows,
  edit,
  accept,
  errorBook,
  commit,
  close,
  run,
  template,
  exportKind,
  exportGrid,
  compareGrid,
  submit,
  approve,
  reject,
  undo,
  batches,
  protocol,
  mappings,
  saveMapping,
  deleteMapping,
  limits,
  setLimit,
})
