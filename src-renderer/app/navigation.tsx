/** The menu of this person at the left: groups of screens, the search, and at the foot the person. */
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Kbd, Tooltip, UnstyledButton } from '@mantine/core'
import { spotlight } from '@mantine/spotlight'
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconSearch, type Icon } from '@tabler/icons-react'
import type { Actor } from '#shared/modules/engine/model.ts'
import { useStatus } from '../data/session.ts'
import { changeSettings, useSettings } from '../data/settings.ts'
import { screens } from '../modules/index.ts'
import { Link } from '../ui/link.tsx'
import { menuOf } from './find-screen.ts'
import { Mark } from './mark.tsx'
import { UserMenu } from './user-menu.tsx'
import classes from './navigation.module.css'

export interface NavigationProps {
  actor: Actor
  /** Pattern of the open screen. */
  path: string
  onLock(): void
  onShortcuts(): void
}

export function Navigation({ actor, path, onLock, onShortcuts }: NavigationProps) {
  const { t } = useTranslation('engine')
  const isNarrow = useSettings((settings) => settings.isMenuNarrow)
  const refused = useStatus()?.refused ?? 0
  const CollapseIcon = isNarrow ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse
  return (
    <nav className={classes['nav']} data-narrow={isNarrow || undefined} aria-label={t('nav.label')}>
      <div className={classes['head']}>
        <Mark />
        {!isNarrow && (
          <>
            <span className={classes['name']}>{t('product')}</span>
            <span className={classes['tray']}>
              <Tray />
            </span>
          </>
        )}
      </div>
      <UnstyledButton className={classes['search']} onClick={() => spotlight.open()} aria-label={t('nav.search')}>
        <IconSearch className={classes['icon']} />
        {!isNarrow && (
          <>
            <span className={classes['label']}>{t('nav.search')}</span>
            <Kbd size="xs">Ctrl K</Kbd>
          </>
        )}
      </UnstyledButton>
      <div className={classes['groups']}>
        {menuOf(screens, actor).map(({ group, screens: items }) => (
          <section key={group} className={classes['group']} aria-label={t(`common:menu.${group}`)}>
            {!isNarrow && <h2 className={classes['groupName']}>{t(`common:menu.${group}`)}</h2>}
            {items.map((screen) => (
              <Item
                key={screen.path}
                to={screen.path}
                icon={screen.icon}
                label={t(screen.title)}
                isCurrent={screen.path === path}
                isNarrow={isNarrow}
                count={screen.path === '/inbox' ? refused : 0}
              />
            ))}
          </section>
        ))}
      </div>
      <div className={classes['foot']}>
        <UserMenu actor={actor} isNarrow={isNarrow} onLock={onLock} onShortcuts={onShortcuts} />
        {isNarrow && <Tray />}
        <Tooltip label={t(isNarrow ? 'nav.widen' : 'nav.narrow')} position="right">
          <UnstyledButton
            className={classes['collapse']}
            onClick={() => changeSettings({ isMenuNarrow: !isNarrow })}
            aria-label={t(isNarrow ? 'nav.widen' : 'nav.narrow')}
          >
            <CollapseIcon className={classes['icon']} />
          </UnstyledButton>
        </Tooltip>
      </div>
    </nav>
  )
}

/** What modules show on every screen: at the top, or in a narrow menu at the foot. */
function Tray() {
  return screens.map(({ module, tray: Shown }) => Shown && <Shown key={module} />)
}

interface ItemProps {
  to: string
  icon: Icon
  label: string
  isCurrent: boolean
  isNarrow: boolean
  count: number
}

function Item({ to, icon: ItemIcon, label, isCurrent, isNarrow, count }: ItemProps) {
  const place = useRef<HTMLDivElement>(null)
  // Come to by the palette, a link or a shortcut, the place may lie below the fold of a long menu.
  useEffect(() => {
    if (isCurrent) place.current?.scrollIntoView({ block: 'nearest' })
  }, [isCurrent])
  const link = (
    <Link
      to={to}
      className={classes['item']}
      data-current={isCurrent || undefined}
      aria-current={isCurrent ? 'page' : undefined}
    >
      <ItemIcon className={classes['icon']} stroke={isCurrent ? 2 : 1.6} />
      {isNarrow ? (
        <span className={classes['hidden']}>{label}</span>
      ) : (
        <span className={classes['label']}>{label}</span>
      )}
      {count > 0 && <span className={classes['count']}>{count}</span>}
    </Link>
  )
  return (
    <div ref={place} className={classes['place']}>
      {isNarrow ? (
        <Tooltip label={label} position="right" openDelay={120}>
          {link}
        </Tooltip>
      ) : (
        link
      )}
    </div>
  )
}
