/** Two versions of the schedule side by side: what was added, taken away or changed. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NativeSelect, Switch } from '@mantine/core'
import { IconVersions } from '@tabler/icons-react'
import type { ComparedLine } from '#shared/modules/instalments/compare.ts'
import type { ScheduleRow } from '#shared/modules/instalments/model.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import type { Tone } from '#renderer/ui/tones.ts'
import { EmptyState, ErrorState } from '#renderer/ui/states.tsx'
import classes from './instalments.module.css'

const TONES: Record<ComparedLine['kind'], Tone> = {
  same: 'plain',
  added: 'open',
  removed: 'withheld',
  changed: 'contest',
}

export function VersionsPane({ versions }: { versions: readonly ScheduleRow[] }) {
  const { t } = useTranslation('instalments')
  const newest = versions[0]
  const [after, setAfter] = useState(newest?.id)
  const [before, setBefore] = useState(newest?.base_id ?? versions[1]?.id)
  const [isWhole, setWhole] = useState(false)
  const answer = useQuery(
    'instalments.compare',
    before !== undefined && after !== undefined && before !== after ? { before, after } : null,
  )
  const rows = useMemo(
    () => (isWhole ? answer.data : answer.data?.filter((row) => row.kind !== 'same')),
    [answer.data, isWhole],
  )
  const columns = useMemo<readonly GridColumn<ComparedLine>[]>(
    () => [
      { id: 'due_on', title: t('lines.dueOn'), kind: 'day', value: (row) => row.due_on, width: 120, pin: 'left' },
      {
        id: 'kind',
        title: t('versions.what'),
        kind: 'choice',
        value: (row) => t(`versions.${row.kind}`),
        look: (row) => ({ tone: TONES[row.kind] }),
        isGroupable: true,
        width: 150,
      },
      {
        id: 'before',
        title: t('versions.before'),
        kind: 'money',
        digits: 2,
        value: (row) => row.before_minor,
        aggregate: 'sum',
        width: 150,
      },
      {
        id: 'after',
        title: t('versions.after'),
        kind: 'money',
        digits: 2,
        value: (row) => row.after_minor,
        aggregate: 'sum',
        width: 150,
      },
      {
        id: 'difference',
        title: t('versions.difference'),
        kind: 'money',
        digits: 2,
        value: (row) => row.difference_minor,
        aggregate: 'sum',
        look: (row) => ({ isStrong: row.difference_minor !== 0, isBad: row.difference_minor < 0 }),
        width: 150,
      },
      {
        id: 'before_interest',
        title: t('versions.beforeInterest'),
        kind: 'money',
        digits: 2,
        value: (row) => row.before_interest_minor,
        aggregate: 'sum',
        width: 140,
      },
      {
        id: 'after_interest',
        title: t('versions.afterInterest'),
        kind: 'money',
        digits: 2,
        value: (row) => row.after_interest_minor,
        aggregate: 'sum',
        width: 140,
      },
      { id: 'before_on', title: t('versions.beforePayOn'), kind: 'day', value: (row) => row.before_pay_on, width: 140 },
      { id: 'after_on', title: t('versions.afterPayOn'), kind: 'day', value: (row) => row.after_pay_on, width: 140 },
      { id: 'label', title: t('lines.label'), value: (row) => row.label, width: 200 },
    ],
    [t],
  )
  if (versions.length < 2)
    return <EmptyState icon={IconVersions} title={t('versions.none')} text={t('versions.noneText')} />
  const data = versions.map((row) => ({
    value: row.id,
    label: t('schedule.versionOf', {
      version: row.version,
      kind: t(`kind.${row.kind}`),
      state: t(`state.${row.state}`),
    }),
  }))
  return (
    <div className={classes['pane']} style={{ gap: 0 }}>
      <div className={classes['bar']} style={{ paddingBottom: 8 }}>
        <NativeSelect
          aria-label={t('versions.before')}
          value={before}
          data={data}
          onChange={(event) => setBefore(event.currentTarget.value)}
        />
        →
        <NativeSelect
          aria-label={t('versions.after')}
          value={after}
          data={data}
          onChange={(event) => setAfter(event.currentTarget.value)}
        />
        <Switch
          label={t('versions.all')}
          checked={isWhole}
          onChange={(event) => setWhole(event.currentTarget.checked)}
        />
      </div>
      {answer.error ? (
        <ErrorState error={answer.error} onRetry={answer.retry} />
      ) : (
        <div className={classes['grid']}>
          <Grid
            gridId="instalments.versions"
            label={t('tabs.versions')}
            columns={columns}
            rows={rows ?? []}
            empty={<EmptyState icon={IconVersions} title={t('versions.equal')} text={t('versions.equalText')} />}
          />
        </div>
      )}
    </div>
  )
}
