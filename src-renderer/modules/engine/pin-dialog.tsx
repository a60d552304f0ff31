import { useTranslation } from 'react-i18next'
import { PasswordInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useCommand } from '#renderer/data/use-command.ts'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'

export function PinDialog({ isOpen, onClose }: { isOpen: boolean; onClose(): void }) {
  const { t } = useTranslation('engine')
  const set = useCommand('engine.setPin', { done: t('settings.pinDone'), quiet: true })
  const form = useForm({
    initialValues: { pin: '', again: '' },
    validate: {
      pin: (value) => (/^\d{4,8}$/.test(value) ? null : t('form.pinRule')),
      again: (value, values) => (value === values.pin ? null : t('form.pinsDiffer')),
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
      title={t('settings.pin')}
      text={t('settings.pinText')}
      submit={t('common:save')}
      isPending={set.isPending}
      error={set.error}
      onSubmit={form.onSubmit(async ({ pin }) => (await set.run({ pin })).ok && close())}
    >
      <PasswordInput
        label={t('form.pin')}
        inputMode="numeric"
        autoComplete="off"
        data-autofocus
        {...form.getInputProps('pin')}
      />
      <PasswordInput
        label={t('form.pinAgain')}
        inputMode="numeric"
        autoComplete="off"
        {...form.getInputProps('again')}
      />
    </FormDialog>
  )
}
