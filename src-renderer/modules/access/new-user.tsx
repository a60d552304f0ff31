/** A new account: whose, under which login, with which roles and first password. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Modal, Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { newId } from '#shared/kernel/id.ts'
import { Login, Password } from '#shared/modules/access/model.ts'
import type { Role } from '#shared/modules/access/rights.ts'
import { errorText } from '#renderer/data/error-text.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { PasswordField, suggestPassword } from './new-password.tsx'
import { RolePicker, rolesFor } from './role-picker.tsx'
import classes from './access.module.css'

export function NewUser({ onClose, onCreated }: { onClose(): void; onCreated(userId: string): void }) {
  const { t } = useTranslation('access')
  const canManage = useMay('access.manage')
  const companies = (useQuery('access.companies', {}).data ?? []).filter(({ kind }) => canManage || kind === 'agency')
  const [roles, setRoles] = useState<Role[]>([])
  const form = useForm({
    initialValues: { name: '', login: '', companyId: '', password: suggestPassword() },
    validate: {
      name: (name) => (name.trim() === '' ? t('field.required') : null),
      login: (login) => (Login.safeParse(login).success ? null : t('users.loginHint')),
      companyId: (company) => (company === '' ? t('field.required') : null),
      password: (password) => (Password.safeParse(password).success ? null : t('users.passwordShort')),
    },
  })
  const { login } = form.values
  const create = useCommand('access.createUser', { done: t('users.created', { login }), quiet: true })
  const company = companies.find(({ id }) => id === form.values.companyId)

  async function submit(values: typeof form.values) {
    const userId = newId()
    const kind = company?.kind ?? 'developer'
    const fitting = roles.filter((role) => rolesFor(kind, []).includes(role))
    const outcome = await create.run({ userId, ...values, roles: fitting })
    if (outcome.ok) return onCreated(userId)
    if (outcome.error.details['reason'] === 'access.login-taken')
      form.setFieldError('login', errorText(outcome.error, t).title)
    else form.setFieldError('name', errorText(outcome.error, t).title)
  }

  return (
    <Modal opened onClose={onClose} title={t('users.add')} size={560}>
      <form className={classes['form']} onSubmit={form.onSubmit((values) => void submit(values))}>
        <div className={classes['pair']}>
          <TextInput data-autofocus label={t('users.name')} maxLength={200} {...form.getInputProps('name')} />
          <TextInput
            label={t('users.login')}
            autoComplete="off"
            spellCheck={false}
            maxLength={40}
            {...form.getInputProps('login')}
            onChange={(event) => form.setFieldValue('login', event.currentTarget.value.toLowerCase())}
          />
        </div>
        <Select
          label={t('users.company')}
          searchable
          data={companies.map(({ id, name, kind }) => ({ value: id, label: `${name} · ${t(`companyKind.${kind}`)}` }))}
          {...form.getInputProps('companyId')}
        />
        {company && <RolePicker value={roles} companyKind={company.kind} onChange={setRoles} />}
        <PasswordField
          value={form.values.password}
          error={form.errors['password'] as string | undefined}
          onChange={(password) => form.setFieldValue('password', password)}
        />
        <div className={classes['formEnd']}>
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t('users.add')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
