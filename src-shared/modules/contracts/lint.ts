/** The regression matrix (C14.6): every reachable variant of a template, and each fault with the smallest deal that shows it. */
import type { Day } from '../../kernel/day.ts'
import { axesOf, enumerate, smallest, unusual } from './analysis.ts'
import { type Condition, type Lookup, evaluate } from './conditions.ts'
import { type ClauseLibrary, type ClauseVersion, type Slot, type TemplateVersion, slotsOf } from './model.ts'
import { type Placed, type PlacedSection, chooseVariant, conditionsOf, placedIn, selectClauses } from './select.ts'
import { type Assignment, type Vocabulary, lookupIn } from './vocabulary.ts'
import { type Bench, type LintProblem, factsOf } from './lint-clauses.ts'
import { lintSlot } from './lint-slots.ts'

export interface TemplateReport {
  template: string
  /** Distinct documents that the template can become. */
  variants: number
  /** One deal for each of them. */
  deals: Assignment[]
  isComplete: boolean
  problems: LintProblem[]
}

export function lintTemplate(
  template: TemplateVersion,
  library: ClauseLibrary,
  vocabulary: Vocabulary,
  on: Day,
  limit = 50_000,
): TemplateReport {
  const bench: Bench = { template, library, vocabulary, on, clauses: new Map() }
  const slots = slotsOf(template.body)
  const problems: LintProblem[] = [...duplicateSlots(slots), ...slots.flatMap((slot) => lintSlot(bench, slot))]
  const conditions = [template.when, ...conditionsOf(template.body)]
  const axes = axesOf(vocabulary, conditions)
  const { assignments, isComplete } = enumerate(vocabulary, conditions, limit)
  const variants = new Map<string, Assignment[]>()
  for (const assignment of assignments) {
    const lookup = lookupIn(assignment)
    if (evaluate(template.when, lookup) !== true) continue
    const key = variantKey(template, lookup)
    const group = variants.get(key)
    if (group) group.push(assignment)
    else variants.set(key, [assignment])
  }
  const deals: Assignment[] = []
  const seen = new Set<string>()
  for (const group of variants.values()) {
    const deal = smallest(axes, group) ?? {}
    deals.push(deal)
    for (const problem of lintVariant(bench, deal)) {
      const { kind, slot, clause, name } = problem
      const id = [kind, slot, clause, name].join('|')
      if (!seen.has(id)) problems.push({ ...problem, example: unusual(vocabulary, deal) })
      seen.add(id)
    }
  }
  problems.push(...[...bench.clauses.values()].flatMap((facts) => facts.problems))
  return {
    template: template.template,
    variants: variants.size,
    deals,
    isComplete,
    problems: problems.map((problem) => ({ template: template.template, ...problem })),
  }
}

/** Which clause stands where, as one key: two deals with the same key get the same document but for the values. */
export function variantKey(template: TemplateVersion, lookup: Lookup): string {
  const parts: string[] = []
  const walk = (nodes: TemplateVersion['body']): void => {
    for (const node of nodes) {
      if (node.kind === 'section') {
        if (evaluate(node.when, lookup) === true) walk(node.children)
        continue
      }
      const choice = chooseVariant(node, lookup)
      parts.push(choice.outcome === 'chosen' ? `${node.key}=${choice.variant.clause}` : `${node.key}:${choice.outcome}`)
    }
  }
  walk(template.body)
  return parts.join(' ')
}

/** Clauses that no published template uses. */
export function unusedClauses(
  versions: readonly ClauseVersion[],
  templates: readonly TemplateVersion[],
): LintProblem[] {
  const used = new Set(
    templates.flatMap((template) =>
      slotsOf(template.body).flatMap((slot) => slot.variants.map((variant) => variant.clause)),
    ),
  )
  const keys = [
    ...new Set(versions.filter((version) => version.status === 'approved').map((version) => version.clause)),
  ]
  return keys.filter((key) => !used.has(key)).map((clause) => ({ kind: 'clause-unused', clause }))
}

