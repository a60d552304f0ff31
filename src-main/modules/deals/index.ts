import { deals as contract } from '#shared/modules/deals/contract.ts'
import { implement } from '#main/engine/define.ts'
import {
  addNote,
  fillMeetingResult,
  setClient,
  setContractDay,
  setMeeting,
  setNeeds,
  setNote,
  setPayment,
} from './commands/facts.ts'
import { attachFile, detachFile } from './commands/files.ts'
import { morning } from './commands/morning.ts'
import { addParticipant, editParticipant, removeParticipant, setShares } from './commands/people.ts'
import { assign, lose, move, reopen, saveRefusal } from './commands/stage.ts'
import { decideDiscount, removeService, saveService, setDiscount } from './commands/terms.ts'
import { addUnits, attachBooking, open, refreshPrice, removeUnit, replaceUnit } from './commands/units.ts'
import { deal, timeline } from './queries/card.ts'
import { board, calendar, list, ofUnit, portrait, refusals, search, stageCounts } from './queries/lists.ts'

export const deals = implement(contract, {
  list,
  stageCounts,
  board,
  deal,
  timeline,
  calendar,
  portrait,
  ofUnit,
  search,
  refusals,
  open,
  morning,
  setClient,
  setNote,
  addNote,
  setNeeds,
  setMeeting,
  fillMeetingResult,
  addParticipant,
  editParticipant,
  removeParticipant,
  setShares,
  addUnits,
  removeUnit,
  replaceUnit,
  attachBooking,
  refreshPrice,
  setDiscount,
  decideDiscount,
  setPayment,
  setContractDay,
  saveService,
  removeService,
  attachFile,
  detachFile,
  move,
  lose,
  reopen,
  assign,
  saveRefusal,
})
