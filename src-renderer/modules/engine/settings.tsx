/** How the program looks and behaves for this person on this workstation, and their PIN and password. */
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, SegmentedControl, Select, Switch } from '@mantine/core'
import { useActor, useStatus } from '#renderer/data/session.ts'
import type { Language } from '#shared/kernel/language.ts'
import { changeSettings, useLanguage, useSettings, type Density, type Scheme } from '#renderer/data/settings.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { setLanguage } from '#renderer/app/i18n.ts'
import { Page } from '#renderer/ui/page.tsx'
import { PasswordDialog } from './password-dialog.tsx'
import { PinDialog } from './pin-dialog.tsx'
import { ResetCacheDialog } from './reset-cache-dialog.tsx'
import classes from './settings.module.css'

type Open = 'pin' | 'password' | 'reset'
const LOCK_MINUTES = ['0', '1', '5', '15', '60']

export function SettingsScreen() {
  const { t } = useTranslation('engine')
  const settings = useSettings()
  const language = useLanguage()
  const status = useStatus()
  const actor = useActor()
  const profile = useQuery('engine.profile', {}).data
  const hold = useCommand('engine.holdOffline')
  const unpin = useCommand('engine.setPin', { done: t('settings.pinRemoved') })
  const [open, setOpen] = useState<Open>()
  const hasPin = profile?.logins.some((person) => person.login === actor?.login && person.hasPin) ?? false
  const close = () => setOpen(undefined)
  return (
    <Page title={t('screens.settings')} isText>
      <Section title={t('settings.looks')}>
        <Row title={t('settings.language')}>
          <SegmentedControl
            value={language}
            onChange={(value) => setLanguage(value as Language)}
            data={[
              { value: 'ru', label: 'Русский' },
              { value: 'en', label: 'English' },
            ]}
          />
        </Row>
        <Row title={t('settings.scheme')}>
          <SegmentedControl
            value={settings.scheme}
            onChange={(value) => changeSettings({ scheme: value as Scheme })}
            data={(['auto', 'light', 'dark'] as const).map((value) => ({
              value,
              label: t(`settings.schemes.${value}`),
            }))}
          />
        </Row>
        <Row title={t('settings.density')} text={t('settings.densityText')}>
          <SegmentedControl
            value={settings.density}
            onChange={(value) => changeSettings({ density: value as Density })}
            data={(['dense', 'touch'] as const).map((value) => ({ value, label: t(`settings.densities.${value}`) }))}
          />
        </Row>
      </Section>
      <Section title={t('settings.safety')}>
        <Row title={t('settings.pin')} text={t('settings.pinText')}>
          {hasPin && (
            <Button variant="subtle" onClick={() => void unpin.run({ pin: null })} loading={unpin.isPending}>
              {t('common:remove')}
            </Button>
          )}
          <Button variant="default" onClick={() => setOpen('pin')}>
            {t(hasPin ? 'settings.pinChange' : 'settings.pinSet')}
          </Button>
        </Row>
        <Row title={t('settings.password')}>
          <Button variant="default" onClick={() => setOpen('password')}>
            {t('settings.passwordChange')}
          </Button>
        </Row>
        <Row title={t('settings.lock')} text={t('settings.lockText')}>
          <Select
            aria-label={t('settings.lock')}
            w={200}
            value={String(settings.lockAfterMinutes)}
            onChange={(value) => changeSettings({ lockAfterMinutes: Number(value) })}
            data={LOCK_MINUTES.map((value) => ({
              value,
              label: value === '0' ? t('settings.lockNever') : t('settings.lockMinutes', { count: Number(value) }),
            }))}
          />
        </Row>
      </Section>
      <Section title={t('settings.data')}>
        <Row title={t('settings.offline')} text={t('settings.offlineText')}>
          <Switch
            aria-label={t('settings.offline')}
            checked={status?.isHeldOffline ?? false}
            disabled={hold.isPending}
            onChange={(event) => void hold.run({ offline: event.currentTarget.checked })}
          />
        </Row>
        <Row title={t('settings.reset')} text={t('settings.resetText')}>
          <Button variant="default" onClick={() => setOpen('reset')}>
            {t('settings.resetGo')}
          </Button>
        </Row>
      </Section>
      <PinDialog isOpen={open === 'pin'} onClose={close} />
      <PasswordDialog isOpen={open === 'password'} onClose={close} />
      <ResetCacheDialog isOpen={open === 'reset'} onClose={close} />
    </Page>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes['section']}>
      <h2 className={classes['head']}>{title}</h2>
      {children}
    </section>
  )
}

function Row({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <div className={classes['row']}>
      <div>
        <div>{title}</div>
        {text !== undefined && <div className={classes['text']}>{text}</div>}
      </div>
      <div className={classes['control']}>{children}</div>
    </div>
  )
}
