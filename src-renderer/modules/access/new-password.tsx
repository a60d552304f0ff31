/** A password for somebody else: typed or thought up here, shown once, told in person. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Modal, TextInput } from '@mantine/core'
import type { UserCard } from '#shared/modules/access/model.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import classes from './access.module.css'

// Without letters and digits that are taken for one another when a password is read aloud or from paper.
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Four groups of four: 79 bits. */
export function suggestPassword(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(64))
  const letters = [...bytes].filter((byte) => byte < LETTERS.length * 8).map((byte) => LETTERS[byte % LETTERS.length])
  return [0, 4, 8, 12].map((start) => letters.slice(start, start + 4).join('')).join('-')
}

export interface PasswordFieldProps {
  value: string
  error?: string | undefined
  onChange(password: string): void
}

export function PasswordField({ value, error, onChange }: PasswordFieldProps) {
  const { t } = useTranslation('access')
  return (
    <TextInput
      label={t('users.password')}
      description={t('users.passwordHint')}
      value={value}
      error={error}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value)}
      rightSectionWidth={96}
      rightSection={
        <Button variant="subtle" size="compact-xs" onClick={() => onChange(suggestPassword())}>
          {t('users.generate')}
        </Button>
      }
    />
  )
}

export function NewPassword({ user, onClose }: { user: UserCard; onClose(): void }) {
  const { t } = useTranslation('access')
  const [password, setPassword] = useState(suggestPassword)
  const { run, isPending } = useCommand('access.resetPassword', { done: t('user.passwordSet') })
  const isReady = password.length >= 8
  return (
    <Modal opened onClose={onClose} title={`${t('user.resetPassword')}: ${user.name}`} size={440}>
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady) void run({ userId: user.id, password }).then(({ ok }) => ok && onClose())
        }}
      >
        <PasswordField value={password} onChange={setPassword} />
        <div className={classes['formEnd']}>
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={isPending} disabled={!isReady}>
            {t('common:save')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
