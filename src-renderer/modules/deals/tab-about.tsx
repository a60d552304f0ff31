/** О сделке: who the client is, where the deal stands, what it comes to, and the note. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Textarea, TextInput } from '@mantine/core'
import { useCommand } from '#renderer/data/use-command.ts'
import { Facts } from '#renderer/ui/facts.tsx'
import { formatDay, formatMoney, formatTime } from '#renderer/ui/format.ts'
import { ToneBadge } from '#renderer/ui/tone-badge.tsx'
import type { DealCard } from '#shared/modules/deals/model.ts'
import { Checks } from './checks.tsx'
import { TONE_OF } from './state.ts'
import classes from './deals.module.css'

export function AboutTab({ card }: { card: DealCard }) {
  const { t } = useTranslation('deals')
  const { deal } = card
  const next = card.moves.find(({ name }) => name === 'advance')
  return (
    <div className={classes['columns']}>
      <section>
        <h3>{t('tab.about')}</h3>
        <Facts
          facts={[
            { title: t('column.number'), value: deal.number },
            { title: t('column.kind'), value: t(`kind.${deal.kind}`) },
            {
              title: t('column.stage'),
              value: <ToneBadge tone={TONE_OF[deal.stage]} text={t(`stage.${deal.stage}`)} />,
            },
            { title: t('column.since'), value: formatTime(deal.stage_since_at) },
            { title: t('card.why'), value: deal.stage_note },
            { title: t('lose.reason'), value: [deal.refuse_reason, deal.refuse_note].filter(Boolean).join(': ') },
            { title: t('column.units'), value: deal.units },
            { title: t('column.complex'), value: [deal.complex, deal.building].filter(Boolean).join(' · ') },
            { title: t('column.until'), value: deal.until_at === null ? null : formatTime(deal.until_at) },
            { title: t('column.price'), value: deal.price_minor === null ? null : formatMoney(deal.price_minor) },
            { title: t('column.discount'), value: deal.discount_minor === 0 ? null : formatMoney(deal.discount_minor) },
            { title: t('column.services'), value: deal.services_minor === 0 ? null : formatMoney(deal.services_minor) },
            {
              title: t('column.payment'),
              value: deal.payment_kind === null ? null : t(`payment.${deal.payment_kind}`),
            },
            {
              title: t('column.mortgage'),
              value:
                deal.mortgage_kind === 'none'
                  ? null
                  : `${deal.mortgage_bank ?? ''} ${formatMoney(deal.mortgage_minor)}`,
            },
            { title: t('column.contract'), value: deal.contract_on === null ? null : formatDay(deal.contract_on) },
            { title: t('column.user'), value: deal.user_name },
            { title: t('column.company'), value: deal.company },
            { title: t('column.created'), value: formatTime(deal.created_at) },
          ]}
        />
        {next && next.missing.length > 0 && (
          <div className={classes['notice']} role="note">
            <b>{t('card.forNext', { stage: t(`stage.${next.to}`) })}</b>{' '}
            {next.missing.map((demand) => t(`demand.${demand}`)).join(', ')}
          </div>
        )}
        <Checks checks={card.checks} />
      </section>
      <section>
        <h3>{t('card.client')}</h3>
        <ClientForm key={`${deal.client_name} ${deal.client_phone}`} card={card} />
        <h3>{t('note')}</h3>
        <NoteForm key={deal.note} card={card} />
      </section>
    </div>
  )
}

function ClientForm({ card: { deal, can } }: { card: DealCard }) {
  const { t } = useTranslation('deals')
  const save = useCommand('deals.setClient', { done: t('saved') })
  const [name, setName] = useState(deal.client_name)
  const [phone, setPhone] = useState(deal.client_phone)
  const isChanged = name.trim() !== deal.client_name || phone.trim() !== deal.client_phone
  return (
    <form
      className={classes['fields']}
      onSubmit={(event) => {
        event.preventDefault()
        if (isChanged && name.trim() !== '') void save.run({ dealId: deal.id, name: name.trim(), phone: phone.trim() })
      }}
    >
      <TextInput
        label={t('open.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        disabled={!can.edit}
        maxLength={300}
      />
      <TextInput
        label={t('column.phone')}
        type="tel"
        value={phone}
        onChange={(event) => setPhone(event.currentTarget.value)}
        disabled={!can.edit}
        maxLength={50}
      />
      {isChanged && (
        <Button type="submit" loading={save.isPending}>
          {t('common:save')}
        </Button>
      )}
    </form>
  )
}

function NoteForm({ card: { deal, can } }: { card: DealCard }) {
  const { t } = useTranslation('deals')
  const save = useCommand('deals.setNote', { done: t('saved') })
  const [note, setNote] = useState(deal.note)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void save.run({ dealId: deal.id, note: note.trim() })
      }}
    >
      <Textarea
        aria-label={t('note')}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && event.ctrlKey && event.currentTarget.form?.requestSubmit()}
        disabled={!can.edit}
        autosize
        minRows={3}
        maxRows={10}
        maxLength={4000}
      />
      {note.trim() !== deal.note && (
        <Button mt={8} type="submit" loading={save.isPending}>
          {t('common:save')}
        </Button>
      )}
    </form>
  )
}
