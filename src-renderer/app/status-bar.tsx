/** The foot of the frame: is the data fresh, does something wait, is something running. */
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Tooltip, UnstyledButton } from '@mantine/core'
import {
  IconCloudCheck,
  IconCloudOff,
  IconCloudUp,
  IconClockExclamation,
  IconLock,
  IconRefresh,
  type Icon,
} from '@tabler/icons-react'
import type { EngineStatus, LinkState } from '#shared/modules/engine/model.ts'
import { navigate } from '../data/route.ts'
import { useStatus } from '../data/session.ts'
import { useCommand } from '../data/use-command.ts'
import { formatAge, formatNumber, formatTime } from '../ui/format.ts'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { TaskList } from './task-list.tsx'
import classes from './status-bar.module.css'

const LINK_ICONS: Record<LinkState, Icon> = {
  connecting: IconRefresh,
  online: IconCloudCheck,
  offline: IconCloudOff,
  outdated: IconRefresh,
  blocked: IconLock,
}

const SKEW_LIMIT_MS = 120_000

export function StatusBar() {
  const { t } = useTranslation('engine')
  const status = useStatus()
  if (!status) return <footer className={classes['bar']} />
  const waiting = status.pending + status.refused
  return (
    <footer className={classes['bar']}>
      <Link status={status} />
      {status.sync && <SyncProgress sync={status.sync} />}
      {waiting > 0 && (
        <UnstyledButton
          className={classes['item']}
          data-tone={status.refused > 0 ? 'bad' : 'warn'}
          onClick={() => navigate('/inbox')}
        >
          <IconCloudUp className={classes['icon']} />
          {status.pending > 0 && <span>{t('status.pending', { count: status.pending })}</span>}
          {status.refused > 0 && <span>{t('status.refused', { count: status.refused })}</span>}
        </UnstyledButton>
      )}
      {status.skewMs !== null && Math.abs(status.skewMs) > SKEW_LIMIT_MS && (
        <Tooltip label={t('status.skewText', { minutes: Math.round(Math.abs(status.skewMs) / 60_000) })}>
          <span className={classes['item']} data-tone="warn">
            <IconClockExclamation className={classes['icon']} />
            {t('status.skew')}
          </span>
        </Tooltip>
      )}
      <span className={classes['space']} />
      <TaskList />
    </footer>
  )
}

function Link({ status }: { status: EngineStatus }) {
  const { t } = useTranslation('engine')
  const now = useNow(status.syncedAt === null ? null : 10_000)
  const sync = useCommand('engine.syncNow', { label: t('commands.syncNow') })
  const LinkIcon = LINK_ICONS[status.link]
  const age = status.syncedAt === null ? null : Math.max(0, now - Date.parse(status.syncedAt))
  const tone = status.link === 'online' ? 'good' : status.link === 'connecting' ? 'quiet' : 'warn'
  const label = [
    status.syncedAt === null ? t('status.never') : t('status.syncedAt', { time: formatTime(status.syncedAt) }),
    status.trouble,
    t('status.clickToSync'),
  ]
  return (
    <Tooltip label={label.filter((line) => line !== null).join('\n')} multiline style={{ whiteSpace: 'pre-line' }}>
      <UnstyledButton
        className={classes['item']}
        data-tone={tone}
        onClick={() => void sync.run({})}
        disabled={sync.isPending}
      >
        <LinkIcon className={classes['icon']} />
        <span>{t(status.isHeldOffline ? 'status.held' : `status.link.${status.link}`)}</span>
        {age !== null && (status.link !== 'online' || age > 60_000) && (
          <span className={classes['quiet']}>{t('status.age', { age: formatAge(age) })}</span>
        )}
      </UnstyledButton>
    </Tooltip>
  )
}

function SyncProgress({ sync }: { sync: NonNullable<EngineStatus['sync']> }) {
  const { t } = useTranslation('engine')
  return (
    <span className={classes['item']} role="status">
      <span>{t('status.firstSync')}</span>
      <span className={classes['progress']}>
        <ProgressBar label={t('status.firstSync')} done={sync.done} total={sync.total} />
      </span>
      <span className={classes['quiet']}>
        {formatNumber(sync.done)}
        {sync.total > 0 && ` / ${formatNumber(sync.total)}`}
      </span>
    </span>
  )
}

/** The time, anew every so often; `null` holds still. */
function useNow(everyMs: number | null): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (everyMs === null) return
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
