/** The head of a column: a click sorts, Shift adds to the sort, the right button or Alt+↓ opens the menu of the column. */
import type { IHeaderComp, IHeaderParams, Slot } from './ag.ts'
import type { SortKey } from './view.ts'

export interface HeadContext {
  sort(): readonly SortKey[]
  onSort(columnId: string, isAdding: boolean): void
  onMenu(columnId: string, place: DOMRect): void
  /** Undefined: the column has no filter. */
  hasFilter(columnId: string): boolean | undefined
  onFilter(columnId: string, place: DOMRect): void
  isNumeric(columnId: string): boolean
}

export class Head implements IHeaderComp {
  #box = document.createElement('div')
  #title = document.createElement('span')
  #mark = document.createElement('span')
  #funnel = document.createElement('span')
  #redraw: (() => void) | undefined

  init(params: IHeaderParams<Slot>): void {
    const { context } = params as unknown as { context: HeadContext }
    const id = params.column.getColId()
    this.#box.className = 'kg-head'
    this.#box.dataset['numeric'] = String(context.isNumeric(id))
    this.#title.className = 'kg-head-title'
    this.#mark.className = 'kg-head-mark'
    this.#funnel.className = 'kg-head-filter'
    this.#box.append(this.#title, this.#mark, this.#funnel)
    this.#draw(params)

    const openMenu = () => context.onMenu(id, params.eGridHeader.getBoundingClientRect())
    this.#box.addEventListener('click', (event) => {
      if (event.target === this.#funnel) context.onFilter(id, params.eGridHeader.getBoundingClientRect())
      else context.onSort(id, event.shiftKey || event.ctrlKey)
    })
    params.eGridHeader.addEventListener('contextmenu', (event) => {
      event.preventDefault()
      openMenu()
    })
    params.eGridHeader.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault()
        context.onSort(id, event.shiftKey)
      } else if (event.key === 'ContextMenu' || (event.altKey && event.key === 'ArrowDown')) {
        event.preventDefault()
        openMenu()
      }
    })
    this.#redraw = () => {
      this.#show(context.sort(), id, params.eGridHeader)
      const isFiltered = context.hasFilter(id)
      this.#funnel.hidden = isFiltered === undefined
      this.#funnel.dataset['on'] = String(isFiltered ?? false)
      params.eGridHeader.dataset['filtered'] = String(isFiltered ?? false)
    }
    this.#redraw()
    heads.add(this)
  }

  getGui(): HTMLElement {
    return this.#box
  }

  refresh(params: IHeaderParams<Slot>): boolean {
    this.#draw(params)
    this.#redraw?.()
    return true
  }

  destroy(): void {
    heads.delete(this)
  }

  redraw(): void {
    this.#redraw?.()
  }

  #draw(params: IHeaderParams<Slot>): void {
    this.#title.textContent = params.displayName
    const tooltip = params.column.getColDef().headerTooltip
    this.#box.title = typeof tooltip === 'string' ? tooltip : params.displayName
  }

  #show(sort: readonly SortKey[], id: string, header: HTMLElement): void {
    const at = sort.findIndex((key) => key.id === id)
    const key = sort[at]
    header.setAttribute('aria-sort', key ? (key.isDown ? 'descending' : 'ascending') : 'none')
    this.#mark.dataset['sort'] = key ? (key.isDown ? 'down' : 'up') : 'none'
    this.#mark.textContent = key && sort.length > 1 ? String(at + 1) : ''
  }
}

const heads = new Set<Head>()

/** After a change of the sort, which ag-grid knows nothing about. */
export function redrawHeads(): void {
  for (const head of heads) head.redraw()
}
