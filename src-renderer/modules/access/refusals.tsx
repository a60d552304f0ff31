/** Who tried what and why the centre refused it: mistakes of teaching, rights that are missing, and attempts. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Select } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { IconHandStop, IconRefresh } from '@tabler/icons-react'
import { addMs, DAY_MS } from '#shared/kernel/instant.ts'
import type { RefusedCommand } from '#shared/modules/access/model.ts'
import { useApi } from '#renderer/data/engine.tsx'
import { errorText } from '#renderer/data/error-text.ts'
import { setQuery, useRoute } from '#renderer/data/route.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatTime } from '#renderer/ui/format.ts'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import { Page } from '#renderer/ui/page.tsx'
import { EmptyState } from '#renderer/ui/states.tsx'
import { commandWords, startOfDay } from './audit-words.ts'
import { PagedGrid } from './paged-grid.tsx'
import { Panel } from './panel.tsx'
import { usePages } from './use-pages.ts'
import { Fact } from './user-card.tsx'
import classes from './access.module.css'

const PAGE = 200

export function Refusals() {
  const { t } = useTranslation('access')
  const api = useApi()
  const { query } = useRoute()
  const users = useQuery('access.userNames', {}).data ?? []
  const [picked, setPicked] = useState<RefusedCommand>()
  const filter = {
    userId: query['user'] ?? null,
    command: null,
    from: query['from'] === undefined ? null : startOfDay(query['from']),
    to: query['to'] === undefined ? null : addMs(startOfDay(query['to']), DAY_MS),
  }
  const pages = usePages<RefusedCommand>(JSON.stringify(filter), PAGE, (last) =>
    api.access.refusals({ ...filter, before: last ? { at: last.at, id: last.id } : null, limit: PAGE }),
  )
  const columns = useMemo<readonly GridColumn<RefusedCommand>[]>(
    () => [
      { id: 'at', title: t('audit.at'), kind: 'time', value: (row) => row.at, width: 165 },
      { id: 'user', title: t('audit.user'), value: (row) => row.user_name, width: 200, isGroupable: true },
      {
        id: 'command',
        title: t('refusals.tried'),
        value: (row) => commandWords(row.command, t),
        width: 260,
        isGroupable: true,
      },
      {
        id: 'why',
        title: t('refusals.why'),
        value: (row) => errorText(row.error, t).title,
        width: 420,
        isGroupable: true,
      },
      {
        id: 'code',
        title: t('refusals.code'),
        value: (row) => t(`refusals.codes.${row.error.code}`),
        width: 160,
        isGroupable: true,
      },
      {
        id: 'issued',
        title: t('refusals.issued'),
        kind: 'time',
        value: (row) => row.issued_at,
        width: 165,
        isHidden: true,
      },
      { id: 'workstation', title: t('audit.workstation'), value: (row) => row.workstation, width: 280, isHidden: true },
    ],
    [t],
  )

  return (
    <Page
      title={t('screens.refusals')}
      detail={t('refusals.about')}
      actions={
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} />}
          loading={pages.isLoading}
          onClick={pages.refresh}
        >
          {t('audit.refresh')}
        </Button>
      }
      toolbar={
        <>
          <Select
            aria-label={t('audit.user')}
            searchable
            value={filter.userId ?? ''}
            onChange={(user) => setQuery({ user: user === '' || user === null ? undefined : user })}
            data={[
              { value: '', label: t('audit.allUsers') },
              ...users.map(({ id, name, login }) => ({ value: id, label: `${name} · ${login}` })),
            ]}
            w={260}
          />
          {(['from', 'to'] as const).map((end) => (
            <DateInput
              key={end}
              aria-label={t(`audit.${end}`)}
              placeholder={t(`audit.${end}`)}
              valueFormat="DD.MM.YYYY"
              clearable
              value={query[end] ?? null}
              onChange={(day) => setQuery({ [end]: day ?? undefined })}
              w={130}
            />
          ))}
        </>
      }
      aside={
        picked && (
          <Panel
            title={commandWords(picked.command, t)}
            detail={formatTime(picked.at)}
            onClose={() => setPicked(undefined)}
          >
            <dl className={classes['facts']}>
              <Fact name={t('audit.user')} value={picked.user_name} />
              <Fact name={t('refusals.why')} value={errorText(picked.error, t).title} />
              <Fact name={t('refusals.advice')} value={errorText(picked.error, t).advice} />
              <Fact name={t('refusals.issued')} value={formatTime(picked.issued_at)} />
              <Fact name={t('audit.workstation')} value={picked.workstation} />
            </dl>
          </Panel>
        )
      }
    >
      <PagedGrid
        gridId="access.refusals"
        label={t('screens.refusals')}
        columns={columns}
        pages={pages}
        onPick={setPicked}
        empty={<EmptyState icon={IconHandStop} title={t('refusals.empty')} text={t('refusals.about')} />}
      />
    </Page>
  )
}
