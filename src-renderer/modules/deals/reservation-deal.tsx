/** Beside a chosen booking: its deal, or a new one from it. */
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { navigate } from '#renderer/data/route.ts'
import { useMay } from '#renderer/data/session.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { openNewDeal } from './state.ts'

export function ReservationDeal({ reservationId }: { reservationId: string }) {
  const { t } = useTranslation('deals')
  const mayRead = useMay('deals.read')
  const mayWrite = useMay('deals.write')
  const [row] = useQuery('deals.ofUnit', mayRead ? { reservationId } : null).data ?? []
  const booking = useQuery(
    'inventory.reservations',
    mayWrite ? { whose: 'all', states: ['active'], limit: 5000 } : null,
  ).data?.find(({ id }) => id === reservationId)
  if (row)
    return (
      <Button variant="default" onClick={() => navigate(`/deals/card/${row.id}`)}>
        {t('open.there')}
      </Button>
    )
  if (!mayWrite || !booking) return null
  // The dialog itself is the unit panel's, which stands beside this list.
  return (
    <Button
      data-testid="deal-of-booking"
      onClick={() =>
        openNewDeal({
          units: [{ unitId: booking.unit_id, reservationId, number: booking.unit_number ?? '' }],
          clientName: booking.client_name,
          clientPhone: booking.client_phone,
          personId: booking.person_id,
        })
      }
    >
      {t('open.title')}
    </Button>
  )
}
