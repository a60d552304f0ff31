/** A journal that is read page by page: its rows, what went wrong, and the way to more. */
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { Grid, type GridProps } from '#renderer/ui/grid/grid.tsx'
import { ErrorState } from '#renderer/ui/states.tsx'
import type { Pages } from './use-pages.ts'
import classes from './access.module.css'

type PagedGridProps<Row extends { id: string }> = Pick<GridProps<Row>, 'gridId' | 'label' | 'columns' | 'empty'> & {
  pages: Pages<Row>
  onPick(row: Row | undefined): void
}

const EXPORT = { right: 'audit.read' }

export function PagedGrid<Row extends { id: string }>({ pages, onPick, ...grid }: PagedGridProps<Row>) {
  const { t } = useTranslation('access')
  if (pages.error) return <ErrorState error={pages.error} onRetry={pages.refresh} />
  return (
    <>
      <Grid
        {...grid}
        exportAs={EXPORT}
        rows={pages.rows}
        onOpen={onPick}
        onSelect={(rows) => rows.length === 1 && onPick(rows[0])}
      />
      {pages.hasMore && (
        <div className={classes['more']}>
          <Button variant="subtle" loading={pages.isLoading} onClick={pages.more}>
            {t('audit.more')}
          </Button>
        </div>
      )}
    </>
  )
}
