/** Template + clauses + facts of a deal → a document without variables, with the origin of every value in it and a list of what is missing. */
import type { Day } from '../../kernel/day.ts'
import {
  type Origin,
  type PrintBlock,
  type PrintCell,
  type PrintDocument,
  type PrintParagraph,
  type PrintRun,
  type PrintTable,
  printable,
} from '../../kernel/document.ts'
import { type Condition, type FactTest, evaluate, unknownFacts } from './conditions.ts'
import {
  type DocumentEdit,
  type EditProblem,
  type EditedPlaced,
  type EditedTree,
  type Standing,
  applyEdits,
} from './edits.ts'
import { formatValue, isComputedFormat } from './format.ts'
import type { ClauseLibrary, Section, TemplateVersion } from './model.ts'
import {
  type NumberingState,
  dash,
  endList,
  nextAnnex,
  nextLetter,
  nextPoint,
  referenceText,
  startNumbering,
} from './numbering.ts'
import type { BlockNode, Inline, ParagraphNode, RowNode, TableNode } from './rich-text.ts'
import { type SelectionProblem, selectClauses } from './select.ts'
import {
  type Facts,
  type Scope,
  type Vocabulary,
  listItems,
  listOfItem,
  lookupOf,
  valueOf,
  variableOf,
} from './vocabulary.ts'

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