/** Where a clause stands: what a changed version touches. */
export function whereUsed(
  clause: string,
  templates: readonly TemplateVersion[],
): { template: string; slot: string; when: Condition }[] {
  return templates.flatMap((template) =>
    slotsOf(template.body).flatMap((slot) =>
      slot.variants
        .filter((variant) => variant.clause === clause)
        .map((variant) => ({ template: template.template, slot: slot.key, when: variant.when })),
    ),
  )
}

function duplicateSlots(slots: readonly Slot[]): LintProblem[] {
  return slots
    .filter((slot, index) => slots.findIndex((other) => other.key === slot.key) !== index)
    .map((slot) => ({ kind: 'duplicate-slot', slot: slot.key }))
}

/** One variant as a whole: its variables exist for such a deal, its references lead somewhere, its numbering does not jump. */
function lintVariant(bench: Bench, deal: Assignment): LintProblem[] {
  const lookup = lookupIn(deal)
  const selection = selectClauses(bench.template, bench.library, lookup, bench.on)
  const problems: LintProblem[] = []
  const anchors = new Set(sectionKeys(selection.tree))
  for (const placed of selection.placed) {
    for (const name of factsOf(bench, placed.clause).anchors) {
      if (anchors.has(name))
        problems.push({ kind: 'duplicate-anchor', slot: placed.slot.key, clause: placed.clause.clause, name })
      anchors.add(name)
    }
  }
  for (const placed of selection.placed) {
    const at = { slot: placed.slot.key, clause: placed.clause.clause }
    const facts = factsOf(bench, placed.clause)
    for (const name of facts.references)
      if (!anchors.has(name)) problems.push({ kind: 'dangling-reference', ...at, name })
  }
  return [...problems, ...levelJumps(selection.tree)]
}

function sectionKeys(tree: readonly (Placed | PlacedSection)[]): string[] {
  return tree.flatMap((node) =>
    'section' in node && placedIn(node.children).length > 0 ? [node.section.key, ...sectionKeys(node.children)] : [],
  )
}

/** A point on a level whose parent has no number yet. */
function levelJumps(tree: readonly (Placed | PlacedSection)[], levels: number[] = [0, 0, 0, 0]): LintProblem[] {
  const problems: LintProblem[] = []
  const point = (level: number, at: { slot: string; clause?: string }) => {
    if (levels.slice(0, level - 1).includes(0)) problems.push({ kind: 'level-jump', ...at, name: String(level) })
    levels[level - 1] = 1
    levels.fill(0, level)
  }
  for (const node of tree) {
    if (!('section' in node)) {
      for (const block of node.clause.content.content)
        if (block.type === 'paragraph' && block.attrs?.level)
          point(block.attrs.level, { slot: node.slot.key, clause: node.clause.clause })
      continue
    }
    if (node.section.isAnnex) levels.fill(0)
    else if (node.section.heading && placedIn(node.children).length > 0) point(1, { slot: node.section.key })
    problems.push(...levelJumps(node.children, levels))
  }
  return problems
}

export interface LibraryReport {
  variants: number
  problems: LintProblem[]
  templates: TemplateReport[]
}

/** Everything published at once: what `contracts.lint` answers. */
export function lintLibrary(
  templates: readonly TemplateVersion[],
  versions: readonly ClauseVersion[],
  library: ClauseLibrary,
  vocabulary: Vocabulary,
  on: Day,
): LibraryReport {
  const reports = templates
    .filter((template) => template.status === 'approved')
    .map((template) => lintTemplate(template, library, vocabulary, on))
  return {
    variants: reports.reduce((sum, report) => sum + report.variants, 0),
    problems: [...reports.flatMap((report) => report.problems), ...unusedClauses(versions, templates)],
    templates: reports,
  }
}
