/** What people do to a schedule afterwards: edit a line by hand with the total kept, check it, restructure it with the past frozen (C4.9). */
import { AppError } from '../rpc/errors.ts'
import { shiftToWorkingDay } from './calendar.ts'
import type { Day } from './day.ts'
import { type Minor, allocate, sumMinor } from './money.ts'
import { type ScheduleLine, type ScheduleOptions, type SchedulePlan, makeSchedule } from './schedule.ts'

export interface LineEdit {
  principal?: Minor
  on?: Day
  label?: string
}

/** Who takes the difference of a changed sum: the last payment, or all later ones in proportion. */
export type Absorb = 'last' | 'following'

/** Changes one line; the total stays. Refused when the others cannot take the difference without going below zero. */
export function editLine(
  lines: readonly ScheduleLine[],
  index: number,
  edit: LineEdit,
  absorb: Absorb,
  options: ScheduleOptions,
): ScheduleLine[] {
  const line = lines[index]
  if (!line) throw refuse('schedule-no-line', 'There is no such line', { line: index + 1 })
  const changed: ScheduleLine[] = lines.map((each) => ({ ...each }))
  changed[index] = {
    ...line,
    principal: edit.principal ?? line.principal,
    nominalOn: edit.on ?? line.nominalOn,
    dueOn: edit.on === undefined ? line.dueOn : shiftToWorkingDay(options.calendar, edit.on, options.shift),
    ...(edit.label === undefined ? {} : { label: edit.label }),
  }
  const difference = line.principal - (edit.principal ?? line.principal)
  if (difference !== 0) spread(changed, index, difference, absorb)
  return rebalance(changed.sort((a, b) => (a.nominalOn < b.nominalOn ? -1 : a.nominalOn > b.nominalOn ? 1 : 0)))
}

export interface ScheduleProblem {
  kind: 'sum' | 'order' | 'negative' | 'duplicate-date'
  line?: number
  expected?: Minor
  found?: Minor
}

/** What is wrong with lines typed or pasted by hand. */
export function checkSchedule(price: Minor, lines: readonly ScheduleLine[]): ScheduleProblem[] {
  const problems: ScheduleProblem[] = []
  const found = sumMinor(lines.map((line) => line.principal))
  if (found !== price) problems.push({ kind: 'sum', expected: price, found })
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1]
    if (line.principal < 0 || line.interest < 0) problems.push({ kind: 'negative', line: index + 1 })
    if (before && before.nominalOn > line.nominalOn) problems.push({ kind: 'order', line: index + 1 })
    if (before && before.nominalOn === line.nominalOn && before.label === line.label)
      problems.push({ kind: 'duplicate-date', line: index + 1 })
  }
  return problems
}

/**
 * A new version: what was paid stays as frozen lines with their old dates, the rest of the price follows the new plan.
 * `paid[i]` is the principal paid against line i; a line paid in part is frozen at what was paid. `interest[i]` is what stays of
 * its interest (paid, or owed for days gone by), all of it without the list. The old version is untouched; `origins` says which
 * line of it each frozen one was.
 */
export function restructure(
  price: Minor,
  lines: readonly ScheduleLine[],
  paid: readonly Minor[],
  plan: SchedulePlan,
  options: ScheduleOptions,
  interest?: readonly Minor[],
): { frozen: number; origins: number[]; lines: ScheduleLine[] } {
  const kept = lines
    .map((line, index) => ({
      index,
      line: {
        ...line,
        principal: Math.min(line.principal, paid[index] ?? 0),
        interest: interest === undefined ? line.interest : (interest[index] ?? 0),
      },
    }))
    .filter(({ line }) => line.principal > 0 || (interest !== undefined && line.interest > 0))
  const frozen = kept.map(({ line }) => line)
  const rest = price - sumMinor(frozen.map((line) => line.principal))
  const later = rest === 0 ? [] : makeSchedule(rest, plan, options)
  return {
    frozen: frozen.length,
    origins: kept.map(({ index }) => index),
    lines: rebalance([...frozen, ...later]),
  }
}

function spread(lines: ScheduleLine[], edited: number, difference: Minor, absorb: Absorb): void {
  const takers = lines
    .map((_, index) => index)
    .filter((index) =>
      absorb === 'last' ? index === (edited === lines.length - 1 ? edited - 1 : lines.length - 1) : index > edited,
    )
  if (takers.length === 0)
    throw refuse('schedule-nothing-absorbs', 'No other payment can take the difference', { difference })
  const weights = takers.map((index) => lines[index]?.principal ?? 0)
  const shares = allocate(difference, weights.some((weight) => weight > 0) ? weights : weights.map(() => 1))
  for (const [position, index] of takers.entries()) {
    const line = lines[index]
    if (!line) continue
    line.principal += shares[position] ?? 0
    if (line.principal < 0) throw refuse('schedule-negative', 'A payment would go below zero', { line: index + 1 })
  }
}

function rebalance(lines: readonly ScheduleLine[]): ScheduleLine[] {
  let balance = sumMinor(lines.map((line) => line.principal))
  return lines.map((line, index) => {
    balance -= line.principal
    return { ...line, balance, kind: line.kind === 'first' ? 'first' : index === lines.length - 1 ? 'last' : 'regular' }
  })
}

function refuse(reason: string, message: string, details: Record<string, unknown>): AppError {
  return new AppError('invalid', message, { reason: `kernel.${reason}`, ...details })
}
