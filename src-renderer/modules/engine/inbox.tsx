import { useTranslation } from 'react-i18next'
import { Page } from '#renderer/ui/page.tsx'

export function Inbox() {
  const { t } = useTranslation('engine')
  return <Page title={t('screens.inbox')}>{null}</Page>
}
