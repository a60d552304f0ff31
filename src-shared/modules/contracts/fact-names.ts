/** How a fact is called for a reader: the heading and the field of its path, in the words of a dictionary. */
import type { PrintBlock, PrintDocument, PrintParagraph } from '../../kernel/document.ts'
import { RUSSIAN_VOCABULARY as WORDS } from './vocabulary-ru.ts'

export interface FactParts {
  /** A key of the dictionary's `group`. */
  group: string
  /** Of an item of a list, from one. */
  index: number | undefined
  /** A key of the dictionary's `field`; empty for a list as a whole. */
  field: string
}

/** `buyers.1.name` → buyer, 2, name. */
export function factParts(path: string): FactParts {
  const [first = '', second = '', ...rest] = path.replace(/\?$/, '').split('.')
  const list = WORDS.lists.get(first)
  return list && rest.length > 0
    ? { group: list.item, index: Number(second) + 1, field: rest.join('.') }
    : { group: first, index: undefined, field: second }
}

/** `[price.total]` of a header or footer, in words. */
export function namedHoles(text: string, nameOf: (path: string) => string): string {
  return text.replace(/\[([a-z][\w-]*(?:\.\w+)+)\]/g, (_, path: string) => `[${nameOf(path)}]`)
}

/** The document with what it lacks called by name; the rest is as it was. */
export function withNamedHoles(document: PrintDocument, nameOf: (path: string) => string): PrintDocument {
  const paragraph = (one: PrintParagraph): PrintParagraph => ({
    ...one,
    runs: one.runs.map((run) =>
      run.origin === 'missing' && run.path !== undefined ? { ...run, text: `[${nameOf(run.path)}]` } : run,
    ),
  })
  const block = (one: PrintBlock): PrintBlock =>
    one.kind === 'paragraph'
      ? paragraph(one)
      : {
          ...one,
          rows: one.rows.map((row) => ({
            ...row,
            cells: row.cells.map((cell) => ({ ...cell, paragraphs: cell.paragraphs.map(paragraph) })),
          })),
        }
  return {
    ...document,
    header: namedHoles(document.header, nameOf),
    footer: namedHoles(document.footer, nameOf),
    blocks: document.blocks.map(block),
  }
}
