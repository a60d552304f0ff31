/** The foot of a grid: how many rows, what the selection adds up to, find, and the arrangement. */
import { useMemo, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { ActionIcon, Button, Tooltip } from '@mantine/core'
import {
  IconChevronDown,
  IconChevronUp,
  IconFileImport,
  IconFileSpreadsheet,
  IconFilterOff,
  IconSearch,
  IconX,
} from '@tabler/icons-react'
import { formatNumber } from '../format.ts'
import { ColumnChooser, GroupChooser, ViewChooser } from './column-chooser.tsx'
import type { GridColumn } from './columns.ts'
import type { Core, GridRow } from './core.ts'
import type { Finder } from './find.ts'
import { isOneCell, type Range } from './range.ts'
import { totalsOf } from './totals.ts'
import type { GridLayout } from './use-layout.ts'

export interface GridFootProps<Row extends GridRow> {
  core: RefObject<Core<Row> | undefined>
  count: number | undefined
  /** Of so many rows, where filters of the grid hide some. */
  unfiltered: number | undefined
  onFilterClear(): void
  shownRows: number | undefined
  range: Range | undefined
  /** Changes whenever the rows do, so that the totals are added up anew. */
  version: unknown
  /** Rows of the range that had to be asked for. */
  fetched: readonly Row[] | undefined
  find: string | undefined
  finder: Finder
  onFind(text: string | undefined): void
  onFindClose(): void
  columns: readonly GridColumn<Row>[]
  arrangement: GridLayout
  rows: readonly Row[] | undefined
  onFold(keys: readonly string[]): void
  onExport?: () => void | Promise<void>
  onReturn?: () => void | Promise<void>
}

export function GridFoot<Row extends GridRow>(props: GridFootProps<Row>) {
  const { t } = useTranslation()
  const { count, find, columns, arrangement, rows } = props
  return (
    <footer className="kg-foot">
      {find === undefined ? (
        <>
          <span className="kg-count">
            {count === undefined ? '' : t('grid.rows', { count, shown: formatNumber(count) })}
            {props.unfiltered !== undefined && ` ${t('grid.ofRows', { all: formatNumber(props.unfiltered) })}`}
          </span>
          {props.unfiltered !== undefined && (
            <Button
              variant="subtle"
              size="compact-xs"
              leftSection={<IconFilterOff size={14} />}
              onClick={props.onFilterClear}
            >
              {t('grid.filterClearAll')}
            </Button>
          )}
          <Totals {...props} />
        </>
      ) : (
        <FindBox {...props} find={find} />
      )}
      <span className="kg-tools">
        <Tooltip label={`${t('grid.find')}  Ctrl+F`}>
          <ActionIcon size="sm" aria-label={t('grid.find')} onClick={() => props.onFind('')}>
            <IconSearch size={15} />
          </ActionIcon>
        </Tooltip>
        {rows && <GroupChooser columns={columns} arrangement={arrangement} rows={rows} onFold={props.onFold} />}
        <ColumnChooser columns={columns} arrangement={arrangement} />
        <ViewChooser arrangement={arrangement} />
        {props.onExport && (
          <Tooltip label={t('export')}>
            <ActionIcon size="sm" aria-label={t('export')} onClick={() => void props.onExport?.()}>
              <IconFileSpreadsheet size={15} />
            </ActionIcon>
          </Tooltip>
        )}
        {props.onReturn && (
          <Tooltip label={t('grid.bringBack')}>
            <ActionIcon size="sm" aria-label={t('grid.bringBack')} onClick={() => void props.onReturn?.()}>
              <IconFileImport size={15} />
            </ActionIcon>
          </Tooltip>
        )}
      </span>
    </footer>
  )
}

function Totals<Row extends GridRow>({ core, range, version, fetched }: GridFootProps<Row>) {
  const { t } = useTranslation()
  // `version` stands for the rows behind the core.
  const totals = useMemo(
    () =>
      version !== null && core.current && range && !isOneCell(range)
        ? totalsOf(core.current, range, fetched)
        : undefined,
    [core, range, version, fetched],
  )
  if (!totals) return null
  const { detail } = totals
  return (
    <span className="kg-totals" role="status">
      <Item title={t('grid.selected')} text={formatNumber(totals.rows)} />
      {detail && (
        <>
          {detail.sum !== null && <Item title={t('grid.sum')} text={detail.sum} />}
          <Item title={t('grid.average')} text={detail.average} />
          <Item title={t('grid.min')} text={detail.min} />
          <Item title={t('grid.max')} text={detail.max} />
        </>
      )}
      {totals.totals.map((total) => (
        <Item key={total.title} title={total.title} text={total.text} />
      ))}
    </span>
  )
}

function Item({ title, text }: { title: string; text: string }) {
  return (
    <span className="kg-total">
      <span className="kg-dim">{title}</span> <b>{text}</b>
    </span>
  )
}

function FindBox<Row extends GridRow>({ find, finder, onFind, onFindClose }: GridFootProps<Row> & { find: string }) {
  const { t } = useTranslation()
  const [isMissing, setMissing] = useState(false)
  return (
    <span className="kg-find" data-missing={isMissing || undefined}>
      <IconSearch size={14} />
      <input
        autoFocus
        value={find}
        placeholder={t('grid.find')}
        aria-label={t('grid.find')}
        aria-invalid={isMissing}
        onChange={(event) => {
          onFind(event.currentTarget.value)
          setMissing(!finder.start(event.currentTarget.value) && event.currentTarget.value !== '')
          // Going to the cell took the focus along; typing goes on here.
          event.currentTarget.focus()
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' || event.key === 'F3') {
            event.preventDefault()
            finder.next(event.shiftKey)
            event.currentTarget.focus()
          } else if (event.key === 'Escape' || event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault()
            event.stopPropagation()
            onFindClose()
          }
        }}
      />
      {isMissing && <span role="status">{t('grid.notFound')}</span>}
      <ActionIcon size="sm" aria-label={t('grid.findBack')} onClick={() => finder.next(true)}>
        <IconChevronUp size={15} />
      </ActionIcon>
      <ActionIcon size="sm" aria-label={t('grid.findNext')} onClick={() => finder.next(false)}>
        <IconChevronDown size={15} />
      </ActionIcon>
      <ActionIcon size="sm" aria-label={t('close')} onClick={onFindClose}>
        <IconX size={15} />
      </ActionIcon>
    </span>
  )
}
