/** In a unit's panel: its deals, and a new one, with the booking when there is one. */
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { navigate } from '#renderer/data/route.ts'
import { useMay } from '#renderer/data/session.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { CLOSED_STAGES } from '#shared/modules/deals/stages.ts'
import { ToneBadge } from '#renderer/ui/tone-badge.tsx'
import { DealDialogs } from './dialogs.tsx'
import { openNewDeal, TONE_OF } from './state.ts'
import classes from './deals.module.css'

export function UnitDeal({ unitId }: { unitId: string }) {
  const { t } = useTranslation('deals')
  const mayRead = useMay('deals.read')
  const mayWrite = useMay('deals.write')
  const rows = useQuery('deals.ofUnit', mayRead ? { unitId } : null).data
  const card = useQuery('inventory.unitCard', mayWrite ? { unitId } : null).data
  if (!rows || (rows.length === 0 && !mayWrite)) return null
  const booking = card?.reservations.find(({ state }) => state === 'active')
  const isOpen = rows.some(({ stage }) => !(CLOSED_STAGES as readonly string[]).includes(stage))
  const mayOpen = mayWrite && !isOpen && card !== undefined && (card.unit.status === 'free' || booking !== undefined)
  return (
    <div className={classes['insert']}>
      {mayOpen && (
        <Button
          variant="default"
          data-testid="open-deal"
          onClick={() =>
            openNewDeal({
              units: [{ unitId, reservationId: booking?.id ?? null, number: card.unit.number }],
              ...(booking
                ? { clientName: booking.client_name, clientPhone: booking.client_phone, personId: booking.person_id }
                : {}),
            })
          }
        >
          {t('open.title')}
        </Button>
      )}
      {rows.slice(0, 3).map((row) => (
        <button key={row.id} type="button" onClick={() => navigate(`/deals/card/${row.id}`)}>
          {row.name} <ToneBadge tone={TONE_OF[row.stage]} text={t(`stage.${row.stage}`)} />
        </button>
      ))}
      <DealDialogs />
    </div>
  )
}
