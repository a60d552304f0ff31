/**
 * The chart of accounts and the posting map (C19) as data. The migration seeds the centre from it, and the centre judges every
 * batch by what was seeded: an event takes the accounts named here, each on its own side, and no other.
 * A later change here needs a migration that runs `ledgerSeed()` again.
 */
import type { Right } from '../access/rights.ts'

export const ACCOUNT_KINDS = ['asset', 'liability', 'income', 'expense', 'memo'] as const
export type AccountKind = (typeof ACCOUNT_KINDS)[number]

/** What a balance may be asked for inside a control account. `bidder` is one bidder's part in one lot. */
export const SUB_LEDGERS = [
  'bidder',
  'deal',
  'guest',
  'folio',
  'stay',
  'resident',
  'wallet',
  'pass',
  'unit',
  'company',
  'till',
  'bank',
] as const
export type SubLedger = (typeof SUB_LEDGERS)[number]

interface Account {
  kind: AccountKind
  name: string
  /** The sub-ledger that every line of the account must name; without one a line may name any or none. */
  sub?: SubLedger
}

/** Memo accounts stand off the balance sheet: within a batch they balance among themselves. */
export const ACCOUNTS = {
  bank: { kind: 'asset', name: 'Расчётный счёт' },
  cash: { kind: 'asset', name: 'Касса' },
  card: { kind: 'asset', name: 'Эквайринг в пути' },
  buyer_receivable: { kind: 'asset', name: 'Расчёты с покупателями', sub: 'deal' },
  guest_ledger: { kind: 'asset', name: 'Счета проживающих', sub: 'folio' },
  resident_receivable: { kind: 'asset', name: 'Расчёты с жителями', sub: 'resident' },
  deposits_held: { kind: 'liability', name: 'Задатки полученные', sub: 'bidder' },
  contract_obligation: { kind: 'liability', name: 'Обязательства по договорам', sub: 'deal' },
  deposit_ledger: { kind: 'liability', name: 'Авансы гостей', sub: 'guest' },
  vat_payable: { kind: 'liability', name: 'НДС к уплате' },
  tourist_tax_payable: { kind: 'liability', name: 'Туристический налог к уплате' },
  payable_to_entity: { kind: 'liability', name: 'Расчёты между операторами', sub: 'company' },
  wallet_liability: { kind: 'liability', name: 'Кошельки', sub: 'wallet' },
  security_deposit: { kind: 'liability', name: 'Обеспечительные платежи', sub: 'stay' },
  deferred_revenue: { kind: 'liability', name: 'Доходы будущих периодов', sub: 'pass' },
  agency_payable: { kind: 'liability', name: 'Расчёты с принципалами', sub: 'unit' },
  owner_payable: { kind: 'liability', name: 'Расчёты с собственниками', sub: 'unit' },
  tax_payable: { kind: 'liability', name: 'НДФЛ к уплате' },
  room_revenue: { kind: 'income', name: 'Выручка от проживания' },
  outlet_revenue: { kind: 'income', name: 'Выручка точек', sub: 'company' },
  fitness_revenue: { kind: 'income', name: 'Выручка фитнеса' },
  damage_income: { kind: 'income', name: 'Возмещение ущерба' },
  fee_revenue: { kind: 'income', name: 'Вознаграждение управляющего' },
  utility_recovery: { kind: 'income', name: 'Возмещение коммунальных услуг' },
  repair_recovery: { kind: 'income', name: 'Возмещение ремонта' },
  utility_revenue: { kind: 'income', name: 'Выручка от коммунальных услуг' },
  other_income: { kind: 'income', name: 'Прочие доходы' },
  interest_income: { kind: 'income', name: 'Проценты за рассрочку' },
  owner_cost: { kind: 'expense', name: 'Доля собственников' },
  over_short: { kind: 'expense', name: 'Излишки и недостачи кассы' },
  escrow_memo: { kind: 'memo', name: 'Эскроу: средства покупателей', sub: 'deal' },
  contract_obligation_memo: { kind: 'memo', name: 'Эскроу: обязательства', sub: 'deal' },
} as const satisfies Record<string, Account>
export type AccountCode = keyof typeof ACCOUNTS
export const ACCOUNT_CODES = Object.keys(ACCOUNTS) as [AccountCode, ...AccountCode[]]

interface EventMap {
  /** Who may post it besides those with `ledger.post`. */
  right?: Right
  /** Who may post its exact mirror besides those with `ledger.reverse`, up to their own limit of refunds. */
  undoRight?: Right
  debit: readonly AccountCode[]
  credit: readonly AccountCode[]
  /**
   * May wait in the outbox while the link is down, and then only with `cash` on its debit side: the money lies in the drawer
   * and the register keeps the fiscal data (C10.16). All other money is decided by the centre (C15.2).
   */
  isQueued?: true
}

const MONEY = ['cash', 'bank', 'card'] as const

