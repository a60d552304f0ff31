/** Two people changed one text: what each did to the text that both began with, piece by piece, and the text that their choices make. */
import { commonPairs } from './compare.ts'
import type { Section, Slot, TemplateNode } from './model.ts'

/** `mine` and `theirs`: only one of us changed it; `both`: both did, differently. */
export type ChunkKind = 'same' | 'mine' | 'theirs' | 'both'
export interface Chunk<T> {
  kind: ChunkKind
  base: readonly T[]
  mine: readonly T[]
  theirs: readonly T[]
}
/** `all` keeps the words of both, theirs first: nothing is lost while it is not decided. */
export type Side = 'mine' | 'theirs' | 'all'

export function mergeLists<T>(base: readonly T[], mine: readonly T[], theirs: readonly T[]): Chunk<T>[] {
  const keys = (list: readonly T[]) => list.map((item) => JSON.stringify(item))
  const [b, m, t] = [keys(base), keys(mine), keys(theirs)]
  const inMine = new Map(commonPairs(b, m))
  const inTheirs = new Map(commonPairs(b, t))
  const chunks: Chunk<T>[] = []
  let [i, j, k] = [0, 0, 0]
  const differ = (toI: number, toJ: number, toK: number) => {
    const piece = { base: base.slice(i, toI), mine: mine.slice(j, toJ), theirs: theirs.slice(k, toK) }
    const [was, own, other] = [b.slice(i, toI), m.slice(j, toJ), t.slice(k, toK)].map((part) => part.join('\n'))
    ;[i, j, k] = [toI, toJ, toK]
    if (piece.base.length + piece.mine.length + piece.theirs.length === 0) return
    const kind = own === other ? 'same' : own === was ? 'theirs' : other === was ? 'mine' : 'both'
    chunks.push({ kind, ...piece })
  }
  for (const at of base.keys()) {
    const [x, y] = [inMine.get(at), inTheirs.get(at)]
    if (x === undefined || y === undefined) continue
    differ(at, x, y)
    differ(at + 1, x + 1, y + 1)
  }
  differ(base.length, mine.length, theirs.length)
  return joined(chunks)
}

/** What nobody touched is one piece, however long. */
function joined<T>(chunks: readonly Chunk<T>[]): Chunk<T>[] {
  return chunks.reduce<Chunk<T>[]>((result, chunk) => {
    const last = result.at(-1)
    if (last?.kind !== 'same' || chunk.kind !== 'same') return [...result, chunk]
    const both = (which: 'base' | 'mine' | 'theirs') => [...last[which], ...chunk[which]]
    return [...result.slice(0, -1), { kind: 'same', base: both('base'), mine: both('mine'), theirs: both('theirs') }]
  }, [])
}

/** The choice that is there before anybody chooses: what only one changed is that one's; what both did is mine. */
export function usualSide(kind: ChunkKind): Side {
  return kind === 'theirs' ? 'theirs' : 'mine'
}

export function chosenList<T>(chunks: readonly Chunk<T>[], sides: readonly (Side | undefined)[]): T[] {
  return chunks.flatMap((chunk, index) => {
    const side = sides[index] ?? usualSide(chunk.kind)
    return side === 'all' ? [...chunk.theirs, ...chunk.mine] : [...chunk[side]]
  })
}

/** A tree as a list, so that two of them can be merged: a section is what opens it, what stands in it and what closes it. */
export type TreeToken = Slot | Omit<Section, 'children'> | { kind: 'end'; key: string }

export function tokensOf(nodes: readonly TemplateNode[]): TreeToken[] {
  return nodes.flatMap((node): TreeToken[] => {
    if (node.kind === 'slot') return [node]
    const { children, ...own } = node
    return [own, ...tokensOf(children), { kind: 'end', key: node.key }]
  })
}

/** The tree of a merged list. A slot or section that came twice (kept by both) stands once, as the last one says; one left open is closed at the end. */
export function treeOf(tokens: readonly TreeToken[]): TemplateNode[] {
  const lastAt = new Map(tokens.map((token, index) => [`${token.kind} ${token.key}`, index]))
  const root: TemplateNode[] = []
  const open: Section[] = []
  const opened = new Set<string>()
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'end') {
      const at = open.findLastIndex(({ key }) => key === token.key)
      if (at >= 0 && lastAt.get(`end ${token.key}`) === index) open.length = at
      continue
    }
    const into = open.at(-1)?.children ?? root
    if (token.kind === 'slot') {
      if (lastAt.get(`slot ${token.key}`) === index) into.push(token)
      continue
    }
    if (opened.has(token.key)) continue
    const section: Section = { ...token, children: [] }
    opened.add(token.key)
    into.push(section)
    open.push(section)
  }
  return root
}

/** Named fields, each judged by itself: the same three kinds, and what both changed is left to be chosen. */
export function mergeFields<T extends object>(
  base: T,
  mine: T,
  theirs: T,
): { field: keyof T & string; kind: ChunkKind }[] {
  const fields = [...new Set([base, mine, theirs].flatMap((each) => Object.keys(each)))] as (keyof T & string)[]
  return fields.map((field) => {
    const [was, own, other] = [base, mine, theirs].map((each) => JSON.stringify(each[field] ?? null))
    return { field, kind: own === other ? 'same' : own === was ? 'theirs' : other === was ? 'mine' : 'both' }
  })
}
