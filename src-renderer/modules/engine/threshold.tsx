/** The sheet that the first screen and the sign-in stand on: the sign of the house, language and theme in the corner. */
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ActionIcon, SegmentedControl, Tooltip } from '@mantine/core'
import { IconMoon, IconSun } from '@tabler/icons-react'
import { Mark } from '#renderer/app/mark.tsx'
import type { Language } from '#shared/kernel/language.ts'
import { setLanguage } from '#renderer/app/i18n.ts'
import { changeSettings, useLanguage } from '#renderer/data/settings.ts'
import { useScheme } from '#renderer/ui/use-scheme.ts'
import classes from './threshold.module.css'

export function Threshold({ children, foot }: { children: ReactNode; foot?: ReactNode }) {
  const { t } = useTranslation('engine')
  const scheme = useScheme()
  const language = useLanguage()
  return (
    <div className={classes['sheet']}>
      <div className={classes['corner']}>
        <SegmentedControl
          value={language}
          onChange={(value) => setLanguage(value as Language)}
          data={[
            { value: 'ru', label: 'Рус' },
            { value: 'en', label: 'Eng' },
          ]}
        />
        <Tooltip label={t(scheme === 'dark' ? 'user.toLight' : 'user.toDark')}>
          <ActionIcon
            aria-label={t(scheme === 'dark' ? 'user.toLight' : 'user.toDark')}
            onClick={() => changeSettings({ scheme: scheme === 'dark' ? 'light' : 'dark' })}
          >
            {scheme === 'dark' ? <IconSun size={16} /> : <IconMoon size={16} />}
          </ActionIcon>
        </Tooltip>
      </div>
      <div className={classes['column']}>
        <div className={classes['brand']}>
          <Mark size={34} />
          <span>{t('product')}</span>
        </div>
        {children}
      </div>
      <footer className={classes['foot']}>{foot}</footer>
    </div>
  )
}
