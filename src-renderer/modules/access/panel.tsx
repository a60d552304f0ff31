/** The card at the right of a list: head with a close button, sections below it. */
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import classes from './access.module.css'

export interface PanelProps {
  title: string
  detail?: ReactNode
  isWide?: boolean
  onClose(): void
  children: ReactNode
}

export function Panel({ title, detail, isWide, onClose, children }: PanelProps) {
  const { t } = useTranslation()
  return (
    <aside className={`${classes['panel']} ${isWide ? classes['panelWide'] : ''}`} aria-label={title}>
      <header className={classes['panelHead']}>
        <div className={classes['panelTitle']}>
          <h2>{title}</h2>
          {detail !== undefined && <div className={classes['panelSub']}>{detail}</div>}
        </div>
        <ActionIcon onClick={onClose} aria-label={t('close')}>
          <IconX size={16} />
        </ActionIcon>
      </header>
      <div className={classes['panelBody']}>{children}</div>
    </aside>
  )
}

export function Section({ title, end, children }: { title: string; end?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes['section']}>
      <h3>
        {title}
        {end !== undefined && <span className={classes['sectionEnd']}>{end}</span>}
      </h3>
      {children}
    </section>
  )
}
