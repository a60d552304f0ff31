/** What a lawyer changes in one document only: swapped, dropped, moved, added and hand-written clauses. Each one is a deviation to be approved. */
import { z } from 'zod'
import type { Day } from '../../kernel/day.ts'
import type { ClauseLibrary, ClauseVersion, Slot } from './model.ts'
import { RichText } from './rich-text.ts'
import type { Placed, PlacedSection } from './select.ts'

export const DocumentEdit = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('swap'), slot: z.string(), clause: z.string(), version: z.int().optional() }),
  z.object({ kind: z.literal('drop'), slot: z.string() }),
  z.object({ kind: z.literal('rewrite'), slot: z.string(), content: RichText }),
  z.object({ kind: z.literal('move'), slot: z.string(), after: z.string() }),
  z.object({
    kind: z.literal('add'),
    slot: z.string(),
    after: z.string(),
    title: z.string(),
    clause: z.string().optional(),
    content: RichText.optional(),
  }),
])
export type DocumentEdit = z.infer<typeof DocumentEdit>

export type Standing = 'standard' | 'swapped' | 'rewritten' | 'moved' | 'added'
export type EditedPlaced = Placed & { standing: Standing }
export interface EditedSection {
  section: PlacedSection['section']
  children: (EditedPlaced | EditedSection)[]
}
export type EditedTree = (EditedPlaced | EditedSection)[]

export interface EditProblem {
  kind: 'edit-without-slot' | 'clause-missing'
  slot: string
  clauses: string[]
}

/** Applies the edits in order to a copy of the tree. An edit whose slot is no longer in the document is reported, not forgotten. */
export function applyEdits(
  tree: readonly (Placed | PlacedSection)[],
  edits: readonly DocumentEdit[],
  library: ClauseLibrary,
  on: Day,
): { tree: EditedTree; problems: EditProblem[] } {
  const edited = copyTree(tree)
  const problems: EditProblem[] = []
  for (const edit of edits) {
    const at = findSlot(edited, edit.kind === 'add' ? edit.after : edit.slot)
    const to = edit.kind === 'move' ? findSlot(edited, edit.after) : at
    const placed = at?.list[at.index]
    if (!at || !to || !placed || 'section' in placed) {
      problems.push({ kind: 'edit-without-slot', slot: edit.slot, clauses: [] })
      continue
    }
    if (edit.kind === 'drop') at.list.splice(at.index, 1)
    else if (edit.kind === 'rewrite')
      at.list[at.index] = { ...placed, clause: { ...placed.clause, content: edit.content }, standing: 'rewritten' }
    else if (edit.kind === 'move') {
      at.list.splice(at.index, 1)
      const target = findSlot(edited, edit.after) ?? at
      target.list.splice(target.index + 1, 0, {
        ...placed,
        standing: placed.standing === 'standard' ? 'moved' : placed.standing,
      })
    } else {
      const clause =
        edit.kind === 'add' && edit.content
          ? ownClause(edit.slot, edit.title, edit.content)
          : library.find(edit.clause ?? '', edit.kind === 'swap' ? edit.version : undefined, on)
      if (!clause) problems.push({ kind: 'clause-missing', slot: edit.slot, clauses: [edit.clause ?? ''] })
      else if (edit.kind === 'swap') at.list[at.index] = { ...placed, clause, because: [], standing: 'swapped' }
      else
        at.list.splice(at.index + 1, 0, {
          slot: ownSlot(edit.slot, edit.title, clause),
          clause,
          because: [],
          standing: 'added',
        })
    }
  }
  return { tree: edited, problems }
}

function copyTree(tree: readonly (Placed | PlacedSection)[]): EditedTree {
  return tree.map((node) =>
    'section' in node
      ? { section: node.section, children: copyTree(node.children) }
      : { ...node, standing: 'standard' as const },
  )
}

function findSlot(tree: EditedTree, key: string): { list: EditedTree; index: number } | undefined {
  for (const [index, node] of tree.entries()) {
    if ('section' in node) {
      const inside = findSlot(node.children, key)
      if (inside) return inside
    } else if (node.slot.key === key) return { list: tree, index }
  }
  return undefined
}

function ownClause(key: string, title: string, content: RichText): ClauseVersion {
  return { clause: key, version: 1, title, status: 'draft', validFrom: null, validTo: null, content }
}

function ownSlot(key: string, title: string, clause: ClauseVersion): Slot {
  return { kind: 'slot', key, title, isRequired: true, variants: [{ clause: clause.clause, when: true, priority: 0 }] }
}
