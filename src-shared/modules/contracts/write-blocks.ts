/** Sections, paragraphs and tables of a document, numbered as they are written. */
import type { PrintCell, PrintParagraph, PrintRun, PrintTable } from '../../kernel/document.ts'
import type { EditedTree } from './edits.ts'
import type { Section } from './model.ts'
import { dash, endList, nextAnnex, nextLetter, nextPoint, referenceText } from './numbering.ts'
import type { BlockNode, ParagraphNode, RowNode, TableNode } from './rich-text.ts'
import { type Scope, listItems } from './vocabulary.ts'
import { type Work, holds, miss, runsOf } from './write-runs.ts'

export function writeTree(work: Work, tree: EditedTree): void {
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
