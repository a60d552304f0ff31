/** Cells of a grid that were changed in Excel: what the table says now, what the file says, and which of them have changed here since. */
import { useTranslation } from 'react-i18next'
import { Badge, Button, Modal, Table } from '@mantine/core'
import { scaleOf, showCell, showValue, type GridColumn } from './columns.ts'
import type { PastedCell } from './paste.ts'
import type { Returned } from './use-grid-return.tsx'

export interface ReturnDialogProps<Row> {
  file: string
  returned: Returned
  rows: ReadonlyMap<string, Row>
  columns: readonly GridColumn<Row>[]
  onOpen: ((row: Row) => void) | undefined
  /** Where cells of this grid can be typed: what came back is laid into them like a paste. */
  onPaste: ((cells: readonly PastedCell<Row>[]) => void) | undefined
  onClose(): void
}

const MOST_SHOWN = 500

export function ReturnDialog<Row>({ file, returned, rows, columns, onOpen, onPaste, onClose }: ReturnDialogProps<Row>) {
  const { t } = useTranslation()
  const { cells, strange, lost, changed } = returned
  const stale = cells.filter(({ isStale }) => isStale).length
  const notes = [
    ...(stale > 0 ? [t('grid.return.stale', { count: stale })] : []),
    ...(changed ? [t('grid.return.rowsChanged', changed)] : []),
    ...(lost.length > 0 ? [t('grid.return.lost', { columns: lost.join(', ') })] : []),
    ...(strange.length > 0 ? [t('grid.return.strange', { rows: strange.slice(0, 20).join(', ') })] : []),
  ]
  const writable = onPaste ? asPaste(returned, rows, columns) : []
  const open = (row: Row) => {
    onClose()
    onOpen?.(row)
  }
  return (
    <Modal opened onClose={onClose} title={t('grid.return.title', { file })} size="xl">
      <p>
        {t(cells.length === 0 ? 'grid.return.same' : writable.length > 0 ? 'grid.return.canWrite' : 'grid.return.why')}
      </p>
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {cells.length > 0 && (
        <Table.ScrollContainer minWidth={480} mah="55vh">
          <Table stickyHeader data-testid="returned-cells">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('grid.return.row')}</Table.Th>
                <Table.Th>{t('grid.return.column')}</Table.Th>
                <Table.Th>{t('grid.return.now')}</Table.Th>
                <Table.Th>{t('grid.return.file')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {cells.slice(0, MOST_SHOWN).map((cell) => {
                const row = rows.get(cell.id)
                const column = columns.find(({ id }) => id === cell.key)
                const label = row && columns[0] ? showCell(columns[0], row) : ''
                return (
                  <Table.Tr key={`${cell.row} ${cell.key} ${cell.title}`}>
                    <Table.Td>
                      {row && onOpen ? (
                        <Button variant="subtle" size="compact-xs" onClick={() => open(row)}>
                          {label}
                        </Button>
                      ) : (
                        label
                      )}{' '}
                      <span className="kg-dim">{t('grid.return.line', { row: cell.row })}</span>
                    </Table.Td>
                    <Table.Td>{cell.title}</Table.Td>
                    <Table.Td>{cell.isGone ? t('grid.return.gone') : shown(column, cell.now)}</Table.Td>
                    <Table.Td>
                      <b>{shown(column, cell.file)}</b>{' '}
                      {cell.isStale && (
                        <Badge color="warn" variant="light">
                          {t('grid.return.isStale')}
                        </Badge>
                      )}
                    </Table.Td>
                  </Table.Tr>
                )
              })}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {writable.length > 0 && (
        <Button
          mt="md"
          onClick={() => {
            onPaste?.(writable)
            onClose()
          }}
        >
          {t('grid.return.write', { count: writable.length })}
        </Button>
      )}
      {cells.length > MOST_SHOWN && <p>{t('grid.return.more', { count: cells.length - MOST_SHOWN })}</p>}
    </Modal>
  )
}

/** Cells that may be typed here and that nobody has changed since the file left. */
function asPaste<Row>(
  { cells }: Returned,
  rows: ReadonlyMap<string, Row>,
  columns: readonly GridColumn<Row>[],
): PastedCell<Row>[] {
  return cells.flatMap(({ id, key, file, isStale }) => {
    const row = rows.get(id)
    const column = columns.find((one) => one.id === key)
    if (!row || !column || isStale || column.isEditable?.(row) !== true) return []
    const scale = scaleOf(column.kind)
    const value = typeof file === 'number' && scale > 1 ? Math.round(file * scale) : file
    return [{ row, columnId: key, text: shown(column, file), value }]
  })
}

/** A number of the file is in rubles and square metres. */
function shown<Row>(column: GridColumn<Row> | undefined, value: string | number | boolean | null): string {
  if (value === null) return '—'
  const text = showValue(
    column?.kind,
    typeof value === 'number' ? value * scaleOf(column?.kind) : value,
    column?.digits,
  )
  return text === '' ? String(value) : text
}
