/** Values that stand once for many rows: merged down, or as a title over a block. */
import type { Cell, Merge } from '../../kernel/cell.ts'
import type { ImportField, Values } from './kind.ts'
import { cellParser } from './parse.ts'
import { cleanText } from './text.ts'

/** Gives rows the cells that are merged with those above them. Rows come in order, each once. */
export function mergeFiller(
  merges: readonly Merge[],
  firstData: number,
): (row: number, cells: readonly Cell[]) => readonly Cell[] {
  const verticals = merges.filter(({ top, bottom }) => bottom > top && bottom >= firstData)
  if (verticals.length === 0) return (_, cells) => cells
  const held = new Map<Merge, Cell>()
  return (row, cells) => {
    let filled: Cell[] | null = null
    for (const merge of verticals) {
      if (row < merge.top || row > merge.bottom) continue
      if (row === merge.top) held.set(merge, cells[merge.left] ?? null)
      else if ((cells[merge.left] ?? null) === null && held.has(merge)) {
        filled ??= cells.slice()
        while (filled.length <= merge.left) filled.push(null)
        filled[merge.left] = held.get(merge) ?? null
      }
    }
    return filled ?? cells
  }
}

/** `Секция 2` over a block of rows says the section of all of them, for fields that have no column. */
export function groupValues(fields: readonly ImportField[], label: string): Values {
  const values: Values = {}
  for (const field of fields) {
    const text = groupValue(field, label)
    const value = text === null ? undefined : cellParser(field)(text, () => undefined)
    if (value !== undefined) values[field.key] = value
  }
  return values
}

function groupValue(field: ImportField, label: string): string | null {
  for (const name of [field.title.ru, field.title.en, ...(field.synonyms ?? [])]) {
    const stem = name.replace(/\*$/, '').toLowerCase()
    if (
      stem.length >= 2 &&
      label.toLowerCase().startsWith(stem) &&
      /^[\p{L}]*[.\s№:#-]+\S/u.test(label.slice(stem.length))
    ) {
      return cleanText(label.slice(stem.length).replace(/^[\p{L}]*[.\s№:#-]+/u, ''))
    }
  }
  return null
}
