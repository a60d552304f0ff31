/** Which debts an incoming payment settles (C4.5). Nothing is stored here: the parts become ledger entries. */
import type { Day } from './day.ts'
import type { Minor } from './money.ts'

export type DueKind = 'cost' | 'interest' | 'principal' | 'penalty'

export interface Due {
  id: string
  kind: DueKind
  dueOn: Day
  /** What is still open of it. */
  open: Minor
}

export interface AllocationPolicy {
  /** The order by which kinds are settled: the contract's own, or art. 319 of the Civil Code. */
  order: readonly DueKind[]
  /** A penalty is settled only when the payer names it or when the contract orders so. */
  penalty: 'when-named' | 'by-contract'
  /** Money above what is due today: to the next instalments in order, to the last ones, or kept as an advance. */
  overpayment: 'next' | 'tail' | 'advance'
}

/** Art. 319: costs of getting the debt, interest for use, then principal; a penalty comes after. */
export const CIVIL_CODE_319: readonly DueKind[] = ['cost', 'interest', 'principal', 'penalty']
/** The usual clause of a share-participation contract: the price first. */
export const PRINCIPAL_FIRST: readonly DueKind[] = ['principal', 'interest', 'cost', 'penalty']

export interface IncomingPayment {
  amount: Minor
  on: Day
  /** Debts that the payer named in the purpose of payment: they go first, in this order. */
  named?: readonly string[]
}

export interface AllocatedPart {
  dueId: string
  amount: Minor
  why: 'named' | 'due' | 'ahead' | 'tail'
}

export interface Allocation {
  parts: AllocatedPart[]
  /** What is left over and stays with us as an advance. */
  advance: Minor
}

/** Splits a payment over open debts. The parts and the advance always add up to the payment; no debt gets more than is open. */
export function allocatePayment(payment: IncomingPayment, dues: readonly Due[], policy: AllocationPolicy): Allocation {
  const open = new Map(dues.map((due) => [due.id, due.open]))
  const parts: AllocatedPart[] = []
  let left = payment.amount
  const settle = (due: Due, why: AllocatedPart['why']) => {
    const amount = Math.min(left, open.get(due.id) ?? 0)
    if (amount <= 0) return
    parts.push({ dueId: due.id, amount, why })
    open.set(due.id, (open.get(due.id) ?? 0) - amount)
    left -= amount
  }

  for (const id of payment.named ?? []) {
    const due = dues.find((each) => each.id === id)
    if (due) settle(due, 'named')
  }
  const mayTake = (due: Due) => due.kind !== 'penalty' || policy.penalty === 'by-contract'
  for (const kind of policy.order) {
    for (const due of byDate(dues.filter((each) => each.kind === kind && each.dueOn <= payment.on && mayTake(each))))
      settle(due, 'due')
  }
  if (policy.overpayment !== 'advance') {
    // Interest that has not fallen due is not owed yet: money ahead of time only shortens the principal.
    const later = byDate(dues.filter((each) => each.kind === 'principal' && each.dueOn > payment.on))
    for (const due of policy.overpayment === 'tail' ? later.reverse() : later)
      settle(due, policy.overpayment === 'tail' ? 'tail' : 'ahead')
  }
  return { parts: merge(parts), advance: left }
}

function byDate(dues: readonly Due[]): Due[] {
  return dues
    .map((due, index) => ({ due, index }))
    .sort((a, b) => (a.due.dueOn < b.due.dueOn ? -1 : a.due.dueOn > b.due.dueOn ? 1 : a.index - b.index))
    .map(({ due }) => due)
}

function merge(parts: readonly AllocatedPart[]): AllocatedPart[] {
  return parts.reduce<AllocatedPart[]>((merged, part) => {
    const same = merged.find((each) => each.dueId === part.dueId && each.why === part.why)
    if (same) same.amount += part.amount
    else merged.push({ ...part })
    return merged
  }, [])
}
