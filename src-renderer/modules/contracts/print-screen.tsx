/** The print centre: what waits for paper, and what was printed, by whom and why again. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import type { PrintRow } from '#shared/modules/contracts/contract-model.ts'
import { navigate } from '#renderer/data/route.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import { Page } from '#renderer/ui/page.tsx'
import { useFiles } from '#renderer/ui/print.ts'
import { EmptyState, ErrorState } from '#renderer/ui/states.tsx'

export function PrintScreen() {
  const { t } = useTranslation('contracts')
  const mayWrite = useMay('contracts.write')
  const [show, setShow] = useState<'queue' | 'log'>('queue')
  const [chosen, setChosen] = useState<readonly PrintRow[]>([])
  const [again, setAgain] = useState<{ row: PrintRow; sha256: string }>()
  const answer = useQuery('contracts.prints', { show }, { keepPrevious: true })
  const write = useCommand('contracts.files', { label: t('builder.writing') })
  const printed = useCommand('contracts.printed', { quiet: true })
  const cancel = useCommand('contracts.cancelPrint')
  const files = useFiles()
  const one = chosen.length === 1 ? answer.data?.find(({ id }) => id === chosen[0]?.id) : undefined
  const print = async (row: PrintRow) => {
    const made = await write.run({ contractId: row.contract_id, copy: row.copy, formats: ['pdf'] })
    if (!made.ok || !made.value.pdf) return
    await files.print(made.value.pdf.ref)
    const done = await printed.run({ jobId: row.id, sha256: made.value.pdf.sha256, reason: null })
    if (!done.ok && done.error.details['reason'] === 'contracts.reprint-reason')
      setAgain({ row, sha256: made.value.pdf.sha256 })
  }
  const columns = useMemo(
    (): GridColumn<PrintRow>[] => [
      {
        id: 'number',
        title: t('column.number'),
        value: (row) => row.contract_number,
        look: (row) => ({ isStrong: true, to: `/contracts/${row.contract_id}` }),
        width: 130,
        pin: 'left',
      },
      { id: 'title', title: t('column.kind'), value: (row) => row.title, width: 240 },
      { id: 'client', title: t('column.client'), value: (row) => row.client_name, width: 220 },
      {
        id: 'copy',
        title: t('print.what'),
        kind: 'choice',
        value: (row) => t(`print.copy.${row.copy}`),
        isGroupable: true,
      },
      { id: 'copies', title: t('print.copies'), kind: 'number', value: (row) => row.copies, aggregate: 'sum' },
      { id: 'queuedBy', title: t('print.queuedBy'), value: (row) => row.queued_by, width: 150, isGroupable: true },
      { id: 'queuedAt', title: t('print.queuedAt'), kind: 'time', value: (row) => row.queued_at },
      { id: 'printedBy', title: t('print.printedBy'), value: (row) => row.printed_by, width: 150, isGroupable: true },
      { id: 'printedAt', title: t('print.printedAt'), kind: 'time', value: (row) => row.printed_at },
      {
        id: 'no',
        title: t('print.no'),
        kind: 'number',
        value: (row) => row.print_no,
        look: (row) => ({ isBad: (row.print_no ?? 0) > 1 }),
      },
      { id: 'reason', title: t('print.reason'), value: (row) => row.reason, width: 220 },
    ],
    [t],
  )
  if (answer.error) return <ErrorState error={answer.error} onRetry={answer.retry} />
  return (
    <Page
      title={t('screens.print')}
      actions={
        one?.state === 'queued' &&
        mayWrite && (
          <>
            <Button variant="default" onClick={() => void cancel.run({ jobId: one.id })}>
              {t('print.cancel')}
            </Button>
            <Button leftSection={<IconPrinter size={16} />} loading={write.isPending} onClick={() => void print(one)}>
              {t('print.print')}
            </Button>
          </>
        )
      }
      toolbar={
        <SegmentedControl
          aria-label={t('print.show')}
          value={show}
          data={(['queue', 'log'] as const).map((value) => ({ value, label: t(`print.shows.${value}`) }))}
          onChange={(value) => setShow(value as 'queue' | 'log')}
        />
      }
    >
      <div className="kb-solid" style={{ display: 'flex', flex: 1, minHeight: 0, flexDirection: 'column' }}>
        <Grid
          gridId={`contracts.prints.${show}`}
          label={t('screens.print')}
          columns={columns}
          rows={answer.data}
          onSelect={setChosen}
          onOpen={(row) =>
            row.state === 'queued' && mayWrite ? void print(row) : navigate(`/contracts/${row.contract_id}`)
          }
          empty={<EmptyState icon={IconPrinter} title={t('print.none')} text={t('print.noneText')} />}
        />
      </div>
      {again && <AgainDialog row={again.row} sha256={again.sha256} onClose={() => setAgain(undefined)} />}
    </Page>
  )
}

function AgainDialog({ row, sha256, onClose }: { row: PrintRow; sha256: string; onClose(): void }) {
  const { t } = useTranslation('contracts')
  const printed = useCommand('contracts.printed', { quiet: true })
  const [reason, setReason] = useState('')
  return (
    <FormDialog
      isOpen
      title={t('print.againTitle', { number: row.contract_number })}
      text={t('print.againText')}
      submit={t('print.againSubmit')}
      isPending={printed.isPending}
      error={printed.error}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        const send = async () => {
          if ((await printed.run({ jobId: row.id, sha256, reason: reason.trim() || null })).ok) onClose()
        }
        void send()
      }}
    >
      <TextInput
        label={t('print.reason')}
        value={reason}
        data-autofocus
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </FormDialog>
  )
}
