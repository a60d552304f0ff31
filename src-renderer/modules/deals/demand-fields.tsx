/** The fields for what a stage demands and the deal lacks. */
import { useTranslation } from 'react-i18next'
import { Button, NumberInput, Select, Textarea, TextInput } from '@mantine/core'
import {
  MORTGAGE_KINDS,
  OWNERSHIPS,
  PAYMENT_KINDS,
  type DealCard,
  type MortgageKind,
  type Ownership,
  type PaymentKind,
} from '#shared/modules/deals/model.ts'
import type { Demand } from '#shared/modules/deals/stages.ts'
import { navigate } from '#renderer/data/route.ts'
import { DateField } from '#renderer/ui/form/date-field.tsx'
import { MoneyField } from '#renderer/ui/form/fields.tsx'
import type { Answers } from './demands.ts'
import { MomentField } from './moment-field.tsx'
import { NeedsFields } from './needs-fields.tsx'
import { PersonPicker, UnitPicker } from './pickers.tsx'
import { closeDealDialog } from './state.ts'
import classes from './deals.module.css'

export interface DemandFieldsProps {
  card: DealCard
  missing: readonly Demand[]
  answers: Answers
  onChange(answers: Answers): void
}

export function DemandFields({ card, missing, answers, onChange }: DemandFieldsProps) {
  const { t } = useTranslation('deals')
  const set = <K extends keyof Answers>(key: K, value: Answers[K]) => onChange({ ...answers, [key]: value })
  const field = (demand: Demand) => {
    switch (demand) {
      case 'meeting_at':
        return (
          <MomentField
            label={t('demand.meeting_at')}
            value={answers.meetingAt}
            onChange={(at) => set('meetingAt', at)}
            required
          />
        )
      case 'meeting_result':
        return (
          <Textarea
            label={t('demand.meeting_result')}
            value={answers.meetingResult}
            onChange={(event) => set('meetingResult', event.currentTarget.value)}
            required
            autosize
            minRows={2}
            maxLength={2000}
          />
        )
      case 'phone':
        return (
          <TextInput
            label={t('demand.phone')}
            type="tel"
            value={answers.phone}
            onChange={(event) => set('phone', event.currentTarget.value)}
            required
            maxLength={50}
          />
        )
      case 'needs':
        return (
          <div>
            <div className={classes['label']}>{t('demand.needs')}</div>
            <NeedsFields needs={answers.needs} onChange={(needs) => set('needs', needs)} isShort />
          </div>
        )
      case 'units':
        return <UnitPicker label={t('demand.units')} value={answers.unit} onChange={(unit) => set('unit', unit)} />
      case 'reservation':
        return (
          <NumberInput
            label={t('move.bookDays')}
            description={t('move.bookText')}
            value={answers.bookDays}
            onChange={(value) => set('bookDays', Number(value) || 1)}
            min={1}
            max={90}
          />
        )
      case 'price':
        return <p className={classes['hint']}>{t('move.price')}</p>
      case 'buyers':
        return (
          <PersonPicker label={t('demand.buyers')} value={answers.buyer} onChange={(buyer) => set('buyer', buyer)} />
        )
      case 'payment':
        return (
          <Select
            label={t('demand.payment')}
            data={PAYMENT_KINDS.map((value) => ({ value, label: t(`payment.${value}`) }))}
            value={answers.payment}
            onChange={(value) => set('payment', value as PaymentKind)}
            required
          />
        )
      case 'mortgage':
        return (
          <div className={classes['fields']}>
            <Select
              label={t('demand.mortgage')}
              data={MORTGAGE_KINDS.map((value) => ({ value, label: t(`mortgage.${value}`) }))}
              value={answers.mortgage.kind}
              onChange={(value) => set('mortgage', { ...answers.mortgage, kind: value as MortgageKind })}
            />
            <TextInput
              label={t('sale.bank')}
              value={answers.mortgage.bank}
              onChange={(event) => set('mortgage', { ...answers.mortgage, bank: event.currentTarget.value })}
            />
            <MoneyField
              label={t('sale.mortgageSum')}
              value={answers.mortgage.amountMinor}
              onChange={(amountMinor) => set('mortgage', { ...answers.mortgage, amountMinor })}
            />
          </div>
        )
      case 'shares':
        return (
          <Select
            label={t('people.ownership')}
            description={t('move.shares')}
            data={OWNERSHIPS.map((value) => ({ value, label: t(`ownership.${value}`) }))}
            value={answers.ownership}
            onChange={(value) => set('ownership', value as Ownership)}
            required
          />
        )
      case 'guardians':
        return (
          <div className={classes['hint']}>
            {t('move.guardians')}{' '}
            <Button
              variant="subtle"
              size="compact-sm"
              onClick={() => {
                closeDealDialog()
                navigate(`/deals/card/${card.deal.id}?tab=people`)
              }}
            >
              {t('tab.people')}
            </Button>
          </div>
        )
      case 'contract_on':
        return (
          <DateField
            label={t('demand.contract_on')}
            value={answers.contractOn}
            onChange={(day) => set('contractOn', day)}
            required
          />
        )
      case 'reason':
        return null
    }
  }
  return missing.map((demand) => <div key={demand}>{field(demand)}</div>)
}
