/** The calculator of penalties (C4.6–C4.8, idea 11), and the rates and moratoria that it counts by. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { IconCalculator, IconFileTypeDocx, IconFileTypePdf, IconPlus } from '@tabler/icons-react'
import type { PenaltyTermRow } from '#shared/modules/instalments/model.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import { Page } from '#renderer/ui/page.tsx'
import { useFiles } from '#renderer/ui/print.ts'
import { EmptyState, ErrorState } from '#renderer/ui/states.tsx'
import { Tabs } from '#renderer/ui/tabs.tsx'
import { AskedFields, PenaltyAnswer, type Asked } from './penalty-form.tsx'
import { BLANK_ASKED, questionOf } from './penalty-pane.tsx'
import { TermDialog } from './term-dialog.tsx'
import classes from './instalments.module.css'

export function PenaltyScreen() {
  const { t } = useTranslation('instalments')
  const [tab, setTab] = useState('calculator')
  return (
    <Page title={t('screens.penalty')}>
      <div className={classes['tabs']}>
        <Tabs
          value={tab}
          onChange={setTab}
          tabs={[
            { id: 'calculator', title: t('penalty.calculator'), content: () => <Calculator /> },
            { id: 'terms', title: t('penalty.terms'), content: () => <Terms /> },
          ]}
        />
      </div>
    </Page>
  )
}

function Calculator() {
  const { t } = useTranslation('instalments')
  const [asked, setAsked] = useState<Asked>({ ...BLANK_ASKED, side: 'developer' })
  const { save } = useFiles()
  const question = questionOf(asked, null)
  const answer = useQuery('instalments.penalty', question ?? null, { keepPrevious: true })
  const sheet = useCommand('instalments.penaltySheet', { label: t('penalty.writing') })
  const write = async (format: 'docx' | 'pdf') => {
    if (!question) return
    const outcome = await sheet.run({ question, format })
    if (outcome.ok) await save(outcome.value.file)
  }
  return (
    <div className={classes['columns']}>
      <div className={classes['side']}>
        <AskedFields asked={asked} set={(part) => setAsked((before) => ({ ...before, ...part }))} isOfDeal={false} />
        <div style={{ display: 'flex', gap: 8 }}>
          <Button
            variant="default"
            leftSection={<IconFileTypePdf size={16} />}
            disabled={!question}
            onClick={() => void write('pdf')}
          >
            {t('penalty.pdf')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconFileTypeDocx size={16} />}
            disabled={!question}
            onClick={() => void write('docx')}
          >
            {t('penalty.word')}
          </Button>
        </div>
      </div>
      <div className={classes['result']}>
        {!question ? (
          <EmptyState icon={IconCalculator} title={t('penalty.ask')} text={t('penalty.askText')} />
        ) : answer.error ? (
          <ErrorState error={answer.error} onRetry={answer.retry} />
        ) : (
          answer.data && <PenaltyAnswer result={answer.data} />
        )}
      </div>
    </div>
  )
}

function Terms() {
  const { t } = useTranslation('instalments')
  const mayAdd = useMay('ledger.close')
  const [isAdding, setAdding] = useState(false)
  const terms = useQuery('instalments.penaltyTerms', {})
  const columns = useMemo<readonly GridColumn<PenaltyTermRow>[]>(
    () => [
      {
        id: 'kind',
        title: t('terms.kind'),
        kind: 'choice',
        value: (row) => t(`terms.${row.kind}`),
        isGroupable: true,
        width: 190,
      },
      { id: 'from', title: t('penalty.since'), kind: 'day', value: (row) => row.from_on, width: 120 },
      { id: 'to', title: t('penalty.till'), kind: 'day', value: (row) => row.to_on, width: 120 },
      {
        id: 'rate',
        title: t('penalty.rateOf'),
        kind: 'percent',
        digits: 2,
        value: (row) => (row.rate_bp === null ? null : row.rate_bp / 10_000),
        width: 110,
      },
      { id: 'act', title: t('terms.act'), value: (row) => row.act, width: 420 },
    ],
    [t],
  )
  if (terms.error) return <ErrorState error={terms.error} onRetry={terms.retry} />
  return (
    <div className={classes['pane']} style={{ gap: 0 }}>
      {mayAdd && (
        <div className={classes['bar']} style={{ paddingBottom: 8 }}>
          <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
            {t('terms.add')}
          </Button>
        </div>
      )}
      <div className={classes['grid']}>
        <Grid gridId="instalments.terms" label={t('penalty.terms')} columns={columns} rows={terms.data} />
      </div>
      {isAdding && <TermDialog onClose={() => setAdding(false)} />}
    </div>
  )
}
