/** How bookings are extended and queued: of the house, and where a complex does otherwise; what was and what is to come. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { IconCalendarCog } from '@tabler/icons-react'
import { useMay } from '#renderer/data/session.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import { Page } from '#renderer/ui/page.tsx'
import { EmptyState, ErrorState } from '#renderer/ui/states.tsx'
import type { BookingTermsRow } from '#shared/modules/inventory/structure-model.ts'
import { TermsDialog } from './terms-dialog.tsx'

type Standing = 'now' | 'later' | 'past'
const EXPORT = { right: 'inventory.export' }

export interface TermsLine extends BookingTermsRow {
  standing: Standing
}

export function TermsScreen() {
  const { t } = useTranslation('inventory')
  const terms = useQuery('inventory.bookingTerms', {})
  const maySet = useMay('inventory.terms')
  const [chosen, setChosen] = useState<string>()
  const [editing, setEditing] = useState<'chosen' | 'new'>()
  // Judged anew with every answer: what was just set for now is already in force.
  const rows = useMemo(() => terms.data && standingOf(terms.data, new Date().toISOString()), [terms.data])
  const columns = useMemo((): GridColumn<TermsLine>[] => {
    const asHouse = (value: number | null) => (value === null ? t('terms.asHouse') : String(value))
    return [
      {
        id: 'place',
        title: t('terms.place'),
        value: (row) => row.complex ?? t('terms.house'),
        look: (row) => ({ isStrong: row.standing === 'now' }),
        width: 260,
        isGroupable: true,
      },
      {
        id: 'standing',
        title: t('terms.standing.title'),
        kind: 'choice',
        value: (row) => t(`terms.standing.${row.standing}`),
        isGroupable: true,
      },
      {
        id: 'extensions',
        title: t('terms.extensions'),
        value: (row) => asHouse(row.extensions),
        width: 130,
      },
      {
        id: 'offer',
        title: t('terms.offerHours'),
        value: (row) => asHouse(row.offer_hours),
        width: 190,
      },
      { id: 'queue', title: t('terms.queue'), value: (row) => asHouse(row.queue), width: 190 },
      { id: 'return', title: t('terms.returnDays'), value: (row) => asHouse(row.return_days), width: 230 },
      { id: 'from', title: t('terms.from'), kind: 'time', value: (row) => row.from_at },
      { id: 'user', title: t('terms.who'), value: (row) => row.user_name, width: 180 },
    ]
  }, [t])
  if (terms.error) return <ErrorState error={terms.error} onRetry={terms.retry} />
  const one = rows?.find((row) => row.id === chosen) ?? rows?.find((row) => row.complex_id === null)
  return (
    <Page
      title={t('screens.terms')}
      actions={
        maySet && (
          <>
            <Button variant="default" disabled={!one} onClick={() => setEditing('chosen')}>
              {t('terms.change', { place: one?.complex ?? t('terms.house') })}
            </Button>
            <Button onClick={() => setEditing('new')}>{t('terms.add')}</Button>
          </>
        )
      }
      toolbar={<span>{t('terms.about')}</span>}
    >
      <Grid
        gridId="inventory.terms"
        exportAs={EXPORT}
        label={t('screens.terms')}
        columns={columns}
        rows={rows}
        onSelect={(list) => setChosen(list[0]?.id)}
        onOpen={(row) => {
          setChosen(row.id)
          if (maySet) setEditing('chosen')
        }}
        empty={<EmptyState icon={IconCalendarCog} title={t('terms.none')} text={t('terms.about')} />}
      />
      {editing !== undefined && (
        <TermsDialog
          terms={editing === 'new' ? undefined : rows?.find((row) => row.complex_id === one?.complex_id)}
          taken={new Set(rows?.flatMap((row) => (row.standing === 'now' ? (row.complex_id ?? []) : [])))}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Page>
  )
}

/** Rows come newest first: the first of a place whose time has come is the one that holds. */
function standingOf(rows: readonly BookingTermsRow[], now: string): TermsLine[] {
  const holds = new Set<string | null>()
  return rows.map((row) => {
    if (row.from_at > now) return { ...row, standing: 'later' }
    const isFirst = !holds.has(row.complex_id)
    holds.add(row.complex_id)
    return { ...row, standing: isFirst ? 'now' : 'past' }
  })
}