interface Work extends AssembleInput {
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

function writeTree(work: Work, tree: EditedTree): void {
  for (const node of tree) {
    if ('section' in node) writeSection(work, node.section, node.children)
    else {
      work.slot = node.slot.key
      for (const block of node.clause.content.content) writeBlock(work, block, {})
    }
  }
}

/** A section that turns out to be empty leaves no heading and takes no number. */
function writeSection(work: Work, section: Section, children: EditedTree): void {
  const before = { blocks: work.blocks.length, numbering: { ...work.numbering, levels: [...work.numbering.levels] } }
  work.slot = section.key
  if (section.isAnnex) writeAnnexHead(work, section)
  else if (section.heading) {
    const number = nextPoint(work.numbering, 1)
    if (number) work.numbers.set(section.key, referenceText(number))
    work.blocks.push({
      kind: 'paragraph',
      style: 'heading',
      ...(number ? { number } : {}),
      anchor: section.key,
      keepNext: true,
      runs: runsOf(work, section.heading, {}),
      slot: section.key,
    })
  }
  const headEnd = work.blocks.length
  writeTree(work, children)
  if (work.blocks.length > headEnd) return
  work.blocks.length = before.blocks
  work.numbering = before.numbering
  work.numbers.delete(section.key)
}

function writeAnnexHead(work: Work, section: Section): void {
  const number = String(nextAnnex(work.numbering))
  work.numbers.set(section.key, number)
  const runs: PrintRun[] = [{ text: 'Приложение № ' }, { text: number, anchor: section.key }]
  work.blocks.push({
    kind: 'paragraph',
    style: 'annex',
    keepNext: true,
    pageBreakBefore: true,
    runs,
    slot: section.key,
  })
  if (work.template.annexCaption)
    work.blocks.push({
      kind: 'paragraph',
      style: 'annex',
      keepNext: true,
      runs: runsOf(work, work.template.annexCaption, {}),
      slot: section.key,
    })
  if (section.heading)
    work.blocks.push({
      kind: 'paragraph',
      style: 'subtitle',
      keepNext: true,
      runs: runsOf(work, section.heading, {}),
      slot: section.key,
    })
}

function writeBlock(work: Work, block: BlockNode, scope: Scope): void {
  switch (block.type) {
    case 'paragraph': {
      const paragraph = paragraphOf(work, block, scope, false)
      if (paragraph) work.blocks.push(paragraph)
      return
    }
    case 'repeat':
      for (const inner of scopesOf(work, block.attrs.over, scope))
        for (const child of block.content) writeBlock(work, child, inner)
      return
    case 'table': {
      const table = tableOf(work, block, scope)
      if (table.rows.length > 0) work.blocks.push(table)
      return
    }
    case 'pageBreak':
      work.blocks.push({ kind: 'paragraph', style: 'plain', pageBreakBefore: true, runs: [], slot: work.slot })
  }
}

function scopesOf(work: Work, listName: string, scope: Scope): Scope[] {
  const list = work.vocabulary.lists.get(listName)
  if (!list) {
    work.problems.push({ kind: 'unknown-list', slot: work.slot, name: listName })
    return []
  }
  const items = listItems(work.facts, listName)
  if (!items) miss(work, listName)
  return (items ?? []).map((item, index) => ({ ...scope, [list.item]: { index, item } }))
}

/** Undefined when the condition fails or nothing is left to print; inside a table an empty paragraph holds its cell. */
function paragraphOf(work: Work, node: ParagraphNode, scope: Scope, isInTable: boolean): PrintParagraph | undefined {
  const { attrs } = node
  if (attrs?.when && !holds(work, attrs.when, scope)) return undefined
  const runs = runsOf(work, node.content ?? [], scope)
  if (!isInTable && !runs.some((run) => run.text.trim() !== '' || run.reference !== undefined)) return undefined
  const paragraph: PrintParagraph = {
    kind: 'paragraph',
    style: attrs?.style ?? (isInTable ? 'plain' : 'body'),
    runs,
    slot: work.slot,
  }
  if (attrs?.align) paragraph.align = attrs.align
  if (attrs?.level) {
    const number = nextPoint(work.numbering, attrs.level)
    if (number) paragraph.number = number
    else work.problems.push({ kind: 'level-jump', slot: work.slot, name: String(attrs.level) })
    if (attrs.level === 1) Object.assign(paragraph, { style: 'heading', keepNext: true })
  } else if (attrs?.list === 'letter') paragraph.number = nextLetter(work.numbering)
  else if (attrs?.list === 'dash') paragraph.number = dash()
  else if (!isInTable) endList(work.numbering)
  if (attrs?.anchor && paragraph.number) {
    if (work.numbers.has(attrs.anchor))
      work.problems.push({ kind: 'duplicate-anchor', slot: work.slot, name: attrs.anchor })
    work.numbers.set(attrs.anchor, referenceText(paragraph.number))
    paragraph.anchor = attrs.anchor
  }
  return paragraph
}

function tableOf(work: Work, node: TableNode, scope: Scope): PrintTable {
  const rows = node.content.flatMap((row) => rowsOf(work, row, scope))
  const columns = Math.max(
    1,
    ...node.content.map((row) => row.content.reduce((sum, cell) => sum + (cell.attrs?.colspan ?? 1), 0)),
  )
  const widths = node.attrs?.widths?.length === columns ? node.attrs.widths : Array<number>(columns).fill(1)
  return { kind: 'table', widths, borders: node.attrs?.borders ?? 'all', rows, slot: work.slot }
}

function rowsOf(work: Work, row: RowNode, scope: Scope): PrintTable['rows'] {
  const scopes = row.attrs?.repeat ? scopesOf(work, row.attrs.repeat, scope) : [scope]
  return scopes
    .filter((each) => !row.attrs?.when || holds(work, row.attrs.when, each))
    .map((each) => ({
      isHeader: row.attrs?.isHeader ?? row.content.every((cell) => cell.type === 'tableHeader'),
      cells: row.content.map((cell): PrintCell => {
        const paragraphs = cell.content.flatMap((node) =>
          node.type === 'repeat'
            ? scopesOf(work, node.attrs.over, each).flatMap((inner) =>
                node.content.flatMap((paragraph) => paragraphOf(work, paragraph, inner, true) ?? []),
              )
            : (paragraphOf(work, node, each, true) ?? []),
        )
        const bold = cell.type === 'tableHeader'
        if (bold) for (const run of paragraphs.flatMap((paragraph) => paragraph.runs)) run.bold = true
        return {
          paragraphs: paragraphs.length > 0 ? paragraphs : [{ kind: 'paragraph', style: 'plain', runs: [] }],
          colspan: cell.attrs?.colspan ?? 1,
          rowspan: cell.attrs?.rowspan ?? 1,
        }
      }),
    }))
}

function runsOf(work: Work, nodes: readonly Inline[], scope: Scope): PrintRun[] {
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
  work.used.push({ path, text, origin, slot: work.slot, value })
  return text === '' ? undefined : { text, origin, path }
}

/** A condition inside a clause; what it turns on is asked for when nobody knows it. */
function holds(work: Work, condition: Condition, scope: Scope): boolean {
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

function miss(work: Work, path: string): void {
  note(work.missing, path, work.slot)
}

function note(where: Map<string, Set<string>>, name: string, slot: string): void {
  where.set(name, (where.get(name) ?? new Set()).add(slot))
}

function inlineText(work: Work, nodes: readonly Inline[]): string {
  return runsOf(work, nodes, {})
    .map((run) => run.text)
    .join('')
}
