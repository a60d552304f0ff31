/** Bookings and queues: one's own, the company's or all; what runs out first stands on top. */
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, SegmentedControl, Switch } from '@mantine/core'
import { IconCalendarOff } from '@tabler/icons-react'
import { Insert } from '#renderer/data/insert.tsx'
import { useRoute } from '#renderer/data/route.ts'
import { formatPhone } from '#shared/modules/access/phone.ts'
import { useActor } from '#renderer/data/session.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import { Page } from '#renderer/ui/page.tsx'
import { EmptyState, ErrorState } from '#renderer/ui/states.tsx'
import type { ReservationRow } from '#shared/modules/inventory/model.ts'
import { CLOSED_STATES } from '#shared/modules/inventory/status.ts'
import { DialogsHost } from './dialogs-host.tsx'
import { openDialog } from './dialogs.ts'
import { UnitPanel } from './unit-panel.tsx'

type Whose = 'mine' | 'company' | 'all'

const EXPORT = { right: 'inventory.export' }

export function ReservationsScreen() {
  const { t } = useTranslation('inventory')
  const actor = useActor()
  const { query } = useRoute()
  const [whose, setWhose] = useState<Whose>('mine')
  const [hasClosed, setClosed] = useState(false)
  const [chosenId, setChosen] = useState<string>()
  // A link to a booking (a search, a notice) may come while the screen is open.
  const wanted = query['id']
  useEffect(() => {
    if (wanted === undefined) return
    setChosen(wanted)
    setWhose('all')
    setClosed(true)
  }, [wanted])
  const answer = useQuery(
    'inventory.reservations',
    {
      whose,
      limit: 5000,
      ...(hasClosed ? { states: ['queued', 'offered', 'active', 'expired', 'released', 'left', 'converted'] } : {}),
    },
    { keepPrevious: true },
  )
  const rows = useMemo(() => answer.data?.toSorted(soonestFirst), [answer.data])
  const columns = useMemo(
    (): GridColumn<ReservationRow>[] => [
      {
        id: 'unit',
        title: t('column.number'),
        value: (row) => row.unit_number,
        look: (row) => ({ isStrong: true, to: `/inventory/board?unit=${row.unit_id}` }),
        width: 84,
        pin: 'left',
      },
      {
        id: 'state',
        title: t('column.state'),
        kind: 'choice',
        value: (row) => t(`reservation.${row.state}`),
        look: (row) => ({
          swatch: row.state === 'active' ? (row.kind === 'paid' ? 'kt-reserved_paid' : 'kt-reserved') : 'kt-muted',
        }),
        isGroupable: true,
      },
      {
        id: 'until',
        title: t('column.until'),
        kind: 'time',
        value: (row) => row.until_at,
        look: (row) => ({
          isBad: row.state === 'active' && row.until_at !== null && Date.parse(row.until_at) - Date.now() < 86_400_000,
        }),
      },
      { id: 'client', title: t('column.client'), value: (row) => row.client_name, width: 220 },
      { id: 'phone', title: t('book.phone'), value: (row) => formatPhone(row.client_phone), width: 140 },
      { id: 'queue', title: t('column.queue'), kind: 'number', value: (row) => row.queue_no },
      { id: 'complex', title: t('column.complex'), value: (row) => row.complex, width: 170, isGroupable: true },
      { id: 'building', title: t('column.building'), value: (row) => row.building, width: 110, isGroupable: true },
      { id: 'price', title: t('column.price'), kind: 'money', value: (row) => row.price_minor, aggregate: 'sum' },
      { id: 'fee', title: t('book.fee'), kind: 'money', value: (row) => row.fee_minor, aggregate: 'sum' },
      { id: 'user', title: t('column.user'), value: (row) => row.user_name, width: 160, isGroupable: true },
      { id: 'company', title: t('column.company'), value: (row) => row.company, width: 170, isGroupable: true },
      { id: 'extended', title: t('column.extended'), kind: 'number', value: (row) => row.extended_count },
      { id: 'from', title: t('column.from'), kind: 'time', value: (row) => row.from_at ?? row.queued_at },
      { id: 'note', title: t('book.note'), value: (row) => row.note, width: 240 },
    ],
    [t],
  )
  const one = rows?.find((row) => row.id === chosenId)
  const target = one && { unitId: one.unit_id, reservationId: one.id, until: one.until_at }
  const mayEnd = one !== undefined && (one.is_mine || (actor?.rights.includes('inventory.release') ?? false))
  const mayExtend = one?.state === 'active' && (actor?.rights.includes('inventory.extend') ?? false)

  if (answer.error) return <ErrorState error={answer.error} onRetry={answer.retry} />
  return (
    <Page
      title={t('screens.reservations')}
      actions={
        <>
          {one && <Insert place="reservation" reservationId={one.id} />}
          {target && one.state === 'active' && mayExtend && (
            <Button onClick={() => openDialog({ kind: 'extend', ...target })}>{t('action.extend')}</Button>
          )}
          {target && one.state === 'offered' && one.is_mine && (
            <Button onClick={() => openDialog({ kind: 'accept', ...target })}>{t('action.accept')}</Button>
          )}
          {target && one.state === 'active' && mayEnd && (
            <Button variant="default" onClick={() => openDialog({ kind: 'release', ...target })}>
              {t('action.release')}
            </Button>
          )}
          {target && one.state === 'queued' && mayEnd && (
            <Button variant="default" onClick={() => openDialog({ kind: 'leave', ...target })}>
              {t('leave.submit')}
            </Button>
          )}
        </>
      }
      toolbar={
        <>
          <SegmentedControl
            aria-label={t('reservations.whose')}
            data={(['mine', 'company', 'all'] as const).map((value) => ({ value, label: t(`reservations.${value}`) }))}
            value={whose}
            onChange={(value) => setWhose(value as Whose)}
          />
          <Switch
            label={t('reservations.closed')}
            checked={hasClosed}
            onChange={(event) => setClosed(event.currentTarget.checked)}
          />
        </>
      }
      aside={<UnitPanel unitId={one?.unit_id ?? null} selected={NONE} isPast={false} />}
    >
      <div className="kb-solid" style={{ display: 'flex', flex: 1, minHeight: 0, flexDirection: 'column' }}>
        <Grid
          gridId="inventory.reservations"
          exportAs={EXPORT}
          label={t('screens.reservations')}
          columns={columns}
          rows={rows}
          onSelect={(list) => setChosen(list[0]?.id)}
          onOpen={(row) =>
            row.state === 'active' &&
            openDialog({ kind: 'extend', unitId: row.unit_id, reservationId: row.id, until: row.until_at })
          }
          empty={<EmptyState icon={IconCalendarOff} title={t('reservations.none')} text={t('reservations.noneText')} />}
        />
      </div>
      <DialogsHost />
    </Page>
  )
}

/** What runs out next stands on top; what is over comes after it, the latest first. */
function soonestFirst(a: ReservationRow, b: ReservationRow): number {
  const [isOverA, isOverB] = [isOver(a), isOver(b)]
  if (isOverA !== isOverB) return isOverA ? 1 : -1
  const order = (a.until_at ?? '9').localeCompare(b.until_at ?? '9')
  return isOverA ? -order : order
}

function isOver({ state }: ReservationRow): boolean {
  return (CLOSED_STATES as readonly string[]).includes(state)
}

const NONE: readonly never[] = []
