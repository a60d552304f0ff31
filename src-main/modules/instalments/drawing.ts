/** How the lines of a new version come about: from a plan or typed, over what was paid (C4.9). Pure, for the body and its tests. */
import { shiftToWorkingDay, type ProductionCalendar } from '#shared/kernel/calendar.ts'
import type { Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import { sumMinor, type Minor } from '#shared/kernel/money.ts'
import { makeSchedule, type ScheduleLine, type SchedulePlan } from '#shared/kernel/schedule.ts'
import { restructure } from '#shared/kernel/schedule-edit.ts'
import type { ScheduleLineRow, TypedLine } from '#shared/modules/instalments/model.ts'
import { kernelLine } from './lines.ts'

export interface DrawnLine {
  /** The line that this one was frozen from. */
  rootId: Id | null
  line: ScheduleLine
}

export function drawPlan(
  price: Minor,
  plan: SchedulePlan,
  active: readonly ScheduleLineRow[],
  on: Day,
  calendar: ProductionCalendar,
): DrawnLine[] {
  if (active.length === 0) return inOrder(makeSchedule(price, plan, { calendar }).map(fresh))
  const { frozen, origins, lines } = restructure(
    price,
    active.map(kernelLine),
    active.map((line) => line.paid_principal_minor),
    plan,
    { calendar },
    active.map((line) => keptInterest(line, on)),
  )
  return inOrder(
    lines.map((line, index) => ({
      line,
      rootId: index < frozen ? (active[origins[index] ?? 0]?.root_id ?? null) : null,
    })),
  )
}

export function drawTyped(
  typed: readonly TypedLine[],
  active: readonly ScheduleLineRow[],
  on: Day,
  calendar: ProductionCalendar,
): DrawnLine[] {
  const frozen = active
    .map((row) => ({
      rootId: row.root_id,
      line: { ...kernelLine(row), principal: row.paid_principal_minor, interest: keptInterest(row, on) },
    }))
    .filter(({ line }) => line.principal > 0 || line.interest > 0)
  return inOrder([...frozen, ...typed.map((line) => fresh(typedLine(line, calendar)))])
}

export function typedLine(line: TypedLine, calendar: ProductionCalendar): ScheduleLine {
  return {
    kind: 'regular',
    nominalOn: line.dueOn,
    dueOn: shiftToWorkingDay(calendar, line.dueOn),
    principal: line.principal,
    interest: line.interest,
    balance: 0,
    ...(line.label === null ? {} : { label: line.label }),
    ...(line.areaCm2 === null ? {} : { areaCm2: line.areaCm2 }),
    ...(line.ppm === null ? {} : { ppm: line.ppm }),
  }
}

/** Interest of days gone by is owed whatever is agreed now; of the days to come only what was paid stays. */
function keptInterest(line: ScheduleLineRow, on: Day): Minor {
  return line.pay_on <= on ? line.interest_minor : line.paid_interest_minor
}

const fresh = (line: ScheduleLine): DrawnLine => ({ line, rootId: null })

/** By date, since a payment ahead of time may have frozen a late line; first and last follow from the order. */
export function inOrder(drawn: readonly DrawnLine[]): DrawnLine[] {
  const sorted = drawn
    .map((each, index) => ({ each, index }))
    .sort((a, b) =>
      a.each.line.nominalOn < b.each.line.nominalOn
        ? -1
        : a.each.line.nominalOn > b.each.line.nominalOn
          ? 1
          : a.index - b.index,
    )
    .map(({ each }) => each)
  let balance = sumMinor(sorted.map(({ line }) => line.principal))
  return sorted.map(({ line, rootId }, index) => ({
    rootId,
    line: {
      ...line,
      balance: (balance -= line.principal),
      kind: index === sorted.length - 1 ? 'last' : index === 0 && line.kind === 'first' ? 'first' : 'regular',
    },
  }))
}
