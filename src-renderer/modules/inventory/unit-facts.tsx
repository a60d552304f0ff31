/** Everything known of a unit besides its price: measures, who holds it, who may sell it, what it is sold with. */
import { formatPhone } from '#shared/modules/access/phone.ts'
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { useActor } from '#renderer/data/session.ts'
import { formatArea, formatDay, formatMoney, formatNumber, formatTime } from '#renderer/ui/format.ts'
import type { UnitCard } from '#shared/modules/inventory/model.ts'
import { openDialog } from './dialogs.ts'
import { PlanPicture } from './plan-picture.tsx'
import classes from './panel.module.css'

export function UnitFacts({ card, onGoTo }: { card: UnitCard; onGoTo?(unitId: string): void }) {
  const { t } = useTranslation('inventory')
  const { unit } = card
  const facts: [string, string | null][] = [
    [t('fact.kind'), t(`kind.${unit.kind}`)],
    [t('fact.rooms'), unit.rooms === null ? null : unit.rooms === 0 ? t('rooms.studio') : String(unit.rooms)],
    [t('fact.area'), formatArea(unit.area_cm2)],
    [t('fact.living'), unit.living_cm2 === null ? null : formatArea(unit.living_cm2)],
    [t('fact.kitchen'), unit.kitchen_cm2 === null ? null : formatArea(unit.kitchen_cm2)],
    [
      t('fact.balcony'),
      unit.balcony_cm2 === null
        ? null
        : `${formatArea(unit.balcony_cm2)}${card.balcony_bp === null ? '' : ` × ${formatNumber(card.balcony_bp / 10_000, 1)}`}`,
    ],
    [t('fact.project'), unit.project_cm2 === null ? null : formatArea(unit.project_cm2)],
    [t('fact.bti'), unit.bti_cm2 === null ? null : formatArea(unit.bti_cm2)],
    [
      t('fact.ceiling'),
      unit.ceiling_cm === null ? null : t('fact.metres', { value: formatNumber(unit.ceiling_cm / 100, 2) }),
    ],
    [t('fact.finishing'), unit.finishing === null ? null : t(`finishing.${unit.finishing}`)],
    [t('fact.view'), unit.view === null ? null : t(`view.${unit.view}`)],
    [t('fact.side'), unit.window_side === null ? null : t(`side.${unit.window_side}`)],
    [t('fact.layout'), unit.layout],
    [t('fact.entrance'), card.entrance],
    [t('fact.stage'), t(`stage.${card.stage}`)],
    [t('fact.ready'), card.ready_on === null ? null : formatDay(card.ready_on)],
    [t('fact.cadastral'), unit.cadastral_number],
    [t('fact.address'), card.address],
  ]
  return (
    <>
      <Reservations card={card} />
      <Holds card={card} />
      <PlanPicture card={card} />
      <dl className={classes['facts']} data-selectable>
        {facts.map(([name, value]) =>
          value === null || value === '' ? null : (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      {card.lot && (
        <>
          <div className={classes['section']}>{t('fact.lot', { name: card.lot.name })}</div>
          {card.lot.units.map((one) => (
            <div key={one.id} className={classes['counts']}>
              {t(`kind.${one.kind}`)} {t('unit.number', { number: one.number })}
              {one.id !== unit.id && onGoTo && (
                <Button variant="subtle" size="compact-sm" ml="auto" onClick={() => onGoTo(one.id)}>
                  {t('fact.show')}
                </Button>
              )}
            </div>
          ))}
        </>
      )}
      {card.agencies.length > 0 && (
        <>
          <div className={classes['section']}>{t('fact.agencies')}</div>
          {card.agencies.map((agency) => (
            <div key={agency.company_id} className={classes['counts']}>
              {agency.company ?? '—'}
              <span className={classes['small']} style={{ marginLeft: 'auto' }}>
                {[agency.has_price ? t('grant.price') : '', agency.has_booking ? t('grant.booking') : '']
                  .filter(Boolean)
                  .join(', ')}
              </span>
            </div>
          ))}
        </>
      )}
      {card.note && (
        <>
          <div className={classes['section']}>{t('fact.note')}</div>
          <div className={classes['note']}>{card.note}</div>
        </>
      )}
    </>
  )
}

const LIVE: readonly string[] = ['active', 'offered', 'queued']

function Reservations({ card }: { card: UnitCard }) {
  const { t } = useTranslation('inventory')
  const actor = useActor()
  return card.reservations
    .filter((one) => LIVE.includes(one.state))
    .map((one) => (
      <div key={one.id} className={classes['reservation']}>
        <div className={classes['reservationHead']}>
          <span>
            {t(`reservation.${one.state}`)}
            {one.queue_no !== null && one.state === 'queued' && ` № ${one.queue_no}`}
            {one.kind === 'paid' && ` · ${one.fee_minor === null ? t('book.paid') : formatMoney(one.fee_minor)}`}
          </span>
          {one.until_at !== null && <span>{t('unit.until', { at: formatTime(one.until_at) })}</span>}
        </div>
        <div data-selectable>
          {one.client_name}
          {one.client_phone !== '' && ` · ${formatPhone(one.client_phone)}`}
        </div>
        <div className={classes['small']}>
          {[
            one.user_name,
            one.company,
            one.extended_count > 0 ? t('reservation.extended', { count: one.extended_count }) : '',
            one.note,
          ]
            .filter(Boolean)
            .join(' · ')}
        </div>
        {one.state === 'queued' && (one.is_mine || actor?.rights.includes('inventory.release')) && (
          <Button
            variant="subtle"
            size="compact-sm"
            mt={4}
            onClick={() => openDialog({ kind: 'leave', unitId: card.unit.id, reservationId: one.id })}
          >
            {t('leave.submit')}
          </Button>
        )}
      </div>
    ))
}

function Holds({ card }: { card: UnitCard }) {
  const { t } = useTranslation('inventory')
  return card.claims
    .filter((claim) => claim.ended_at === null && (claim.kind === 'hold_technical' || claim.kind === 'not_for_sale'))
    .map((claim) => (
      <div key={claim.id} className={classes['reservation']}>
        <div className={classes['reservationHead']}>
          <span>{claim.reason ?? t(`status.${claim.kind}`)}</span>
          <span>{formatDay(claim.from_at)}</span>
        </div>
        {claim.note && <div>{claim.note}</div>}
        <div className={classes['small']}>{claim.user_name}</div>
      </div>
    ))
}
