/**
 * THE list of roles, of rights, and of which role has which right. Contracts name a right in `allow`, row policies ask
 * `access.may('<right>')`, and the migration runner copies `RIGHTS_OF` into access.role_right at every migrate, so the
 * page, the engine and the centre judge by the same table. Words for people are in the dictionary: `access.role.*`, `access.right.*`.
 *
 * A right says *what* may be done. *Which* rows it reaches is the policy's business (own company, own deals, granted units),
 * and *how much* is the business of limits (discount, refund, write-off, days of a hold).
 */

/** What a person is to the house. A user may have several. `steward` is no person: it runs what is due, day and night. */
export const ROLES = [
  'administrator',
  'sales',
  'agency',
  'lawyer',
  'analyst',
  'frontdesk',
  'cashier',
  'manager',
  'auditor',
  'steward',
] as const
export type Role = (typeof ROLES)[number]

/** The roles a person of an agency may have: nothing else may be given to somebody outside the developer's own company. */
export const AGENCY_ROLES: readonly Role[] = ['agency']

export const RIGHTS = [
  // access: companies, users, roles, grants, the journal
  'access.manage', // every company, user, role, limit and block
  'access.agencies', // register agencies and their users (role `agency` only), block and unblock them
  'audit.read', // who changed what; who read what is secret
  // people
  'people.read', // clients and legal entities: an agency sees only those it registered itself
  'people.write',
  'people.merge', // join two cards of one person
  'people.export', // lists of people out of the program
  'people.secret.read', // passport, birth date, INN, SNILS, address: each reading is journalled
  'people.secret.write',
  // inventory
  'inventory.read', // complexes to units, plans, prices; an agency sees granted units only
  'inventory.book', // free and paid bookings, the queue
  'inventory.extend', // extend a booking past its first term, within the limit of days
  'inventory.release', // end somebody else's booking
  'inventory.hold', // technical holds and "not for sale"
  'inventory.reprice', // propose prices and price lists
  'inventory.approvePrice', // bring a price list into force, go below the least price
  'inventory.structure', // complexes, buildings, sections, units: create and edit
  'inventory.grant', // open complexes, buildings and units to agencies
  'inventory.terms', // how often bookings are extended, how long a queue is and may think
  'inventory.export',
  'inventory.cost', // cost price and commission
  // imports
  'imports.run', // load a table and look at the difference
  'imports.approve', // apply it, undo it
  // jobs
  'jobs.run', // act as steward: run due jobs
  // deals
  'deals.read',
  'deals.write', // open and lead own deals
  'deals.all', // other people's deals too
  'deals.discount', // give a discount within the limit
  'deals.approve', // what is above somebody's limit, cancellations
  'deals.cancel',
  'deals.collect', // take a buyer's money at the desk, in cash or by card
  // contracts
  'contracts.read',
  'contracts.write', // assemble documents of a deal
  'contracts.templates', // edit sub-templates and conditions
  'contracts.approve', // approve templates and deviations
  'contracts.sign',
  // auctions
  'auctions.read',
  'auctions.write', // lots, applications, offers
  'auctions.manage', // publish, open, close, cancel
  'auctions.approve', // protocols
  // ledger
  'ledger.read',
  'ledger.post', // payments, deposits, bank files
  'ledger.reverse',
  'ledger.close', // close a period
  // tills
  'tills.sell',
  'tills.refund', // within the limit
  'tills.writeOff', // within the limit
  'tills.cosign', // confirm what is above a cashier's limit
  'tills.shift', // open and close a shift
  'tills.manage', // tills, goods, prices
  // outlets
  'spa.read',
  'spa.write',
  'spa.manage',
  'fitness.read',
  'fitness.write',
  'fitness.manage',
  'restaurant.read',
  'restaurant.write',
  'restaurant.manage',
  'halls.read',
  'halls.write',
  'halls.manage',
  // residents
  'residents.read',
  'residents.write',
  'residents.deposit', // move money of personal accounts
  // stays
  'stays.read',
  'stays.write', // bookings, check-in, check-out, folios
  'stays.rates',
  'stays.nightAudit',
  // owners
  'owners.read',
  'owners.write',
  'owners.settle', // compute settlements
  'owners.approve', // approve payouts
  // utilities and maintenance
  'utilities.read',
  'utilities.write', // meter readings
  'utilities.charge',
  'service.read',
  'service.write',
  'service.manage',
  // leads and marketing
  'leads.read',
  'leads.write',
  'leads.distribute',
  'marketing.read',
  'marketing.write',
  // reports and links to other systems
  'reports.read',
  'reports.finance',
  'reports.export',
  'integrations.manage',
] as const
export type Right = (typeof RIGHTS)[number]

const OUTLETS_READ = ['spa.read', 'fitness.read', 'restaurant.read', 'halls.read'] as const satisfies Right[]
const OUTLETS_WRITE = ['spa.write', 'fitness.write', 'restaurant.write', 'halls.write'] as const satisfies Right[]
const OUTLETS_MANAGE = ['spa.manage', 'fitness.manage', 'restaurant.manage', 'halls.manage'] as const satisfies Right[]

/**
 * What each role gives. The administrator sets the house up and does not sell, pay or approve: money needs a second
 * person. The auditor sees everything but secrets of people and changes nothing. The steward only does what is due.
 */
