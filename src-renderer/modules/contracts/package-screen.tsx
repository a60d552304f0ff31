/** Where every paper copy is: who has it, since when, until when. A scanner is a keyboard: its code lands in the field and Enter adds the copy. */
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { IconBarcode, IconStack2 } from '@tabler/icons-react'
import type { PaperRow } from '#shared/modules/contracts/contract-model.ts'
import { useApi } from '#renderer/data/engine.tsx'
import { setQuery, useRoute } from '#renderer/data/route.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatDay, formatTime } from '#renderer/ui/format.ts'
import { Facts } from '#renderer/ui/facts.tsx'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import { Link } from '#renderer/ui/link.tsx'
import { Page } from '#renderer/ui/page.tsx'
import { useFiles } from '#renderer/ui/print.ts'
import { SidePanel } from '#renderer/ui/side-panel.tsx'
import { EmptyState, ErrorState } from '#renderer/ui/states.tsx'
import { Barcode } from './package-barcode.tsx'
import { MoveDialog } from './package-move-dialog.tsx'
import classes from './contract-card.module.css'

const SHOWS = ['all', 'out', 'overdue', 'lost'] as const

export function PackageScreen() {
  const { t } = useTranslation('contracts')
  const { query } = useRoute()
  const api = useApi()
  const mayWrite = useMay('contracts.write')
  const show = SHOWS.find((each) => each === query['show']) ?? 'all'
  const [code, setCode] = useState('')
  const [unknown, setUnknown] = useState<string>()
  const [scanned, setScanned] = useState<readonly PaperRow[]>([])
  const [chosen, setChosen] = useState<readonly PaperRow[]>([])
  const [move, setMove] = useState<'move' | 'lost' | 'found'>()
  const field = useRef<HTMLInputElement>(null)
  const labels = useCommand('contracts.labels', { label: t('package.labels') })
  const files = useFiles()
  const answer = useQuery('contracts.papers', { show }, { keepPrevious: true })
  const rows = scanned.length > 0 ? scanned : answer.data
  const selected = scanned.length > 0 ? scanned : chosen
  useEffect(() => field.current?.focus(), [])

  const scan = async () => {
    const barcode = code.trim()
    setCode('')
    if (barcode === '') return
    const found = await api.contracts.paper({ barcode: toLatin(barcode) })
    if (!found) return setUnknown(barcode)
    setUnknown(undefined)
    setScanned((old) => [...old.filter(({ id }) => id !== found.row.id), found.row])
    setQuery({ copy: found.row.id })
  }
  const columns = useMemo(
    (): GridColumn<PaperRow>[] => [
      {
        id: 'barcode',
        title: t('package.barcode'),
        value: (row) => row.barcode,
        look: () => ({ isStrong: true }),
        width: 130,
        pin: 'left',
      },
      {
        id: 'contract',
        title: t('column.number'),
        value: (row) => row.contract_number,
        look: (row) => ({ to: `/contracts/${row.contract_id}` }),
        width: 130,
      },
      { id: 'client', title: t('column.client'), value: (row) => row.client_name, width: 210 },
      {
        id: 'place',
        title: t('package.place'),
        kind: 'choice',
        value: (row) => (row.is_lost ? t('package.isLost') : row.place),
        look: (row) => ({ isBad: row.is_lost }),
        width: 160,
        isGroupable: true,
      },
      { id: 'holder', title: t('package.holder'), value: (row) => row.holder, width: 150, isGroupable: true },
      {
        id: 'due',
        title: t('package.due'),
        kind: 'day',
        width: 124,
        value: (row) => row.due_on,
        look: (row) => ({ isBad: row.is_overdue }),
      },
      { id: 'since', title: t('package.since'), kind: 'time', value: (row) => row.since_at },
      { id: 'title', title: t('package.title'), value: (row) => row.title, width: 260 },
      { id: 'no', title: t('package.no'), kind: 'number', value: (row) => row.copy_no, width: 70 },
    ],
    [t],
  )
  const printLabels = async () => {
    const made = await labels.run({ copyIds: selected.map(({ id }) => id) })
    if (made.ok) await files.print(made.value.ref)
  }
  if (answer.error) return <ErrorState error={answer.error} onRetry={answer.retry} />
  return (
    <Page
      title={t('screens.packages')}
      actions={
        selected.length > 0 && (
          <>
            <Button variant="default" leftSection={<IconBarcode size={16} />} onClick={() => void printLabels()}>
              {t('package.labels')}
            </Button>
            {mayWrite && (
              <>
                <Button
                  variant="default"
                  color="bad"
                  onClick={() => setMove(selected.some(({ is_lost }) => is_lost) ? 'found' : 'lost')}
                >
                  {t(selected.some(({ is_lost }) => is_lost) ? 'package.found' : 'package.lost')}
                </Button>
                <Button onClick={() => setMove('move')}>{t('package.move', { count: selected.length })}</Button>
              </>
            )}
          </>
        )
      }
      toolbar={
        <>
          <form
            onSubmit={(event) => {
              event.preventDefault()
              void scan()
            }}
          >
            <TextInput
              ref={field}
              aria-label={t('package.scan')}
              placeholder={t('package.scan')}
              leftSection={<IconBarcode size={16} />}
              value={code}
              error={unknown === undefined ? undefined : t('package.unknown', { code: unknown })}
              onChange={(event) => setCode(event.currentTarget.value)}
              w={280}
            />
          </form>
          <SegmentedControl
            aria-label={t('package.show')}
            value={show}
            data={SHOWS.map((value) => ({ value, label: t(`package.shows.${value}`) }))}
            onChange={(value) => setQuery({ show: value === 'all' ? undefined : value })}
          />
          {scanned.length > 0 && (
            <Button variant="subtle" onClick={() => setScanned([])}>
              {t('package.clearScan', { count: scanned.length })}
            </Button>
          )}
        </>
      }
      aside={query['copy'] !== undefined && <CopyPanel copyId={query['copy']} />}
    >
      <div className="kb-solid" style={{ display: 'flex', flex: 1, minHeight: 0, flexDirection: 'column' }}>
        <Grid
          gridId="contracts.papers"
          label={t('screens.packages')}
          columns={columns}
          rows={rows}
          onSelect={setChosen}
          onOpen={(row) => setQuery({ copy: row.id })}
          empty={<EmptyState icon={IconStack2} title={t('package.none')} text={t('package.noneText')} />}
        />
      </div>
      {move && (
        <MoveDialog
          kind={move}
          copies={selected}
          onClose={() => setMove(undefined)}
          onDone={() => {
            setMove(undefined)
            setScanned([])
          }}
        />
      )}
    </Page>
  )
}

