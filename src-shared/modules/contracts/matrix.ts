/** What approving a version would change (C14.6): every variant that it touches, assembled before and after, and what is wrong with them. */
import type { Day } from '../../kernel/day.ts'
import type { PrintBlock, PrintDocument } from '../../kernel/document.ts'
import { unusual } from './analysis.ts'
import { type Assembly, assemble } from './assemble.ts'
import { commonPairs } from './compare.ts'
import { exampleFacts } from './example.ts'
import type { Matrix, TextChange, VersionKind } from './library-contract.ts'
import { type TemplateReport, lintTemplate, unusedClauses } from './lint.ts'
import type { LintProblem } from './lint-clauses.ts'
import { dealsOf } from './matrix-deals.ts'
import { type ClauseVersion, type TemplateVersion, makeLibrary, slotsOf } from './model.ts'
import type { Assignment, Vocabulary } from './vocabulary.ts'

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
    const deals = dealsOf({ template, old, report, oldReport, before, after, changed, vocabulary, on })
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
