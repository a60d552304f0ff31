/** Penalties of a deal: counted from its own debts, charged once for a day, printed with everything they were counted from. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { IconFileTypePdf, IconGavel } from '@tabler/icons-react'
import { newId } from '#shared/kernel/id.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { ConfirmDialog } from '#renderer/ui/confirm-dialog.tsx'
import { formatDay, formatMoney, formatTime } from '#renderer/ui/format.ts'
import { useFiles } from '#renderer/ui/print.ts'
import { ErrorState } from '#renderer/ui/states.tsx'
import { AskedFields, PenaltyAnswer, type Asked } from './penalty-form.tsx'
import { basisPoints, thisDay } from './words.ts'
import classes from './instalments.module.css'

export const BLANK_ASKED: Asked = {
  side: 'buyer',
  isCitizen: true,
  from: null,
  to: thisDay(),
  base: null,
  rateDay: null,
  rate: null,
  limit: null,
}

/** Undefined while it cannot be answered. */
export function questionOf(asked: Asked, dealId: string | null) {
  const { rate, to, from, base, ...rest } = asked
  const isKnown = dealId !== null && asked.side === 'buyer'
  if (to === null || (!isKnown && from === null) || (dealId === null && base === null)) return undefined
  return {
    ...rest,
    dealId,
    to,
    from: isKnown ? null : from,
    base: dealId === null ? base : null,
    rateBp: rate === null ? null : basisPoints(rate),
  }
}

export function PenaltyPane({ dealId }: { dealId: string }) {
  const { t } = useTranslation('instalments')
  const mayPost = useMay('ledger.post')
  const [asked, setAsked] = useState(BLANK_ASKED)
  const [isAsking, setAsking] = useState(false)
  const { save } = useFiles()
  const question = questionOf(asked, dealId)
  const answer = useQuery('instalments.penalty', question ?? null, { keepPrevious: true })
  const charged = useQuery('instalments.penalties', { dealId })
  const sheet = useCommand('instalments.penaltySheet', { label: t('penalty.writing') })
  const charge = useCommand('instalments.chargePenalty', { done: t('penalty.charged') })
  const amount = answer.data?.amount_minor ?? 0
  const write = async () => {
    if (!question) return
    const outcome = await sheet.run({ question, format: 'pdf' })
    if (outcome.ok) await save(outcome.value.file)
  }
  return (
    <div className={classes['columns']}>
      <div className={classes['side']}>
        <AskedFields asked={asked} set={(part) => setAsked((before) => ({ ...before, ...part }))} isOfDeal />
        <Button
          variant="default"
          leftSection={<IconFileTypePdf size={16} />}
          loading={sheet.isPending}
          disabled={!answer.data || amount === 0}
          onClick={() => void write()}
        >
          {t('penalty.print')}
        </Button>
        {mayPost && (
          <Button leftSection={<IconGavel size={16} />} disabled={amount === 0} onClick={() => setAsking(true)}>
            {t('penalty.charge')}
          </Button>
        )}
      </div>
      <div className={classes['result']}>
        {answer.error ? (
          <ErrorState error={answer.error} onRetry={answer.retry} />
        ) : (
          answer.data && <PenaltyAnswer result={answer.data} />
        )}
        {(charged.data?.length ?? 0) > 0 && (
          <>
            <h3>{t('penalty.chargedTitle')}</h3>
            <table className={classes['table']}>
              <thead>
                <tr>
                  <th>{t('penalty.side')}</th>
                  <th>{t('penalty.since')}</th>
                  <th>{t('penalty.till')}</th>
                  <th>{t('penalty.amount')}</th>
                  <th>{t('penalty.paid')}</th>
                  <th className={classes['text']}>{t('payments.author')}</th>
                  <th className={classes['text']}>{t('penalty.when')}</th>
                  <th className={classes['text']}>{t('penalty.check')}</th>
                </tr>
              </thead>
              <tbody>
                {charged.data?.map((row) => (
                  <tr key={row.id}>
                    <td>{t(`side.${row.side}`)}</td>
                    <td>{formatDay(row.from_on)}</td>
                    <td>{formatDay(row.to_on)}</td>
                    <td>{formatMoney(row.amount_minor)}</td>
                    <td>{formatMoney(row.paid_minor)}</td>
                    <td className={classes['text']}>{row.author}</td>
                    <td className={classes['text']}>{formatTime(row.charged_at)}</td>
                    <td className={classes['text']}>
                      <Recomputed penaltyId={row.id} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </>
        )}
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        title={t('penalty.chargeTitle', { amount: formatMoney(amount) })}
        text={t('penalty.chargeText')}
        confirm={t('penalty.charge')}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false)
          if (question) void charge.run({ penaltyId: newId(), batchId: newId(), dealId, question, note: null })
        }}
      />
    </div>
  )
}

/** Counted again from what was kept, whenever it is shown. */
function Recomputed({ penaltyId }: { penaltyId: string }) {
  const { t } = useTranslation('instalments')
  const may = useMay('ledger.read')
  const answer = useQuery('instalments.recompute', may ? { penaltyId } : null).data
  if (!answer) return null
  return <span title={answer.packs.join(', ')}>{t(answer.is_same ? 'penalty.same' : 'penalty.differs')}</span>
}