/** A scanner types in the layout that is on: K and V lie on the keys of \u041b and \u041c. */
function toLatin(code: string): string {
  return code.toUpperCase().replace(/^\u041b\u041c/, 'KV')
}

function CopyPanel({ copyId }: { copyId: string }) {
  const { t } = useTranslation('contracts')
  const { data } = useQuery('contracts.paper', { copyId })
  if (!data) return null
  const { row, moves } = data
  return (
    <SidePanel
      name="contracts.paper"
      title={row.barcode ?? ''}
      detail={row.title}
      onClose={() => setQuery({ copy: undefined })}
    >
      <div className={classes['label']}>{row.barcode !== null && <Barcode text={row.barcode} />}</div>
      <Facts
        facts={[
          { title: t('column.number'), value: <Link to={`/contracts/${row.contract_id}`}>{row.contract_number}</Link> },
          { title: t('column.client'), value: row.client_name },
          { title: t('package.place'), value: row.is_lost ? t('package.isLost') : row.place },
          { title: t('package.holder'), value: row.holder },
          { title: t('package.due'), value: row.due_on && formatDay(row.due_on) },
        ]}
      />
      <ol className={classes['timeline']}>
        {moves.map((each) => (
          <li key={each.id} className={classes['line']}>
            <time>{formatTime(each.at)}</time>
            <div>
              <p>{each.kind === 'lost' ? t('package.isLost') : [each.place, each.holder].filter(Boolean).join(', ')}</p>
              <p className={classes['more']}>
                {[each.due_on && t('package.dueOn', { day: formatDay(each.due_on) }), each.note, each.user_name]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
          </li>
        ))}
      </ol>
    </SidePanel>
  )
}
