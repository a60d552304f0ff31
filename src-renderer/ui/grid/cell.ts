/** A cell drawn by hand: a heading of a group, a chip of a status, a link, a bar. Plain text cells need none of it. */
import type { ICellRendererComp, ICellRendererParams, Slot } from './ag.ts'
import type { CellLook } from './columns.ts'

export interface Drawn {
  text: string
  look?: CellLook
  group?: { level: number; isOpen: boolean; count: string }
}

export interface CellContext {
  /** `text` is what the column shows there, worked out already. */
  draw(slot: number, columnId: string, text: string): Drawn | undefined
}

/** ag-grid makes renderers with `new`, so this is a class. */
export class LookCell implements ICellRendererComp<Slot> {
  #box = document.createElement('span')
  #shown = ''

  init(params: ICellRendererParams<Slot>): void {
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
    const { data, column, value } = params as ICellRendererParams<Slot, string>
    const { context } = params as unknown as { context: CellContext }
    const drawn = data && column ? context.draw(data.index, column.getColId(), value ?? '') : undefined
    // Most redraws find what is there already.
    const shown = JSON.stringify(drawn) ?? ''
    if (shown === this.#shown) return
    this.#shown = shown
    drawCell(this.#box, drawn)
  }
}

export function drawCell(box: HTMLElement, drawn: Drawn | undefined): void {
  box.className = drawn?.group ? 'kg-heading' : classOf(drawn?.look)
  // Most cells with a look are words only: then the box is all there is.
  if (!drawn) box.textContent = ''
  else if (drawn.group || hasParts(drawn.look)) box.replaceChildren(...parts(drawn))
  else box.textContent = drawn.text
}

function classOf(look: CellLook | undefined): string {
  return `kg-cell${look?.isStrong ? ' kg-strong' : ''}${look?.isDim ? ' kg-dim' : ''}${look?.isBad ? ' kg-bad' : ''}`
}

function hasParts(look: CellLook | undefined): boolean {
  return look !== undefined && (look.tone ?? look.swatch ?? look.to ?? look.bar) !== undefined
}

function parts({ text, look, group }: Drawn): (Node | string)[] {
  if (group) {
    const arrow = element('span', 'kg-arrow')
    arrow.dataset['open'] = String(group.isOpen)
    arrow.style.marginInlineStart = `${group.level * 16}px`
    const count = element('span', 'kg-dim kg-heading-count')
    count.textContent = group.count
    return [arrow, ...chip(look), text, count]
  }
  const made: (Node | string)[] = chip(look)
  if (look?.bar !== undefined) {
    const bar = element('span', 'kg-bar')
    bar.style.setProperty('--share', `${Math.round(Math.min(Math.max(look.bar, 0), 1) * 100)}%`)
    made.push(bar)
  }
  if (look?.to === undefined) return [...made, text]
  const link = document.createElement('a')
  link.className = 'kg-link'
  link.href = `#${look.to}`
  link.tabIndex = -1
  link.textContent = text
  return [...made, link]
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
