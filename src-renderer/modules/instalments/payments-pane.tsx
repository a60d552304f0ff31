/** Money that came for the deal: what each payment settled, what of it lies free, receipts and reversals. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { IconArrowBackUp, IconArrowsSplit, IconCashBanknote, IconReceipt } from '@tabler/icons-react'
import type { DealAccount, PaymentRow } from '#shared/modules/instalments/model.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { formatDay, formatMoney } from '#renderer/ui/format.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import { useFiles } from '#renderer/ui/print.ts'
import { EmptyState } from '#renderer/ui/states.tsx'
import { AllocateDialog } from './allocate-dialog.tsx'
import { PayDialog } from './pay-dialog.tsx'
import { ReverseDialog } from './reverse-dialog.tsx'
import classes from './instalments.module.css'

/** Who sees the deal may take its lines along. */
const EXPORT = { right: 'deals.read' }

export interface PaymentsPaneProps {
  dealId: string
  rows: readonly PaymentRow[]
  account: DealAccount
}

export function PaymentsPane({ dealId, rows, account }: PaymentsPaneProps) {
  const { t } = useTranslation('instalments')
  const [mayPost, mayReverse] = [useMay('ledger.post'), useMay('ledger.reverse')]
  const [dialog, setDialog] = useState<'pay' | 'allocate' | 'reverse'>()
  const [chosenId, setChosen] = useState<string>()
  const { save } = useFiles()
  const receipt = useCommand('instalments.receipt', { label: t('payments.writing') })
  const chosen = rows.find((row) => row.id === chosenId)
  const isOwn = chosen !== undefined && chosen.reverses_id === null && chosen.reversed_by_id === null
  const columns = useMemo<readonly GridColumn<PaymentRow>[]>(
    () => [
      { id: 'on', title: t('payments.on'), kind: 'day', value: (row) => row.booked_on, width: 110, pin: 'left' },
      { id: 'number', title: t('payments.number'), kind: 'number', value: (row) => row.number, width: 90 },
      {
        id: 'amount',
        title: t('payments.amount'),
        kind: 'money',
        digits: 2,
        value: (row) => row.amount_minor,
        aggregate: 'sum',
        look: (row) => ({
          isStrong: row.amount_minor > 0,
          isBad: row.amount_minor < 0,
          isDim: row.reversed_by_id !== null,
        }),
        width: 150,
      },
      {
        id: 'channel',
        title: t('payments.channel'),
        kind: 'choice',
        value: (row) => t(`channel.${row.channel}`),
        isGroupable: true,
        width: 150,
      },
      {
        id: 'allocated',
        title: t('payments.allocated'),
        kind: 'money',
        digits: 2,
        value: (row) => row.allocated_minor,
        aggregate: 'sum',
        width: 140,
      },
      {
        id: 'free',
        title: t('payments.free'),
        kind: 'money',
        digits: 2,
        value: (row) => (row.free_minor === 0 ? null : row.free_minor),
        aggregate: 'sum',
        look: (row) => ({ isBad: row.free_minor > 0, isStrong: row.free_minor > 0 }),
        width: 140,
      },
      {
        id: 'state',
        title: t('payments.state'),
        kind: 'choice',
        value: (row) =>
          row.reversed_by_id !== null ? t('payments.reversed') : row.reverses_id !== null ? t('payments.mirror') : '',
        look: (row) => (row.reversed_by_id !== null || row.reverses_id !== null ? { tone: 'withheld' } : {}),
        width: 140,
      },
      { id: 'payer', title: t('payments.payer'), value: (row) => row.payer, width: 200 },
      { id: 'document', title: t('payments.document'), value: (row) => row.document, width: 140 },
      { id: 'purpose', title: t('payments.purpose'), value: (row) => row.purpose, width: 240 },
      { id: 'author', title: t('payments.author'), value: (row) => row.author, width: 160 },
    ],
    [t],
  )
  const write = async (paymentId: string) => {
    const outcome = await receipt.run({ paymentId, format: 'pdf' })
    if (outcome.ok) await save(outcome.value.file)
  }
  return (
    <div className={classes['pane']} style={{ gap: 0 }}>
      <div className={classes['bar']} style={{ paddingBottom: 8 }}>
        {mayPost && (
          <Button leftSection={<IconCashBanknote size={16} />} onClick={() => setDialog('pay')}>
            {t('payments.take')}
          </Button>
        )}
        {chosen !== undefined && isOwn && (
          <>
            {mayPost && chosen.free_minor > 0 && (
              <Button leftSection={<IconArrowsSplit size={16} />} onClick={() => setDialog('allocate')}>
                {t('payments.spread')}
              </Button>
            )}
            <Button
              variant="default"
              loading={receipt.isPending}
              leftSection={<IconReceipt size={16} />}
              onClick={() => void write(chosen.id)}
            >
              {t('payments.receipt')}
            </Button>
            {mayReverse && (
              <Button
                variant="default"
                leftSection={<IconArrowBackUp size={16} />}
                onClick={() => setDialog('reverse')}
              >
                {t('payments.reverse')}
              </Button>
            )}
          </>
        )}
      </div>
      <div className={classes['grid']} data-testid="payments">
        <Grid
          gridId="instalments.payments"
          label={t('tabs.payments')}
          columns={columns}
          rows={rows}
          onSelect={(list) => setChosen(list[0]?.id)}
          exportAs={EXPORT}
          empty={<EmptyState icon={IconCashBanknote} title={t('payments.none')} text={t('payments.noneText')} />}
        />
      </div>
      {chosen && <Parts payment={chosen} />}
      {dialog === 'pay' && <PayDialog dealId={dealId} account={account} onClose={() => setDialog(undefined)} />}
      {dialog === 'allocate' && chosen && (
        <AllocateDialog dealId={dealId} payment={chosen} account={account} onClose={() => setDialog(undefined)} />
      )}
      {dialog === 'reverse' && chosen && <ReverseDialog payment={chosen} onClose={() => setDialog(undefined)} />}
    </div>
  )
}

/** What the payment settled, part by part, and why there. */
function Parts({ payment }: { payment: PaymentRow }) {
  const { t } = useTranslation('instalments')
  const money = (minor: number) => formatMoney(minor, { bare: true, kopecks: true })
  return (
    <div className={classes['details']} data-testid="parts">
      <table className={classes['table']}>
        <thead>
          <tr>
            <th>{t('payments.part')}</th>
            <th>{t('payments.line')}</th>
            <th>{t('lines.dueOn')}</th>
            <th>{t('payments.amount')}</th>
            <th className={classes['text']}>{t('payments.why')}</th>
          </tr>
        </thead>
        <tbody>
          {payment.parts.map((part) => (
            <tr key={part.id}>
              <td>{t(`part.${part.part}`)}</td>
              <td>{part.line ?? ''}</td>
              <td>{part.due_on === null ? '' : formatDay(part.due_on)}</td>
              <td>{money(part.amount_minor)}</td>
              <td className={classes['text']}>{t(`why.${part.why}`)}</td>
            </tr>
          ))}
          {payment.free_minor > 0 && (
            <tr data-sum>
              <td colSpan={3}>{t('payments.freeOf')}</td>
              <td>{money(payment.free_minor)}</td>
              <td />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  )
}
