import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { IconLock, IconMapQuestion } from '@tabler/icons-react'
import { navigate } from '../data/route.ts'
import { EmptyState } from '../ui/states.tsx'

export function NoScreen({ isForbidden, home }: { isForbidden: boolean; home: string }) {
  const { t } = useTranslation('engine')
  return (
    <EmptyState
      icon={isForbidden ? IconLock : IconMapQuestion}
      title={t(isForbidden ? 'noScreen.forbidden' : 'noScreen.unknown')}
      text={t(isForbidden ? 'noScreen.forbiddenText' : 'noScreen.unknownText')}
      action={<Button onClick={() => navigate(home)}>{t('noScreen.home')}</Button>}
    />
  )
}
