/** Contracts of one deal, for its card: what there is, and the way to the next one. */
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { IconFilePlus } from '@tabler/icons-react'
import type { Id } from '#shared/kernel/id.ts'
import { useMay } from '#renderer/data/session.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatDay, formatMoney } from '#renderer/ui/format.ts'
import { Link } from '#renderer/ui/link.tsx'
import { ErrorState, LoadingState } from '#renderer/ui/states.tsx'
import { ToneBadge } from '#renderer/ui/tone-badge.tsx'
import { openBuilder } from './api.tsx'
import { toneOf } from './contract-words.ts'
import classes from './contract-card.module.css'

export function DealContracts({ dealId }: { dealId: Id }) {
  const { t } = useTranslation('contracts')
  const mayRead = useMay('contracts.read')
  const mayWrite = useMay('contracts.write')
  const { data, error, retry } = useQuery('contracts.registry', { dealId })
  if (!mayRead) return null
  if (error) return <ErrorState error={error} onRetry={retry} />
  if (!data) return <LoadingState />
  return (
    <div className={classes['list']}>
      {data.map((row) => (
        <Link key={row.id} to={`/contracts/${row.id}`} className={classes['item']}>
          <strong>{row.number}</strong>
          <span>{row.title}</span>
          <ToneBadge tone={toneOf(row.state)} text={t(`state.${row.state}`)} />
          <span>{formatDay(row.contract_on)}</span>
          <span>{formatMoney(row.price_minor)}</span>
          {row.day !== null && row.days !== null && (
            <span data-bad={row.is_late || undefined}>{t('registration.dayOf', { day: row.day, days: row.days })}</span>
          )}
          {row.waiting > 0 && <span data-bad>{t('card.waiting', { count: row.waiting })}</span>}
        </Link>
      ))}
      {data.length === 0 && <p>{t('registry.noneOfDeal')}</p>}
      {mayWrite && (
        <div className={classes['actions']}>
          <Button
            leftSection={<IconFilePlus size={16} />}
            data-assemble
            variant={data.length === 0 ? 'filled' : 'default'}
            onClick={() => openBuilder({ kind: 'deal', id: dealId })}
          >
            {t('registry.fromDeal')}
          </Button>
        </div>
      )}
    </div>
  )
}
