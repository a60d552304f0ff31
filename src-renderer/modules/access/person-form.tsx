/** The card of a person, new or changed; a phone that somebody has already is told while it is typed. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ActionIcon, Button, Modal, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconPlus, IconX } from '@tabler/icons-react'
import { newId } from '#shared/kernel/id.ts'
import { Email, PersonFields, type PersonCard } from '#shared/modules/access/model.ts'
import { formatPhone, normalizePhone } from '#shared/modules/access/phone.ts'
import { errorText } from '#renderer/data/error-text.ts'
import { useIsOnline } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import classes from './access.module.css'

export interface PersonFormProps {
  person?: PersonCard
  onClose(): void
  onSaved(personId: string): void
}

export function PersonForm({ person, onClose, onSaved }: PersonFormProps) {
  const { t } = useTranslation('access')
  const isOnline = useIsOnline()
  const [personId] = useState(() => person?.id ?? newId())
  const words = { done: t(isOnline ? 'person.saved' : 'person.queued'), quiet: true }
  const create = useCommand('access.createPerson', words)
  const update = useCommand('access.updatePerson', words)
  const form = useForm({
    initialValues: {
      kind: person?.kind ?? ('natural' as const),
      name: person?.kind === 'legal' ? person.name : '',
      lastName: person?.last_name ?? '',
      firstName: person?.first_name ?? '',
      middleName: person?.middle_name ?? '',
      inn: person?.inn ?? '',
      kpp: person?.kpp ?? '',
      ogrn: person?.ogrn ?? '',
      email: person?.email ?? '',
      notes: person?.notes ?? '',
      phones: person?.phones.map((one) => ({ ...one, phone: formatPhone(one.phone) })) ?? [
        { id: newId(), phone: '', label: '' },
      ],
    },
    validate: {
      name: (name, { kind }) => (kind === 'legal' && name.trim() === '' ? t('field.required') : null),
      lastName: (last, { kind, firstName }) =>
        kind === 'natural' && `${last}${firstName}`.trim() === '' ? t('field.required') : null,
      inn: (inn) =>
        blank(inn) === null || PersonFields.shape.inn.safeParse(inn.trim()).success ? null : t('field.bad'),
      kpp: (kpp) =>
        blank(kpp) === null || PersonFields.shape.kpp.safeParse(kpp.trim()).success ? null : t('field.bad'),
      ogrn: (ogrn) =>
        blank(ogrn) === null || PersonFields.shape.ogrn.safeParse(ogrn.trim()).success ? null : t('field.bad'),
      email: (email) => (blank(email) === null || Email.safeParse(email.trim()).success ? null : t('field.bad')),
      phones: {
        phone: (phone) => (phone.trim() === '' || normalizePhone(phone) !== null ? null : t('person.badPhone')),
      },
    },
  })

  async function submit(values: typeof form.values) {
    const fields = {
      ...values,
      personId,
      lastName: blank(values.lastName),
      firstName: blank(values.firstName),
      middleName: blank(values.middleName),
      inn: blank(values.inn),
      kpp: blank(values.kpp),
      ogrn: blank(values.ogrn),
      email: blank(values.email),
      phones: values.phones.flatMap(({ id, phone, label }) => {
        const normal = normalizePhone(phone)
        return normal === null ? [] : [{ id, phone: normal, label: label.trim() }]
      }),
    }
    const outcome = person ? await update.run(fields) : await create.run(fields)
    if (outcome.ok) onSaved(personId)
    else form.setFieldError(values.kind === 'legal' ? 'name' : 'lastName', errorText(outcome.error, t).title)
  }

  const isLegal = form.values.kind === 'legal'
  return (
    <Modal opened onClose={onClose} title={person?.name ?? t('people.add')} size={600}>
      <form className={classes['form']} onSubmit={form.onSubmit((values) => void submit(values))}>
        {!person && (
          <SegmentedControl
            aria-label={t('people.kind')}
            data={[
              { value: 'natural', label: t('people.natural') },
              { value: 'legal', label: t('people.legal') },
            ]}
            {...form.getInputProps('kind')}
          />
        )}
        {isLegal ? (
          <>
            <TextInput data-autofocus label={t('person.fullName')} maxLength={300} {...form.getInputProps('name')} />
            <div className={classes['triple']}>
              <TextInput label={t('person.inn')} maxLength={12} inputMode="numeric" {...form.getInputProps('inn')} />
              <TextInput label={t('person.kpp')} maxLength={9} inputMode="numeric" {...form.getInputProps('kpp')} />
              <TextInput label={t('person.ogrn')} maxLength={15} inputMode="numeric" {...form.getInputProps('ogrn')} />
            </div>
          </>
        ) : (
          <div className={classes['triple']}>
            <TextInput
              data-autofocus
              label={t('person.lastName')}
              maxLength={100}
              {...form.getInputProps('lastName')}
            />
            <TextInput label={t('person.firstName')} maxLength={100} {...form.getInputProps('firstName')} />
            <TextInput label={t('person.middleName')} maxLength={100} {...form.getInputProps('middleName')} />
          </div>
        )}
        <div role="group" aria-label={t('person.phones')}>
          {form.values.phones.map(({ id, phone }, index) => (
            <div key={id}>
              <div className={classes['phoneRow']}>
                <TextInput
                  aria-label={t('people.phone')}
                  placeholder="+7 916 123-45-67"
                  type="tel"
                  maxLength={40}
                  {...form.getInputProps(`phones.${index}.phone`)}
                />
                <TextInput
                  aria-label={t('person.phoneLabel')}
                  placeholder={t('person.phoneLabel')}
                  maxLength={60}
                  {...form.getInputProps(`phones.${index}.label`)}
                />
                <ActionIcon aria-label={t('common:remove')} onClick={() => form.removeListItem('phones', index)}>
                  <IconX size={16} />
                </ActionIcon>
              </div>
              <SharedPhone phone={normalizePhone(phone)} personId={personId} />
            </div>
          ))}
          {form.values.phones.length < 10 && (
            <Button
              variant="subtle"
              leftSection={<IconPlus size={16} />}
              onClick={() => form.insertListItem('phones', { id: newId(), phone: '', label: '' })}
            >
              {t('person.addPhone')}
            </Button>
          )}
        </div>
        <TextInput label={t('people.email')} type="email" maxLength={200} {...form.getInputProps('email')} />
        <Textarea
          label={t('person.notes')}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={4000}
          {...form.getInputProps('notes')}
        />
        <div className={classes['formEnd']}>
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={create.isPending || update.isPending}>
            {t('common:save')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

function SharedPhone({ phone, personId }: { phone: string | null; personId: string }) {
  const { t } = useTranslation('access')
  const found = useQuery('access.findByPhone', phone === null ? null : { phone }).data
  const others = (phone === null ? [] : (found ?? [])).filter(({ id }) => id !== personId)
  if (others.length === 0) return null
  return (
    <p className={classes['notice']} data-warn role="status">
      {t('person.duplicateWarning', { names: others.map(({ name }) => name).join(', ') })}
    </p>
  )
}

function blank(text: string): string | null {
  return text.trim() === '' ? null : text.trim()
}