export const RIGHTS_OF: Readonly<Record<Role, readonly Right[]>> = {
  administrator: [
    'access.manage', 'access.agencies', 'audit.read', 'jobs.run', 'integrations.manage',
    'people.read', 'people.write', 'people.merge',
    'inventory.read', 'inventory.book', 'inventory.extend', 'inventory.release', 'inventory.hold', 'inventory.reprice',
    'inventory.structure', 'inventory.grant', 'inventory.terms', 'inventory.export',
    'imports.run', 'imports.approve',
    'deals.read', 'deals.all', 'contracts.read', 'contracts.templates', 'auctions.read', 'ledger.read',
    'tills.manage', ...OUTLETS_READ, ...OUTLETS_MANAGE,
    'residents.read', 'stays.read', 'stays.rates', 'owners.read', 'utilities.read', 'service.read', 'service.manage',
    'leads.read', 'leads.distribute', 'marketing.read', 'reports.read', 'reports.export',
  ],
  sales: [
    'people.read', 'people.write', 'people.secret.read', 'people.secret.write',
    'inventory.read', 'inventory.book', 'inventory.extend',
    'deals.read', 'deals.write', 'deals.discount', 'contracts.read', 'contracts.write', 'auctions.read', 'auctions.write',
    'leads.read', 'leads.write', 'marketing.read', 'reports.read',
  ],
  agency: ['people.read', 'people.write', 'inventory.read', 'inventory.book', 'deals.read', 'deals.write', 'leads.read', 'leads.write'],
  lawyer: [
    'people.read', 'people.write', 'people.secret.read', 'people.secret.write', 'inventory.read',
    'deals.read', 'deals.all', 'deals.cancel',
    'contracts.read', 'contracts.write', 'contracts.templates', 'contracts.approve', 'contracts.sign',
    'auctions.read', 'auctions.write', 'auctions.approve', 'owners.read', 'reports.read', 'reports.export',
  ],
  analyst: [
    'people.read', 'inventory.read', 'inventory.reprice', 'inventory.structure', 'inventory.export', 'inventory.cost',
    'imports.run', 'deals.read', 'deals.all', 'contracts.read', 'auctions.read', 'ledger.read',
    ...OUTLETS_READ, 'residents.read', 'stays.read', 'owners.read', 'utilities.read', 'service.read',
    'leads.read', 'marketing.read', 'marketing.write', 'reports.read', 'reports.finance', 'reports.export',
  ],
  frontdesk: [
    'people.read', 'people.write', 'people.secret.read', 'people.secret.write', 'inventory.read',
    'stays.read', 'stays.write', 'stays.nightAudit', 'residents.read', 'residents.write', 'residents.deposit',
    'tills.sell', 'tills.refund', 'tills.shift', ...OUTLETS_READ, ...OUTLETS_WRITE,
    'service.read', 'service.write', 'utilities.read', 'utilities.write', 'owners.read',
  ],
  cashier: ['deals.collect', 'tills.sell', 'tills.refund', 'tills.shift', ...OUTLETS_READ, ...OUTLETS_WRITE],
  manager: [
    'access.agencies',
    'people.read', 'people.write', 'people.merge', 'people.export', 'people.secret.read', 'people.secret.write',
    'inventory.read', 'inventory.book', 'inventory.extend', 'inventory.release', 'inventory.hold', 'inventory.reprice',
    'inventory.approvePrice', 'inventory.structure', 'inventory.grant', 'inventory.terms', 'inventory.export', 'inventory.cost',
    'imports.run', 'imports.approve',
    'deals.read', 'deals.write', 'deals.all', 'deals.discount', 'deals.approve', 'deals.cancel', 'deals.collect',
    'contracts.read', 'contracts.write', 'contracts.approve', 'contracts.sign',
    'auctions.read', 'auctions.write', 'auctions.manage', 'auctions.approve',
    'ledger.read', 'ledger.post', 'ledger.reverse', 'ledger.close',
    'tills.refund', 'tills.writeOff', 'tills.cosign', 'tills.shift', 'tills.manage',
    ...OUTLETS_READ, ...OUTLETS_WRITE, ...OUTLETS_MANAGE,
    'residents.read', 'residents.write', 'residents.deposit', 'stays.read', 'stays.write', 'stays.rates', 'stays.nightAudit',
    'owners.read', 'owners.write', 'owners.settle', 'owners.approve', 'utilities.read', 'utilities.write', 'utilities.charge',
    'service.read', 'service.write', 'service.manage', 'leads.read', 'leads.write', 'leads.distribute',
    'marketing.read', 'marketing.write', 'reports.read', 'reports.finance', 'reports.export',
  ],
  auditor: [
    'audit.read', 'people.read', 'inventory.read', 'inventory.cost', 'deals.read', 'deals.all', 'contracts.read', 'auctions.read',
    'ledger.read', ...OUTLETS_READ, 'residents.read', 'stays.read', 'owners.read', 'utilities.read', 'service.read',
    'leads.read', 'marketing.read', 'reports.read', 'reports.finance',
  ],
  steward: [
    'jobs.run', 'inventory.read', 'inventory.book', 'inventory.release', 'inventory.reprice', 'deals.read', 'deals.all', 'deals.write',
    'auctions.read', 'auctions.manage', 'stays.read', 'stays.write', 'stays.nightAudit', 'ledger.read', 'ledger.post',
    'owners.read', 'owners.settle', 'utilities.read', 'utilities.charge', 'service.read', 'service.write',
    'leads.read', 'leads.write', 'leads.distribute',
  ],
}

/** Everything that the given roles allow together. */
export function rightsOf(roles: readonly Role[]): Right[] {
  const held = new Set(roles.flatMap((role) => RIGHTS_OF[role]))
  return RIGHTS.filter((right) => held.has(right))
}

export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text)
}
