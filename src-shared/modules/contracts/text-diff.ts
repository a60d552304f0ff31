/** Two versions of a text side by side: lines first, and within a line that was changed its words. */
import { commonPairs } from './compare.ts'

export interface DiffPart {
  kind: 'same' | 'added' | 'removed'
  text: string
}
export interface DiffLine {
  kind: 'same' | 'changed' | 'added' | 'removed'
  parts: DiffPart[]
}

/** Beyond so many comparisons a text counts as written anew. */
const MOST_WORK = 4_000_000

export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const lines: DiffLine[] = []
  const flush = (removed: readonly string[], added: readonly string[]) => {
    for (let index = 0; index < Math.max(removed.length, added.length); index++) {
      const [was, is] = [removed[index], added[index]]
      if (was !== undefined && is !== undefined) lines.push({ kind: 'changed', parts: diffWords(was, is) })
      else if (was !== undefined) lines.push({ kind: 'removed', parts: [{ kind: 'removed', text: was }] })
      else if (is !== undefined) lines.push({ kind: 'added', parts: [{ kind: 'added', text: is }] })
    }
  }
  walk(before, after, flush, (line) => lines.push({ kind: 'same', parts: [{ kind: 'same', text: line }] }))
  return lines
}

export function diffWords(before: string, after: string): DiffPart[] {
  const parts: DiffPart[] = []
  const put = (kind: DiffPart['kind'], text: string) => {
    if (text === '') return
    const last = parts.at(-1)
    if (last?.kind === kind) last.text += text
    else parts.push({ kind, text })
  }
  const words = (text: string) => text.match(/\s+|[^\s]+/g) ?? []
  walk(
    words(before),
    words(after),
    (removed, added) => {
      put('removed', removed.join(''))
      put('added', added.join(''))
    },
    (word) => put('same', word),
  )
  return parts
}

function walk(
  a: readonly string[],
  b: readonly string[],
  differ: (removed: readonly string[], added: readonly string[]) => void,
  same: (item: string) => void,
): void {
  let [i, j] = [0, 0]
  const pairs = a.length * b.length > MOST_WORK ? [] : commonPairs(a, b)
  for (const [x, y] of pairs) {
    differ(a.slice(i, x), b.slice(j, y))
    same(a[x] ?? '')
    i = x + 1
    j = y + 1
  }
  differ(a.slice(i), b.slice(j))
}
