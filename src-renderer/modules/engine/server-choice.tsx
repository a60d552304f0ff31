/** The way back from a server: its address corrected, or the choice of a centre made anew. What waits here is kept either way. */
import { useTranslation } from 'react-i18next'
import { Button, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { ProfileState } from '#shared/modules/engine/model.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Refusal } from '#renderer/ui/refusal.tsx'
import { addressRule } from './use-server.tsx'
import classes from './threshold.module.css'

export function ServerChoice({ profile, onBack }: { profile: ProfileState; onBack(): void }) {
  const { t } = useTranslation('engine')
  const change = useCommand('engine.changeAddress', { quiet: true, done: t('server.changed') })
  const leave = useCommand('engine.leaveCentre', { quiet: true })
  const waiting = useQuery('engine.waiting', {}).data?.commands ?? 0
  const form = useForm({
    initialValues: { url: profile.url ?? '' },
    validate: { url: (value) => addressRule(value, t) },
  })
  const submit = form.onSubmit(async ({ url }) => {
    if ((await change.run({ url: url.trim() })).ok) onBack()
  })
  return (
    <>
      <form className={`${classes['panel']} ${classes['form']}`} onSubmit={submit} noValidate>
        <h2 className={classes['formTitle']}>{t('server.title')}</h2>
        <p className={classes['formText']}>{t('server.text')}</p>
        <TextInput label={t('form.url')} spellCheck={false} autoFocus {...form.getInputProps('url')} />
        <Refusal error={change.error} />
        <div className={classes['row']}>
          <Button variant="default" onClick={onBack}>
            {t('common:back')}
          </Button>
          <Button type="submit" loading={change.isPending} disabled={form.values.url.trim() === profile.url}>
            {t('server.change')}
          </Button>
        </div>
      </form>
      <div className={`${classes['panel']} ${classes['form']} ${classes['below']}`}>
        <h2 className={classes['formTitle']}>{t('server.leaveTitle')}</h2>
        <p className={classes['formText']}>{t('server.leaveText', { address: profile.address })}</p>
        {waiting > 0 && (
          <p className={classes['hint']} data-testid="server-waiting">
            {t('server.waiting', { count: waiting })}
          </p>
        )}
        <Refusal error={leave.error} />
        <div className={classes['row']}>
          <span />
          <Button
            variant="default"
            loading={leave.isPending}
            onClick={() => void leave.run({})}
            data-testid="leave-server"
          >
            {t('server.leave')}
          </Button>
        </div>
      </div>
    </>
  )
}
