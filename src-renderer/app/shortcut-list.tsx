import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { Kbd, Modal } from '@mantine/core'
import type { Actor } from '#shared/modules/engine/model.ts'
import type { Shortcut } from '../data/contribution.ts'
import { may } from '../data/session.ts'
import { screens } from '../modules/index.ts'
import classes from './shortcut-list.module.css'

const FRAME_KEYS: readonly Shortcut[] = [
  { keys: 'Ctrl+K', title: 'engine:shortcuts.palette' },
  { keys: '?', title: 'engine:shortcuts.list' },
  { keys: 'Ctrl+L', title: 'engine:shortcuts.lock' },
  { keys: 'Esc', title: 'engine:shortcuts.close' },
  { keys: 'Ctrl+Enter', title: 'engine:shortcuts.send' },
  { keys: 'Alt+↓', title: 'engine:shortcuts.calendar' },
]

const GRID_KEYS: readonly Shortcut[] = [
  { keys: 'Shift+↑ ↓ ← →', title: 'engine:shortcuts.range' },
  { keys: 'Ctrl+A', title: 'engine:shortcuts.all' },
  { keys: 'Ctrl+C', title: 'engine:shortcuts.copy' },
  { keys: 'Ctrl+V', title: 'engine:shortcuts.paste' },
  { keys: 'Ctrl+F', title: 'engine:shortcuts.find' },
]

export interface ShortcutListProps {
  actor: Actor
  isOpen: boolean
  onClose(): void
}

export function ShortcutList({ actor, isOpen, onClose }: ShortcutListProps) {
  const { t } = useTranslation('engine')
  const all = screens.flatMap((one) => one.screens).filter((screen) => may(actor, screen.right))
  const go = all.flatMap((screen) =>
    screen.go === undefined ? [] : { keys: `G ${screen.go.toUpperCase()}`, title: screen.title },
  )
  const groups = [
    { title: t('shortcuts.everywhere'), items: FRAME_KEYS },
    { title: t('shortcuts.go'), items: go },
    { title: t('shortcuts.tables'), items: GRID_KEYS },
    ...screens.flatMap(({ shortcuts, screens: [first] }) =>
      shortcuts && first ? { title: t(first.title), items: shortcuts } : [],
    ),
  ]
  return (
    <Modal opened={isOpen} onClose={onClose} title={t('shortcuts.title')} size={760}>
      <div className={classes['columns']}>
        {groups.map((group) => (
          <section key={group.title} className={classes['group']}>
            <h3 className={classes['title']}>{group.title}</h3>
            <dl className={classes['list']}>
              {group.items.map((item) => (
                <Fragment key={item.keys + item.title}>
                  <dt>{t(item.title)}</dt>
                  <dd>
                    <Keys text={item.keys} />
                  </dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  )
}

/** `Ctrl+K` are keys together, `G B` one after the other, ` / ` and `, ` stand between choices. */
function Keys({ text }: { text: string }) {
  return text.split(/( \/ |, | )/).map((part, index) => {
    const isBetween = index % 2 === 1
    if (isBetween) return part.trim() === '' ? null : <span key={index}>{part.trim()}</span>
    return (part.length > 1 ? part.split('+') : [part]).map((key, place) => (
      <Kbd key={`${index} ${place}`} size="xs">
        {key}
      </Kbd>
    ))
  })
}
