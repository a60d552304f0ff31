/** What was imported, by whom, and what became of it; the way to a new import, to templates and to exports. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Menu } from '@mantine/core'
import {
  IconAdjustments,
  IconChevronDown,
  IconDownload,
  IconFileImport,
  IconFileSpreadsheet,
} from '@tabler/icons-react'
import type { Batch } from '#shared/modules/imports/model.ts'
import { navigate, setQuery, useRoute } from '#renderer/data/route.ts'
import { useActor } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import { Page } from '#renderer/ui/page.tsx'
import { useFiles } from '#renderer/ui/print.ts'
import { EmptyState, ErrorState } from '#renderer/ui/states.tsx'
import { findKind } from '#shared/modules/imports/kinds/index.ts'
import { BatchPanel } from './batch-panel.tsx'
import { SettingsDialog } from './settings-dialog.tsx'
import { kindsFor, languageOf, TONE_OF_STATE } from './words.ts'

const EXPORT = { right: 'imports.run' }

export function BatchesScreen() {
  const { t, i18n } = useTranslation('imports')
  const { query } = useRoute()
  const { data, error, retry } = useQuery('imports.batches', {})
  const language = languageOf(i18n.language)
  const columns = useMemo<readonly GridColumn<Batch>[]>(
    () => [
      { id: 'created_at', title: t('batch.when'), kind: 'time', value: (row) => row.created_at, width: 140 },
      {
        id: 'kind',
        title: t('batch.kind'),
        value: (row) => findKind(row.kind)?.title[language] ?? row.kind,
        width: 150,
        isGroupable: true,
      },
      { id: 'file', title: t('batch.file'), value: (row) => row.file_name, width: 260 },
      {
        id: 'state',
        title: t('batch.state'),
        value: (row) => t(`state.${row.state}`),
        look: (row) => ({ tone: TONE_OF_STATE[row.state] }),
        width: 210,
        isGroupable: true,
      },
      {
        id: 'inserted',
        title: t('batch.inserted'),
        kind: 'number',
        value: (row) => row.inserted,
        aggregate: 'sum',
        width: 110,
      },
      {
        id: 'updated',
        title: t('batch.updated'),
        kind: 'number',
        value: (row) => row.updated,
        aggregate: 'sum',
        width: 110,
      },
      { id: 'user', title: t('batch.author'), value: (row) => row.user_name, width: 180, isGroupable: true },
      { id: 'decider', title: t('batch.decidedBy'), value: (row) => row.decided_by_name, width: 180 },
    ],
    [t, language],
  )
  const picked = data?.find(({ id }) => id === query['batch'])
  const choose = (row: Batch) => setQuery({ batch: row.id })
  return (
    <Page
      title={t('screens.list')}
      actions={<Actions />}
      aside={picked && <BatchPanel key={picked.id} batch={picked} onClose={() => setQuery({ batch: undefined })} />}
    >
      {error ? (
        <ErrorState error={error} onRetry={retry} />
      ) : (
        <Grid
          gridId="imports.batches"
          exportAs={EXPORT}
          label={t('screens.list')}
          columns={columns}
          rows={data}
          onOpen={choose}
          onSelect={(rows) => rows[0] && choose(rows[0])}
          empty={
            <EmptyState
              icon={IconFileSpreadsheet}
              title={t('list.empty')}
              text={t('list.emptyText')}
              action={<Button onClick={() => navigate('/imports/new')}>{t('commands.new')}</Button>}
            />
          }
        />
      )}
    </Page>
  )
}

function Actions() {
  const { t, i18n } = useTranslation('imports')
  const kinds = kindsFor(useActor())
  const { save } = useFiles()
  const [isSetting, setSetting] = useState(false)
  const language = languageOf(i18n.language)
  const template = useCommand('imports.template')
  const exporting = useCommand('imports.exportKind', { label: t('export.running') })
  const take = async (outcome: ReturnType<(typeof template)['run']>) => {
    const result = await outcome
    if (result.ok) await save(result.value)
  }
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="default"
            rightSection={<IconChevronDown size={14} />}
            leftSection={<IconDownload size={16} />}
          >
            {t('list.download')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('list.templates')}</Menu.Label>
          {kinds.map((kind) => (
            <Menu.Item key={kind.name} onClick={() => void take(template.run({ kind: kind.name, language }))}>
              {kind.title[language]}
            </Menu.Item>
          ))}
          <Menu.Label>{t('list.exports')}</Menu.Label>
          {kinds.map((kind) => (
            <Menu.Item key={kind.name} onClick={() => void take(exporting.run({ kind: kind.name, language }))}>
              {kind.title[language]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Button variant="default" leftSection={<IconAdjustments size={16} />} onClick={() => setSetting(true)}>
        {t('settings.title')}
      </Button>
      {isSetting && <SettingsDialog onClose={() => setSetting(false)} />}
      <Button leftSection={<IconFileImport size={16} />} onClick={() => navigate('/imports/new')}>
        {t('commands.new')}
      </Button>
    </>
  )
}
