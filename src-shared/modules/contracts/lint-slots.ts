/** A slot's own faults, searched over only the facts that its conditions name: exact however large the template is. */
import { axesOf, checkCondition, enumerate, isContradictory, satisfy, smallest, unusual } from './analysis.ts'
import { type Condition, evaluate } from './conditions.ts'
import { type Bench, type LintProblem, factsOf } from './lint-clauses.ts'
import type { Slot, TemplateVersion } from './model.ts'
import { chooseVariant } from './select.ts'
import { type Assignment, type Vocabulary, lookupIn } from './vocabulary.ts'

/** The slot's own conditions, over only the facts that they name: exact however large the template is. */
export function lintSlot(bench: Bench, slot: Slot): LintProblem[] {
  const { template, vocabulary, library, on } = bench
  const problems: LintProblem[] = []
  const at = { slot: slot.key }
  const conditions = slot.variants.map((variant) => variant.when)
  for (const variant of slot.variants) {
    for (const problem of checkCondition(vocabulary, variant.when))
      problems.push({ kind: problem.kind, ...at, clause: variant.clause, name: problem.fact })
    if (!library.find(variant.clause, variant.version, on))
      problems.push({ kind: 'clause-missing', ...at, clause: variant.clause })
  }
  if (problems.some((problem) => problem.kind === 'unknown-fact' || problem.kind === 'bad-test')) return problems
  const guard = guardOf(template.body, slot.key) ?? true
  const all = [template.when, guard, ...conditions]
  const { assignments } = enumerate(vocabulary, all)
  const axes = axesOf(vocabulary, all)
  const won = new Set<number>()
  const faults = { 'slot-empty': [] as Assignment[], 'slot-ambiguous': [] as Assignment[] }
  for (const assignment of assignments) {
    const lookup = lookupIn(assignment)
    if (evaluate(template.when, lookup) !== true || evaluate(guard, lookup) !== true) continue
    const choice = chooseVariant(slot, lookup)
    if (choice.outcome === 'chosen') won.add(slot.variants.indexOf(choice.variant))
    else if (choice.outcome === 'ambiguous') faults['slot-ambiguous'].push(assignment)
    else if (choice.outcome === 'none' && slot.isRequired) faults['slot-empty'].push(assignment)
  }
  for (const kind of ['slot-empty', 'slot-ambiguous'] as const) {
    const example = smallest(axes, faults[kind])
    if (example) problems.push({ kind, ...at, example: unusual(vocabulary, example) })
  }
  for (const [index, variant] of slot.variants.entries())
    if (!won.has(index))
      problems.push({ ...whyNever(vocabulary, [template.when, guard, variant.when]), ...at, clause: variant.clause })
  return [...problems, ...slot.variants.flatMap((variant) => lintAvailability(bench, slot, variant, guard))]
}

/** Deals that get the clause but do not have a variable or a list that it needs. */
function lintAvailability(
  bench: Bench,
  slot: Slot,
  variant: Slot['variants'][number],
  guard: Condition,
): LintProblem[] {
  const { template, library, vocabulary, on } = bench
  const clause = library.find(variant.clause, variant.version, on)
  const found = new Set<string>()
  // Variables of one kind depend on one condition; it is searched once.
  const examples = new Map<string, Assignment | undefined>()
  return (clause ? factsOf(bench, clause).bound : []).flatMap(({ path, requires, guards }): LintProblem[] => {
    if (found.has(path)) return []
    const inside: Condition = { all: [template.when, guard, ...guards] }
    const key = JSON.stringify([requires, guards])
    if (!examples.has(key)) examples.set(key, lackingDeal(vocabulary, slot, variant, inside, requires))
    const example = examples.get(key)
    if (!example) return []
    found.add(path)
    return [
      {
        kind: 'variable-unavailable',
        slot: slot.key,
        clause: variant.clause,
        name: path,
        example: unusual(vocabulary, example),
      },
    ]
  })
}

function lackingDeal(
  vocabulary: Vocabulary,
  slot: Slot,
  variant: Slot['variants'][number],
  inside: Condition,
  requires: Condition,
): Assignment | undefined {
  const conditions = [inside, requires, ...slot.variants.map((each) => each.when)]
  const lacking = enumerate(vocabulary, conditions).assignments.filter((assignment) => {
    const lookup = lookupIn(assignment)
    if (evaluate(inside, lookup) !== true || evaluate(requires, lookup) !== false) return false
    const choice = chooseVariant(slot, lookup)
    return choice.outcome === 'chosen' && choice.variant === variant
  })
  return smallest(axesOf(vocabulary, conditions), lacking)
}

function whyNever(vocabulary: Vocabulary, conditions: readonly Condition[]): LintProblem {
  const condition: Condition = { all: [...conditions] }
  if (isContradictory(vocabulary, condition)) return { kind: 'condition-contradictory' }
  const example = satisfy(vocabulary, condition)
  return example ? { kind: 'variant-shadowed', example: unusual(vocabulary, example) } : { kind: 'variant-unreachable' }
}

/** The conditions of the sections around a slot. */
export function guardOf(nodes: TemplateVersion['body'], key: string): Condition | undefined {
  for (const node of nodes) {
    if (node.kind === 'slot') {
      if (node.key === key) return true
      continue
    }
    const inside = guardOf(node.children, key)
    if (inside !== undefined) return { all: [node.when, inside] }
  }
  return undefined
}
