import { describe, expect, test } from 'vitest'
import { RUSSIA } from '../../kernel/calendar-ru.ts'
import { isFinal, lintMachine, transition, transitionRows } from '../../kernel/states.ts'
import { RIGHTS_OF } from '../access/rights.ts'
import {
  CONTRACT_STATES,
  CONTRACT_STEPS,
  contractMachine,
  registrationStepsFrom,
  stepsFor,
} from './contract-machine.ts'
import { registrationClock } from './registration-clock.ts'

describe('the life of a contract', () => {
  test('every state is reached and no step is ambiguous', () => {
    expect(lintMachine(contractMachine)).toEqual([])
  })

  test('only an annulled, refunded, assigned-away or closed contract has no further step', () => {
    expect(CONTRACT_STATES.filter((state) => isFinal(contractMachine, state))).toEqual([
      'refund_done',
      'closed',
      'annulled',
    ])
  })

  test('whatever the table does not list is refused, for every state, step and actor', () => {
    const allowed = new Set(transitionRows(contractMachine).map((row) => `${row.from_state} ${row.name} ${row.by}`))
    let refused = 0
    for (const state of CONTRACT_STATES)
      for (const step of CONTRACT_STEPS)
        for (const by of ['writer', 'approver', 'signer', 'system'] as const) {
          const take = () => transition(contractMachine, state, step, by)
          if (allowed.has(`${state} ${step} ${by}`)) expect(CONTRACT_STATES).toContain(take())
          else {
            expect(take).toThrow()
            refused += 1
          }
        }
    expect(refused).toBeGreaterThan(4_000)
  })

  test('a salesperson sends to the lawyers and signs nothing; a lawyer approves and signs', () => {
    const names = (role: 'sales' | 'lawyer', state: 'draft' | 'legal_check' | 'approved') =>
      stepsFor(state, RIGHTS_OF[role], true).map(({ name }) => name)
    expect(names('sales', 'draft')).toEqual(['check', 'annul'])
    expect(names('sales', 'legal_check')).toEqual(['rework', 'annul'])
    expect(names('sales', 'approved')).not.toContain('sign')
    expect(names('lawyer', 'legal_check')).toContain('approve')
    expect(names('lawyer', 'approved')).toContain('sign')
  })

  test('what must be registered is not in force by a signature alone', () => {
    const rights = RIGHTS_OF.lawyer
    expect(stepsFor('signed', rights, true).map(({ name }) => name)).toEqual([])
    expect(stepsFor('signed', rights, false).map(({ name }) => name)).toEqual(['enter_force'])
    expect(registrationStepsFrom('signed')).toEqual(['submitted'])
    expect(registrationStepsFrom('submitted')).toEqual(['suspended', 'refused', 'withdrawn', 'registered'])
    expect(registrationStepsFrom('suspended')).toEqual(['resubmitted', 'refused', 'withdrawn'])
  })
})

describe('the clock of a registration', () => {
  const term = { days: 5, isWorkingDays: true }

  test('working days are counted by the production calendar', () => {
    // 2026-05-08 is a Friday; 9 May a holiday, 11 May the day off for it.
    const steps = [{ step: 'submitted', on: '2026-05-08', until: null }] as const
    expect(registrationClock(steps, term, '2026-05-08', RUSSIA)).toMatchObject({ day: 0, of: 5, dueOn: '2026-05-18' })
    expect(registrationClock(steps, term, '2026-05-13', RUSSIA)).toMatchObject({ day: 2, isLate: false })
    expect(registrationClock(steps, term, '2026-05-19', RUSSIA)).toMatchObject({ day: 6, isLate: true })
  })

  test('a suspension stops the clock and a resubmission lets it go on where it stopped', () => {
    const steps = [
      { step: 'submitted', on: '2026-06-01', until: null },
      { step: 'suspended', on: '2026-06-03', until: '2026-09-03' },
    ] as const
    expect(registrationClock(steps, term, '2026-08-20', RUSSIA)).toMatchObject({
      day: 2,
      state: 'suspended',
      dueOn: null,
      until: '2026-09-03',
      isLate: false,
    })
    const again = [...steps, { step: 'resubmitted', on: '2026-07-06', until: null }] as const
    expect(registrationClock(again, term, '2026-07-07', RUSSIA)).toMatchObject({
      day: 3,
      state: 'running',
      dueOn: '2026-07-09',
    })
    const done = [...again, { step: 'registered', on: '2026-07-08', until: null }] as const
    expect(registrationClock(done, term, '2026-12-01', RUSSIA)).toMatchObject({ day: 4, state: 'done', isLate: false })
  })

  test('a second application begins anew', () => {
    const steps = [
      { step: 'submitted', on: '2026-06-01', until: null },
      { step: 'withdrawn', on: '2026-06-03', until: null },
      { step: 'submitted', on: '2026-07-01', until: null },
    ] as const
    expect(registrationClock(steps, term, '2026-07-02', RUSSIA)).toMatchObject({ day: 1, dueOn: '2026-07-08' })
    expect(registrationClock([], term, '2026-07-02', RUSSIA)).toBeNull()
  })
})
