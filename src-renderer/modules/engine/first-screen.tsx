import type { EngineStatus, ProfileState } from '#shared/modules/engine/model.ts'
import { useTranslation } from 'react-i18next'

export function FirstScreen({ profile }: { profile: ProfileState; status: EngineStatus }) {
  const { t } = useTranslation('engine')
  return (
    <h1>
      {t('product')} {profile.version}
    </h1>
  )
}
