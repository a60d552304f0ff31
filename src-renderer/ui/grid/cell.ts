/** A cell drawn by hand: a heading of a group, a chip of a status, a link, a bar. Plain text cells need none of it. */
import { formatRoute } from '../../data/route.ts'
import type { ICellRendererComp, ICellRendererParams, Slot } from './ag.ts'
import type { CellLook } from './columns.ts'

export interface Drawn {
  text: string
  look?: CellLook
  group?: { level: number; isOpen: boolean; count: string }
}

export interface CellContext {
  draw(slot: number, columnId: string): Drawn | undefined
}

/** ag-grid makes renderers with `new`, so this is a class. */
export class LookCell implements ICellRendererComp<Slot> {
  #box = document.createElement('span')

  init(params: ICellRendererParams<Slot>): void {
    this.#box.className = 'kg-cell'
    this.#draw(params)
  }

  getGui(): HTMLElement {
    return this.#box
  }

  refresh(params: ICellRendererParams<Slot>): boolean {
    this.#draw(params)
    return true
  }

  #draw(params: ICellRendererParams<Slot>): void {
    const { data, column } = params
    const { context } = params as unknown as { context: CellContext }
    const drawn = data && column ? context.draw(data.index, column.getColId()) : undefined
    this.#box.classList.toggle('kg-heading', drawn?.group !== undefined)
    this.#box.replaceChildren(...(drawn ? parts(drawn) : []))
  }
}

function parts({ text, look, group }: Drawn): Node[] {
  if (group) return groupParts(text, look, group)
  const made: Node[] = []
  if (look?.bar !== undefined) {
    const bar = element('span', 'kg-bar')
    bar.style.setProperty('--share', `${Math.round(Math.min(Math.max(look.bar, 0), 1) * 100)}%`)
    made.push(bar)
  }
  made.push(...chip(look))
  if (look?.to === undefined) {
    const words = element(
      'span',
      `kg-text${look?.isStrong ? ' kg-strong' : ''}${look?.isDim ? ' kg-dim' : ''}${look?.isBad ? ' kg-bad' : ''}`,
    )
    words.textContent = text
    made.push(words)
  } else {
    const link = document.createElement('a')
    link.className = 'kg-text kg-link'
    link.href = `#${formatRoute(look.to)}`
    link.tabIndex = -1
    link.textContent = text
    made.push(link)
  }
  return made
}

function groupParts(text: string, look: CellLook | undefined, group: NonNullable<Drawn['group']>): Node[] {
  const arrow = element('span', 'kg-arrow')
  arrow.dataset['open'] = String(group.isOpen)
  arrow.style.marginInlineStart = `${group.level * 16}px`
  const words = element('span', 'kg-text kg-strong')
  words.textContent = text
  const count = element('span', 'kg-dim')
  count.textContent = group.count
  return [arrow, ...chip(look), words, count]
}

function chip(look: CellLook | undefined): Node[] {
  if (look?.tone === undefined && look?.swatch === undefined) return []
  const made = element('span', look.swatch === undefined ? 'kg-chip' : `kg-chip ${look.swatch}`)
  if (look.tone !== undefined) made.dataset['tone'] = look.tone
  return [made]
}

function element(tag: 'span', className: string): HTMLElement {
  const made = document.createElement(tag)
  made.className = className
  return made
}
