/** "Day k of n": how long the Rosreestr has had an application, by the production calendar; it does not count while it is suspended. */
import { type ProductionCalendar, addWorkingDays, workingDaysBetween } from '../../kernel/calendar.ts'
import { type Day, addDays, daysBetween } from '../../kernel/day.ts'
import type { RegistrationStepKind } from './contract-machine.ts'

export interface RegistrationTerm {
  days: number
  isWorkingDays: boolean
}

export interface TimelineStep {
  step: RegistrationStepKind
  on: Day
  until: Day | null
}

export interface RegistrationClock {
  /** The day that is running, from 1 after the first day; the last one counted once the matter is decided. */
  day: number
  of: number
  /** When the office should be done; unknown while suspended. */
  dueOn: Day | null
  isLate: boolean
  state: 'running' | 'suspended' | 'done'
  /** Until when a suspension lasts. */
  until: Day | null
}

/** Null before anything was submitted. Of several applications the last one counts. */
export function registrationClock(
  steps: readonly TimelineStep[],
  term: RegistrationTerm,
  today: Day,
  calendar: ProductionCalendar,
): RegistrationClock | null {
  const count = (from: Day, to: Day) =>
    to <= from ? 0 : term.isWorkingDays ? workingDaysBetween(calendar, from, to) : daysBetween(from, to)
  const from = steps.findLastIndex(({ step }) => step === 'submitted')
  const first = steps[from]
  if (!first) return null
  let [spent, since, state, until]: [number, Day, RegistrationClock['state'], Day | null] = [
    0,
    first.on,
    'running',
    null,
  ]
  for (const { step, on, until: lasts } of steps.slice(from + 1)) {
    if (step === 'note') continue
    if (state === 'running') spent += count(since, on)
    since = on
    state = step === 'suspended' ? 'suspended' : step === 'resubmitted' ? 'running' : 'done'
    until = step === 'suspended' ? lasts : null
  }
  const day = spent + (state === 'running' ? count(since, today) : 0)
  const left = term.days - spent
  const dueOn =
    state === 'running' ? (term.isWorkingDays ? addWorkingDays(calendar, since, left) : addDays(since, left)) : null
  return { day, of: term.days, dueOn, isLate: state !== 'suspended' && day > term.days, state, until }
}
