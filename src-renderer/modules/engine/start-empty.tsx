/** A database of one's own: the company and its first administrator, who is signed in at once. */
import { useTranslation } from 'react-i18next'
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useCommand } from '#renderer/data/use-command.ts'
import { Refusal } from '#renderer/ui/refusal.tsx'
import classes from './threshold.module.css'

const LEAST_PASSWORD = 8

export function StartEmpty({ onBack }: { onBack(): void }) {
  const { t } = useTranslation('engine')
  const start = useCommand('engine.startEmpty', { quiet: true })
  const signIn = useCommand('engine.signIn', { quiet: true })
  const form = useForm({
    initialValues: { company: '', name: '', login: 'admin', password: '', again: '' },
    validate: {
      company: (value) => (value.trim() === '' ? t('form.required') : null),
      name: (value) => (value.trim() === '' ? t('form.required') : null),
      login: (value) => (/^[a-z][a-z0-9._-]{1,62}$/.test(value) ? null : t('form.loginRule')),
      password: (value) => (value.length < LEAST_PASSWORD ? t('form.passwordRule', { least: LEAST_PASSWORD }) : null),
      again: (value, values) => (value === values.password ? null : t('form.passwordsDiffer')),
    },
  })
  const submit = form.onSubmit(async ({ company, name, login, password }) => {
    const { ok } = await start.run({ company: company.trim(), name: name.trim(), login, password })
    if (ok) await signIn.run({ login, password })
  })
  return (
    <form className={`${classes['panel']} ${classes['form']}`} onSubmit={submit} noValidate>
      <h2 className={classes['formTitle']}>{t('start.empty.title')}</h2>
      <p className={classes['formText']}>{t('start.empty.formText')}</p>
      <TextInput
        label={t('form.company')}
        placeholder={t('form.companyHint')}
        autoFocus
        {...form.getInputProps('company')}
      />
      <TextInput label={t('form.administrator')} placeholder={t('form.nameHint')} {...form.getInputProps('name')} />
      <TextInput label={t('form.login')} autoComplete="username" {...form.getInputProps('login')} />
      <PasswordInput label={t('form.newPassword')} autoComplete="new-password" {...form.getInputProps('password')} />
      <PasswordInput label={t('form.passwordAgain')} autoComplete="new-password" {...form.getInputProps('again')} />
      <Refusal error={start.error ?? signIn.error} />
      <div className={classes['row']}>
        <Button variant="default" onClick={onBack}>
          {t('common:back')}
        </Button>
        <Button type="submit" loading={start.isPending || signIn.isPending}>
          {t('start.empty.go')}
        </Button>
      </div>
    </form>
  )
}