export const POSTING_MAP = {
  auction_deposit_received: { debit: ['bank'], credit: ['deposits_held'] },
  auction_deposit_returned: { debit: ['deposits_held'], credit: ['bank'] },
  auction_deposit_offset: { debit: ['deposits_held'], credit: ['buyer_receivable'] },
  auction_deposit_forfeited: { debit: ['deposits_held'], credit: ['other_income'] },
  // What the buyer owes from the registration on; taken back when the termination is registered. No money moves, so no limit of
  // refunds: the centre lets it follow its contract alone.
  contract_registered: {
    right: 'contracts.sign',
    undoRight: 'contracts.sign',
    debit: ['buyer_receivable'],
    credit: ['contract_obligation'],
  },
  // Not in C19's table, needed by it: a sale without escrow is paid straight to the seller. At the desk in cash or by card alone.
  buyer_paid: { right: 'deals.collect', debit: MONEY, credit: ['buyer_receivable'] },
  // Interest of a schedule on the day it falls due (C4.4), of exactly the line that it names: the steward's.
  interest_accrued: {
    right: 'jobs.run',
    undoRight: 'jobs.run',
    debit: ['buyer_receivable'],
    credit: ['interest_income'],
  },
  // A buyer's delay (C4.6), charged by a person.
  penalty_charged: { debit: ['buyer_receivable'], credit: ['other_income'] },
  escrow_credited: { debit: ['escrow_memo'], credit: ['contract_obligation_memo'] },
  escrow_released: { debit: ['bank'], credit: ['buyer_receivable'] },
  guest_advance: {
    right: 'stays.write',
    undoRight: 'tills.refund',
    debit: MONEY,
    credit: ['deposit_ledger'],
    isQueued: true,
  },
  check_in: { right: 'stays.write', debit: ['deposit_ledger'], credit: ['guest_ledger'] },
  night_posted: {
    right: 'stays.nightAudit',
    debit: ['guest_ledger'],
    credit: ['room_revenue', 'vat_payable', 'tourist_tax_payable'],
  },
  guest_paid: {
    right: 'stays.write',
    undoRight: 'tills.refund',
    debit: MONEY,
    credit: ['guest_ledger'],
    isQueued: true,
  },
  room_charge: {
    right: 'tills.sell',
    undoRight: 'tills.refund',
    debit: ['guest_ledger'],
    credit: ['outlet_revenue', 'vat_payable', 'payable_to_entity'],
  },
  outlet_sale: {
    right: 'tills.sell',
    undoRight: 'tills.refund',
    debit: MONEY,
    credit: ['outlet_revenue', 'vat_payable', 'payable_to_entity'],
    isQueued: true,
  },
  wallet_top_up: {
    right: 'tills.sell',
    undoRight: 'tills.refund',
    debit: MONEY,
    credit: ['wallet_liability'],
    isQueued: true,
  },
  wallet_spend: {
    right: 'tills.sell',
    undoRight: 'tills.refund',
    debit: ['wallet_liability'],
    credit: ['outlet_revenue', 'vat_payable', 'payable_to_entity'],
  },
  security_deposit_taken: { right: 'stays.write', debit: MONEY, credit: ['security_deposit'], isQueued: true },
  security_deposit_returned: { right: 'stays.write', debit: ['security_deposit'], credit: MONEY },
  security_deposit_captured: { right: 'stays.write', debit: ['security_deposit'], credit: ['damage_income'] },
  pass_sold: {
    right: 'fitness.write',
    undoRight: 'tills.refund',
    debit: MONEY,
    credit: ['deferred_revenue', 'vat_payable'],
    isQueued: true,
  },
  pass_used: { right: 'fitness.write', debit: ['deferred_revenue'], credit: ['fitness_revenue'] },
  pass_breakage: { right: 'fitness.manage', debit: ['deferred_revenue'], credit: ['fitness_revenue'] },
  owner_share_accrued: { right: 'owners.settle', debit: ['owner_cost', 'agency_payable'], credit: ['owner_payable'] },
  owner_offset: {
    right: 'owners.settle',
    debit: ['owner_payable'],
    credit: ['fee_revenue', 'utility_recovery', 'repair_recovery'],
  },
  owner_tax_withheld: { right: 'owners.settle', debit: ['owner_payable'], credit: ['tax_payable'] },
  owner_payout: { right: 'owners.approve', debit: ['owner_payable'], credit: ['bank'] },
  utilities_charged: {
    right: 'utilities.charge',
    debit: ['resident_receivable'],
    credit: ['utility_revenue', 'utility_recovery', 'vat_payable'],
  },
  resident_paid: { right: 'residents.deposit', debit: MONEY, credit: ['resident_receivable'], isQueued: true },
  cash_difference: { right: 'tills.shift', debit: ['over_short', 'cash'], credit: ['cash', 'over_short'] },
} as const satisfies Record<string, EventMap>
export type LedgerEvent = keyof typeof POSTING_MAP
export const LEDGER_EVENTS = Object.keys(POSTING_MAP) as [LedgerEvent, ...LedgerEvent[]]

export const accountOf = (code: AccountCode): Account => ACCOUNTS[code]
export const eventOf = (event: LedgerEvent): EventMap => POSTING_MAP[event]
