/** The desk where buyers pay: find the deal, take the money, hand out the receipt. Nothing else of the deal is seen here. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconCashBanknote, IconCashRegister, IconReceipt, IconSearch } from '@tabler/icons-react'
import type { DeskRow, TakenRow } from '#shared/modules/instalments/desk-contract.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import { Page } from '#renderer/ui/page.tsx'
import { useFiles } from '#renderer/ui/print.ts'
import { EmptyState, ErrorState } from '#renderer/ui/states.tsx'
import { formatMoney } from '#renderer/ui/format.ts'
import { DeskDialog } from './desk-dialog.tsx'
import { Figure } from './figures.tsx'
import { thisDay } from './words.ts'
import classes from './instalments.module.css'

export function DeskScreen() {
  const { t } = useTranslation('instalments')
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text, 150)
  const found = useQuery('instalments.desk', { text: asked }, { keepPrevious: true })
  const [chosenId, setChosen] = useState<string>()
  const [payingId, setPaying] = useState<string>()
  const columns = useDeskColumns()
  const chosen = found.data?.find((row) => row.id === chosenId)
  const paying = found.data?.find((row) => row.id === payingId)
  if (found.error) return <ErrorState error={found.error} onRetry={found.retry} />
  return (
    <Page
      title={t('desk.title')}
      actions={
        <Button
          leftSection={<IconCashBanknote size={16} />}
          disabled={!chosen}
          onClick={() => chosen && setPaying(chosen.id)}
        >
          {t('desk.take')}
        </Button>
      }
      toolbar={
        <TextInput
          aria-label={t('desk.find')}
          placeholder={t('desk.find')}
          leftSection={<IconSearch size={16} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          w={380}
          data-autofocus
          autoFocus
        />
      }
    >
      <div className={classes['grid']}>
        <Grid
          gridId="instalments.desk"
          label={t('desk.title')}
          columns={columns}
          rows={found.data}
          onSelect={(list) => setChosen(list[0]?.id)}
          onOpen={(row) => setPaying(row.id)}
          empty={<EmptyState icon={IconCashRegister} title={t('desk.none')} text={t('desk.noneText')} />}
        />
      </div>
      <Taken />
      {paying && <DeskDialog deal={paying} onClose={() => setPaying(undefined)} />}
    </Page>
  )
}

/** What this cashier took today, with its sums for the drawer. */
function Taken() {
  const { t } = useTranslation('instalments')
  const taken = useQuery('instalments.deskTaken', { on: thisDay() })
  const [chosenId, setChosen] = useState<string>()
  const receipt = useCommand('instalments.deskReceipt', { label: t('payments.writing') })
  const { save } = useFiles()
  const rows = useMemo(() => taken.data ?? [], [taken.data])
  const columns = useTakenColumns()
  const chosen = rows.find((row) => row.id === chosenId && row.reverses_id === null)
  const sumOf = (channel: string) =>
    rows.filter((row) => row.channel === channel).reduce((sum, row) => sum + row.amount_minor, 0)
  const write = async (paymentId: string) => {
    const outcome = await receipt.run({ paymentId })
    if (outcome.ok) await save(outcome.value.file)
  }
  return (
    <>
      <div className={classes['strip']} data-testid="desk-taken">
        <Figure title={t('desk.taken')} value={String(rows.filter((row) => row.reverses_id === null).length)} />
        <Figure title={t('desk.cash')} value={formatMoney(sumOf('cash'), { kopecks: true })} />
        <Figure title={t('desk.card')} value={formatMoney(sumOf('card'), { kopecks: true })} />
        <span className={classes['grow']} />
        <Button
          variant="default"
          leftSection={<IconReceipt size={16} />}
          disabled={!chosen}
          loading={receipt.isPending}
          onClick={() => chosen && void write(chosen.id)}
        >
          {t('desk.receipt')}
        </Button>
      </div>
      <div className={classes['grid']}>
        <Grid
          gridId="instalments.deskTaken"
          label={t('desk.taken')}
          columns={columns}
          rows={taken.data}
          onSelect={(list) => setChosen(list[0]?.id)}
          onOpen={(row) => void write(row.id)}
          empty={<EmptyState icon={IconReceipt} title={t('desk.takenNone')} text={t('desk.chooseText')} />}
        />
      </div>
    </>
  )
}

function useDeskColumns(): readonly GridColumn<DeskRow>[] {
  const { t } = useTranslation('instalments')
  return useMemo(() => {
    const sum = (id: string, title: string, of: (row: DeskRow) => number, isBad = false): GridColumn<DeskRow> => ({
      id,
      title,
      kind: 'money',
      digits: 2,
      value: (row) => (of(row) === 0 ? null : of(row)),
      look: () => (isBad ? { isBad: true, isStrong: true } : {}),
      width: 150,
    })
    return [
      { id: 'deal', title: t('desk.deal'), value: (row) => row.name, look: () => ({ isStrong: true }), width: 230 },
      { id: 'client', title: t('desk.client'), value: (row) => row.client, width: 240 },
      { id: 'units', title: t('desk.object'), value: (row) => row.units, width: 260 },
      sum('overdue', t('desk.overdue'), (row) => row.overdue_minor, true),
      { id: 'next_on', title: t('desk.next'), kind: 'day', value: (row) => row.next_on, width: 120 },
      sum('next', t('desk.owed'), (row) => row.next_minor),
      sum('penalty', t('desk.penalty'), (row) => row.penalty_minor),
      sum('price', t('desk.price'), (row) => row.price_minor),
    ]
  }, [t])
}

function useTakenColumns(): readonly GridColumn<TakenRow>[] {
  const { t } = useTranslation('instalments')
  return useMemo(
    () => [
      { id: 'number', title: t('desk.number'), kind: 'number', value: (row) => row.number, width: 90 },
      { id: 'deal', title: t('desk.deal'), value: (row) => row.deal, look: () => ({ isStrong: true }), width: 230 },
      { id: 'client', title: t('desk.client'), value: (row) => row.payer ?? row.client, width: 240 },
      {
        id: 'amount',
        title: t('desk.amount'),
        kind: 'money',
        digits: 2,
        value: (row) => row.amount_minor,
        look: (row) => ({ isStrong: true, isBad: row.amount_minor < 0 }),
        aggregate: 'sum',
        width: 150,
      },
      { id: 'channel', title: t('desk.channel'), kind: 'choice', value: (row) => t(`channel.${row.channel}`) },
      {
        id: 'state',
        title: t('payments.state'),
        value: (row) => (row.reversed_by_id === null ? '' : t('desk.reversed')),
        width: 140,
      },
    ],
    [t],
  )
}
