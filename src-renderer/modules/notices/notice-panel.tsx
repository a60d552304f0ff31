/** One's notices, newest first; a click opens the place, a tick ends a task. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, SegmentedControl, Tooltip, UnstyledButton } from '@mantine/core'
import { IconBellOff, IconCheck, IconChecks } from '@tabler/icons-react'
import { NOTICE_SHOWS, type NoticeRow, type NoticeShow } from '#shared/modules/notices/model.ts'
import { navigate } from '#renderer/data/route.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatTime } from '#renderer/ui/format.ts'
import { EmptyState, ErrorState, SkeletonRows } from '#renderer/ui/states.tsx'
import { noticeText } from './notice-text.ts'
import classes from './notices.module.css'

const PAGE = 50
const MOST = 500

export interface NoticePanelProps {
  tasks: number
  unread: number
  onClose(): void
}

export function NoticePanel({ tasks, unread, onClose }: NoticePanelProps) {
  const { t } = useTranslation('notices')
  const [show, setShow] = useState<NoticeShow>('all')
  const [limit, setLimit] = useState(PAGE)
  const answer = useQuery('notices.list', { show, limit }, { keepPrevious: true })
  const readAll = useCommand('notices.markAllRead')
  const counts: Record<NoticeShow, number> = { all: 0, unread, tasks }
  const rows = answer.data
  return (
    <section className={classes['panel']}>
      <header className={classes['head']}>
        <h2 className={classes['title']}>{t('title')}</h2>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconChecks size={14} />}
          disabled={unread === 0}
          loading={readAll.isPending}
          onClick={() => void readAll.run({})}
        >
          {t('readAll')}
        </Button>
      </header>
      <SegmentedControl
        className={classes['shows'] ?? ''}
        aria-label={t('show.label')}
        data={NOTICE_SHOWS.map((value) => ({
          value,
          label: counts[value] === 0 ? t(`show.${value}`) : `${t(`show.${value}`)} ${counts[value]}`,
        }))}
        value={show}
        onChange={(next) => {
          setShow(next as NoticeShow)
          setLimit(PAGE)
        }}
      />
      <div className={classes['list']}>
        {answer.isLoading && rows === undefined && <SkeletonRows count={4} />}
        {answer.error && <ErrorState error={answer.error} onRetry={answer.retry} />}
        {rows?.length === 0 && <EmptyState icon={IconBellOff} title={t(`empty.${show}`)} text={t('empty.text')} />}
        <ul className={classes['rows']}>
          {rows?.map((notice) => (
            <Notice key={notice.id} notice={notice} onClose={onClose} />
          ))}
        </ul>
        {rows?.length === limit && limit < MOST && (
          <Button variant="subtle" fullWidth onClick={() => setLimit(Math.min(MOST, limit * 2))}>
            {t('more')}
          </Button>
        )}
      </div>
    </section>
  )
}

function Notice({ notice, onClose }: { notice: NoticeRow; onClose(): void }) {
  const { t } = useTranslation('notices')
  const read = useCommand('notices.markRead')
  const tick = useCommand('notices.setDone')
  const { title, text } = noticeText(notice, t)
  const isDone = notice.done_at !== null
  function open() {
    if (notice.read_at === null) void read.run({ ids: [notice.id] })
    if (notice.link === null) return
    onClose()
    navigate(notice.link)
  }
  return (
    <li className={classes['row']} data-unread={notice.read_at === null || undefined} data-done={isDone || undefined}>
      <UnstyledButton className={classes['body']} onClick={open} data-testid="notice">
        <span className={classes['name']}>
          {notice.read_at === null && <span className={classes['dot']} role="img" aria-label={t('isUnread')} />}
          {title}
        </span>
        {text !== '' && <span className={classes['text']}>{text}</span>}
        <span className={classes['time']}>
          {formatTime(notice.created_at)}
          {notice.is_task && ` · ${t(isDone ? 'task.done' : 'task.open')}`}
        </span>
      </UnstyledButton>
      {notice.is_task && (
        <Tooltip label={t(isDone ? 'task.undo' : 'task.do')} position="left">
          <UnstyledButton
            className={classes['tick']}
            role="checkbox"
            aria-checked={isDone}
            aria-label={t('task.do')}
            onClick={() => void tick.run({ id: notice.id, isDone: !isDone })}
          >
            {isDone && <IconCheck size={14} stroke={2.5} />}
          </UnstyledButton>
        </Tooltip>
      )}
    </li>
  )
}
