/** The door of this module: any grid of rows that an import writes may take a block from Excel (idea 18). */
import { lazy, Suspense, useCallback, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { nameScore } from '#shared/modules/imports/names.ts'
import { fieldsByKey, type ImportKind } from '#shared/modules/imports/kind.ts'
import { notifyInfo } from '#renderer/data/notify.ts'
import { useActor } from '#renderer/data/session.ts'
import type { GridRow } from '#renderer/ui/grid/core.ts'
import type { PastedBlock } from '#renderer/ui/grid/paste.ts'
import { kindsFor } from './words.ts'

const PasteDialog = lazy(async () => ({ default: (await import('./paste-dialog.tsx')).PasteDialog }))

/** What the dialog is given: cells for rows that are there, or a table with a header of its own. */
export interface Pasted {
  kind: ImportKind
  into: { ids: string[]; fields: string[] } | null
  cells: string[][]
  rowsBeyond: number
  columnsBeyond: number
  /** Titles of columns that no file may change. */
  left: string[]
}

export interface Pasting<Row> {
  /** For the grid; undefined when this person imports none of the kinds. */
  onPasteBlock: ((block: PastedBlock<Row>) => void) | undefined
  /** Stands anywhere in the screen. */
  dialog: ReactNode
}

const ownId = ({ id }: GridRow) => id

/**
 * Columns of the grid have the keys of the kind's fields as their ids; `idOf` is undefined for a line that is no row, such as
 * the head of a group. Of `kinds` the first that the person may import is taken.
 */
export function usePaste<Row extends GridRow>(
  kinds: readonly string[],
  idOf: (row: Row) => string | undefined = ownId,
): Pasting<Row> {
  const { t } = useTranslation('imports')
  const allowed = kindsFor(useActor())
  const kind = kinds.flatMap((name) => allowed.find((one) => one.name === name) ?? [])[0]
  const [pasted, setPasted] = useState<Pasted>()

  const onPasteBlock = useCallback(
    (block: PastedBlock<Row>) => {
      if (!kind) return
      if (hasHeader(block.table, kind))
        return setPasted({
          kind,
          into: null,
          cells: block.table.map((line) => [...line]),
          rowsBeyond: 0,
          columnsBeyond: 0,
          left: [],
        })
      const ids = block.rows.map(idOf)
      if (ids.includes(undefined)) return notifyInfo(t('paste.grouped'))
      const known = fieldsByKey(kind)
      const taken = block.columns.flatMap(({ id }, at) => (known.has(id) ? [{ id, at }] : []))
      if (taken.length === 0 || ids.length === 0)
        return notifyInfo(`${t('paste.nothing')}. ${t('paste.nothingAdvice')}`)
      setPasted({
        kind,
        into: { ids: ids.filter((id) => id !== undefined), fields: taken.map(({ id }) => id) },
        cells: block.cells.map((line) => taken.map(({ at }) => line[at] ?? '')),
        rowsBeyond: block.rowsBeyond,
        columnsBeyond: block.columnsBeyond,
        left: block.columns.flatMap(({ id, fullTitle, title }) => (known.has(id) ? [] : [fullTitle ?? title])),
      })
    },
    [kind, idOf, t],
  )

  return {
    onPasteBlock: kind && onPasteBlock,
    dialog: pasted && (
      <Suspense>
        <PasteDialog pasted={pasted} onClose={() => setPasted(undefined)} />
      </Suspense>
    ),
  }
}

/** A first line that names two fields, and nothing but names, is a header: the block is a table and finds its own rows. */
function hasHeader(table: readonly (readonly string[])[], kind: ImportKind): boolean {
  const [first = []] = table
  if (table.length < 2) return false
  const named = first.filter((title) => kind.fields.some((field) => nameScore(title, field) >= 0.8)).length
  return named >= 2 && named * 2 >= first.filter((title) => title.trim() !== '').length
}
