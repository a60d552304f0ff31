/** A user's name and company. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Modal, Select, TextInput } from '@mantine/core'
import type { UserCard } from '#shared/modules/access/model.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import classes from './access.module.css'

export function EditUser({ user, canMove, onClose }: { user: UserCard; canMove: boolean; onClose(): void }) {
  const { t } = useTranslation('access')
  const companies = useQuery('access.companies', {}).data ?? []
  const [name, setName] = useState(user.name)
  const [company, setCompany] = useState(user.company_id)
  const rename = useCommand('access.renameUser', { done: t('user.renamed') })
  const move = useCommand('access.moveUser', { done: t('user.moved') })
  const isReady = name.trim() !== ''

  async function save() {
    if (name.trim() !== user.name && !(await rename.run({ userId: user.id, name })).ok) return
    if (company !== user.company_id && !(await move.run({ userId: user.id, companyId: company })).ok) return
    onClose()
  }

  return (
    <Modal opened onClose={onClose} title={user.name} size={440}>
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady) void save()
        }}
      >
        <TextInput
          data-autofocus
          label={t('users.name')}
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {canMove && (
          <Select
            label={t('user.move')}
            value={company}
            onChange={(next) => next !== null && setCompany(next)}
            data={companies.map((one) => ({ value: one.id, label: one.name }))}
            searchable
          />
        )}
        <div className={classes['formEnd']}>
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={rename.isPending || move.isPending} disabled={!isReady}>
            {t('common:save')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
