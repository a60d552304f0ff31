import { inventory as contract } from '#shared/modules/inventory/contract.ts'
import { implement } from '#main/engine/define.ts'
import { setBookingTerms } from './commands/terms.ts'
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
import { setPlanPicture } from './commands/plans.ts'
import { savePriceRule } from './commands/price-rules.ts'
import { deleteView, saveView } from './commands/views.ts'

import { boardDiff, chessboard, sections, timeline, tree } from './queries/board.ts'
import { bookingTerms } from './queries/terms.ts'
import { reservations, unitCard, unitHistory } from './queries/card.ts'
import { facets } from './queries/facets.ts'
import { valuesOf } from './queries/values.ts'
import {
  explainPrice,
  grants,
  holdReasons,
  lots,
  priceListItems,
  priceLists,
  priceRules,
  search,
  views,
} from './queries/lists.ts'
import { registry, registryIds, sums } from './queries/registry.ts'

export const inventory = implement(contract, {
  tree,
  sections,
  chessboard,
  registry,
  registryIds,
  sums,
  facets,
  valuesOf,
  boardDiff,
  timeline,
  unitCard,
  unitHistory,
  reservations,
  search,
  views,
  holdReasons,
  bookingTerms,
  lots,
  grants,
  priceRules,
  priceLists,
  priceListItems,
  explainPrice,
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
  setPlanPicture,
  deleteUnits,
  saveHoldReason,
  setBookingTerms,
  grant,
  revoke,
  expireDue,
  activateDuePriceLists,
})
