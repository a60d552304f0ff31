/** Beside a chosen booking: its agreement. */
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { useMay } from '#renderer/data/session.ts'
import { openBuilder } from './api.tsx'

export function BookingContract({ reservationId }: { reservationId: string }) {
  const { t } = useTranslation('contracts')
  if (!useMay('contracts.write')) return null
  return (
    <Button variant="default" onClick={() => openBuilder({ kind: 'reservation', id: reservationId })}>
      {t('registry.fromBooking')}
    </Button>
  )
}
