/** Paper copies of one contract and its prints. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { IconBarcode, IconPrinter, IconStack2 } from '@tabler/icons-react'
import { newId } from '#shared/kernel/id.ts'
import { PAPER_KINDS } from '#shared/modules/contracts/contract-model.ts'
import { navigate } from '#renderer/data/route.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'
import { formatDay, formatTime } from '#renderer/ui/format.ts'
import { Link } from '#renderer/ui/link.tsx'
import { useFiles } from '#renderer/ui/print.ts'
import type { ContractCard } from './contract-types.ts'
import classes from './contract-card.module.css'

export function ContractPapers({ card }: { card: ContractCard }) {
  const { t } = useTranslation('contracts')
  const mayWrite = useMay('contracts.write')
  const [isMaking, setMaking] = useState(false)
  const queue = useCommand('contracts.queuePrint', { done: t('print.queued') })
  const labels = useCommand('contracts.labels', { label: t('package.labels') })
  const files = useFiles()
  const { row, papers, prints } = card
  const isClean = !['draft', 'legal_check', 'annulled'].includes(row.state)
  const printLabels = async () => {
    const answer = await labels.run({ copyIds: papers.map(({ id }) => id) })
    if (answer.ok) await files.print(answer.value.ref)
  }
  return (
    <>
      {mayWrite && (
        <div className={classes['actions']}>
          <Button variant="default" leftSection={<IconStack2 size={16} />} onClick={() => setMaking(true)}>
            {t('package.make')}
          </Button>
          {papers.length > 0 && (
            <Button
              variant="default"
              leftSection={<IconBarcode size={16} />}
              loading={labels.isPending}
              onClick={() => void printLabels()}
            >
              {t('package.labels')}
            </Button>
          )}
          <Button
            variant="default"
            leftSection={<IconPrinter size={16} />}
            onClick={() =>
              void queue.run({
                jobId: newId(),
                contractId: row.id,
                copy: isClean ? 'clean' : 'working',
                copies: isClean ? 3 : 1,
              })
            }
          >
            {t('print.toQueue')}
          </Button>
        </div>
      )}
      {papers.map((paper) => (
        <Link key={paper.id} to={`/contracts/packages?copy=${paper.id}`} className={classes['item']}>
          <strong>{paper.barcode}</strong>
          <span>
            {paper.title}, {t('package.copyNo', { no: paper.copy_no })}
          </span>
          <span data-bad={paper.is_lost || paper.is_overdue || undefined}>
            {paper.is_lost ? t('package.isLost') : [paper.place, paper.holder].filter(Boolean).join(', ')}
            {paper.due_on && ` · ${t('package.dueOn', { day: formatDay(paper.due_on) })}`}
          </span>
        </Link>
      ))}
      {row.deal_id !== null && (
        <p className={classes['more']}>
          <Link to={`/deals/card/${row.deal_id}?tab=files`}>{t('card.scans')}</Link>
        </p>
      )}
      {prints.length > 0 && <h2>{t('screens.print')}</h2>}
      {prints.map((job) => (
        <div key={job.id} className={classes['line']}>
          <time>{formatTime(job.printed_at ?? job.queued_at)}</time>
          <div>
            <p>
              {t(`print.${job.state}`)} · {t(`print.copy.${job.copy}`)} × {job.copies}
              {job.print_no !== null && job.print_no > 1 && ` · ${t('print.again', { no: job.print_no })}`}
            </p>
            <p className={classes['more']}>
              {[job.reason, job.printed_by ?? job.queued_by].filter(Boolean).join(' · ')}
            </p>
          </div>
        </div>
      ))}
      {prints.some(({ state }) => state === 'queued') && (
        <Button variant="subtle" onClick={() => navigate('/contracts/print')}>
          {t('screens.print')}
        </Button>
      )}
      {isMaking && <MakeDialog card={card} onClose={() => setMaking(false)} />}
    </>
  )
}

function MakeDialog({ card, onClose }: { card: ContractCard; onClose(): void }) {
  const { t } = useTranslation('contracts')
  const { data: known } = useQuery('contracts.dictionaries', {})
  const make = useCommand('contracts.makePapers', { quiet: true, done: t('package.made') })
  const [kind, setKind] = useState<(typeof PAPER_KINDS)[number]>('contract')
  const [title, setTitle] = useState(card.row.title)
  const [count, setCount] = useState(3)
  const [placeId, setPlace] = useState('')
  const [holder, setHolder] = useState('')
  const place = placeId || (known?.places.find(({ is_active }) => is_active)?.id ?? '')
  const first = card.papers.filter((paper) => paper.kind === kind).length
  return (
    <FormDialog
      isOpen
      title={t('package.make')}
      submit={t('package.makeSubmit')}
      isPending={make.isPending}
      error={make.error}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        const send = async () => {
          const answer = await make.run({
            contractId: card.row.id,
            placeId: place,
            holder: holder.trim() || null,
            copies: Array.from({ length: count }, (_, index) => ({
              id: newId(),
              moveId: newId(),
              kind,
              title,
              copyNo: first + index + 1,
            })),
          })
          if (answer.ok) onClose()
        }
        void send()
      }}
    >
      <NativeSelect
        label={t('package.kind')}
        value={kind}
        data={PAPER_KINDS.map((value) => ({ value, label: t(`package.kinds.${value}`) }))}
        onChange={(event) => {
          const chosen = PAPER_KINDS.find((each) => each === event.currentTarget.value) ?? 'contract'
          setKind(chosen)
          setTitle(chosen === 'contract' ? card.row.title : t(`package.kinds.${chosen}`))
        }}
      />
      <TextInput label={t('package.title')} value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
      <NumberInput
        label={t('package.count')}
        min={1}
        max={20}
        value={count}
        onChange={(value) => setCount(Math.min(20, Math.max(1, Number(value) || 1)))}
      />
      <NativeSelect
        label={t('package.place')}
        value={place}
        data={(known?.places ?? [])
          .filter(({ is_active }) => is_active)
          .map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(event) => setPlace(event.currentTarget.value)}
      />
      <TextInput
        label={t('package.holder')}
        value={holder}
        onChange={(event) => setHolder(event.currentTarget.value)}
      />
    </FormDialog>
  )
}
