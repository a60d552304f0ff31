import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { ProfileState } from '#shared/modules/engine/model.ts'
import { useStatus } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { LoadingState } from '#renderer/ui/states.tsx'
import { Progressing } from './progressing.tsx'
import { Refusal } from '#renderer/ui/refusal.tsx'
import classes from './threshold.module.css'

export interface PasswordFormProps {
  profile: Pick<ProfileState, 'demoPassword'>
  person: { login: string; name: string } | undefined
  onBack?: () => void
  onDone?: () => void
}

export function PasswordForm({ profile, person, onBack, onDone }: PasswordFormProps) {
  const { t } = useTranslation('engine')
  const signIn = useCommand('engine.signIn', { quiet: true })
  const sync = useStatus()?.sync
  const form = useForm({ initialValues: { login: person?.login ?? '', password: profile.demoPassword ?? '' } })
  const submit = form.onSubmit(async ({ login, password }) => {
    const outcome = await signIn.run({ login: login.trim(), password })
    if (outcome.ok) onDone?.()
    else if (profile.demoPassword === null) form.setFieldValue('password', '')
  })
  // A demonstration asks for no password: its users share one, and choosing a person is enough.
  const isGiven = person !== undefined && profile.demoPassword !== null
  const hasTried = useRef(false)
  useEffect(() => {
    if (!isGiven || hasTried.current) return
    hasTried.current = true
    submit()
  })
  const firstSync = signIn.progress ?? sync
  if (signIn.isPending && firstSync) {
    return (
      <Progressing
        title={t('signIn.firstSync')}
        text={t('signIn.firstSyncText')}
        progress={firstSync}
        onCancel={signIn.cancel}
      />
    )
  }
  if (isGiven && !signIn.error) return <LoadingState text={t('signIn.opening', { name: person.name })} />
  return (
    <form className={`${classes['panel']} ${classes['form']}`} onSubmit={submit}>
      <h2 className={classes['formTitle']}>{person ? person.name : t('signIn.title')}</h2>
      {!person && (
        <TextInput
          label={t('form.login')}
          autoComplete="username"
          autoFocus
          required
          {...form.getInputProps('login')}
        />
      )}
      <PasswordInput
        label={t('form.password')}
        autoComplete="current-password"
        autoFocus={person !== undefined}
        required
        {...form.getInputProps('password')}
      />
      {profile.demoPassword !== null && (
        <div className={classes['hint']} data-selectable>
          {t('signIn.demoPassword', { password: profile.demoPassword })}
        </div>
      )}
      <Refusal error={signIn.error} />
      <div className={classes['row']}>
        {onBack ? (
          <Button variant="default" onClick={onBack}>
            {t('common:back')}
          </Button>
        ) : (
          <span />
        )}
        <Button type="submit" loading={signIn.isPending} data-testid="sign-in-go">
          {t('signIn.go')}
        </Button>
      </div>
    </form>
  )
}
