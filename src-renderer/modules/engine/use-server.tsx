import { useTranslation } from 'react-i18next'
import { Button, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useCommand } from '#renderer/data/use-command.ts'
import { Refusal } from '#renderer/ui/refusal.tsx'
import classes from './threshold.module.css'

/** What is wrong with a server's address, or nothing. */
export function addressRule(value: string, t: (key: string) => string): string | null {
  return /^postgres(ql)?:\/\/[^/]+\/.+/.test(value.trim()) ? null : t('form.urlRule')
}

const EXAMPLE = 'postgresql://db1.company.ru,db2.company.ru/kvartal?sslmode=verify-full'

export function UseServer({ onBack }: { onBack(): void }) {
  const { t } = useTranslation('engine')
  const use = useCommand('engine.useServer', { quiet: true })
  const form = useForm({
    initialValues: { url: '' },
    validate: { url: (value) => addressRule(value, t) },
  })
  return (
    <form
      className={`${classes['panel']} ${classes['form']}`}
      onSubmit={form.onSubmit(({ url }) => use.run({ url: url.trim() }))}
      noValidate
    >
      <h2 className={classes['formTitle']}>{t('start.server.title')}</h2>
      <p className={classes['formText']}>{t('start.server.formText')}</p>
      <TextInput
        label={t('form.url')}
        placeholder={EXAMPLE}
        spellCheck={false}
        autoFocus
        {...form.getInputProps('url')}
      />
      <Refusal error={use.error} />
      <div className={classes['row']}>
        <Button variant="default" onClick={onBack}>
          {t('common:back')}
        </Button>
        <Button type="submit" loading={use.isPending}>
          {t('start.server.go')}
        </Button>
      </div>
    </form>
  )
}
