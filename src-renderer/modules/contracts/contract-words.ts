/** How states of a contract look, and which steps a person can take. */
import type { ContractState } from '#shared/modules/contracts/contract-machine.ts'
import type { Tone } from '#renderer/ui/tones.ts'

const TONES: Partial<Record<ContractState, Tone>> = {
  draft: 'plain',
  legal_check: 'held',
  approved: 'pledged',
  signed_by_buyer: 'pending',
  signed_by_developer: 'pending',
  signed: 'bound',
  submitted: 'filed',
  resubmitted: 'filed',
  suspended: 'contest',
  refused: 'withheld',
  withdrawn: 'withheld',
  terminating: 'contest',
  annulled: 'withheld',
  closed: 'final',
  refund_done: 'final',
}

export function toneOf(state: ContractState): Tone {
  return TONES[state] ?? 'done'
}
