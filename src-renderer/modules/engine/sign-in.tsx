import type { ProfileState } from '#shared/modules/engine/model.ts'
import { useTranslation } from 'react-i18next'

export function SignIn({ profile }: { profile: ProfileState }) {
  const { t } = useTranslation('engine')
  return (
    <h1>
      {t('product')} {profile.version}
    </h1>
  )
}
