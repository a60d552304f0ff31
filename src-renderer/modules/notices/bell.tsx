/** The bell at the foot of the menu: how many are unread, and the list over whatever is open. */
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Popover, Tooltip, UnstyledButton } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { useHost } from '#renderer/data/engine.tsx'
import { useQuery } from '#renderer/data/use-query.ts'
import { NoticePanel } from './notice-panel.tsx'
import { noticeText } from './notice-text.ts'
import classes from './notices.module.css'

const MOST_SHOWN = 99

export function Bell() {
  const { t } = useTranslation('notices')
  const [isOpen, setOpen] = useState(false)
  const counts = useQuery('notices.counts', {}).data
  const unread = counts?.unread ?? 0
  const label = unread === 0 ? t('bell.none') : t('bell.unread', { count: unread })
  useTellOutside(unread)
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="right-start"
      width={400}
      trapFocus
      returnFocus
      shadow="md"
      withinPortal
    >
      <Popover.Target>
        <Tooltip label={label} position="right" disabled={isOpen}>
          <UnstyledButton
            className={classes['bell']}
            aria-label={label}
            aria-haspopup="dialog"
            aria-expanded={isOpen}
            data-testid="bell"
            onClick={() => setOpen((was) => !was)}
          >
            <IconBell className={classes['icon']} stroke={unread > 0 ? 2 : 1.6} />
            {unread > 0 && <span className={classes['count']}>{unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread}</span>}
          </UnstyledButton>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={t('title')}>
        <NoticePanel tasks={counts?.tasks ?? 0} unread={unread} onClose={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}

/** What comes while nobody looks at the window is told by the system. */
function useTellOutside(unread: number) {
  const host = useHost()
  const { t } = useTranslation('notices')
  const [newest] = useQuery('notices.list', { show: 'unread', limit: 1 }).data ?? []
  const told = useRef<string>(undefined)
  useEffect(() => {
    const isFirst = told.current === undefined
    if (newest === undefined || told.current === newest.id) {
      told.current ??= ''
      return
    }
    told.current = newest.id
    if (isFirst || document.visibilityState === 'visible') return
    const { title, text } = noticeText(newest, t)
    void host.notify({ title, body: text })
  }, [newest, unread, host, t])
}
