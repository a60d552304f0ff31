/** Runs in the browser: the registry's grid over SQLite's windows, and the bare grid, each from nothing to its first painted rows. */
import '@mantine/core/styles.layer.css'
import '#renderer/ui/tokens.css'
import '#renderer/ui/base.css'
import { createElement, useState } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { MantineProvider } from '@mantine/core'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { EngineProvider, type EngineProviderProps } from '#renderer/data/engine.tsx'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import type { RowSource } from '#renderer/ui/grid/source.ts'
import { registryColumns } from '#renderer/modules/inventory/registry-columns.ts'
import type { UnitFilter } from '#shared/modules/inventory/filter.ts'
import type { RegistryLine } from '#shared/modules/inventory/model.ts'
import { bareGrid } from './bare.ts'
import { listByHand } from './by-hand.ts'

interface Answer {
  lines: RegistryLine[]
  total: number
}

/** SQLite is in the bench's own process, behind a socket as in the program. */
const socket = new WebSocket(`ws://${location.host}${location.hash.slice(1)}`)
const waiting = new Map<number, (answer: Answer) => void>()
let asked = 0
socket.onmessage = ({ data }) => {
  const { id, value } = JSON.parse(String(data)) as { id: number; value: Answer }
  waiting.get(id)?.(value)
  waiting.delete(id)
}
await new Promise((resolve) => (socket.onopen = resolve))

function ask(args: unknown): Promise<Answer> {
  const id = ++asked
  socket.send(JSON.stringify({ id, args }))
  return new Promise((resolve) => waiting.set(id, resolve))
}

await i18next.use(initReactI18next).init({ lng: 'en', resources: {}, react: { useSuspense: false } })
const host = document.querySelector<HTMLElement>('#root') as HTMLElement
const columns = registryColumns(i18next.t, null)
const FIELDS = columns.filter(({ isHidden }) => !isHidden).map(({ id }) => id).slice(0, 20) // prettier-ignore
/** What grids have besides rows (export, paste) asks for an engine, and nobody presses it here. */
const NO_ENGINE = {
  connection: { api: {}, call: () => Promise.reject(new Error('There is no engine')), live: () => () => undefined },
  host: {},
} as unknown as Omit<EngineProviderProps, 'children'>
let root: Root | undefined
let memory: Record<string, unknown>[] = []
let setFilter: ((filter: UnitFilter) => void) | undefined
let onAnswer: (() => void) | undefined

/** After layout and paint of the frame that is now due. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => resolve()
      port2.postMessage(null)
    })
  })
}

function clear(): void {
  root?.unmount()
  root = undefined
  host.replaceChildren()
}

async function firstRows(): Promise<void> {
  while (!host.querySelector('.ag-row .ag-cell')?.textContent) await painted()
  await painted()
}

/** What was scrolled past may be drawn as one likes; where it ends the rows must stand, with their texts. */
async function standing(viewport: Element): Promise<void> {
  if (!viewport.querySelector('.ag-row')) return
  const top = Math.ceil(viewport.scrollTop / 28)
  const first = () => viewport.querySelector(`.ag-row[row-index="${top}"] .ag-cell`)?.textContent
  for (let turn = 0; !first() || host.querySelector('.kg-flight'); turn++) {
    if (turn > 600) throw new Error(`Row ${top} has not come`)
    await painted()
  }
}

function sourceOf(filter: UnitFilter): RowSource<RegistryLine> {
  return {
    version: filter,
    async fetch(from, to, sort) {
      const args = { filter, sort: sort.map(({ id, isDown }) => ({ by: id, desc: isDown })), offset: from, limit: to - from, group: null, folded: [] } // prettier-ignore
      const { lines, total } = await ask(args)
      if (from === 0) queueMicrotask(() => onAnswer?.())
      return { rows: lines, count: total }
    },
  }
}

function Registry() {
  const [source, setSource] = useState(() => sourceOf({}))
  setFilter = (filter) => setSource(sourceOf(filter))
  return createElement(Grid<RegistryLine>, { gridId: 'bench', label: 'registry', columns, source })
}

const bench = {
  async load(count: number): Promise<void> {
    memory = []
    for (let offset = 0; offset < count; offset += 1000) {
      const args = { filter: {}, sort: [], offset, limit: 1000, group: null, folded: [] }
      const { lines } = await ask(args)
      memory.push(...lines.flatMap((line) => (line.line === 'unit' ? [line.unit] : [])))
    }
  },
  async bare(): Promise<number> {
    clear()
    await painted()
    const start = performance.now()
    bareGrid(host, memory, FIELDS)
    await firstRows()
    return performance.now() - start
  },
  async ours(): Promise<number> {
    clear()
    await painted()
    const start = performance.now()
    root = createRoot(host)
    root.render(
      createElement(
        MantineProvider,
        null,
        createElement(EngineProvider, { ...NO_ENGINE, children: createElement(Registry) }),
      ),
    )
    await firstRows()
    return performance.now() - start
  },
  async byHand(): Promise<number> {
    clear()
    await painted()
    const start = performance.now()
    listByHand(host, memory, FIELDS)
    await painted()
    return performance.now() - start
  },
  /** From the changed filter to its painted rows. */
  async keystroke(filter: UnitFilter): Promise<number> {
    const start = performance.now()
    await new Promise<void>((resolve) => {
      onAnswer = resolve
      setFilter?.(filter)
    })
    onAnswer = undefined
    await painted()
    return performance.now() - start
  },
  /** Frames a second while every frame scrolls on by so many pixels. */
  async scroll(pixels: number, frames: number): Promise<number> {
    const viewport = [...host.querySelectorAll('*')].find(
      (one) => one.scrollHeight > one.clientHeight + 10_000 && /auto|scroll/.test(getComputedStyle(one).overflowY),
    )
    if (!viewport) throw new Error('No grid to scroll')
    await painted()
    const start = performance.now()
    for (let frame = 0; frame < frames; frame++) {
      viewport.scrollTop += pixels
      await new Promise(requestAnimationFrame)
    }
    const rate = (frames * 1000) / (performance.now() - start)
    await standing(viewport)
    return rate
  },
}
Object.assign(window, { bench })
