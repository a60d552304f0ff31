/** Contracts compared clause by clause, values against the register of today, and a printed document against its edited file. */
import type { PrintBlock, PrintDocument, PrintParagraph } from '../../kernel/document.ts'
import { type AssembleInput, type Assembly, type PlacedClause, type UsedValue, assemble } from './assemble.ts'
import { type BlockNode, type ParagraphNode, type RichText, paragraphsIn } from './rich-text.ts'
import type { Facts } from './vocabulary.ts'

export type DifferenceKind =
  'other-clause' | 'other-version' | 'rewritten' | 'other-value' | 'moved' | 'only-left' | 'only-right'

export interface ClauseDifference {
  slot: string
  title: string
  kind: DifferenceKind
  left?: PlacedClause
  right?: PlacedClause
  /** For `other-value`: what each side says. */
  values: { path: string; left: string | null; right: string | null }[]
}

/** What differs, in the order of the left contract; equal clauses are not listed. */
export function compareContracts(left: Assembly, right: Assembly): ClauseDifference[] {
  const rights = new Map(right.clauses.map((clause) => [clause.slot, clause]))
  const lefts = new Map(left.clauses.map((clause) => [clause.slot, clause]))
  const differences = left.clauses.flatMap((clause): ClauseDifference[] => {
    const other = rights.get(clause.slot)
    const base = { slot: clause.slot, title: clause.title, left: clause }
    if (!other) return [{ ...base, kind: 'only-left', values: [] }]
    const values = differentValues(left, right, clause.slot)
    const kind = kindOf(clause, other, values.length > 0)
    return kind ? [{ ...base, kind, right: other, values: kind === 'other-value' ? values : [] }] : []
  })
  const added = right.clauses
    .filter((clause) => !lefts.has(clause.slot))
    .map((clause): ClauseDifference => ({
      slot: clause.slot,
      title: clause.title,
      kind: 'only-right',
      right: clause,
      values: [],
    }))
  return [...differences, ...added]
}

/** The contract against the same deal assembled without any edit: the deviations that somebody has to approve. */
export function compareWithStandard(input: AssembleInput): ClauseDifference[] {
  const { edits, ...standard } = input
  return compareContracts(assemble(standard), assemble({ ...standard, ...(edits ? { edits } : {}) }))
}

function kindOf(left: PlacedClause, right: PlacedClause, hasOtherValues: boolean): DifferenceKind | undefined {
  if (left.standing === 'rewritten' || right.standing === 'rewritten') return 'rewritten'
  if (left.clause !== right.clause) return 'other-clause'
  if (left.version !== right.version) return 'other-version'
  if ((left.standing === 'moved') !== (right.standing === 'moved')) return 'moved'
  return hasOtherValues ? 'other-value' : undefined
}

function differentValues(left: Assembly, right: Assembly, slot: string): ClauseDifference['values'] {
  const [a, b] = [left, right].map(
    (each) => new Map(each.used.filter((value) => value.slot === slot).map((value) => [value.path, value.text])),
  )
  const paths = new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])])
  return [...paths]
    .map((path) => ({ path, left: a?.get(path) ?? null, right: b?.get(path) ?? null }))
    .filter((value) => value.left !== value.right)
}

export interface StaleValue {
  path: string
  was: unknown
  now: unknown
}

/** Values of a contract that the register says otherwise today: the warning before signing. Typed values are nobody's but the contract's. */
export function staleValues(used: readonly UsedValue[], facts: Facts): StaleValue[] {
  const seen = new Set<string>()
  return used.flatMap(({ path, value, origin }) => {
    const now = valueAt(facts, path)
    if (seen.has(path) || origin === 'typed' || JSON.stringify(now) === JSON.stringify(value)) return []
    seen.add(path)
    return [{ path, was: value, now: now ?? null }]
  })
}

/** `buyers.0.name` is the name of the first buyer. */
function valueAt(facts: Facts, path: string): unknown {
  if (path in facts) return facts[path]
  const [list = '', index = '', ...field] = path.split('.')
  const items = facts[list]
  const item: unknown = Array.isArray(items) ? items[Number(index)] : undefined
  return typeof item === 'object' && item !== null ? (item as Record<string, unknown>)[field.join('.')] : undefined
}

export interface HandEdit {
  kind: 'changed' | 'added' | 'removed'
  /** The slot of the paragraph that was changed or removed, or of the one before what was added. */
  slot: string
  before: string
  after: string
}

/** What was changed by hand in the Word file of a document, paragraph by paragraph. */
export function handEdits(printed: PrintDocument, edited: RichText): HandEdit[] {
  const before = printed.blocks.flatMap(paragraphsOf).map((paragraph) => ({
    slot: paragraph.slot ?? '',
    text: plain(paragraph.runs.map((run) => (run.breakBefore ? ` ${run.text}` : run.text)).join('')),
  }))
  const after = edited.content.flatMap(textsOf).map(plain)
  const old = before.filter((each) => each.text !== '')
  const fresh = after.filter((text) => text !== '')
  const edits: HandEdit[] = []
  let [i, j] = [0, 0]
  const flush = (toOld: number, toFresh: number) => {
    while (i < toOld || j < toFresh) {
      const slot = (i < toOld ? old[i] : old[i - 1])?.slot ?? ''
      const [was, is] = [i < toOld ? old[i]?.text : undefined, j < toFresh ? fresh[j] : undefined]
      edits.push({
        kind: was === undefined ? 'added' : is === undefined ? 'removed' : 'changed',
        slot,
        before: was ?? '',
        after: is ?? '',
      })
      if (was !== undefined) i += 1
      if (is !== undefined) j += 1
    }
  }
  for (const [oldAt, freshAt] of commonPairs(
    old.map((each) => each.text),
    fresh,
  )) {
    flush(oldAt, freshAt)
    i = oldAt + 1
    j = freshAt + 1
  }
  flush(old.length, fresh.length)
  return edits
}

/** The longest common subsequence, as pairs of places. */
export function commonPairs(a: readonly string[], b: readonly string[]): [number, number][] {
  const width = b.length + 1
  const lengths = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i * width + j
      lengths[at] =
        a[i] === b[j] ? (lengths[at + width + 1] ?? 0) + 1 : Math.max(lengths[at + width] ?? 0, lengths[at + 1] ?? 0)
    }
  }
  const pairs: [number, number][] = []
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs.push([i++, j++])
    else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) i += 1
    else j += 1
  }
  return pairs
}

function paragraphsOf(block: PrintBlock): PrintParagraph[] {
  return block.kind === 'paragraph'
    ? [block]
    : block.rows.flatMap((row) =>
        row.cells.flatMap((cell) =>
          cell.paragraphs.map((each) => ({ ...each, ...(block.slot === undefined ? {} : { slot: block.slot }) })),
        ),
      )
}

function textsOf(block: BlockNode): string[] {
  const text = (paragraph: ParagraphNode) =>
    (paragraph.content ?? []).map((node) => (node.type === 'text' ? node.text : ' ')).join('')
  if (block.type === 'paragraph') return [text(block)]
  return block.type === 'table'
    ? block.content.flatMap((row) => row.content.flatMap((cell) => paragraphsIn(cell).map(text)))
    : []
}

/** Line breaks and kinds of spaces are nothing that a lawyer edits. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
