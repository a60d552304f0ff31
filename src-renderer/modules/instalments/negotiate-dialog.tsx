/** The negotiator (idea 23): what the money must be worth and how much of it by when; three schedules of equal worth to choose from. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Modal, NativeSelect, Textarea } from '@mantine/core'
import { newId } from '#shared/kernel/id.ts'
import { addMonths } from '#shared/kernel/day.ts'
import type { OfferRow } from '#shared/modules/instalments/contract.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatMoney, formatPercent } from '#renderer/ui/format.ts'
import { DateField } from '#renderer/ui/form/date-field.tsx'
import { MoneyField, PercentField, WholeField } from '#renderer/ui/form/fields.tsx'
import { Facts } from '#renderer/ui/facts.tsx'
import { Refusal } from '#renderer/ui/refusal.tsx'
import { LoadingState } from '#renderer/ui/states.tsx'
import { LinesTable } from './lines-table.tsx'
import { basisPoints, thisDay } from './words.ts'
import classes from './instalments.module.css'

export interface NegotiateDialogProps {
  dealId: string
  hasActive: boolean
  onClose(made?: string): void
}

export function NegotiateDialog({ dealId, hasActive, onClose }: NegotiateDialogProps) {
  const { t } = useTranslation('instalments')
  const [on, setOn] = useState<string | null>(thisDay())
  const [rate, setRate] = useState<number | null>(0.16)
  const [reference, setReference] = useState<'price' | 'active'>('price')
  const [amount, setAmount] = useState<number | null>(null)
  const [by, setBy] = useState<string | null>(addMonths(thisDay(), 6))
  const [dayOfMonth, setDay] = useState<number | null>(null)
  const [reason, setReason] = useState('')
  const isWhole = on !== null && rate !== null && (amount === null || by !== null)
  const answer = useQuery(
    'instalments.negotiate',
    isWhole
      ? {
          dealId,
          on,
          discountBp: basisPoints(rate),
          reference,
          cash: amount === null || amount === 0 || by === null ? null : { amount, by },
          dayOfMonth,
        }
      : null,
    { keepPrevious: true },
  )
  const propose = useCommand('instalments.propose', { quiet: true, done: t('plan.made') })
  const take = async (offer: OfferRow) => {
    const scheduleId = newId()
    const lines = offer.lines.map((line) => ({
      dueOn: line.due_on,
      principal: line.principal_minor,
      interest: line.interest_minor,
      label: line.label,
    }))
    const outcome = await propose.run({
      scheduleId,
      dealId,
      terms: { lines, kind: 'negotiated', rateBp: offer.rate_bp },
      reason: hasActive && reason.trim() !== '' ? reason : null,
    })
    if (outcome.ok) onClose(scheduleId)
  }
  return (
    <Modal opened onClose={() => onClose()} title={t('negotiate.title')} size={1080}>
      <div className={classes['rows']} style={{ gap: 14 }}>
        <p className={classes['muted']} style={{ margin: 0 }}>
          {t('negotiate.text')}
        </p>
        <div className={classes['fields']} style={{ gridTemplateColumns: 'repeat(6, minmax(0, 1fr))' }}>
          <DateField label={t('negotiate.on')} value={on} onChange={setOn} />
          <PercentField label={t('negotiate.rate')} value={rate} onChange={setRate} data-autofocus />
          <NativeSelect
            label={t('negotiate.reference')}
            value={reference}
            onChange={(event) => setReference(event.currentTarget.value as 'price' | 'active')}
            data={[
              { value: 'price', label: t('negotiate.asPrice') },
              { value: 'active', label: t('negotiate.asActive'), disabled: !hasActive },
            ]}
          />
          <MoneyField label={t('negotiate.cash')} value={amount} onChange={setAmount} />
          <DateField label={t('negotiate.by')} value={by} onChange={setBy} />
          <WholeField label={t('plan.dayOfMonth')} value={dayOfMonth} onChange={setDay} />
        </div>
        {hasActive && (
          <Textarea
            label={t('plan.reason')}
            required
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            autosize
            minRows={1}
          />
        )}
        <Refusal error={propose.error ?? answer.error} />
        {answer.isLoading && <LoadingState />}
        {answer.data && !answer.error && (
          <>
            <div>
              {t('negotiate.worth')} <b>{formatMoney(answer.data.worth_minor)}</b>
            </div>
            <div className={classes['offers']}>
              {answer.data.offers.map((offer) => (
                <section key={offer.id} className={classes['offer']} data-testid="offer">
                  <h3>{t(`offer.${offer.shape}`, { count: offer.months })}</h3>
                  <Facts
                    facts={[
                      { title: t('offer.first'), value: formatMoney(offer.first_minor) },
                      { title: t('offer.count'), value: String(offer.count) },
                      { title: t('offer.surcharge'), value: formatMoney(offer.surcharge_minor) },
                      { title: t('offer.rate'), value: formatPercent(offer.rate_bp / 10_000, 2) },
                      ...(amount === null ? [] : [{ title: t('offer.cash'), value: formatMoney(offer.cash_minor) }]),
                      { title: t('offer.worth'), value: formatMoney(offer.worth_minor) },
                    ]}
                  />
                  <LinesTable lines={offer.lines} isShort />
                  <Button loading={propose.isPending} onClick={() => void take(offer)}>
                    {t('offer.take')}
                  </Button>
                </section>
              ))}
            </div>
          </>
        )}
      </div>
    </Modal>
  )
}
