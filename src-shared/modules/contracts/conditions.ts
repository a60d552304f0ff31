/** Conditions over the closed vocabulary: data, never code, so that they can be evaluated, explained and searched for contradictions. */
import { z } from 'zod'

/** A test of one fact. `is` and `in` are for choices and flags, `min` and `max` for counts, `present` for any variable. */
const Test = z.strictObject({
  fact: z.string().min(1),
  in: z
    .array(z.union([z.string(), z.boolean()]))
    .min(1)
    .optional(),
  min: z.int().optional(),
  max: z.int().optional(),
  present: z.boolean().optional(),
})
export type FactTest = z.infer<typeof Test>

export type Condition = true | FactTest | { all: Condition[] } | { any: Condition[] } | { not: Condition }

export const Condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.literal(true),
    z.strictObject({ all: z.array(Condition) }),
    z.strictObject({ any: z.array(Condition) }),
    z.strictObject({ not: Condition }),
    Test,
  ]),
)

/** A fact's value as conditions see it; `null` is known to be absent, `undefined` is not known yet. */
export type FactValue = string | number | boolean | null
export type Lookup = (fact: string, test: FactTest) => FactValue | undefined

/** True, false, or undefined while a fact that decides is not known. */
export function evaluate(condition: Condition, lookup: Lookup): boolean | undefined {
  if (condition === true) return true
  if ('all' in condition) return combine(condition.all, lookup, false)
  if ('any' in condition) return combine(condition.any, lookup, true)
  if ('not' in condition) {
    const inner = evaluate(condition.not, lookup)
    return inner === undefined ? undefined : !inner
  }
  return evaluateTest(condition, lookup(condition.fact, condition))
}

function combine(parts: readonly Condition[], lookup: Lookup, decisive: boolean): boolean | undefined {
  let result: boolean | undefined = !decisive
  for (const part of parts) {
    const value = evaluate(part, lookup)
    if (value === decisive) return decisive
    if (value === undefined) result = undefined
  }
  return result
}

function evaluateTest(test: FactTest, value: FactValue | undefined): boolean | undefined {
  if (value === undefined) return undefined
  if (test.present !== undefined && (value !== null) !== test.present) return false
  if (test.in && (value === null || typeof value === 'number' || !test.in.includes(value))) return false
  if (test.min !== undefined && (typeof value !== 'number' || value < test.min)) return false
  if (test.max !== undefined && (typeof value !== 'number' || value > test.max)) return false
  return true
}

/** Every test in a condition, in order. */
export function testsOf(condition: Condition): FactTest[] {
  if (condition === true) return []
  if ('all' in condition) return condition.all.flatMap(testsOf)
  if ('any' in condition) return condition.any.flatMap(testsOf)
  if ('not' in condition) return testsOf(condition.not)
  return [condition]
}

/** The tests that made a true condition true: the reason why a clause was chosen. */
export function reasonsOf(condition: Condition, lookup: Lookup): FactTest[] {
  if (condition === true) return []
  if ('all' in condition) return condition.all.flatMap((part) => reasonsOf(part, lookup))
  if ('any' in condition) {
    const fulfilled = condition.any.find((part) => evaluate(part, lookup) === true)
    return fulfilled === undefined ? [] : reasonsOf(fulfilled, lookup)
  }
  if ('not' in condition) return testsOf(condition.not)
  return [condition]
}

/** The facts that must be learnt before the condition can be decided. */
export function unknownFacts(condition: Condition, lookup: Lookup): string[] {
  if (evaluate(condition, lookup) !== undefined) return []
  return [
    ...new Set(
      testsOf(condition)
        .filter((test) => lookup(test.fact, test) === undefined)
        .map((test) => test.fact),
    ),
  ]
}

export function all(...parts: Condition[]): Condition {
  return { all: parts }
}

export function is(fact: string, ...values: (string | boolean)[]): FactTest {
  return { fact, in: values }
}

/** `when` holds only if `then` does: the form of most constraints. */
export function implies(when: Condition, then: Condition): Condition {
  return { any: [{ not: when }, then] }
}
