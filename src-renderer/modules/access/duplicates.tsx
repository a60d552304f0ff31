/** Cards that are perhaps one person's, and those that were joined and may be parted again. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SegmentedControl } from '@mantine/core'
import { IconArrowsSplit, IconUsersGroup } from '@tabler/icons-react'
import type { DuplicatePair, Merge } from '#shared/modules/access/model.ts'
import { useApi } from '#renderer/data/engine.tsx'
import { navigate, setQuery, useRoute } from '#renderer/data/route.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import { Page } from '#renderer/ui/page.tsx'
import { EmptyState, ErrorState } from '#renderer/ui/states.tsx'
import { Confirm } from './confirm.tsx'
import { MergeDialog } from './merge-dialog.tsx'
import { usePages } from './use-pages.ts'

const MOST = 500

const EXPORT = { right: 'people.export' }

export function Duplicates() {
  const { t } = useTranslation('access')
  const { query } = useRoute()
  const isPast = query['tab'] === 'merged'
  return (
    <Page
      title={t('screens.duplicates')}
      detail={t('merge.about')}
      toolbar={
        <SegmentedControl
          value={isPast ? 'merged' : ''}
          onChange={(tab) => setQuery({ tab: tab === '' ? undefined : tab })}
          data={[
            { value: '', label: t('merge.found') },
            { value: 'merged', label: t('merge.merged') },
          ]}
        />
      }
    >
      {isPast ? <Merged /> : <Found />}
    </Page>
  )
}

function Found() {
  const { t } = useTranslation('access')
  const api = useApi()
  const pages = usePages<DuplicatePair>('duplicates', MOST, () => api.access.duplicates({ limit: MOST }))
  const [picked, setPicked] = useState<DuplicatePair>()
  const columns = useMemo<readonly GridColumn<DuplicatePair>[]>(
    () => [
      { id: 'first', title: t('merge.first'), value: (row) => row.first_name, width: 300 },
      { id: 'second', title: t('merge.second'), value: (row) => row.second_name, width: 300 },
      {
        id: 'sharing',
        title: t('merge.sharing'),
        value: (row) => row.sharing.map((sign) => t(`merge.sign.${sign}`)).join(', '),
        width: 260,
        isGroupable: true,
      },
    ],
    [t],
  )
  if (pages.error) return <ErrorState error={pages.error} onRetry={pages.refresh} />
  return (
    <>
      <Grid
        gridId="access.duplicates"
        exportAs={EXPORT}
        label={t('screens.duplicates')}
        columns={columns}
        rows={pages.rows}
        onOpen={setPicked}
        empty={<EmptyState icon={IconUsersGroup} title={t('merge.none')} text={t('merge.noneText')} />}
      />
      {picked && (
        <MergeDialog
          firstId={picked.first_id}
          secondId={picked.second_id}
          onClose={() => setPicked(undefined)}
          onMerged={() => {
            setPicked(undefined)
            pages.refresh()
          }}
        />
      )}
    </>
  )
}

function Merged() {
  const { t } = useTranslation('access')
  const { data, error, retry } = useQuery('access.merges', { limit: 1000 })
  const undo = useCommand('access.undoMerge', { done: t('merge.undone') })
  const [picked, setPicked] = useState<Merge>()
  const columns = useMemo<readonly GridColumn<Merge>[]>(
    () => [
      { id: 'at', title: t('audit.at'), kind: 'time', value: (row) => row.merged_at, width: 165 },
      { id: 'kept', title: t('merge.kept'), value: (row) => row.kept_name, width: 240 },
      { id: 'gone', title: t('merge.gone'), value: (row) => row.gone_name, width: 240 },
      { id: 'reason', title: t('user.reason'), value: (row) => row.reason, width: 240 },
      { id: 'user', title: t('audit.user'), value: (row) => row.user_name, width: 180, isGroupable: true },
      { id: 'undone', title: t('merge.undoneAt'), kind: 'time', value: (row) => row.undone_at, width: 165 },
    ],
    [t],
  )
  if (error) return <ErrorState error={error} onRetry={retry} />
  return (
    <>
      <Grid
        gridId="access.merges"
        exportAs={EXPORT}
        label={t('merge.merged')}
        columns={columns}
        rows={data}
        onOpen={(row) => (row.undone_at === null ? setPicked(row) : navigate(`/people?person=${row.kept_id}`))}
        empty={<EmptyState icon={IconArrowsSplit} title={t('merge.noMerges')} text={t('merge.about')} />}
      />
      {picked && (
        <Confirm
          title={t('merge.undoTitle')}
          about={t('merge.undoText', { kept: picked.kept_name, gone: picked.gone_name })}
          action={t('merge.undo')}
          needsReason
          isPending={undo.isPending}
          onClose={() => setPicked(undefined)}
          onConfirm={(reason) =>
            void undo.run({ mergeId: picked.id, reason }).then(({ ok }) => ok && setPicked(undefined))
          }
        />
      )}
    </>
  )
}
