/** Numbers, conditions and lists drawn beside what they belong to, and the keys of levels. Nothing of it is in the text. */
import { type Editor, Extension } from '@tiptap/core'
import { closeHistory } from '@tiptap/pm/history'
import type { Node as ProseNode } from '@tiptap/pm/model'
import { Plugin, PluginKey, type EditorState } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import type { Condition } from '#shared/modules/contracts/conditions.ts'
import type { EditorPort } from './editor-schema.ts'

const LETTERS = 'абвгдежзиклмнопрстуфхцчшщэюя'
const MOST_LEVELS = 4

export interface Point {
  position: number
  number: string
  anchor: string | null
  text: string
}

/** Every numbered or anchored paragraph outside of tables. Without a section above it the first number is not known: `N`. */
export function pointsOf(document: ProseNode): Point[] {
  const points: Point[] = []
  const levels = [0, 0, 0, 0]
  let letter = 0
  const visit = (node: ProseNode, position: number): boolean => {
    if (node.type.name === 'table') return false
    if (node.type.name !== 'paragraph') return true
    const { level, list, anchor } = node.attrs as { level: number | null; list: string | null; anchor: string | null }
    let number = ''
    if (level !== null) {
      letter = 0
      levels[level - 1] = (levels[level - 1] ?? 0) + 1
      levels.fill(0, level)
      number = `${levels
        .slice(0, level)
        .map((count, index) => (index === 0 && count === 0 ? 'N' : Math.max(count, index === level - 1 ? 1 : count)))
        .join('.')}.`
    } else if (list === 'letter') {
      number = `${LETTERS[letter % LETTERS.length] ?? ''})`
      letter += 1
    } else {
      letter = 0
      if (list === 'dash') number = '–'
    }
    if (number !== '' || anchor !== null) points.push({ position, number, anchor, text: node.textContent })
    return false
  }
  document.descendants(visit)
  return points
}

function decorate({ doc }: EditorState, { labels }: EditorPort): DecorationSet {
  const points = pointsOf(doc)
  const byAnchor = new Map(points.flatMap(({ anchor, number }) => (anchor === null ? [] : [[anchor, number]])))
  const decorations = points.flatMap(({ position, number }) => {
    const node = doc.nodeAt(position)
    return node && number !== '' ? [Decoration.node(position, position + node.nodeSize, { 'data-number': number })] : []
  })
  doc.descendants((node, position) => {
    const frame = (attributes: Record<string, string>) =>
      decorations.push(Decoration.node(position, position + node.nodeSize, attributes))
    const when = node.attrs['when'] as Condition | null | undefined
    if (when !== null && when !== undefined) frame({ 'data-when-label': labels.condition(when) })
    const over: unknown = node.attrs['over'] ?? (node.type.name === 'tableRow' ? node.attrs['repeat'] : null)
    if (typeof over === 'string') frame({ 'data-over-label': labels.list(over) })
    if (node.type.name === 'reference') {
      const number = byAnchor.get(String(node.attrs['to']))
      if (number !== undefined) frame({ 'data-to': number.replace(/\.$/, '') })
    }
  })
  return DecorationSet.create(doc, decorations)
}

const key = new PluginKey<DecorationSet>('numbers')

export function numbers(port: () => EditorPort) {
  return Extension.create({
    name: 'numbers',
    addProseMirrorPlugins() {
      return [
        new Plugin<DecorationSet>({
          key,
          state: {
            init: (_config, state) => decorate(state, port()),
            apply: (transaction, old, _before, after) =>
              transaction.docChanged || transaction.getMeta(key) !== undefined ? decorate(after, port()) : old,
          },
          props: {
            decorations: (state) => key.getState(state),
            handleTextInput: (_view, from, to, text) => {
              if (text !== '{' || from !== to) return false
              port().ask()
              return true
            },
          },
          // One anchor leads to one place: a copy of a paragraph leaves its anchor behind.
          appendTransaction: (transactions, _before, after) => {
            if (!transactions.some(({ docChanged }) => docChanged)) return null
            const seen = new Set<string>()
            const again = pointsOf(after.doc).filter(({ anchor }) => {
              if (anchor === null) return false
              if (seen.has(anchor)) return true
              seen.add(anchor)
              return false
            })
            if (again.length === 0) return null
            const fix = after.tr
            for (const { position } of again) fix.setNodeAttribute(position, 'anchor', null)
            return fix
          },
        }),
      ]
    },
    addKeyboardShortcuts() {
      const level = (by: 1 | -1) => () => shiftLevel(this.editor, by)
      return {
        Tab: level(1),
        'Shift-Tab': level(-1),
        Enter: () => {
          const { selection } = this.editor.state
          const chip = 'node' in selection ? (selection.node as ProseNode) : null
          if (!chip || !['variable', 'reference', 'choice'].includes(chip.type.name)) return false
          port().open(selection.from)
          return true
        },
        // From a chip that is selected the browser finds no way to the ends.
        'Mod-End': () => this.editor.commands.focus('end'),
        'Mod-Home': () => this.editor.commands.focus('start'),
        'Mod-Space': () => {
          port().ask()
          return true
        },
        ...Object.fromEntries(
          [0, 1, 2, 3, 4].map((number) => [
            `Mod-Alt-${number}`,
            () =>
              this.editor.commands.updateAttributes('paragraph', { level: number === 0 ? null : number, list: null }),
          ]),
        ),
      }
    },
  })
}

/** Tab moves a numbered paragraph a level in or out; elsewhere, and in tables, the key keeps its own meaning. */
function shiftLevel(editor: Editor, by: 1 | -1): boolean {
  if (editor.isActive('table')) return false
  const { level } = editor.getAttributes('paragraph') as { level?: number | null }
  if (level === null || level === undefined) return false
  const next = level + by
  if (next < 1 || next > MOST_LEVELS) return true
  // A step of its own for undo, however fast it followed the typing.
  return editor
    .chain()
    .command(({ tr }) => {
      closeHistory(tr)
      return true
    })
    .updateAttributes('paragraph', { level: next })
    .run()
}
