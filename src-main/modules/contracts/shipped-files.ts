/** The library of clauses and templates that ships with the program, read once. */
import act from '#resources/templates/contracts/act.json' with { type: 'json' }
import agency from '#resources/templates/contracts/agency.json' with { type: 'json' }
import amendment from '#resources/templates/contracts/amendment.json' with { type: 'json' }
import assignment from '#resources/templates/contracts/assignment.json' with { type: 'json' }
import booking from '#resources/templates/contracts/booking.json' with { type: 'json' }
import common from '#resources/templates/contracts/common.json' with { type: 'json' }
import lease from '#resources/templates/contracts/lease.json' with { type: 'json' }
import management from '#resources/templates/contracts/management.json' with { type: 'json' }
import notice from '#resources/templates/contracts/notice.json' with { type: 'json' }
import participation from '#resources/templates/contracts/participation.json' with { type: 'json' }
import passport from '#resources/templates/contracts/passport.json' with { type: 'json' }
import receipt from '#resources/templates/contracts/receipt.json' with { type: 'json' }
import sale from '#resources/templates/contracts/sale.json' with { type: 'json' }
import shortLet from '#resources/templates/contracts/short-let.json' with { type: 'json' }
import { type ShippedLibrary, joinShipped, readShipped } from '#shared/modules/contracts/shipped.ts'

const FILES: readonly unknown[] = [
  act,
  agency,
  amendment,
  assignment,
  booking,
  common,
  lease,
  management,
  notice,
  participation,
  passport,
  receipt,
  sale,
  shortLet,
]

let library: ShippedLibrary | undefined

/** All clauses and templates of resources/templates/contracts, approved, version 1. */
export function shippedContracts(): ShippedLibrary {
  library ??= joinShipped(FILES.map(readShipped))
  return library
}
