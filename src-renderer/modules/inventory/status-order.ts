import type { UnitStatus } from '#shared/modules/inventory/model.ts'

/** In the order of a sale, what is not on offer last: how people read a legend. */
export const STATUS_ORDER: readonly UnitStatus[] = [
  'free',
  'reserved',
  'reserved_paid',
  'on_auction',
  'sold_pending_contract',
  'under_contract',
  'registered',
  'sold',
  'transferred',
  'occupied',
  'hold_technical',
  'not_for_sale',
]
