/** Бронь / Продажа: units at the agreed price, discounts, how it is paid, services. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ActionIcon, Button, Menu, Select, Textarea, TextInput } from '@mantine/core'
import { IconDots, IconPlus, IconTrash } from '@tabler/icons-react'
import { navigate } from '#renderer/data/route.ts'
import { useActor } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'
import { DateField } from '#renderer/ui/form/date-field.tsx'
import { MoneyField, WholeField } from '#renderer/ui/form/fields.tsx'
import type { Choice } from '#renderer/ui/form/picker.tsx'
import { formatArea, formatMoney, formatPercent, formatTime } from '#renderer/ui/format.ts'
import { newId } from '#shared/kernel/id.ts'
import {
  MORTGAGE_KINDS,
  PAYMENT_KINDS,
  type DealCard,
  type DealUnitRow,
  type MortgageKind,
  type PaymentKind,
} from '#shared/modules/deals/model.ts'
import { Checks } from './checks.tsx'
import { UnitPicker } from './pickers.tsx'
import classes from './deals.module.css'

export function SaleTab({ card }: { card: DealCard }) {
  const { t } = useTranslation('deals')
  const actor = useActor()
  const { deal, can } = card
  const remove = useCommand('deals.removeUnit', { done: t('sale.removed') })
  const refresh = useCommand('deals.refreshPrice', { done: t('sale.refreshed') })
  const decide = useCommand('deals.decideDiscount', { done: t('sale.decided') })
  const [discounted, setDiscounted] = useState<DealUnitRow>()
  const [picking, setPicking] = useState<'add' | DealUnitRow>()
  return (
    <div className={classes['columns']}>
      <section>
        <h3>{t('sale.units')}</h3>
        {card.units.length === 0 && <p className={classes['hint']}>{t('sale.noUnits')}</p>}
        {card.units.map((unit) => (
          <div key={unit.id} className={classes['unit']}>
            <div>
              <button type="button" onClick={() => navigate(`/inventory/board?unit=${unit.unit_id}`)}>
                {unit.number}
              </button>
              <span>
                {unit.complex} · {unit.building} · {formatArea(unit.area_cm2)}
                {unit.rooms !== null && ` · ${t('sale.rooms', { count: unit.rooms })}`}
              </span>
              <small>
                {t(`inventory:status.${unit.status}`)}
                {unit.until_at !== null && ` · ${t('card.until', { at: formatTime(unit.until_at) })}`}
              </small>
            </div>
            <div className={classes['sum']}>
              <b>{unit.price_minor === null ? '—' : formatMoney(unit.price_minor)}</b>
              {unit.discount_minor > 0 && (
                <small>
                  {formatMoney(unit.list_price_minor)} − {formatMoney(unit.discount_minor)} (
                  {formatPercent(unit.discount_minor / (unit.list_price_minor ?? 1), 2)})
                </small>
              )}
            </div>
            {can.editUnits && (
              <Menu position="bottom-end" withinPortal>
                <Menu.Target>
                  <ActionIcon aria-label={t('sale.actions', { number: unit.number })}>
                    <IconDots size={16} />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => setDiscounted(unit)}>{t('sale.discount')}</Menu.Item>
                  <Menu.Item onClick={() => void refresh.run({ id: unit.id })}>{t('sale.refresh')}</Menu.Item>
                  <Menu.Item onClick={() => setPicking(unit)}>{t('sale.replace')}</Menu.Item>
                  <Menu.Item color="bad" onClick={() => void remove.run({ id: unit.id })}>
                    {t('common:remove')}
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            )}
          </div>
        ))}
        {card.discounts
          .filter(({ state }) => state === 'pending')
          .map((request) => (
            <div key={request.id} className={classes['notice']} role="note">
              <span>
                {t('sale.waits', { amount: formatMoney(request.amount_minor), who: request.requested_by ?? '' })}:{' '}
                {request.reason}
              </span>
              {can.approve && request.requested_by_id !== actor?.userId && (
                <span className={classes['buttons']}>
                  <Button
                    size="compact-sm"
                    onClick={() => void decide.run({ requestId: request.id, isApproved: true })}
                  >
                    {t('sale.approve')}
                  </Button>
                  <Button
                    size="compact-sm"
                    variant="default"
                    onClick={() => void decide.run({ requestId: request.id, isApproved: false })}
                  >
                    {t('sale.reject')}
                  </Button>
                </span>
              )}
            </div>
          ))}
        {can.editUnits && (
          <Button
            leftSection={<IconPlus size={16} />}
            variant="default"
            onClick={() => setPicking('add')}
            data-testid="add-unit"
          >
            {t('sale.add')}
          </Button>
        )}
        <Checks checks={card.checks} />
        <Services card={card} />
      </section>
      <section>
        <h3>{t('sale.terms')}</h3>
        <PaymentForm
          key={`${deal.payment_kind} ${deal.mortgage_kind} ${deal.mortgage_minor} ${deal.maternity_minor}`}
          card={card}
        />
      </section>
      {discounted && (
        <DiscountDialog unit={discounted} most={card.can.discount_bp} onClose={() => setDiscounted(undefined)} />
      )}
      {picking && (
        <UnitDialog
          dealId={deal.id}
          replaced={picking === 'add' ? undefined : picking}
          onClose={() => setPicking(undefined)}
        />
      )}
    </div>
  )
}

function DiscountDialog({ unit, most, onClose }: { unit: DealUnitRow; most: number | null; onClose(): void }) {
  const { t } = useTranslation('deals')
  const set = useCommand('deals.setDiscount', { quiet: true })
  const [amount, setAmount] = useState<number | null>(unit.discount_minor)
  const [reason, setReason] = useState(unit.discount_reason ?? '')
  const [isAsked, setAsked] = useState(false)
  const price = unit.list_price_minor ?? 0
  const points = price === 0 || amount === null ? 0 : Math.ceil((amount * 10_000) / price)
  const isAbove = most !== null && points > most && (amount ?? 0) > unit.discount_minor
  return (
    <FormDialog
      isOpen
      title={t('sale.discountOf', { number: unit.number })}
      text={most === null ? t('sale.noLimit') : t('sale.limit', { share: formatPercent(most / 10_000, 2) })}
      submit={t(isAbove ? 'sale.ask' : 'sale.give')}
      isPending={set.isPending}
      error={set.error}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        void set
          .run({ id: unit.id, amountMinor: amount ?? 0, reason: reason.trim(), requestId: newId() })
          .then((outcome) => {
            if (!outcome.ok) return
            if (outcome.value.state === 'given') onClose()
            else setAsked(true)
          })
      }}
    >
      {isAsked ? (
        <p role="status">{t('sale.asked')}</p>
      ) : (
        <>
          <MoneyField
            label={t('column.discount')}
            description={formatPercent(points / 10_000, 2)}
            value={amount}
            onChange={setAmount}
            data-autofocus
          />
          <Textarea
            label={t('sale.reason')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            required={(amount ?? 0) > 0}
            autosize
            minRows={1}
            maxLength={500}
          />
        </>
      )}
    </FormDialog>
  )
}

function UnitDialog({
  dealId,
  replaced,
  onClose,
}: {
  dealId: string
  replaced: DealUnitRow | undefined
  onClose(): void
}) {
  const { t } = useTranslation('deals')
  const add = useCommand('deals.addUnits', { done: t('sale.added'), quiet: true })
  const replace = useCommand('deals.replaceUnit', { done: t('sale.replaced'), quiet: true })
  const [unit, setUnit] = useState<Choice | null>(null)
  return (
    <FormDialog
      isOpen
      title={replaced ? t('sale.replaceOf', { number: replaced.number }) : t('sale.add')}
      text={t('sale.pickText')}
      submit={t(replaced ? 'sale.replace' : 'common:add')}
      isPending={add.isPending || replace.isPending}
      error={add.error ?? replace.error}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        if (!unit) return
        const by = { id: newId(), unitId: unit.id }
        const done = replaced ? replace.run({ id: replaced.id, by }) : add.run({ dealId, units: [by] })
        void done.then(({ ok }) => ok && onClose())
      }}
    >
      <UnitPicker label={t('demand.units')} value={unit} onChange={setUnit} autoFocus />
    </FormDialog>
  )
}

function PaymentForm({ card: { deal, can } }: { card: DealCard }) {
  const { t } = useTranslation('deals')
  const save = useCommand('deals.setPayment', { done: t('saved') })
  const setDay = useCommand('deals.setContractDay', { done: t('saved') })
  const [payment, setPayment] = useState(deal.payment_kind)
  const [kind, setKind] = useState(deal.mortgage_kind)
  const [bank, setBank] = useState(deal.mortgage_bank ?? '')
  const [sum, setSum] = useState(deal.mortgage_minor)
  const [decision, setDecision] = useState(deal.mortgage_decision_on)
  const [maternity, setMaternity] = useState(deal.maternity_minor)
  const hasMortgage = kind !== 'none'
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void save.run({
          dealId: deal.id,
          payment,
          mortgage: {
            kind,
            bank: hasMortgage && bank.trim() !== '' ? bank.trim() : null,
            amountMinor: hasMortgage ? sum : null,
            decisionOn: hasMortgage ? decision : null,
          },
          maternityMinor: maternity === 0 ? null : maternity,
        })
      }}
    >
      <fieldset className={classes['fields']} disabled={!can.edit}>
        <Select
          label={t('column.payment')}
          data={PAYMENT_KINDS.map((value) => ({ value, label: t(`payment.${value}`) }))}
          value={payment}
          onChange={(value) => setPayment(value as PaymentKind | null)}
          clearable
          disabled={!can.editUnits}
        />
        <Select
          label={t('column.mortgage')}
          data={MORTGAGE_KINDS.map((value) => ({ value, label: t(`mortgage.${value}`) }))}
          value={kind}
          onChange={(value) => {
            setKind((value ?? 'none') as MortgageKind)
            if (value !== 'none' && can.editUnits) setPayment('full')
          }}
          disabled={!can.edit}
        />
        {hasMortgage && (
          <>
            <TextInput
              label={t('sale.bank')}
              value={bank}
              onChange={(event) => setBank(event.currentTarget.value)}
              maxLength={300}
            />
            <MoneyField label={t('sale.mortgageSum')} value={sum} onChange={setSum} />
            <DateField label={t('sale.decision')} value={decision} onChange={setDecision} />
          </>
        )}
        <MoneyField label={t('sale.maternity')} value={maternity} onChange={setMaternity} />
        <DateField
          label={t('column.contract')}
          value={deal.contract_on}
          onChange={(on) => on !== deal.contract_on && void setDay.run({ dealId: deal.id, on })}
          disabled={!can.edit}
        />
      </fieldset>
      {can.edit && (
        <Button mt={12} type="submit" loading={save.isPending}>
          {t('common:save')}
        </Button>
      )}
    </form>
  )
}

function Services({ card }: { card: DealCard }) {
  const { t } = useTranslation('deals')
  const save = useCommand('deals.saveService', { done: t('saved'), quiet: true })
  const remove = useCommand('deals.removeService', { done: t('saved') })
  const [isAdding, setAdding] = useState(false)
  const [name, setName] = useState('')
  const [price, setPrice] = useState<number | null>(null)
  const [quantity, setQuantity] = useState<number | null>(1)
  return (
    <>
      <h3>{t('sale.services')}</h3>
      <ul className={classes['people']}>
        {card.services.map((service) => (
          <li key={service.id}>
            <div>
              <b>{service.name}</b>
              <span>{service.quantity > 1 ? `${service.quantity} × ${formatMoney(service.price_minor)}` : ''}</span>
            </div>
            <span className={classes['share']}>{formatMoney(service.price_minor * service.quantity)}</span>
            {card.can.edit && (
              <ActionIcon
                aria-label={`${t('common:remove')}: ${service.name}`}
                onClick={() => void remove.run({ id: service.id })}
              >
                <IconTrash size={16} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {card.can.edit && (
        <Button leftSection={<IconPlus size={16} />} variant="default" onClick={() => setAdding(true)}>
          {t('sale.addService')}
        </Button>
      )}
      {isAdding && (
        <FormDialog
          isOpen
          title={t('sale.addService')}
          submit={t('common:add')}
          isPending={save.isPending}
          error={save.error}
          onClose={() => setAdding(false)}
          onSubmit={(event) => {
            event.preventDefault()
            if (name.trim() === '' || price === null) return
            void save
              .run({ dealId: card.deal.id, id: newId(), name: name.trim(), priceMinor: price, quantity: quantity ?? 1 })
              .then(({ ok }) => {
                if (!ok) return
                setAdding(false)
                setName('')
                setPrice(null)
              })
          }}
        >
          <TextInput
            label={t('sale.serviceName')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            required
            data-autofocus
            maxLength={300}
          />
          <MoneyField label={t('column.price')} value={price} onChange={setPrice} required />
          <WholeField label={t('sale.quantity')} value={quantity} onChange={setQuantity} />
        </FormDialog>
      )}
    </>
  )
}
