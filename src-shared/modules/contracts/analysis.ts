/** Searches conditions over the finite values of their facts: what can hold, what never does, and the smallest deal that shows it. */
import { type Condition, type FactTest, type FactValue, evaluate, testsOf } from './conditions.ts'
import { type Assignment, type Vocabulary, lookupIn, presenceOf, variableOf } from './vocabulary.ts'

export interface Axis {
  fact: string
  /** The usual value first: an example names only what differs from it. */
  values: readonly FactValue[]
}

export interface ConditionProblem {
  kind: 'unknown-fact' | 'bad-test'
  fact: string
}

/** Tests that can never be asked: of an unknown fact, of a value the choice does not have, of a kind the type does not allow. */
export function checkCondition(vocabulary: Vocabulary, condition: Condition): ConditionProblem[] {
  return testsOf(condition).flatMap((test): ConditionProblem[] => {
    const variable = variableOf(vocabulary, test.fact)
    if (!variable) return [{ kind: 'unknown-fact', fact: test.fact }]
    const values: readonly unknown[] =
      variable.type === 'choice' ? (variable.values ?? []) : variable.type === 'flag' ? [true, false] : []
    const isBadValue = test.in?.some((value) => !values.includes(value)) ?? false
    const isBadRange =
      (test.min !== undefined || test.max !== undefined) && variable.type !== 'count' && variable.type !== 'money'
    return isBadValue || isBadRange ? [{ kind: 'bad-test', fact: test.fact }] : []
  })
}

/**
 * The facts that the conditions turn on, with every value that could make a difference, widened by the constraints that
 * tie these facts to others.
 */
export function axesOf(vocabulary: Vocabulary, conditions: readonly Condition[]): Axis[] {
  const tests = conditions.flatMap(testsOf)
  const relevant = new Set(tests.map(keyOf))
  const constraints = constraintsOf(vocabulary, tests)
  for (let size = 0; size !== relevant.size;) {
    size = relevant.size
    for (const constraint of constraints) {
      const keys = testsOf(constraint).map(keyOf)
      if (keys.some((key) => relevant.has(key))) for (const key of keys) relevant.add(key)
    }
  }
  const every = [...tests, ...constraints.flatMap(testsOf)]
  return [...relevant].sort().map((key) => ({
    fact: key,
    values: valuesOf(
      vocabulary,
      key,
      every.filter((test) => keyOf(test) === key),
    ),
  }))
}

/** The vocabulary's own constraints, and for each tested presence the rule that the value exists only when its variable does. */
function constraintsOf(vocabulary: Vocabulary, tests: readonly FactTest[]): Condition[] {
  const presence = tests
    .filter((test) => test.present !== undefined)
    .map((test): Condition => {
      const requires = variableOf(vocabulary, test.fact)?.requires ?? true
      return { any: [{ fact: test.fact, present: false }, requires] }
    })
  return [...vocabulary.constraints, ...presence]
}

export interface Search {
  assignments: Assignment[]
  /** False when there were more than the limit: then the answer covers only a part. */
  isComplete: boolean
}

/** Every assignment of the axes that the constraints allow. */
export function enumerate(vocabulary: Vocabulary, conditions: readonly Condition[], limit = 50_000): Search {
  const axes = axesOf(vocabulary, conditions)
  const names = new Set(axes.map((axis) => axis.fact))
  const constraints = constraintsOf(vocabulary, conditions.flatMap(testsOf)).filter((constraint) =>
    testsOf(constraint).every((test) => names.has(keyOf(test))),
  )
  const assignments: Assignment[] = []
  let isComplete = true
  const extend = (index: number, partial: Record<string, FactValue>): void => {
    if (!isComplete) return
    const lookup = lookupIn(partial)
    if (constraints.some((constraint) => evaluate(constraint, lookup) === false)) return
    const axis = axes[index]
    if (!axis) {
      if (assignments.length >= limit) isComplete = false
      else assignments.push({ ...partial })
      return
    }
    for (const value of axis.values) {
      partial[axis.fact] = value
      extend(index + 1, partial)
    }
    delete partial[axis.fact]
  }
  extend(0, {})
  return { assignments, isComplete }
}

/** The least unusual deal in which the condition holds, or undefined when there is none. */
export function satisfy(vocabulary: Vocabulary, condition: Condition): Assignment | undefined {
  const axes = axesOf(vocabulary, [condition])
  const { assignments } = enumerate(vocabulary, [condition])
  return smallest(
    axes,
    assignments.filter((assignment) => evaluate(condition, lookupIn(assignment)) === true),
  )
}

/** A condition that fails whatever the facts are, constraints aside: it contradicts itself. */
export function isContradictory(vocabulary: Vocabulary, condition: Condition): boolean {
  return satisfy({ ...vocabulary, constraints: [] }, condition) === undefined
}

export function isAlways(vocabulary: Vocabulary, condition: Condition): boolean {
  return satisfy(vocabulary, { not: condition }) === undefined
}

/** Of several examples the one with the fewest unusual values, and only these values of it. */
export function smallest(axes: readonly Axis[], assignments: readonly Assignment[]): Assignment | undefined {
  let best: Assignment | undefined
  let bestCount = Infinity
  for (const assignment of assignments) {
    const count = axes.reduce((sum, axis) => sum + (assignment[axis.fact] === axis.values[0] ? 0 : 1), 0)
    if (count < bestCount) [best, bestCount] = [assignment, count]
  }
  return best
}

/** An example with the usual values left out, for showing. */
export function unusual(vocabulary: Vocabulary, assignment: Assignment): Assignment {
  return Object.fromEntries(
    Object.entries(assignment).filter(([fact, value]) => valuesOf(vocabulary, fact, [])[0] !== value),
  )
}

function keyOf(test: FactTest): string {
  return test.present === undefined ? test.fact : presenceOf(test.fact)
}

function valuesOf(vocabulary: Vocabulary, key: string, tests: readonly FactTest[]): FactValue[] {
  if (key.endsWith('?')) return [false, true].map((present) => (present ? 'present' : null))
  const variable = variableOf(vocabulary, key)
  if (variable?.type === 'choice') return [...(variable.values ?? [])]
  if (variable?.type === 'flag') return [false, true]
  // Of a number only the sides of each threshold matter.
  const points = new Set([variable?.type === 'count' ? 1 : 0])
  for (const { min, max } of tests) {
    if (min !== undefined) for (const point of [min, min - 1]) if (point >= 0) points.add(point)
    if (max !== undefined) for (const point of [max, max + 1]) if (point >= 0) points.add(point)
  }
  return [...points]
}
