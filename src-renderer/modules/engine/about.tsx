import { useTranslation } from 'react-i18next'
import { Page } from '#renderer/ui/page.tsx'

export function About() {
  const { t } = useTranslation('engine')
  return <Page title={t('screens.about')}>{null}</Page>
}
