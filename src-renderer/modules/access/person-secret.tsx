/** Passport and the like: shown after a purpose is given, hidden again when the card is left. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Modal, Select, TextInput } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { useForm } from '@mantine/form'
import { IconEye, IconEyeOff, IconPencil } from '@tabler/icons-react'
import { PersonSecret } from '#shared/modules/access/model.ts'
import { errorText } from '#renderer/data/error-text.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { formatDay } from '#renderer/ui/format.ts'
import { Fact } from './user-card.tsx'
import classes from './access.module.css'

const FIELDS = [
  'passportNumber',
  'passportIssuedOn',
  'passportIssuedBy',
  'passportCode',
  'birthOn',
  'birthPlace',
  'address',
  'inn',
  'snils',
] as const
const DAYS: readonly string[] = ['passportIssuedOn', 'birthOn']
const NOTHING: PersonSecret = {
  birthOn: null,
  birthPlace: null,
  passportNumber: null,
  passportIssuedOn: null,
  passportIssuedBy: null,
  passportCode: null,
  address: null,
  inn: null,
  snils: null,
}

export function PersonSecretSection({ personId }: { personId: string }) {
  const { t } = useTranslation('access')
  const canWrite = useMay('people.secret.write')
  const purposes = [t('person.purposeContract'), t('person.purposeCheckIn'), t('person.purposeCheck')]
  const [purpose, setPurpose] = useState(purposes[0] ?? '')
  const [shown, setShown] = useState<PersonSecret | null>()
  const [isEditing, setEditing] = useState(false)
  const read = useCommand('access.personSecret')

  async function show() {
    const outcome = await read.run({ personId, purpose })
    if (outcome.ok) setShown(outcome.value)
  }

  if (shown === undefined) {
    return (
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault()
          void show()
        }}
      >
        <p className={classes['about']}>{t('person.secretAbout')}</p>
        <div className={classes['actions']}>
          <Select
            aria-label={t('person.purpose')}
            data={purposes}
            value={purpose}
            onChange={(next) => setPurpose(next ?? '')}
            w={230}
          />
          <Button
            type="submit"
            variant="default"
            leftSection={<IconEye size={16} />}
            loading={read.isPending}
            disabled={purpose === ''}
          >
            {t('person.showSecret')}
          </Button>
        </div>
      </form>
    )
  }
  return (
    <>
      {shown === null ? (
        <p className={classes['about']}>{t('person.noSecret')}</p>
      ) : (
        <dl className={classes['facts']}>
          {FIELDS.filter((field) => shown[field] !== null).map((field) => (
            <Fact
              key={field}
              name={t(`secret.${field}`)}
              value={DAYS.includes(field) ? formatDay(shown[field]) : shown[field]}
            />
          ))}
        </dl>
      )}
      <div className={classes['save']}>
        {canWrite && (
          <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
            {t('person.edit')}
          </Button>
        )}
        <Button variant="subtle" leftSection={<IconEyeOff size={16} />} onClick={() => setShown(undefined)}>
          {t('person.hide')}
        </Button>
      </div>
      {isEditing && (
        <SecretForm
          personId={personId}
          secret={shown ?? NOTHING}
          onClose={() => setEditing(false)}
          onSaved={(secret) => {
            setShown(secret)
            setEditing(false)
          }}
        />
      )}
    </>
  )
}

interface SecretFormProps {
  personId: string
  secret: PersonSecret
  onClose(): void
  onSaved(secret: PersonSecret): void
}

function SecretForm({ personId, secret, onClose, onSaved }: SecretFormProps) {
  const { t } = useTranslation('access')
  const save = useCommand('access.setPersonSecret', { done: t('person.secretSaved'), quiet: true })
  const digits = (most: number) => (text: string) =>
    text === '' || text.replace(/\D/g, '').length === most ? null : t('field.bad')
  const form = useForm({
    initialValues: Object.fromEntries(FIELDS.map((field) => [field, secret[field] ?? ''])) as Record<
      (typeof FIELDS)[number],
      string
    >,
    validate: { inn: digits(12), snils: digits(11) },
  })

  async function submit(values: typeof form.values) {
    const clean = Object.fromEntries(
      FIELDS.map((field) => {
        const text = field === 'inn' || field === 'snils' ? values[field].replace(/\D/g, '') : values[field].trim()
        return [field, text === '' ? null : text]
      }),
    )
    const next = PersonSecret.parse(clean)
    const outcome = await save.run({ personId, ...next })
    if (outcome.ok) onSaved(next)
    else form.setFieldError('passportNumber', errorText(outcome.error, t).title)
  }

  const day = (field: 'birthOn' | 'passportIssuedOn') => (
    <DateInput
      label={t(`secret.${field}`)}
      valueFormat="DD.MM.YYYY"
      clearable
      value={form.values[field] === '' ? null : form.values[field]}
      onChange={(next) => form.setFieldValue(field, next ?? '')}
    />
  )
  const text = (field: (typeof FIELDS)[number], most: number) => (
    <TextInput label={t(`secret.${field}`)} maxLength={most} autoComplete="off" {...form.getInputProps(field)} />
  )
  return (
    <Modal opened onClose={onClose} title={t('person.secret')} size={560}>
      <form className={classes['form']} onSubmit={form.onSubmit((values) => void submit(values))}>
        <div className={classes['triple']}>
          {text('passportNumber', 40)}
          {day('passportIssuedOn')}
          {text('passportCode', 10)}
        </div>
        {text('passportIssuedBy', 400)}
        <div className={classes['pair']}>
          {day('birthOn')}
          {text('birthPlace', 300)}
        </div>
        {text('address', 500)}
        <div className={classes['pair']}>
          {text('inn', 14)}
          {text('snils', 14)}
        </div>
        <div className={classes['formEnd']}>
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('common:save')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
