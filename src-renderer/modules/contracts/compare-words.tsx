/** Two texts word by word: what went and what came. */
import { useMemo } from 'react'

interface Part {
  kind: 'same' | 'gone' | 'come'
  text: string
}

/** Beyond this many words a side is shown whole: nobody reads a mosaic of a chapter. */
const MOST = 1_200

export function WordDifference({ before, after }: { before: string; after: string }) {
  const parts = useMemo(() => differenceOf(before, after), [before, after])
  return (
    <p style={{ margin: 0, whiteSpace: 'pre-wrap' }} lang="ru">
      {parts.map(({ kind, text }, index) =>
        kind === 'same' ? (
          <span key={index}>{text}</span>
        ) : kind === 'gone' ? (
          <del key={index}>{text}</del>
        ) : (
          <ins key={index}>{text}</ins>
        ),
      )}
    </p>
  )
}

export function differenceOf(before: string, after: string): Part[] {
  const [a, b] = [before.split(/(?<=\s)/), after.split(/(?<=\s)/)]
  if (a.length > MOST || b.length > MOST)
    return [
      { kind: 'gone', text: before },
      { kind: 'come', text: after },
    ]
  const width = b.length + 1
  const lengths = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0)
  const parts: Part[] = []
  const add = (kind: Part['kind'], text: string) => {
    const last = parts.at(-1)
    if (last?.kind === kind) last.text += text
    else parts.push({ kind, text })
  }
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add('same', a[i] ?? '')
      i += 1
      j += 1
    } else if (
      j >= b.length ||
      (i < a.length && (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))
    ) {
      add('gone', a[i] ?? '')
      i += 1
    } else {
      add('come', b[j] ?? '')
      j += 1
    }
  }
  return parts
}
