/**
 * The life of a contract (C2.1) as data: every step, who may take it, which steps wait for a fact. The screens, the command
 * bodies and the centre's trigger all judge by this table. An amendment of a registered contract and everything else that
 * the Rosreestr registers goes through `submitted`; what needs no registration is in force once it is signed.
 */
import { type Machine, machine, transitionsFrom } from '../../kernel/states.ts'
import type { Right } from '../access/rights.ts'
import type { TEMPLATE_KINDS } from './model.ts'

export type ContractKind = (typeof TEMPLATE_KINDS)[number]

export const CONTRACT_STATES = [
  'draft',
  'legal_check',
  'approved',
  'signed_by_buyer',
  'signed_by_developer',
  'signed',
  'submitted',
  'suspended',
  'resubmitted',
  'refused',
  'withdrawn',
  'registered',
  'in_force',
  'escrow_funding',
  'funded_full',
  'amended',
  'assigned',
  'commissioned',
  'handover_invited',
  'accepted',
  'accepted_with_defects',
  'refused_inspection',
  'one_sided_act',
  'final_measure',
  'settlement_of_area',
  'ownership_registered',
  'terminating',
  'ended_by_agreement',
  'ended_by_developer',
  'ended_by_buyer',
  'ended_by_court',
  'termination_registered',
  'refund_done',
  'closed',
  'annulled',
] as const
export type ContractState = (typeof CONTRACT_STATES)[number]

/** Kinds of actor: what a right of access makes of a person. `system` is the centre itself, following a step of the registration. */
export const CONTRACT_ACTORS = ['writer', 'approver', 'signer', 'system'] as const
export type ContractActor = (typeof CONTRACT_ACTORS)[number]

export const ACTOR_RIGHTS = {
  writer: 'contracts.write',
  approver: 'contracts.approve',
  signer: 'contracts.sign',
} as const satisfies Record<Exclude<ContractActor, 'system'>, Right>

const LIVE = ['registered', 'in_force', 'escrow_funding', 'funded_full', 'amended'] as const

export const contractMachine = machine({
  name: 'contract',
  states: CONTRACT_STATES,
  initial: 'draft',
  transitions: [
    { name: 'check', from: ['draft'], to: 'legal_check', by: ['writer'] },
    { name: 'rework', from: ['legal_check', 'approved'], to: 'draft', by: ['writer', 'approver'] },
    { name: 'approve', from: ['legal_check'], to: 'approved', by: ['approver'] },
    { name: 'annul', from: ['draft', 'legal_check', 'approved'], to: 'annulled', by: ['writer', 'approver'] },
    { name: 'sign_buyer', from: ['approved'], to: 'signed_by_buyer', by: ['signer'] },
    { name: 'sign_developer', from: ['approved'], to: 'signed_by_developer', by: ['signer'] },
    { name: 'sign', from: ['approved', 'signed_by_buyer', 'signed_by_developer'], to: 'signed', by: ['signer'] },
    { name: 'enter_force', from: ['signed'], to: 'in_force', by: ['signer'] },
    // The registration: each is taken by the centre when its step is written into the timeline.
    { name: 'submit', from: ['signed', 'withdrawn', 'refused'], to: 'submitted', by: ['system'] },
    { name: 'suspend', from: ['submitted', 'resubmitted'], to: 'suspended', by: ['system'] },
    { name: 'resubmit', from: ['suspended'], to: 'resubmitted', by: ['system'] },
    { name: 'refuse', from: ['submitted', 'suspended', 'resubmitted'], to: 'refused', by: ['system'] },
    { name: 'withdraw', from: ['submitted', 'suspended', 'resubmitted'], to: 'withdrawn', by: ['system'] },
    { name: 'register', from: ['submitted', 'resubmitted'], to: 'registered', by: ['system'] },
    // Money, changes (by the centre, once the amendment or the assignment stands), handover.
    { name: 'fund', from: ['registered', 'amended'], to: 'escrow_funding', by: ['signer', 'system'] },
    {
      name: 'fund_full',
      from: ['registered', 'escrow_funding', 'amended'],
      to: 'funded_full',
      by: ['signer', 'system'],
    },
    {
      name: 'amend',
      from: ['registered', 'in_force', 'escrow_funding', 'funded_full'],
      to: 'amended',
      by: ['system'],
    },
    {
      name: 'assign',
      from: ['registered', 'escrow_funding', 'funded_full', 'amended'],
      to: 'assigned',
      by: ['system'],
    },
    {
      name: 'commission',
      from: ['registered', 'escrow_funding', 'funded_full', 'amended', 'assigned'],
      to: 'commissioned',
      by: ['signer'],
    },
    { name: 'invite', from: ['commissioned', 'refused_inspection'], to: 'handover_invited', by: ['writer', 'signer'] },
    { name: 'accept', from: ['handover_invited'], to: 'accepted', by: ['signer'] },
    { name: 'accept_with_defects', from: ['handover_invited'], to: 'accepted_with_defects', by: ['signer'] },
    { name: 'refuse_inspection', from: ['handover_invited'], to: 'refused_inspection', by: ['writer', 'signer'] },
    { name: 'one_sided_act', from: ['handover_invited', 'refused_inspection'], to: 'one_sided_act', by: ['signer'] },
    {
      name: 'measure',
      from: ['accepted', 'accepted_with_defects', 'one_sided_act'],
      to: 'final_measure',
      by: ['writer', 'signer'],
    },
    { name: 'settle_area', from: ['final_measure'], to: 'settlement_of_area', by: ['signer'] },
    {
      name: 'register_ownership',
      from: ['final_measure', 'settlement_of_area'],
      to: 'ownership_registered',
      by: ['signer'],
    },
    { name: 'close', from: ['ownership_registered', 'in_force'], to: 'closed', by: ['signer'] },
    // The end before its time.
    {
      name: 'terminate',
      from: [...LIVE, 'commissioned', 'handover_invited', 'refused_inspection'],
      to: 'terminating',
      by: ['signer'],
    },
    { name: 'keep', from: ['terminating'], to: 'registered', by: ['approver'] },
    { name: 'end_by_agreement', from: ['terminating'], to: 'ended_by_agreement', by: ['signer'] },
    { name: 'end_by_developer', from: ['terminating'], to: 'ended_by_developer', by: ['signer'] },
    { name: 'end_by_buyer', from: ['terminating'], to: 'ended_by_buyer', by: ['signer'] },
    { name: 'end_by_court', from: ['terminating'], to: 'ended_by_court', by: ['signer'] },
    {
      name: 'register_termination',
      from: ['ended_by_agreement', 'ended_by_developer', 'ended_by_buyer', 'ended_by_court'],
      to: 'termination_registered',
      by: ['signer'],
    },
    { name: 'refund', from: ['termination_registered'], to: 'refund_done', by: ['signer'] },
  ],
})
export type ContractStep = (typeof contractMachine)['transitions'][number]['name']
export const CONTRACT_STEPS = [...new Set(contractMachine.transitions.map(({ name }) => name))] as [
  ContractStep,
  ...ContractStep[],
]

