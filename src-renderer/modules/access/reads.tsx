/** Who read what is secret and what for; who let how many rows out of the program. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { IconEye } from '@tabler/icons-react'
import type { SensitiveRead } from '#shared/modules/access/model.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import { Page } from '#renderer/ui/page.tsx'
import { EmptyState, ErrorState } from '#renderer/ui/states.tsx'

const EXPORT = { right: 'audit.read' }

export function Reads() {
  const { t } = useTranslation('access')
  const { data, error, retry } = useQuery('access.journal', { limit: 1000 })
  const columns = useMemo<readonly GridColumn<SensitiveRead>[]>(
    () => [
      { id: 'at', title: t('audit.at'), kind: 'time', value: (row) => row.read_at, width: 165 },
      { id: 'user', title: t('audit.user'), value: (row) => row.user_name, width: 200, isGroupable: true },
      {
        id: 'what',
        title: t('audit.what'),
        value: (row) => t(`reads.what.${row.what}`, { defaultValue: row.what }),
        width: 220,
        isGroupable: true,
      },
      { id: 'row', title: t('audit.row'), value: (row) => row.row_name ?? row.row_id, width: 260 },
      {
        id: 'rows',
        title: t('reads.rows'),
        kind: 'number',
        value: (row) => row.row_count,
        width: 90,
        aggregate: 'sum',
      },
      { id: 'purpose', title: t('person.purpose'), value: (row) => row.purpose, width: 260, isGroupable: true },
    ],
    [t],
  )
  return (
    <Page title={t('screens.reads')} detail={t('reads.about')}>
      {error ? (
        <ErrorState error={error} onRetry={retry} />
      ) : (
        <Grid
          gridId="access.reads"
          exportAs={EXPORT}
          label={t('screens.reads')}
          columns={columns}
          rows={data}
          empty={<EmptyState icon={IconEye} title={t('reads.empty')} text={t('reads.about')} />}
        />
      )}
    </Page>
  )
}
