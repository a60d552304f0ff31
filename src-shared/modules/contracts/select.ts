/** Which clause stands in each slot (C14.2), why, and which facts have to be learnt before that can be said. */
import type { Day } from '../../kernel/day.ts'
import { type Condition, type FactTest, type Lookup, evaluate, reasonsOf, unknownFacts } from './conditions.ts'
import type { ClauseLibrary, ClauseVersion, Section, Slot, TemplateNode, TemplateVersion, Variant } from './model.ts'

export type Choice =
  | { outcome: 'chosen'; variant: Variant; because: FactTest[] }
  | { outcome: 'none' }
  | { outcome: 'undecided'; facts: string[] }
  | { outcome: 'ambiguous'; variants: Variant[] }

/** One variant must be true, the highest priority must be unique; an optional slot may have none. */
export function chooseVariant(slot: Slot, lookup: Lookup): Choice {
  const results = slot.variants.map((variant) => ({ variant, holds: evaluate(variant.when, lookup) }))
  const fitting = results.filter((each) => each.holds === true).map((each) => each.variant)
  const top = Math.max(...fitting.map((variant) => variant.priority))
  // A variant that is not decided yet matters only if it could win.
  const open = results
    .filter((each) => each.holds === undefined && !(each.variant.priority < top))
    .map((each) => each.variant)
  if (open.length > 0)
    return { outcome: 'undecided', facts: [...new Set(open.flatMap((variant) => unknownFacts(variant.when, lookup)))] }
  const winners = fitting.filter((variant) => variant.priority === top)
  const [winner] = winners
  if (!winner) return { outcome: 'none' }
  if (winners.length > 1) return { outcome: 'ambiguous', variants: winners }
  return { outcome: 'chosen', variant: winner, because: reasonsOf(winner.when, lookup) }
}

export interface Placed {
  slot: Slot
  clause: ClauseVersion
  because: FactTest[]
}
export interface PlacedSection {
  section: Section
  children: (Placed | PlacedSection)[]
}

export interface SelectionProblem {
  kind: 'slot-empty' | 'slot-ambiguous' | 'clause-missing'
  slot: string
  clauses: string[]
}

export interface Selection {
  tree: (Placed | PlacedSection)[]
  placed: Placed[]
  /** Facts that decide what stands in the document and are not known. */
  undecided: { fact: string; slots: string[] }[]
  problems: SelectionProblem[]
}

export function selectClauses(template: TemplateVersion, library: ClauseLibrary, lookup: Lookup, on: Day): Selection {
  const problems: SelectionProblem[] = []
  const undecided = new Map<string, string[]>()
  const wait = (facts: readonly string[], key: string) => {
    for (const fact of facts) undecided.set(fact, [...(undecided.get(fact) ?? []), key])
  }

  const place = (nodes: readonly TemplateNode[]): (Placed | PlacedSection)[] =>
    nodes.flatMap((node): (Placed | PlacedSection)[] => {
      if (node.kind === 'section') {
        const holds = evaluate(node.when, lookup)
        if (holds === undefined) wait(unknownFacts(node.when, lookup), node.key)
        return holds === true ? [{ section: node, children: place(node.children) }] : []
      }
      const choice = chooseVariant(node, lookup)
      if (choice.outcome === 'undecided') wait(choice.facts, node.key)
      else if (choice.outcome === 'ambiguous')
        problems.push({
          kind: 'slot-ambiguous',
          slot: node.key,
          clauses: choice.variants.map((variant) => variant.clause),
        })
      else if (choice.outcome === 'none' && node.isRequired)
        problems.push({ kind: 'slot-empty', slot: node.key, clauses: [] })
      if (choice.outcome !== 'chosen') return []
      const clause = library.find(choice.variant.clause, choice.variant.version, on)
      if (!clause) {
        problems.push({ kind: 'clause-missing', slot: node.key, clauses: [choice.variant.clause] })
        return []
      }
      return [{ slot: node, clause, because: choice.because }]
    })

  const tree = place(template.body)
  return { tree, placed: placedIn(tree), undecided: [...undecided].map(([fact, slots]) => ({ fact, slots })), problems }
}

export function placedIn(tree: readonly (Placed | PlacedSection)[]): Placed[] {
  return tree.flatMap((node) => ('section' in node ? placedIn(node.children) : [node]))
}

/** Templates that fit a deal, the most specific first, each with the facts that speak for it. */
export function proposeTemplates(
  templates: readonly TemplateVersion[],
  lookup: Lookup,
): { template: TemplateVersion; because: FactTest[] }[] {
  return templates
    .filter((template) => evaluate(template.when, lookup) === true)
    .map((template) => ({ template, because: reasonsOf(template.when, lookup) }))
    .sort((a, b) => b.because.length - a.because.length || (a.template.template < b.template.template ? -1 : 1))
}

export function conditionsOf(nodes: readonly TemplateNode[]): Condition[] {
  return nodes.flatMap((node) =>
    node.kind === 'slot' ? node.variants.map((variant) => variant.when) : [node.when, ...conditionsOf(node.children)],
  )
}