/** States in which text, facts and clauses may still change: before it, everything is open; after it, the contract is sealed. */
export const OPEN_STATES = ['draft'] as const satisfies readonly ContractState[]
/** Steps that need words: why. */
export const REASONED_STEPS: readonly ContractStep[] = [
  'rework',
  'annul',
  'terminate',
  'keep',
  'refuse_inspection',
  'one_sided_act',
]

/** Kinds that stand only once the Rosreestr has registered them (C2.2); of leases those for a year and longer. */
export const REGISTERED_KINDS: readonly ContractKind[] = ['participation', 'assignment', 'amendment', 'sale']

export function isToBeRegistered(kind: ContractKind, facts: Readonly<Record<string, unknown>>): boolean {
  if (kind === 'lease') return facts['lease.isYear'] === true
  return REGISTERED_KINDS.includes(kind)
}

export function actorsOf(rights: readonly string[]): ContractActor[] {
  return (['writer', 'approver', 'signer'] as const).filter((actor) => rights.includes(ACTOR_RIGHTS[actor]))
}

/** What somebody with these rights can do next, each step once; a contract to be registered is not simply in force. */
export function stepsFor(state: ContractState, rights: readonly string[], isRegistered: boolean) {
  const actors = actorsOf(rights)
  const all: Machine<ContractState, ContractStep, ContractActor> = contractMachine
  return transitionsFrom(all, state).filter(
    (step) => step.by.some((by) => actors.includes(by)) && !(isRegistered && step.name === 'enter_force'),
  )
}

/** Steps of the registration and the transition that each one takes; a note takes none. */
export const REGISTRATION_STEPS = [
  'submitted',
  'suspended',
  'resubmitted',
  'refused',
  'withdrawn',
  'registered',
  'note',
] as const
export type RegistrationStepKind = (typeof REGISTRATION_STEPS)[number]

/** Which steps of the registration may follow. */
export function registrationStepsFrom(state: ContractState): RegistrationStepKind[] {
  const next = contractMachine.transitions.filter(
    ({ from, by }) => (from as readonly string[]).includes(state) && (by as readonly string[]).includes('system'),
  )
  return REGISTRATION_STEPS.filter((step) => next.some(({ to }) => to === step))
}
