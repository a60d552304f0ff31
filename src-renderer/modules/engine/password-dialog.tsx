import { useTranslation } from 'react-i18next'
import { PasswordInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useCommand } from '#renderer/data/use-command.ts'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'

const LEAST_PASSWORD = 8

export function PasswordDialog({ isOpen, onClose }: { isOpen: boolean; onClose(): void }) {
  const { t } = useTranslation('engine')
  const change = useCommand('engine.changePassword', { done: t('settings.passwordDone'), quiet: true })
  const form = useForm({
    initialValues: { oldPassword: '', newPassword: '', again: '' },
    validate: {
      oldPassword: (value) => (value === '' ? t('form.required') : null),
      newPassword: (value) =>
        value.length < LEAST_PASSWORD ? t('form.passwordRule', { least: LEAST_PASSWORD }) : null,
      again: (value, values) => (value === values.newPassword ? null : t('form.passwordsDiffer')),
    },
  })
  const close = () => {
    form.reset()
    onClose()
  }
  return (
    <FormDialog
      isOpen={isOpen}
      onClose={close}
      title={t('settings.passwordChange')}
      submit={t('common:save')}
      isPending={change.isPending}
      error={change.error}
      onSubmit={form.onSubmit(
        async ({ oldPassword, newPassword }) => (await change.run({ oldPassword, newPassword })).ok && close(),
      )}
    >
      <PasswordInput
        label={t('form.oldPassword')}
        autoComplete="current-password"
        data-autofocus
        {...form.getInputProps('oldPassword')}
      />
      <PasswordInput label={t('form.newPassword')} autoComplete="new-password" {...form.getInputProps('newPassword')} />
      <PasswordInput label={t('form.passwordAgain')} autoComplete="new-password" {...form.getInputProps('again')} />
    </FormDialog>
  )
}
