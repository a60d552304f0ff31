/** The library: templates and clauses with what is in force, what is being written, and whether all of it holds together. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { IconChecklist, IconFileImport, IconPlus, IconSearch } from '@tabler/icons-react'
import type { LibraryRow } from '#shared/modules/contracts/library-contract.ts'
import type { Result } from '#renderer/data/calls.ts'
import { setQuery, useRoute } from '#renderer/data/route.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Link } from '#renderer/ui/link.tsx'
import { Page } from '#renderer/ui/page.tsx'
import { ErrorState, SkeletonRows } from '#renderer/ui/states.tsx'
import { Tabs } from '#renderer/ui/tabs.tsx'
import { ToneBadge } from '#renderer/ui/tone-badge.tsx'
import { ImportDialog } from './clause-import.tsx'
import { NewVersionDialog } from './clause-new.tsx'
import { type Names, useNames } from './use-names.ts'
import { STATE_TONE } from './version-side.tsx'
import contracts from './contracts.module.css'
import classes from './library.module.css'

type Report = Result<'contracts.lint'>

const FILTERS = ['all', 'open', 'review', 'commented', 'unused'] as const
type Filter = (typeof FILTERS)[number]

export function Library() {
  const { t } = useTranslation('contracts')
  const names = useNames()
  const { query } = useRoute()
  const mayWrite = useMay('contracts.templates')
  const library = useQuery('contracts.library', {})
  const lint = useCommand('contracts.lint', { label: t('library.linting') })
  const [report, setReport] = useState<Report>()
  const [dialog, setDialog] = useState<'import' | 'clause' | 'template'>()
  const rows = library.data
  const tab = query['tab'] === 'templates' ? 'templates' : 'clauses'

  async function check() {
    const answer = await lint.run({})
    if (answer.ok) setReport(answer.value)
  }

  return (
    <Page
      title={t('screens.library')}
      isText
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconChecklist size={16} />}
            loading={lint.isPending}
            onClick={() => void check()}
          >
            {t('library.lint')}
          </Button>
          {mayWrite && tab === 'clauses' && (
            <Button variant="default" leftSection={<IconFileImport size={16} />} onClick={() => setDialog('import')}>
              {t('import.button')}
            </Button>
          )}
          {mayWrite && (
            <Button
              leftSection={<IconPlus size={16} />}
              onClick={() => setDialog(tab === 'templates' ? 'template' : 'clause')}
            >
              {t(tab === 'templates' ? 'library.newTemplate' : 'library.newClause')}
            </Button>
          )}
        </>
      }
    >
      {library.error && <ErrorState error={library.error} onRetry={library.retry} />}
      {report && <Verdict report={report} names={names} />}
      {!rows ? (
        !library.error && <SkeletonRows count={13} />
      ) : (
        <Tabs
          value={tab}
          onChange={(next) => setQuery({ tab: next })}
          tabs={(['clauses', 'templates'] as const).map((id) => {
            const own = rows.filter(({ kind }) => kind === (id === 'clauses' ? 'clause' : 'template'))
            return { id, title: t(`library.${id}`), count: own.length, content: () => <Rows key={id} rows={own} /> }
          })}
        />
      )}
      {dialog === 'import' && <ImportDialog onClose={() => setDialog(undefined)} />}
      {(dialog === 'clause' || dialog === 'template') && (
        <NewVersionDialog kind={dialog} rows={rows ?? []} onClose={() => setDialog(undefined)} />
      )}
    </Page>
  )
}

function Rows({ rows }: { rows: readonly LibraryRow[] }) {
  const { t } = useTranslation('contracts')
  const [wanted, setWanted] = useState('')
  const [filter, setFilter] = useState<Filter>('all')
  const find = rows[0]?.kind === 'template' ? 'library.findTemplate' : 'library.find'
  const words = wanted.trim().toLowerCase().split(/\s+/).filter(Boolean)
  const found = rows.filter(
    (row) =>
      fits(row, filter) &&
      words.every((word) => [row.id, row.title, row.text].some((one) => one.toLowerCase().includes(word))),
  )
  return (
    <>
      <div className={classes['filters']}>
        <TextInput
          aria-label={t(find)}
          placeholder={t(find)}
          leftSection={<IconSearch size={14} />}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
        <NativeSelect
          aria-label={t('library.filter')}
          value={filter}
          data={FILTERS.map((one) => ({
            value: one,
            label: `${t(`library.show.${one}`)} · ${rows.filter((row) => fits(row, one)).length}`,
          }))}
          onChange={(event) => setFilter(event.currentTarget.value as Filter)}
        />
      </div>
      {found.length === 0 && <p className={classes['muted']}>{t('library.nothing')}</p>}
      {found.map((row) => (
        <div key={row.id} className={classes['row']}>
          <div>
            <Link to={`/contracts/library/${row.kind}/${row.id}`}>{row.title}</Link>
            <div className={classes['muted']}>
              {[
                row.id,
                row.inForce ? t('library.version', { version: row.inForce.version }) : t('library.notInForce'),
                row.templateKind === null
                  ? t('library.uses', { count: row.uses })
                  : t(`templateKind.${row.templateKind}`),
                ...(row.comments > 0 ? [t('library.comments', { count: row.comments })] : []),
              ].join(' · ')}
            </div>
          </div>
          <div className={classes['muted']}>
            {row.open &&
              [t('library.version', { version: row.open.version }), row.open.author].filter(Boolean).join(' · ')}
          </div>
          <div>{row.open && <ToneBadge tone={STATE_TONE[row.open.state]} text={t(`life.${row.open.state}`)} />}</div>
        </div>
      ))}
    </>
  )
}

function fits(row: LibraryRow, filter: Filter): boolean {
  if (filter === 'open') return row.open !== null
  if (filter === 'review') return row.open?.state === 'review'
  if (filter === 'commented') return row.comments > 0
  return filter === 'all' || (row.kind === 'clause' && row.uses === 0)
}

function Verdict({ report, names }: { report: Report; names: Names }) {
  const { t } = useTranslation('contracts')
  const { variants, problems } = report
  return (
    <section className={contracts['verdict']} data-bad={problems.length > 0 || undefined} role="status">
      <h2>{t('library.variants', { count: variants })}</h2>
      {problems.length === 0 ? (
        <p>{t('library.noProblems')}</p>
      ) : (
        <ul>
          {problems.map(({ kind, template, slot, clause, name, example }, index) => (
            <li key={index}>
              {t(`problem.${kind}`)}: {[template, slot, clause, name].filter(Boolean).join(' → ')}
              <div className={contracts['why']}>
                {Object.entries(example)
                  .map(([path, value]) => `${names.fact(path)} — ${names.value(path, value)}`)
                  .join('; ') || t('library.anyDeal')}
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
