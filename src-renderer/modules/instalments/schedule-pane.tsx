/** One version of the schedule: what it is, what may be done with it, and its lines, edited in place while it is a draft. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Menu, NativeSelect } from '@mantine/core'
import {
  IconCalendarPlus,
  IconCheck,
  IconChevronDown,
  IconFileDownload,
  IconScale,
  IconSend,
} from '@tabler/icons-react'
import type { DealAccount, ScheduleRow } from '#shared/modules/instalments/model.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatDay, formatPercent } from '#renderer/ui/format.ts'
import { useFiles } from '#renderer/ui/print.ts'
import { EmptyState, SkeletonRows } from '#renderer/ui/states.tsx'
import { ToneBadge } from '#renderer/ui/tone-badge.tsx'
import { LinesEditor } from './lines-editor.tsx'
import { NegotiateDialog } from './negotiate-dialog.tsx'
import { PlanDialog } from './plan-dialog.tsx'
import { RejectDialog } from './reject-dialog.tsx'
import { TONE_OF_STATE } from './words.ts'
import classes from './instalments.module.css'

export interface SchedulePaneProps {
  dealId: string
  price: number
  versions: readonly ScheduleRow[]
  account: DealAccount
}

export function SchedulePane({ dealId, price, versions, account }: SchedulePaneProps) {
  const { t } = useTranslation('instalments')
  const mayWrite = useMay('contracts.write')
  const [dialog, setDialog] = useState<'plan' | 'negotiate' | 'reject'>()
  const [chosen, setChosen] = useState<string>()
  const active = versions.find((row) => row.state === 'active')
  const live = versions.find((row) => row.state === 'draft' || row.state === 'waiting')
  const shown = versions.find((row) => row.id === chosen) ?? live ?? active ?? versions[0]
  const lines = useQuery('instalments.lines', shown ? { scheduleId: shown.id } : null)
  const close = (made?: string) => {
    setDialog(undefined)
    if (made !== undefined) setChosen(made)
  }
  const start = mayWrite && price > 0 && (
    <>
      {!live && (
        <Button leftSection={<IconCalendarPlus size={16} />} onClick={() => setDialog('plan')}>
          {t(active ? 'schedule.renew' : 'schedule.make')}
        </Button>
      )}
      <Button variant="default" leftSection={<IconScale size={16} />} onClick={() => setDialog('negotiate')}>
        {t('schedule.negotiate')}
      </Button>
    </>
  )
  return (
    <div className={classes['pane']}>
      {shown ? (
        <>
          <div className={classes['bar']}>
            <NativeSelect
              w={300}
              aria-label={t('schedule.version')}
              value={shown.id}
              onChange={(event) => setChosen(event.currentTarget.value)}
              data={versions.map((row) => ({
                value: row.id,
                label: t('schedule.versionOf', {
                  version: row.version,
                  kind: t(`kind.${row.kind}`),
                  state: t(`state.${row.state}`),
                }),
              }))}
            />
            <ToneBadge tone={TONE_OF_STATE[shown.state]} text={t(`state.${shown.state}`)} />
            {shown.rate_bp > 0 && (
              <span className={classes['chip']}>
                {t('schedule.rate', { rate: formatPercent(shown.rate_bp / 10_000, 2) })}
              </span>
            )}
            {shown.breaches.map((breach) => (
              <span key={breach} className={classes['chip']} data-bad>
                {t(`breach.${breach}`)}
              </span>
            ))}
            <span className={classes['grow']} />
            <Moves schedule={shown} onReject={() => setDialog('reject')} />
            <Documents scheduleId={shown.id} />
            {start}
          </div>
          {shown.reason !== null && (
            <div className={`${classes['bar']} ${classes['muted']}`}>
              {t('schedule.reason', {
                reason: shown.reason,
                author: shown.author ?? '',
                on: formatDay(shown.created_at),
              })}
            </div>
          )}
          {lines.data ? (
            <LinesEditor
              key={`${shown.id} ${shown.state}`}
              schedule={shown}
              rows={lines.data}
              isEditable={shown.state === 'draft' && mayWrite}
              isLate={shown.state === 'active'}
            />
          ) : (
            <SkeletonRows count={8} />
          )}
        </>
      ) : (
        <EmptyState
          icon={IconCalendarPlus}
          title={t('schedule.none')}
          text={t(price > 0 ? 'schedule.noneText' : 'schedule.noPrice')}
          action={<div style={{ display: 'flex', gap: 8 }}>{start}</div>}
        />
      )}
      {dialog === 'plan' && (
        <PlanDialog dealId={dealId} price={price} account={account} hasActive={active !== undefined} onClose={close} />
      )}
      {dialog === 'negotiate' && <NegotiateDialog dealId={dealId} hasActive={active !== undefined} onClose={close} />}
      {dialog === 'reject' && shown && <RejectDialog scheduleId={shown.id} onClose={() => close()} />}
    </div>
  )
}

/** What this person may do next with the version, the likeliest filled. */
function Moves({ schedule, onReject }: { schedule: ScheduleRow; onReject: () => void }) {
  const { t } = useTranslation('instalments')
  const [mayWrite, mayApprove] = [useMay('contracts.write'), useMay('deals.approve')]
  const activate = useCommand('instalments.activate', { done: t('schedule.activated') })
  const submit = useCommand('instalments.submit', { done: t('schedule.submitted') })
  const approve = useCommand('instalments.approve', { done: t('schedule.approved') })
  const drop = useCommand('instalments.drop')
  const args = { scheduleId: schedule.id }
  const isPending = activate.isPending || submit.isPending || approve.isPending || drop.isPending
  const { state } = schedule
  return (
    <>
      {state === 'draft' && mayWrite && schedule.breaches.length === 0 && (
        <Button leftSection={<IconCheck size={16} />} loading={isPending} onClick={() => void activate.run(args)}>
          {t('schedule.activate')}
        </Button>
      )}
      {state === 'draft' && mayWrite && schedule.breaches.length > 0 && (
        <Button leftSection={<IconSend size={16} />} loading={isPending} onClick={() => void submit.run(args)}>
          {t('schedule.submit')}
        </Button>
      )}
      {state === 'waiting' && mayApprove && !schedule.is_mine && (
        <>
          <Button leftSection={<IconCheck size={16} />} loading={isPending} onClick={() => void approve.run(args)}>
            {t('schedule.approve')}
          </Button>
          <Button variant="default" disabled={isPending} onClick={onReject}>
            {t('schedule.reject')}
          </Button>
        </>
      )}
      {(state === 'draft' || state === 'waiting') && mayWrite && (
        <Button variant="default" disabled={isPending} onClick={() => void drop.run(args)}>
          {t('schedule.drop')}
        </Button>
      )}
    </>
  )
}

function Documents({ scheduleId }: { scheduleId: string }) {
  const { t } = useTranslation('instalments')
  const { save } = useFiles()
  const annex = useCommand('instalments.annex', { label: t('schedule.writing') })
  const write = async (format: 'docx' | 'pdf') => {
    const outcome = await annex.run({ scheduleId, format })
    if (outcome.ok) await save(outcome.value.file)
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          loading={annex.isPending}
          leftSection={<IconFileDownload size={16} />}
          rightSection={<IconChevronDown size={14} />}
        >
          {t('schedule.annex')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void write('docx')}>{t('schedule.docx')}</Menu.Item>
        <Menu.Item onClick={() => void write('pdf')}>{t('schedule.pdf')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
