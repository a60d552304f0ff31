import type { Actor } from '#shared/modules/engine/model.ts'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'

export function UnlockForm({ actor, onUnlock }: { actor: Actor; onUnlock(): void }) {
  const { t } = useTranslation('engine')
  return <Button onClick={onUnlock}>{t('lock.unlock', { name: actor.name })}</Button>
}
