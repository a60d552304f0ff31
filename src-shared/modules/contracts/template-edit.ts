/** Changes to the ordered tree of a template: every one gives a new tree, and says where the thing that moved is now. */
import type { Section, Slot, TemplateNode } from './model.ts'

/** Places in the lists, from the top: `[2, 0]` is the first child of the third node. */
export type Path = readonly number[]

export interface TreeLine {
  path: Path
  node: TemplateNode
}

export function linesOf(nodes: readonly TemplateNode[], above: Path = []): TreeLine[] {
  return nodes.flatMap((node, index) => {
    const path = [...above, index]
    return [{ path, node }, ...(node.kind === 'section' ? linesOf(node.children, path) : [])]
  })
}

export function nodeAt(nodes: readonly TemplateNode[], [first, ...rest]: Path): TemplateNode | undefined {
  const node = first === undefined ? undefined : nodes[first]
  if (rest.length === 0) return node
  return node?.kind === 'section' ? nodeAt(node.children, rest) : undefined
}

/** The list that holds the place, changed by `change`. */
function inList(
  nodes: readonly TemplateNode[],
  [first = 0, ...rest]: Path,
  change: (list: readonly TemplateNode[], at: number) => TemplateNode[],
): TemplateNode[] {
  if (rest.length === 0) return change(nodes, first)
  return nodes.map((node, index) =>
    index === first && node.kind === 'section' ? { ...node, children: inList(node.children, rest, change) } : node,
  )
}

export function replaced(nodes: readonly TemplateNode[], path: Path, node: TemplateNode): TemplateNode[] {
  return inList(nodes, path, (list, at) => list.with(at, node))
}

export function removed(nodes: readonly TemplateNode[], path: Path): TemplateNode[] {
  return inList(nodes, path, (list, at) => list.toSpliced(at, 1))
}

/** `path` is where it will stand. */
export function inserted(nodes: readonly TemplateNode[], path: Path, node: TemplateNode): TemplateNode[] {
  return inList(nodes, path, (list, at) => list.toSpliced(at, 0, node))
}

export type Direction = 'up' | 'down' | 'out' | 'in'

/**
 * Up and down walk every place there is: past a neighbour, into a section and out of it again; a section stays among its own
 * neighbours. Out puts it behind its section, in at the end of the section before it. Undefined when there is no such way.
 */
export function moved(
  nodes: readonly TemplateNode[],
  path: Path,
  direction: Direction,
): { nodes: TemplateNode[]; path: Path } | undefined {
  const node = nodeAt(nodes, path)
  const target = node && targetOf(nodes, path, direction)
  if (!node || !target) return undefined
  // A place behind the one that becomes empty is counted without it.
  return { nodes: inserted(removed(nodes, path), target, node), path: target }
}

function targetOf(nodes: readonly TemplateNode[], path: Path, direction: Direction): Path | undefined {
  const above = path.slice(0, -1)
  const at = path.at(-1) ?? 0
  const parent = nodeAt(nodes, above)
  const siblings = above.length === 0 ? nodes : parent?.kind === 'section' ? parent.children : []
  const node = siblings[at]
  const goesIn = (neighbour: TemplateNode | undefined) => neighbour?.kind === 'section' && node?.kind === 'slot'
  const [before, after] = [siblings[at - 1], siblings[at + 1]]
  if (direction === 'up') {
    if (at === 0) return above.length > 0 && node?.kind === 'slot' ? above : undefined
    return before?.kind === 'section' && goesIn(before)
      ? [...above, at - 1, before.children.length]
      : [...above, at - 1]
  }
  if (direction === 'down') {
    if (at === siblings.length - 1)
      return above.length > 0 && node?.kind === 'slot' ? [...above.slice(0, -1), (above.at(-1) ?? 0) + 1] : undefined
    // The section stands one place earlier once the node is taken out from before it.
    return goesIn(after) ? [...above, at, 0] : [...above, at + 1]
  }
  if (direction === 'out') return above.length > 0 ? [...above.slice(0, -1), (above.at(-1) ?? 0) + 1] : undefined
  return before?.kind === 'section' ? [...above, at - 1, before.children.length] : undefined
}

/** Takes a node to stand before another, wherever that is; nothing goes into itself. */
export function movedBefore(
  nodes: readonly TemplateNode[],
  from: Path,
  to: Path,
): { nodes: TemplateNode[]; path: Path } | undefined {
  const node = nodeAt(nodes, from)
  const target = nodeAt(nodes, to)
  if (!node || !target || node === target || from.every((step, index) => to[index] === step)) return undefined
  const rest = removed(nodes, from)
  const path = linesOf(rest).find((line) => line.node === target)?.path ?? adjusted(from, to)
  return { nodes: inserted(rest, path, node), path }
}

/** Where a place is once `gone` is taken out. */
function adjusted(gone: Path, place: Path): Path {
  const depth = gone.length - 1
  const isSameList = gone.slice(0, -1).every((step, index) => place[index] === step)
  return isSameList && (place[depth] ?? 0) > (gone[depth] ?? 0)
    ? place.map((step, index) => (index === depth ? step - 1 : step))
    : place
}

/** A key that nothing in the tree has: `base`, `base-2`, … */
export function freeKey(nodes: readonly TemplateNode[], base: string): string {
  const taken = new Set(linesOf(nodes).map(({ node }) => node.key))
  let key = base
  for (let count = 2; taken.has(key); count++) key = `${base}-${count}`
  return key
}

export function newSlot(nodes: readonly TemplateNode[], clause: string, title: string): Slot {
  return {
    kind: 'slot',
    key: freeKey(nodes, `slot-${clause.replace(/[^a-z0-9]+/g, '-')}`.slice(0, 100)),
    title,
    isRequired: true,
    variants: [{ clause, when: true, priority: 0 }],
  }
}

export function newSection(nodes: readonly TemplateNode[], heading: string, isAnnex: boolean): Section {
  return {
    kind: 'section',
    key: freeKey(nodes, isAnnex ? 'annex' : 'section'),
    heading: [{ type: 'text', text: heading }],
    when: true,
    isAnnex,
    children: [],
  }
}
