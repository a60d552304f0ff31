/** What approving a version would change (C14.6): every variant that it touches, assembled before and after, and what is wrong with them. */
import type { Day } from '../../kernel/day.ts'
import type { PrintBlock, PrintDocument } from '../../kernel/document.ts'
import { axesOf, enumerate, smallest, unusual } from './analysis.ts'
import { type Assembly, assemble } from './assemble.ts'
import { commonPairs } from './compare.ts'
import { type Condition, evaluate, testsOf } from './conditions.ts'
import { exampleFacts } from './example.ts'
import type { Matrix, TextChange, VersionKind } from './library-contract.ts'
import { type TemplateReport, lintTemplate, unusedClauses } from './lint.ts'
import type { LintProblem } from './lint-clauses.ts'
import { guardOf } from './lint-slots.ts'
import { type ClauseVersion, type TemplateVersion, isInForce, makeLibrary, slotsOf } from './model.ts'
import { usesOf } from './rich-text.ts'
import { chooseVariant, conditionsOf, selectClauses } from './select.ts'
import { type Assignment, type Vocabulary, listOfItem, lookupIn } from './vocabulary.ts'

export interface Shelf {
  clauses: readonly ClauseVersion[]
  /** Those in force. */
  templates: readonly TemplateVersion[]
}

export interface MatrixInput {
  before: Shelf
  after: Shelf
  changed: { kind: VersionKind; key: string }
  vocabulary: Vocabulary
  on: Day
}

export interface MatrixWork {
  progress(done: number, total: number, stage: string): void
  /** Writes the file of a variant: what throws here is a fault of the variant. */
  render(document: PrintDocument): Promise<void>
}

/** Of the words inside of a clause at most so many forms are looked at in one slot. */
const MOST_FORMS = 64

export async function computeMatrix(
  { before, after, changed, vocabulary, on }: MatrixInput,
  work: MatrixWork,
): Promise<Pick<Matrix, 'templates' | 'changes' | 'problems'>> {
  const libraries = { before: makeLibrary(before.clauses), after: makeLibrary(after.clauses) }
  const touched = after.templates.filter(({ template, body }) =>
    changed.kind === 'template'
      ? template === changed.key
      : slotsOf(body).some((slot) => slot.variants.some(({ clause }) => clause === changed.key)),
  )
  const templates: Matrix['templates'] = []
  const changes = new Map<string, TextChange>()
  const problems: Matrix['problems'] = []
  for (const template of touched) {
    work.progress(0, 0, template.title)
    const old = before.templates.find((each) => each.template === template.template)
    const report = lintTemplate(template, libraries.after, vocabulary, on)
    const oldReport = old && lintTemplate(old, libraries.before, vocabulary, on)
    problems.push(...withNews(report, oldReport))
    const deals = dealsOf(template, old, report, oldReport, { before, after, changed, vocabulary, on })
    let differing = 0
    for (const [index, deal] of deals.entries()) {
      if (index % 8 === 0) work.progress(index, deals.length, template.title)
      const facts = exampleFacts(vocabulary, deal)
      const now = assemble({ template, library: libraries.after, vocabulary, facts, on })
      const was = old && assemble({ template: old, library: libraries.before, vocabulary, facts, on })
      const found = differencesOf(was, now)
      if (found.length > 0) differing += 1
      for (const each of found) note(changes, template.template, each, unusual(vocabulary, deal))
      if (found.length === 0) continue
      try {
        await work.render(now.document)
      } catch {
        problems.push({
          kind: 'not-written',
          template: template.template,
          example: unusual(vocabulary, deal),
          isNew: true,
        })
      }
    }
    templates.push({
      template: template.template,
      title: template.title,
      variants: report.variants,
      changed: differing,
      isComplete: report.isComplete,
    })
  }
  const unused = new Set(unusedClauses(before.clauses, before.templates).map(({ clause }) => clause))
  problems.push(
    ...unusedClauses(after.clauses, after.templates)
      .filter(({ clause }) => changed.kind === 'template' || clause === changed.key)
      .map((problem) => ({ ...problem, example: {}, isNew: !unused.has(problem.clause) })),
  )
  return { templates, changes: [...changes.values()], problems }
}

function withNews(report: TemplateReport, old: TemplateReport | undefined): Matrix['problems'] {
  const name = ({ kind, slot, clause, name: what }: LintProblem) => [kind, slot, clause, what].join('|')
  const known = new Set(old?.problems.map(name))
  return report.problems.map((problem) => ({
    ...problem,
    example: problem.example ?? {},
    isNew: !known.has(name(problem)),
  }))
}

/** One deal for each variant that the change may touch, and for each form that the clause's own conditions give it. */
function dealsOf(
  template: TemplateVersion,
  old: TemplateVersion | undefined,
  report: TemplateReport,
  oldReport: TemplateReport | undefined,
  { before, after, changed, vocabulary, on }: MatrixInput,
): Assignment[] {
  const deals = new Map<string, Assignment>()
  const add = (deal: Assignment) => deals.set(JSON.stringify(Object.entries(deal).sort()), deal)
  if (changed.kind === 'template') {
    for (const deal of [...report.deals, ...(oldReport?.deals ?? [])]) add(deal)
    return [...deals.values()]
  }
  const places = (of: TemplateVersion, shelf: Shelf, deal: Assignment) =>
    selectClauses(of, makeLibrary(shelf.clauses), lookupIn(deal), on).placed.some(
      ({ clause }) => clause.clause === changed.key,
    )
  for (const deal of report.deals) if (places(template, after, deal) || (old && places(old, before, deal))) add(deal)
  const texts = [before, after].flatMap(({ clauses }) => {
    const inForce = clauses.filter((each) => each.clause === changed.key && isInForce(each, on))
    return inForce.length > 0 ? [inForce.reduce((a, b) => (b.version > a.version ? b : a))] : []
  })
  const inner = texts.flatMap(({ content }) => innerConditions(vocabulary, content))
  if (inner.length > 0) for (const deal of formsOf(template, changed.key, inner, vocabulary)) add(deal)
  return [...deals.values()]
}

