import { useTranslation } from 'react-i18next'
import { useParams } from '#renderer/data/route.ts'
import { Page } from '#renderer/ui/page.tsx'
import { DealMoney } from './deal-money.tsx'

export function DealMoneyScreen() {
  const { t } = useTranslation('instalments')
  const { dealId } = useParams('/instalments/deal/:dealId')
  return <Page title={t('screens.deal')}>{dealId !== undefined && <DealMoney dealId={dealId} />}</Page>
}
