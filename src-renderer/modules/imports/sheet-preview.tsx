/** The top of the sheet; a row's number makes it the header. */
import { useTranslation } from 'react-i18next'
import { columnName } from '#shared/kernel/cell.ts'
import type { FileLook } from '#shared/modules/imports/model.ts'
import classes from './imports.module.css'

const MOST_COLUMNS = 30

export function SheetPreview({ look, onHeader }: { look: FileLook; onHeader(row: number): void }) {
  const { t } = useTranslation('imports')
  const widest = Math.max(...look.preview.map(({ cells }) => cells.length), 1)
  const width = Math.min(MOST_COLUMNS, widest)
  const isHeader = (row: number) =>
    look.headerFrom !== null && row >= look.headerFrom && row <= (look.headerTo ?? look.headerFrom)
  return (
    <>
      <div className={classes['previewHead']}>
        <h2>{t('columns.preview')}</h2>
        <span className={classes['hint']}>{t('columns.previewHint')}</span>
      </div>
      <div className={classes['scroll']}>
        <table className={classes['preview']}>
          <thead>
            <tr>
              <th />
              {Array.from({ length: width }, (_, column) => (
                <th key={column}>{columnName(column)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {look.preview.map(({ row, cells }) => (
              <tr key={row} data-header={isHeader(row) || undefined}>
                <th>
                  <button
                    type="button"
                    title={t('columns.makeHeader')}
                    aria-label={`${t('columns.makeHeader')}: ${row}`}
                    aria-pressed={isHeader(row)}
                    onClick={() => onHeader(row)}
                  >
                    {row}
                  </button>
                </th>
                {Array.from({ length: width }, (_, column) => (
                  <td key={column}>{cells[column]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {widest > MOST_COLUMNS && (
        <p className={classes['hint']}>{t('columns.moreColumns', { count: widest - MOST_COLUMNS })}</p>
      )}
    </>
  )
}