function innerConditions(vocabulary: Vocabulary, content: ClauseVersion['content']): Condition[] {
  return usesOf(content)
    .flatMap(({ node }) =>
      node.type === 'when'
        ? [node.attrs.when]
        : node.type === 'choice'
          ? node.attrs.options.map(({ when }) => when)
          : [],
    )
    .filter((condition) => !isOfItem(vocabulary, condition))
}

/** Conditions about one item of a list are judged where the item stands: the example deal has several kinds of them. */
function isOfItem(vocabulary: Vocabulary, condition: Condition): boolean {
  return testsOf(condition).some(({ fact }) => listOfItem(vocabulary, fact) !== undefined)
}

function formsOf(template: TemplateVersion, clause: string, inner: readonly Condition[], vocabulary: Vocabulary) {
  const rest = conditionsOf(template.body).length
  return slotsOf(template.body)
    .filter((slot) => slot.variants.some((variant) => variant.clause === clause))
    .flatMap((slot) => {
      const guard = guardOf(template.body, slot.key) ?? true
      const conditions = [template.when, guard, ...slot.variants.map(({ when }) => when), ...inner]
      const axes = axesOf(vocabulary, conditions)
      const groups = new Map<string, Assignment[]>()
      for (const deal of enumerate(vocabulary, conditions, 20_000 + rest).assignments) {
        const lookup = lookupIn(deal)
        if (evaluate(template.when, lookup) !== true || evaluate(guard, lookup) !== true) continue
        const choice = chooseVariant(slot, lookup)
        if (choice.outcome !== 'chosen' || choice.variant.clause !== clause) continue
        const key = inner.map((condition) => String(evaluate(condition, lookup))).join()
        const group = groups.get(key)
        if (group) group.push(deal)
        else if (groups.size < MOST_FORMS) groups.set(key, [deal])
      }
      return [...groups.values()].map((group) => smallest(axes, group) ?? {})
    })
}

type SlotChange = Pick<TextChange, 'slot' | 'title' | 'kind' | 'before' | 'after'>

function differencesOf(was: Assembly | undefined, now: Assembly): SlotChange[] {
  const before = was ? textsOf(was) : new Map<string, string>()
  const after = textsOf(now)
  const titles = new Map([...(was?.clauses ?? []), ...now.clauses].map(({ slot, title }) => [slot, title]))
  const words = [...new Set([...before.keys(), ...after.keys()])].flatMap((slot): SlotChange[] => {
    const [a, b] = [before.get(slot), after.get(slot)]
    if (a === b) return []
    const kind = a === undefined ? 'added' : b === undefined ? 'removed' : 'changed'
    return [{ slot, title: titles.get(slot) ?? slot, kind, before: a ?? '', after: b ?? '' }]
  })
  return was ? [...words, ...moves(was, now, titles)] : words
}

/** Slots that stand behind others than they did; what was added or removed between them moves nobody. */
function moves(was: Assembly, now: Assembly, titles: ReadonlyMap<string, string>): SlotChange[] {
  const [old, fresh] = [was, now].map(({ clauses }) => clauses.map(({ slot }) => slot))
  const before = (old ?? []).filter((slot) => fresh?.includes(slot))
  const after = (fresh ?? []).filter((slot) => old?.includes(slot))
  const stay = new Set(commonPairs(before, after).map(([at]) => before[at]))
  const title = (slot: string | undefined) => (slot === undefined ? '' : (titles.get(slot) ?? slot))
  return after.flatMap((slot, at): SlotChange[] =>
    stay.has(slot)
      ? []
      : [
          {
            slot,
            title: title(slot),
            kind: 'moved',
            before: title(before[before.indexOf(slot) - 1]),
            after: title(after[at - 1]),
          },
        ],
  )
}

/** The words of each slot without the numbers of points: a point more renumbers what follows and changes none of it. */
function textsOf({ document }: Assembly): Map<string, string> {
  const lines = new Map<string, string[]>()
  for (const block of document.blocks) {
    const slot = block.slot ?? ''
    lines.set(slot, [...(lines.get(slot) ?? []), ...linesOf(block)])
  }
  return new Map([...lines].map(([slot, parts]) => [slot, parts.join('\n')]))
}

function linesOf(block: PrintBlock): string[] {
  const runs = (paragraph: Extract<PrintBlock, { kind: 'paragraph' }>) =>
    paragraph.runs
      .map((run) => `${run.breakBefore ? '\n' : ''}${run.reference === undefined ? run.text : `[→${run.reference}]`}`)
      .join('')
  if (block.kind === 'paragraph') return [runs(block)]
  return block.rows.map((row) => row.cells.map((cell) => cell.paragraphs.map(runs).join(' ')).join(' | '))
}

function note(changes: Map<string, TextChange>, template: string, change: SlotChange, example: Assignment): void {
  const key = JSON.stringify([template, change.slot, change.before, change.after])
  const known = changes.get(key)
  if (!known) changes.set(key, { template, ...change, variants: 1, example })
  else {
    known.variants += 1
    if (Object.keys(example).length < Object.keys(known.example).length) known.example = example
  }
}
