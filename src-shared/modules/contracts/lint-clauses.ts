/** What can be said of a clause whatever the deal is: unknown names, wrong forms, open choices, and what it depends on. */
import type { Day } from '../../kernel/day.ts'
import { checkCondition, isContradictory, satisfy, unusual } from './analysis.ts'
import type { Condition } from './conditions.ts'
import { FORMATS } from './format.ts'
import type { ClauseLibrary, ClauseVersion, TemplateVersion } from './model.ts'
import { type TextUse, anchorsOf, usesOf } from './rich-text.ts'
import { type Assignment, type Vocabulary, listOfItem, variableOf } from './vocabulary.ts'

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
    | 'not-written'
  template?: string
  slot?: string
  clause?: string
  /** The variable, fact, anchor or list that is wrong. */
  name?: string
  /** The unusual facts of the smallest deal that shows the fault. */
  example?: Assignment
}

export interface Bench {
  template: TemplateVersion
  library: ClauseLibrary
  vocabulary: Vocabulary
  on: Day
  clauses: Map<ClauseVersion, ClauseFacts>
}

/** What a clause says whatever the deal is; found once for each clause. */
export interface ClauseFacts {
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

export function factsOf(bench: Bench, clause: ClauseVersion): ClauseFacts {
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
