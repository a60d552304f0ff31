/** Template + clauses + facts of a deal → a document without variables, with the origin of every value in it and a list of what is missing. */
import type { Day } from '../../kernel/day.ts'
import { type Origin, type PrintDocument } from '../../kernel/document.ts'
import { type FactTest } from './conditions.ts'
import {
  type DocumentEdit,
  type EditProblem,
  type EditedPlaced,
  type EditedTree,
  type Standing,
  applyEdits,
} from './edits.ts'
import type { ClauseLibrary, TemplateVersion } from './model.ts'
import { startNumbering } from './numbering.ts'
import { type SelectionProblem, selectClauses } from './select.ts'
import { type Facts, type Vocabulary, lookupOf } from './vocabulary.ts'
import { type Work, inlineText } from './write-runs.ts'
import { writeTree } from './write-blocks.ts'

export interface AssembleInput {
  template: TemplateVersion
  library: ClauseLibrary
  vocabulary: Vocabulary
  facts: Facts
  /** The contract's day: it picks the clauses in force and dates the file. */
  on: Day
  /** Where values came from, by concrete path (`buyers.0.name`); what is not listed came from the register. */
  origins?: Readonly<Record<string, Origin>>
  edits?: readonly DocumentEdit[]
}

export interface UsedValue {
  path: string
  text: string
  origin: Origin
  slot: string
  /** The stored value behind the words: what a later change of the register is compared with. */
  value: unknown
}

export type AssemblyProblem =
  | SelectionProblem
  | EditProblem
  | {
      kind: 'unknown-variable' | 'dangling-reference' | 'level-jump' | 'duplicate-anchor' | 'unknown-list'
      slot: string
      name: string
    }

export interface PlacedClause {
  slot: string
  title: string
  clause: string
  version: number
  standing: Standing
  because: FactTest[]
}

export interface Assembly {
  document: PrintDocument
  /** The exact versions that the contract pins. */
  clauses: PlacedClause[]
  undecided: { fact: string; slots: string[] }[]
  /** Variables that the chosen clauses need and the facts do not give. */
  missing: { path: string; slots: string[] }[]
  used: UsedValue[]
  problems: AssemblyProblem[]
}

/** True when the document may be printed clean: everything is decided, filled in and resolved. */
export function isComplete(assembly: Assembly): boolean {
  return assembly.undecided.length === 0 && assembly.missing.length === 0 && assembly.problems.length === 0
}

export function assemble(input: AssembleInput): Assembly {
  const selection = selectClauses(input.template, input.library, lookupOf(input.vocabulary, input.facts), input.on)
  const edited = applyEdits(selection.tree, input.edits ?? [], input.library, input.on)
  const work: Work = {
    ...input,
    numbering: startNumbering(),
    blocks: [],
    numbers: new Map(),
    references: [],
    missing: new Map(),
    undecided: new Map(selection.undecided.map(({ fact, slots }) => [fact, new Set(slots)])),
    used: [],
    problems: [...selection.problems, ...edited.problems],
    slot: '',
  }
  writeTree(work, edited.tree)
  for (const { run, slot } of work.references) {
    const text = work.numbers.get(run.reference ?? '')
    if (text === undefined) work.problems.push({ kind: 'dangling-reference', slot, name: run.reference ?? '' })
    run.text = text ?? `[${run.reference ?? ''}]`
    if (text === undefined) run.origin = 'missing'
  }
  work.slot = ''
  const { template } = input
  return {
    document: {
      title: template.title,
      on: input.on,
      margins: template.margins,
      fontSize: template.fontSize,
      header: inlineText(work, template.header),
      footer: inlineText(work, template.footer),
      hasPageNumbers: template.hasPageNumbers,
      blocks: work.blocks,
    },
    clauses: clausesOf(edited.tree),
    undecided: [...work.undecided].map(([fact, slots]) => ({ fact, slots: [...slots] })),
    missing: [...work.missing].map(([path, slots]) => ({ path, slots: [...slots] })),
    used: work.used,
    problems: work.problems,
  }
}

function clausesOf(tree: EditedTree): PlacedClause[] {
  return tree.flatMap((node) => ('section' in node ? clausesOf(node.children) : [describe(node)]))
}

function describe({ slot, clause, standing, because }: EditedPlaced): PlacedClause {
  return { slot: slot.key, title: slot.title, clause: clause.clause, version: clause.version, standing, because }
}
