/** The regression matrix (C14.6): every reachable variant of a template, and each fault with the smallest deal that shows it. */
import type { Day } from '../../kernel/day.ts'
import { axesOf, checkCondition, enumerate, isContradictory, satisfy, smallest, unusual } from './analysis.ts'
import { type Condition, type Lookup, evaluate } from './conditions.ts'
import { FORMATS } from './format.ts'
import { type ClauseLibrary, type ClauseVersion, type Slot, type TemplateVersion, slotsOf } from './model.ts'
import { type TextUse, anchorsOf, usesOf } from './rich-text.ts'
import { type Placed, type PlacedSection, chooseVariant, conditionsOf, placedIn, selectClauses } from './select.ts'
import { type Assignment, type Vocabulary, listOfItem, lookupIn, variableOf } from './vocabulary.ts'

export interface LintProblem {
  kind:
    | 'slot-empty'
    | 'slot-ambiguous'
    | 'variant-unreachable'
    | 'variant-shadowed'
    | 'condition-contradictory'
    | 'unknown-fact'
    | 'bad-test'
    | 'clause-missing'
    | 'clause-unused'
    | 'unknown-variable'
    | 'unknown-list'
    | 'bad-format'
    | 'variable-unavailable'
    | 'choice-open'
    | 'dangling-reference'
    | 'duplicate-anchor'
    | 'level-jump'
    | 'duplicate-slot'
  template?: string
  slot?: string
  clause?: string
  /** The variable, fact, anchor or list that is wrong. */
  name?: string
  /** The unusual facts of the smallest deal that shows the fault. */
  example?: Assignment
}

export interface TemplateReport {
  template: string
  /** Distinct documents that the template can become. */
  variants: number
  /** One deal for each of them. */
  deals: Assignment[]
  isComplete: boolean
  problems: LintProblem[]
}

interface Bench {
  template: TemplateVersion
  library: ClauseLibrary
  vocabulary: Vocabulary
  on: Day
  clauses: Map<ClauseVersion, ClauseFacts>
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

/** The slot's own conditions, over only the facts that they name: exact however large the template is. */
function lintSlot(bench: Bench, slot: Slot): LintProblem[] {
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
function guardOf(nodes: TemplateVersion['body'], key: string): Condition | undefined {
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

/** What a clause says whatever the deal is; found once for each clause. */
interface ClauseFacts {
  anchors: string[]
  references: string[]
  /** Variables that exist only for some deals, unless a condition of the clause itself stands before them. */
  bound: { path: string; requires: Condition; guards: readonly Condition[] }[]
  problems: LintProblem[]
}

function clauseFacts(vocabulary: Vocabulary, clause: ClauseVersion): ClauseFacts {
  const facts: ClauseFacts = { anchors: anchorsOf(clause.content), references: [], bound: [], problems: [] }
  for (const use of usesOf(clause.content)) {
    for (const name of use.lists) {
      const requires = vocabulary.lists.get(name)?.requires
      if (requires) facts.bound.push({ path: name, requires, guards: use.guards })
    }
    const problem = lintUse(vocabulary, use)
    if (problem) facts.problems.push({ ...problem, clause: clause.clause })
    else if (use.node.type === 'reference') facts.references.push(use.node.attrs.to)
    else if (use.node.type === 'variable') {
      const { path, optional } = use.node.attrs
      const requires = variableOf(vocabulary, path)?.requires
      // An item of a list is judged where it stands, by its own fields.
      if (requires && optional !== true && !listOfItem(vocabulary, path))
        facts.bound.push({ path, requires, guards: use.guards })
    }
  }
  return facts
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

function factsOf(bench: Bench, clause: ClauseVersion): ClauseFacts {
  const known = bench.clauses.get(clause)
  if (known) return known
  const facts = clauseFacts(bench.vocabulary, clause)
  bench.clauses.set(clause, facts)
  return facts
}

function lintUse(vocabulary: Vocabulary, use: TextUse): LintProblem | undefined {
  const unknownList = use.lists.find((name) => !vocabulary.lists.has(name))
  if (unknownList !== undefined) return { kind: 'unknown-list', name: unknownList }
  if (use.node.type === 'reference') return undefined
  if (use.node.type === 'variable') return lintVariable(vocabulary, use.node.attrs)
  const conditions =
    use.node.type === 'when' ? [use.node.attrs.when] : use.node.attrs.options.map((option) => option.when)
  const wrong = conditions.flatMap((condition) => checkCondition(vocabulary, condition))[0]
  if (wrong) return { kind: wrong.kind, name: wrong.fact }
  if (use.node.type === 'when')
    return isContradictory(vocabulary, use.node.attrs.when) ? { kind: 'condition-contradictory' } : undefined
  const open = satisfy(vocabulary, { not: { any: conditions } })
  return open
    ? { kind: 'choice-open', name: use.node.attrs.options[0]?.text ?? '', example: unusual(vocabulary, open) }
    : undefined
}

function lintVariable(
  vocabulary: Vocabulary,
  attrs: { path: string; format?: string | undefined },
): LintProblem | undefined {
  const variable = variableOf(vocabulary, attrs.path)
  if (!variable) return { kind: 'unknown-variable', name: attrs.path }
  return attrs.format !== undefined && !FORMATS[variable.type].includes(attrs.format)
    ? { kind: 'bad-format', name: attrs.path }
    : undefined
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
