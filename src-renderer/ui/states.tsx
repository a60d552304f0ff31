/** Nothing here, not yet here, went wrong: the three states that every screen has besides its own. */
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Loader } from '@mantine/core'
import { IconAlertTriangle, IconCloudOff, IconRefresh, type Icon } from '@tabler/icons-react'
import type { WireError } from '#shared/rpc/errors.ts'
import { errorText } from '../data/error-text.ts'
import classes from './states.module.css'

export interface EmptyStateProps {
  icon: Icon
  title: string
  text?: string
  action?: ReactNode
}

/** Says what would stand here and how to get it; never just "no data". */
export function EmptyState({ icon: StateIcon, title, text, action }: EmptyStateProps) {
  return (
    <div className={classes['state']}>
      <StateIcon className={classes['icon']} stroke={1.4} />
      <p className={classes['title']}>{title}</p>
      {text !== undefined && <p className={classes['text']}>{text}</p>}
      {action !== undefined && <div className={classes['action']}>{action}</div>}
    </div>
  )
}

const PATIENCE_MS = 250

/** Appears only after a quarter of a second: what comes at once must not blink. */
export function LoadingState({ text }: { text?: string }) {
  const [isShown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className={classes['state']} aria-busy="true">
      {isShown && <Loader size={22} type="oval" />}
      {isShown && text !== undefined && <p className={classes['text']}>{text}</p>}
    </div>
  )
}

export interface ErrorStateProps {
  error: WireError
  onRetry?: () => void
}

export function ErrorState({ error, onRetry }: ErrorStateProps) {
  const { t } = useTranslation()
  const { title, advice } = errorText(error, t)
  const reference = error.details['reference']
  return (
    <div className={classes['state']} role="alert">
      {error.code === 'offline' ? (
        <IconCloudOff className={classes['icon']} stroke={1.4} />
      ) : (
        <IconAlertTriangle className={classes['icon']} data-bad stroke={1.4} />
      )}
      <p className={classes['title']}>{title}</p>
      {advice !== '' && <p className={classes['text']}>{advice}</p>}
      {typeof reference === 'string' && (
        <p className={classes['text']} data-selectable>
          {t('states.reference', { reference })}
        </p>
      )}
      {onRetry && (
        <div className={classes['action']}>
          <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={onRetry}>
            {t('states.retry')}
          </Button>
        </div>
      )}
    </div>
  )
}

/** Rows that hold the place of rows to come, so that nothing jumps when they arrive. */
export function SkeletonRows({ count = 12 }: { count?: number }) {
  return (
    <div className={classes['skeleton']} aria-busy="true">
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className={classes['skeletonRow']}>
          <span style={{ width: `${30 + ((index * 37) % 40)}%` }} />
        </div>
      ))}
    </div>
  )
}
