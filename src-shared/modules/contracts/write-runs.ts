/** The words of a paragraph: values in their forms, references, and what depends on a fact. */
import { type PrintBlock, type PrintRun, printable } from '../../kernel/document.ts'
import type { AssembleInput, AssemblyProblem, UsedValue } from './assemble.ts'
import { type Condition, evaluate, unknownFacts } from './conditions.ts'
import { formatValue, isComputedFormat } from './format.ts'
import type { NumberingState } from './numbering.ts'
import type { Inline } from './rich-text.ts'
import { type Scope, isCounter, listOfItem, lookupOf, valueOf, variableOf } from './vocabulary.ts'

export interface Work extends AssembleInput {
  numbering: NumberingState
  blocks: PrintBlock[]
  numbers: Map<string, string>
  references: { run: PrintRun; slot: string }[]
  missing: Map<string, Set<string>>
  undecided: Map<string, Set<string>>
  used: UsedValue[]
  problems: AssemblyProblem[]
  slot: string
}

export function runsOf(work: Work, nodes: readonly Inline[], scope: Scope): PrintRun[] {
  const runs: PrintRun[] = []
  let isBreak = false
  const push = (run: PrintRun, marks: Inline['marks']) => {
    for (const mark of marks ?? []) run[mark.type] = true
    if (isBreak) run.breakBefore = true
    isBreak = false
    runs.push(run)
  }
  for (const node of nodes) {
    if (node.type === 'text') push({ text: printable(node.text) }, node.marks)
    else if (node.type === 'hardBreak') isBreak = true
    else if (node.type === 'choice') {
      const option = node.attrs.options.find((each) => holds(work, each.when, scope))
      if (option && option.text !== '') push({ text: printable(option.text) }, node.marks)
    } else if (node.type === 'reference') {
      const run: PrintRun = { text: '', reference: node.attrs.to }
      work.references.push({ run, slot: work.slot })
      push(run, node.marks)
    } else {
      const run = variableRun(work, node.attrs, scope)
      if (run) push(run, node.marks)
    }
  }
  return runs
}

function variableRun(
  work: Work,
  attrs: Extract<Inline, { type: 'variable' }>['attrs'],
  scope: Scope,
): PrintRun | undefined {
  const variable = variableOf(work.vocabulary, attrs.path)
  if (!variable) {
    work.problems.push({ kind: 'unknown-variable', slot: work.slot, name: attrs.path })
    return { text: `[${attrs.path}]`, origin: 'missing', path: attrs.path }
  }
  const path = concretePath(work, attrs.path, scope)
  const value = valueOf(work.vocabulary, work.facts, attrs.path, scope)
  if (value === undefined) {
    if (attrs.optional === true) return undefined
    miss(work, path)
    return { text: `[${attrs.path}]`, origin: 'missing', path }
  }
  const text = printable(formatValue(variable, value, attrs))
  const origin = work.origins?.[path] ?? (isComputedFormat(variable, attrs) ? 'computed' : 'register')
  if (!isCounter(work.vocabulary, attrs.path)) work.used.push({ path, text, origin, slot: work.slot, value })
  return text === '' ? undefined : { text, origin, path }
}

/** A condition inside a clause; what it turns on is asked for when nobody knows it. */
export function holds(work: Work, condition: Condition, scope: Scope): boolean {
  const lookup = lookupOf(work.vocabulary, work.facts, scope)
  const result = evaluate(condition, lookup)
  if (result === undefined)
    for (const fact of unknownFacts(condition, lookup)) note(work.undecided, concretePath(work, fact, scope), work.slot)
  return result === true
}

/** `buyer.name` of the second buyer is `buyers.1.name`. */
function concretePath(work: Work, path: string, scope: Scope): string {
  const list = listOfItem(work.vocabulary, path)
  if (!list) return path
  return `${list.name}.${scope[list.item]?.index ?? 0}.${path.slice(list.item.length + 1)}`
}

export function miss(work: Work, path: string): void {
  note(work.missing, path, work.slot)
}

function note(where: Map<string, Set<string>>, name: string, slot: string): void {
  where.set(name, (where.get(name) ?? new Set()).add(slot))
}

export function inlineText(work: Work, nodes: readonly Inline[]): string {
  return runsOf(work, nodes, {})
    .map((run) => run.text)
    .join('')
}
