/** What a clause can hold, for the editor: nothing else survives typing, pasting or dropping. */
import { type Attribute, Node, mergeAttributes, type AnyExtension } from '@tiptap/core'
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table'
import { StarterKit } from '@tiptap/starter-kit'
import { z } from 'zod'
import { Condition } from '#shared/modules/contracts/conditions.ts'
import { Inline, VariableAttrs } from '#shared/modules/contracts/rich-text.ts'
import { numbers } from './editor-numbers.ts'

/** What the screen tells the editor: words for chips, and what to do when one is opened. */
export interface EditorLabels {
  variable(attrs: VariableAttrs): string
  reference(to: string): string
  choice(options: { when: Condition; text: string }[]): string
  condition(when: Condition): string
  list(name: string): string
  isKnown(path: string): boolean
}
export interface EditorPort {
  labels: EditorLabels
  /** A chip was clicked, or Enter pressed on it. */
  open(position: number): void
  /** A brace was typed: a variable is wanted. */
  ask(): void
}

/** Attributes travel in the page as JSON and are judged when they come back from a clipboard. */
function json(name: string, schema: z.ZodType): Attribute {
  return {
    default: null,
    parseHTML: (element) => parsed(element.getAttribute(name), schema),
    renderHTML: (attributes: Record<string, unknown>) => {
      const value = attributes[name.replace('data-', '')]
      return value === null || value === undefined ? {} : { [name]: JSON.stringify(value) }
    },
    keepOnSplit: false,
  } as Attribute
}

function parsed(text: string | null, schema: z.ZodType): unknown {
  if (text === null) return null
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

function word(name: string, allowed: readonly string[], keepOnSplit = true): Attribute {
  const key = `data-${name}`
  return {
    default: null,
    parseHTML: (element) => allowed.find((one) => one === element.getAttribute(key)) ?? null,
    renderHTML: (attributes: Record<string, unknown>) =>
      typeof attributes[name] === 'string' ? { [key]: attributes[name] } : {},
    keepOnSplit,
  } as Attribute
}

const HEADINGS: Readonly<Record<string, number>> = { H1: 1, H2: 2, H3: 3, H4: 4 }

const Paragraph = Node.create({
  name: 'paragraph',
  group: 'block',
  content: 'inline*',
  priority: 1000,
  addAttributes: () => ({
    level: {
      default: null,
      parseHTML: (element: HTMLElement) => {
        const level = Number(element.getAttribute('data-level') ?? HEADINGS[element.tagName])
        return level >= 1 && level <= 4 ? level : null
      },
      renderHTML: (attributes: Record<string, unknown>) =>
        typeof attributes['level'] === 'number' ? { 'data-level': attributes['level'] } : {},
    },
    list: {
      ...word('list', ['dash', 'letter']),
      parseHTML: (element: HTMLElement) =>
        ['dash', 'letter'].find((one) => one === element.getAttribute('data-list')) ??
        (element.tagName === 'LI' ? (element.parentElement?.tagName === 'OL' ? 'letter' : 'dash') : null),
    },
    style: word('style', ['body', 'title', 'subtitle', 'plain'], false),
    align: {
      ...word('align', ['left', 'center', 'right', 'justify']),
      parseHTML: (element: HTMLElement) =>
        ['left', 'center', 'right', 'justify'].find(
          (one) => one === (element.getAttribute('data-align') ?? element.style.textAlign),
        ) ?? null,
    },
    anchor: {
      default: null,
      keepOnSplit: false,
      parseHTML: (element: HTMLElement) => element.getAttribute('data-anchor')?.slice(0, 120) ?? null,
      renderHTML: (attributes: Record<string, unknown>) =>
        typeof attributes['anchor'] === 'string' ? { 'data-anchor': attributes['anchor'] } : {},
    },
    when: json('data-when', Condition),
  }),
  parseHTML: () => ['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'li'].map((tag) => ({ tag })),
  renderHTML: ({ HTMLAttributes }) => ['p', HTMLAttributes, 0],
})

/** An inline atom drawn as a word in a frame; its attributes come from the clipboard only when they are sound. */
function chip(name: 'variable' | 'reference' | 'choice', attributes: readonly string[], port: () => EditorPort) {
  return Node.create({
    name,
    group: 'inline',
    inline: true,
    atom: true,
    selectable: true,
    draggable: true,
    addAttributes: () => Object.fromEntries(attributes.map((key) => [key, { default: null, rendered: false }])),
    parseHTML: () => [
      {
        tag: `span[data-chip="${name}"]`,
        getAttrs: (element) => {
          const attrs = parsed(element.getAttribute('data-attrs'), z.record(z.string(), z.unknown()))
          const sound = Inline.safeParse({ type: name, attrs }).data
          const found = sound && 'attrs' in sound ? sound.attrs : null
          return found === null ? false : (found as Record<string, unknown>)
        },
      },
    ],
    renderHTML: ({ node, HTMLAttributes }) => [
      'span',
      mergeAttributes(HTMLAttributes, {
        'data-chip': name,
        'data-attrs': JSON.stringify(
          Object.fromEntries(Object.entries(node.attrs).filter(([, value]) => value !== null)),
        ),
      }),
      labelOf(name, node.attrs, port().labels),
    ],
    renderText: ({ node }) => `{${labelOf(name, node.attrs, port().labels)}}`,
    addNodeView: () => (props) => {
      const dom = document.createElement('span')
      dom.dataset['chip'] = name
      const draw = (attrs: Record<string, unknown>) => {
        const { labels } = port()
        dom.textContent = labelOf(name, attrs, labels)
        dom.toggleAttribute('data-unknown', name === 'variable' && !labels.isKnown(String(attrs['path'])))
      }
      draw(props.node.attrs)
      dom.addEventListener('dblclick', () => {
        const position = props.getPos()
        if (position !== undefined) port().open(position)
      })
      return {
        dom,
        update(node) {
          if (node.type.name !== name) return false
          draw(node.attrs)
          return true
        },
      }
    },
  })
}

function labelOf(name: string, attrs: Record<string, unknown>, labels: EditorLabels): string {
  if (name === 'variable') return labels.variable(withoutNulls(attrs) as VariableAttrs)
  if (name === 'reference') return labels.reference(String(attrs['to']))
  return labels.choice(attrs['options'] as { when: Condition; text: string }[])
}

function withoutNulls(attrs: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attrs).filter(([, value]) => value !== null))
}

