import { useTranslation } from 'react-i18next'
import { Menu, UnstyledButton } from '@mantine/core'
import {
  IconInfoCircle,
  IconKeyboard,
  IconLock,
  IconLogout,
  IconMoon,
  IconSettings,
  IconSun,
  IconLanguage,
} from '@tabler/icons-react'
import type { Actor } from '#shared/modules/engine/model.ts'
import { navigate } from '../data/route.ts'
import { changeSettings, useLanguage } from '../data/settings.ts'
import { useCommand } from '../data/use-command.ts'
import { initials } from '../ui/format.ts'
import { useScheme } from '../ui/use-scheme.ts'
import { setLanguage } from './i18n.ts'
import classes from './navigation.module.css'

export interface UserMenuProps {
  actor: Actor
  isNarrow: boolean
  onLock(): void
  onShortcuts(): void
}

export function UserMenu({ actor, isNarrow, onLock, onShortcuts }: UserMenuProps) {
  const { t } = useTranslation('engine')
  const scheme = useScheme()
  const language = useLanguage()
  const signOut = useCommand('engine.signOut')
  const roles = actor.roles.map((role) => t(`access:role.${role}`, { defaultValue: role })).join(', ')
  const other = language === 'ru' ? 'en' : 'ru'
  return (
    <Menu position="right-end" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes['user']} aria-label={t('user.menu', { name: actor.name })}>
          <span className={classes['avatar']}>{initials(actor.name)}</span>
          {!isNarrow && (
            <span className={classes['userText']}>
              <span className={classes['userName']}>{actor.name}</span>
              <span className={classes['userRole']}>{roles}</span>
            </span>
          )}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{actor.login}</Menu.Label>
        <Menu.Item leftSection={<IconSettings size={16} />} onClick={() => navigate('/settings')}>
          {t('screens.settings')}
        </Menu.Item>
        <Menu.Item
          leftSection={scheme === 'dark' ? <IconSun size={16} /> : <IconMoon size={16} />}
          onClick={() => changeSettings({ scheme: scheme === 'dark' ? 'light' : 'dark' })}
        >
          {t(scheme === 'dark' ? 'user.toLight' : 'user.toDark')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLanguage size={16} />} onClick={() => setLanguage(other)}>
          {t('user.otherLanguage')}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={onShortcuts} rightSection="?">
          {t('shortcuts.title')}
        </Menu.Item>
        <Menu.Item leftSection={<IconInfoCircle size={16} />} onClick={() => navigate('/about')}>
          {t('screens.about')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLock size={16} />} onClick={onLock} rightSection="Ctrl L">
          {t('user.lock')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut.run({})}>
          {t('user.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
