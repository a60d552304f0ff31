/** Back to work: the PIN if this person has set one here, else the password; or somebody else signs in. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import type { Actor } from '#shared/modules/engine/model.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { PasswordForm } from './password-form.tsx'
import { PinForm } from './pin-form.tsx'

export function UnlockForm({ actor, onUnlock }: { actor: Actor; onUnlock(): void }) {
  const { t } = useTranslation('engine')
  const profile = useQuery('engine.profile', {}).data
  const signOut = useCommand('engine.signOut')
  const [isByPassword, setByPassword] = useState(false)
  const hasPin = profile?.logins.some((person) => person.login === actor.login && person.hasPin) ?? false
  return (
    <div style={{ width: 'min(380px, 100vw - 32px)' }}>
      {hasPin && !isByPassword ? (
        <PinForm login={actor.login} name={actor.name} onPassword={() => setByPassword(true)} onDone={onUnlock} />
      ) : (
        <PasswordForm profile={{ demoPassword: null }} person={actor} onDone={onUnlock} />
      )}
      <Button variant="subtle" fullWidth mt="sm" onClick={() => void signOut.run({})}>
        {t('lock.other')}
      </Button>
    </div>
  )
}
