/** A panel at the right of a page: a card of what is selected. Its width is kept by name and changed by its edge. */
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { CloseButton } from '@mantine/core'
import classes from './side-panel.module.css'

export interface SidePanelProps {
  /** Under this name the width is kept. */
  name: string
  title: ReactNode
  detail?: ReactNode
  /** Stays at the foot while the rest scrolls. */
  actions?: ReactNode
  onClose?: () => void
  children: ReactNode
}

const [NARROW, USUAL, WIDE] = [280, 360, 720]
const STEP = 24

export function SidePanel({ name, title, detail, actions, onClose, children }: SidePanelProps) {
  const { t } = useTranslation()
  const key = `kvartal.panel.${name}`
  const [width, setWidth] = useState(() => clamp(Number(localStorage.getItem(key) ?? USUAL)))
  const change = (next: number) => {
    setWidth(clamp(next))
    localStorage.setItem(key, String(clamp(next)))
  }
  return (
    <aside
      className={classes['panel']}
      style={{ width }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || !onClose) return
        event.stopPropagation()
        onClose()
      }}
    >
      <div
        className={classes['edge']}
        role="separator"
        aria-orientation="vertical"
        aria-label={t('panel.width')}
        aria-valuenow={width}
        aria-valuemin={NARROW}
        aria-valuemax={WIDE}
        tabIndex={0}
        onKeyDown={(event) => {
          if (event.key === 'ArrowLeft') change(width + STEP)
          else if (event.key === 'ArrowRight') change(width - STEP)
        }}
        onPointerDown={(event) => {
          const from = event.clientX + width
          const edge = event.currentTarget
          edge.setPointerCapture(event.pointerId)
          edge.onpointermove = (move) => change(from - move.clientX)
          edge.onpointerup = () => (edge.onpointermove = null)
        }}
      />
      <header className={classes['head']}>
        <div className={classes['titles']}>
          <h2 className={classes['title']}>{title}</h2>
          {detail !== undefined && <div className={classes['detail']}>{detail}</div>}
        </div>
        {onClose && <CloseButton onClick={onClose} aria-label={t('close')} />}
      </header>
      <div className={classes['body']}>{children}</div>
      {actions !== undefined && <footer className={classes['actions']}>{actions}</footer>}
    </aside>
  )
}

function clamp(width: number): number {
  return Number.isFinite(width) ? Math.min(Math.max(width, NARROW), WIDE) : USUAL
}