const PageBreak = Node.create({
  name: 'pageBreak',
  group: 'block',
  atom: true,
  selectable: true,
  parseHTML: () => [{ tag: 'hr' }],
  renderHTML: () => ['hr', { 'data-page': '' }],
})

const repeated = (name: 'repeat' | 'cellRepeat', content: string, group?: string) =>
  Node.create({
    name,
    ...(group === undefined ? {} : { group }),
    content,
    defining: true,
    isolating: true,
    addAttributes: () => ({
      over: {
        default: '',
        parseHTML: (element: HTMLElement) => element.getAttribute('data-over') ?? '',
        renderHTML: (attributes: Record<string, unknown>) => ({ 'data-over': String(attributes['over']) }),
      },
    }),
    parseHTML: () => [{ tag: `div[data-${name.toLowerCase()}]` }],
    renderHTML: ({ HTMLAttributes }) => [
      'div',
      mergeAttributes(HTMLAttributes, { [`data-${name.toLowerCase()}`]: '' }),
      0,
    ],
  })

const ClauseTable = Table.extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      widths: json('data-widths', z.array(z.number().positive()).max(40)),
      borders: word('borders', ['all', 'none']),
    }
  },
}).configure({ resizable: false, allowTableNodeSelection: true })

const ClauseRow = TableRow.extend({
  content: '(tableCell | tableHeader)+',
  addAttributes() {
    return {
      ...this.parent?.(),
      repeat: {
        default: null,
        parseHTML: (element: HTMLElement) => element.getAttribute('data-over'),
        renderHTML: (attributes: Record<string, unknown>) =>
          typeof attributes['repeat'] === 'string' ? { 'data-over': attributes['repeat'] } : {},
      },
      isHeader: { default: null, rendered: false },
      when: json('data-when', Condition),
    }
  },
})

const CELL = '(paragraph | cellRepeat)+'

export function clauseExtensions(port: () => EditorPort): AnyExtension[] {
  return [
    StarterKit.configure({
      paragraph: false,
      heading: false,
      blockquote: false,
      bulletList: false,
      orderedList: false,
      listItem: false,
      listKeymap: false,
      code: false,
      codeBlock: false,
      horizontalRule: false,
      strike: false,
      link: false,
      trailingNode: false,
    }),
    Paragraph,
    chip('variable', ['path', 'format', 'case', 'gender', 'optional'], port),
    chip('reference', ['to'], port),
    chip('choice', ['options'], port),
    PageBreak,
    repeated('repeat', 'block+', 'block'),
    repeated('cellRepeat', 'paragraph+'),
    ClauseTable,
    ClauseRow,
    TableCell.extend({ content: CELL }),
    TableHeader.extend({ content: CELL }),
    numbers(port),
  ]
}
