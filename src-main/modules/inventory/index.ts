import { inventory as contract } from '#shared/modules/inventory/contract.ts'
import { implement } from '#main/engine/define.ts'
import { acceptOffer, book, expireDue, extend, joinQueue, leaveQueue, release } from './commands/booking.ts'
import { grant, revoke } from './commands/grants.ts'
import { offer, placeHold, releaseHold, withdraw } from './commands/holds.ts'
import {
  activateDuePriceLists,
  approvePriceList,
  cancelPriceList,
  draftPriceList,
  rejectPriceList,
  reprice,
  submitPriceList,
} from './commands/pricing.ts'
import {
  deleteUnits,
  dissolveLot,
  saveBuilding,
  saveComplex,
  saveHoldReason,
  saveLot,
  saveSection,
  saveUnits,
} from './commands/structure.ts'
import { deleteView, savePriceRule, saveView } from './commands/views.ts'

export const inventory = implement(contract, {
  book,
  extend,
  release,
  joinQueue,
  leaveQueue,
  acceptOffer,
  placeHold,
  releaseHold,
  withdraw,
  offer,
  reprice,
  draftPriceList,
  submitPriceList,
  approvePriceList,
  rejectPriceList,
  cancelPriceList,
  savePriceRule,
  saveLot,
  dissolveLot,
  saveView,
  deleteView,
  saveComplex,
  saveBuilding,
  saveSection,
  saveUnits,
  deleteUnits,
  saveHoldReason,
  grant,
  revoke,
  expireDue,
  activateDuePriceLists,
} as never)
