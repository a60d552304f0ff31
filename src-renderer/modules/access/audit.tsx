/** Who changed what: every write of every table, with the row before and after. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Select, TextInput } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { IconHistory, IconRefresh } from '@tabler/icons-react'
import { Id } from '#shared/kernel/id.ts'
import { addMs, DAY_MS } from '#shared/kernel/instant.ts'
import type { AuditEntry } from '#shared/modules/access/model.ts'
import { useApi } from '#renderer/data/engine.tsx'
import { setQuery, useRoute } from '#renderer/data/route.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatTime } from '#renderer/ui/format.ts'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import { Page } from '#renderer/ui/page.tsx'
import { EmptyState } from '#renderer/ui/states.tsx'
import { AuditDiff } from './audit-diff.tsx'
import { commandWords, startOfDay, tableWords, writerWords } from './audit-words.ts'
import { Fact } from './user-card.tsx'
import { PagedGrid } from './paged-grid.tsx'
import { Panel } from './panel.tsx'
import { usePages } from './use-pages.ts'
import classes from './access.module.css'

const PAGE = 200

export function Audit() {
  const { t } = useTranslation('access')
  const api = useApi()
  const { query } = useRoute()
  const users = useQuery('access.userNames', {}).data ?? []
  const [picked, setPicked] = useState<AuditEntry>()
  const row = Id.safeParse(query['row'] ?? '').success ? (query['row'] ?? null) : null
  const filter = {
    table: query['table'] ?? null,
    userId: query['user'] ?? null,
    rowId: row,
    from: query['from'] === undefined ? null : startOfDay(query['from']),
    to: query['to'] === undefined ? null : addMs(startOfDay(query['to']), DAY_MS),
  }
  const pages = usePages<AuditEntry>(JSON.stringify(filter), PAGE, (last) =>
    api.access.auditEntries({ ...filter, before: last?.id ?? null, limit: PAGE }),
  )
  const tables = usePages<string>('tables', 10_000, () => api.access.auditTables({})).rows ?? []

  const columns = useMemo<readonly GridColumn<AuditEntry>[]>(
    () => [
      { id: 'at', title: t('audit.at'), kind: 'time', value: (entry) => entry.at, width: 165 },
      { id: 'user', title: t('audit.user'), value: (entry) => writerWords(entry, t), width: 180, isGroupable: true },
      {
        id: 'table',
        title: t('audit.what'),
        value: (entry) => tableWords(entry.table, t),
        width: 160,
        isGroupable: true,
      },
      {
        id: 'operation',
        title: t('audit.operation'),
        value: (entry) => t(`audit.${entry.operation}`),
        width: 100,
        isGroupable: true,
      },
      {
        id: 'command',
        title: t('audit.command'),
        value: (entry) => commandWords(entry.command, t),
        width: 220,
        isGroupable: true,
      },
      { id: 'fields', title: t('audit.field'), value: changedFields, width: 260 },
      { id: 'row', title: t('audit.row'), value: (entry) => entry.row_id, width: 280, isHidden: true },
      {
        id: 'workstation',
        title: t('audit.workstation'),
        value: (entry) => entry.workstation,
        width: 200,
        isHidden: true,
      },
    ],
    [t],
  )

  return (
    <Page
      title={t('screens.audit')}
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
            aria-label={t('audit.what')}
            searchable
            value={filter.table ?? ''}
            onChange={(table) => setQuery({ table: table === '' || table === null ? undefined : table })}
            data={[
              { value: '', label: t('audit.allTables') },
              ...tables.map((table) => ({ value: table, label: tableWords(table, t) })),
            ]}
            w={190}
          />
          <Select
            aria-label={t('audit.user')}
            searchable
            value={filter.userId ?? ''}
            onChange={(user) => setQuery({ user: user === '' || user === null ? undefined : user })}
            data={[
              { value: '', label: t('audit.allUsers') },
              ...users.map(({ id, name, login }) => ({ value: id, label: `${name} · ${login}` })),
            ]}
            w={220}
          />
          <DateInput
            aria-label={t('audit.from')}
            placeholder={t('audit.from')}
            valueFormat="DD.MM.YYYY"
            clearable
            value={query['from'] ?? null}
            onChange={(day) => setQuery({ from: day ?? undefined })}
            w={130}
          />
          <DateInput
            aria-label={t('audit.to')}
            placeholder={t('audit.to')}
            valueFormat="DD.MM.YYYY"
            clearable
            value={query['to'] ?? null}
            onChange={(day) => setQuery({ to: day ?? undefined })}
            w={130}
          />
          <TextInput
            key={query['row'] ?? ''}
            aria-label={t('audit.rowId')}
            placeholder={t('audit.rowHint')}
            defaultValue={query['row'] ?? ''}
            error={(query['row'] ?? '') !== '' && row === null}
            onBlur={(event) => setQuery({ row: event.currentTarget.value.trim() || undefined })}
            onKeyDown={(event) =>
              event.key === 'Enter' && setQuery({ row: event.currentTarget.value.trim() || undefined })
            }
            w={300}
          />
        </>
      }
      aside={
        picked && (
          <Panel
            title={`${tableWords(picked.table, t)}: ${t(`audit.${picked.operation}`)}`}
            detail={formatTime(picked.at)}
            isWide
            onClose={() => setPicked(undefined)}
          >
            <dl className={classes['facts']}>
              <Fact name={t('audit.user')} value={writerWords(picked, t)} />
              <Fact name={t('audit.command')} value={commandWords(picked.command, t)} />
              <Fact name={t('audit.workstation')} value={picked.workstation} />
              <Fact name={t('audit.row')} value={picked.row_id} />
            </dl>
            <AuditDiff entry={picked} />
            <div className={classes['actions']}>
              <Button
                variant="default"
                leftSection={<IconHistory size={16} />}
                onClick={() =>
                  setQuery({ row: picked.row_id, table: undefined, user: undefined, from: undefined, to: undefined })
                }
              >
                {t('audit.sameRow')}
              </Button>
            </div>
          </Panel>
        )
      }
    >
      <PagedGrid
        gridId="access.audit"
        label={t('screens.audit')}
        columns={columns}
        pages={pages}
        onPick={setPicked}
        empty={<EmptyState icon={IconHistory} title={t('audit.empty')} text={t('audit.emptyText')} />}
      />
    </Page>
  )
}

function changedFields({ operation, before, after }: AuditEntry): string {
  if (operation !== 'update') return ''
  return Object.keys(after ?? {})
    .filter((field) => JSON.stringify(before?.[field]) !== JSON.stringify(after?.[field]))
    .join(', ')
}
