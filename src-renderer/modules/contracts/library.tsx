/** What is published: templates as trees of slots, clauses with where they stand, and whether all of it holds together. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, TextInput } from '@mantine/core'
import { IconChecklist } from '@tabler/icons-react'
import type { ClauseRow, TemplateRow } from '#shared/modules/contracts/contract.ts'
import type { TemplateNode } from '#shared/modules/contracts/model.ts'
import type { Result } from '#renderer/data/calls.ts'
import { setQuery, useRoute } from '#renderer/data/route.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Page } from '#renderer/ui/page.tsx'
import { ErrorState, SkeletonRows } from '#renderer/ui/states.tsx'
import { Tabs } from '#renderer/ui/tabs.tsx'
import { type Names, useNames } from './use-names.ts'
import classes from './contracts.module.css'

type Report = Result<'contracts.lint'>

export function Library() {
  const { t } = useTranslation('contracts')
  const names = useNames()
  const { query } = useRoute()
  const templates = useQuery('contracts.templates', {})
  const clauses = useQuery('contracts.clauses', {})
  const lint = useCommand('contracts.lint', { label: t('library.linting') })
  const [report, setReport] = useState<Report>()
  const error = templates.error ?? clauses.error

  async function check() {
    const answer = await lint.run({})
    if (answer.ok) setReport(answer.value)
  }

  return (
    <Page
      title={t('screens.library')}
      isText
      actions={
        <Button leftSection={<IconChecklist size={16} />} loading={lint.isPending} onClick={() => void check()}>
          {t('library.lint')}
        </Button>
      }
    >
      {error && <ErrorState error={error} onRetry={templates.retry} />}
      {report && <Verdict report={report} names={names} />}
      {!templates.data || !clauses.data ? (
        !error && <SkeletonRows count={13} />
      ) : (
        <Tabs
          value={query['tab'] ?? 'templates'}
          onChange={(tab) => setQuery({ tab })}
          tabs={[
            {
              id: 'templates',
              title: t('library.templates'),
              count: templates.data.length,
              content: () => (
                <Templates rows={templates.data ?? []} clauses={clauses.data ?? []} names={names} report={report} />
              ),
            },
            {
              id: 'clauses',
              title: t('library.clauses'),
              count: clauses.data.length,
              content: () => <Clauses rows={clauses.data ?? []} names={names} />,
            },
          ]}
        />
      )}
    </Page>
  )
}

function Verdict({ report, names }: { report: Report; names: Names }) {
  const { t } = useTranslation('contracts')
  const { variants, problems } = report
  return (
    <section className={classes['verdict']} data-bad={problems.length > 0 || undefined} role="status">
      <h2>{t('library.variants', { count: variants })}</h2>
      {problems.length === 0 ? (
        <p>{t('library.noProblems')}</p>
      ) : (
        <ul>
          {problems.map(({ kind, template, slot, clause, name, example }, index) => (
            <li key={index}>
              {t(`problem.${kind}`)}: {[template, slot, clause, name].filter(Boolean).join(' → ')}
              <div className={classes['why']}>
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

interface TemplatesProps {
  rows: readonly TemplateRow[]
  clauses: readonly ClauseRow[]
  names: Names
  report: Report | undefined
}

function Templates({ rows, clauses, names, report }: TemplatesProps) {
  const { t } = useTranslation('contracts')
  const titles = new Map(clauses.map(({ id, title }) => [id, title]))
  return rows.map(({ id, title, version, slots, variants, when, body }) => {
    const reached = report?.templates.find(({ template }) => template === id)?.variants
    return (
      <details key={id} className={classes['entry']}>
        <summary>
          <strong>{title}</strong>
          <span className={classes['why']}>
            {[
              t('library.version', { version }),
              t('library.slots', { count: slots }),
              t('library.choices', { count: variants }),
              ...(reached === undefined ? [] : [t('library.variants', { count: reached })]),
            ].join(' · ')}
          </span>
        </summary>
        <p className={classes['why']}>{t('library.when', { condition: names.condition(when) })}</p>
        <Tree nodes={body} titles={titles} names={names} />
      </details>
    )
  })
}

function Tree({
  nodes,
  titles,
  names,
}: {
  nodes: readonly TemplateNode[]
  titles: ReadonlyMap<string, string>
  names: Names
}) {
  const { t } = useTranslation('contracts')
  return (
    <ul className={classes['tree']}>
      {nodes.map((node) =>
        node.kind === 'section' ? (
          <li key={node.key}>
            <strong lang="ru">
              {node.heading?.map((inline) => (inline.type === 'text' ? inline.text : '…')).join('') ?? node.key}
            </strong>
            {node.when !== true && <span className={classes['why']}> {names.condition(node.when)}</span>}
            <Tree nodes={node.children} titles={titles} names={names} />
          </li>
        ) : (
          <li key={node.key}>
            {node.title}
            {!node.isRequired && <span className={classes['why']}> {t('library.optional')}</span>}
            <ul className={classes['tree']}>
              {node.variants.map(({ clause, when }, index) => (
                <li key={index}>
                  <span className={classes['clauseName']}>{titles.get(clause) ?? clause}</span>
                  <span className={classes['why']}> {names.condition(when)}</span>
                </li>
              ))}
            </ul>
          </li>
        ),
      )}
    </ul>
  )
}

function Clauses({ rows, names }: { rows: readonly ClauseRow[]; names: Names }) {
  const { t } = useTranslation('contracts')
  const [wanted, setWanted] = useState('')
  const text = wanted.trim().toLowerCase()
  const found = rows.filter((row) => [row.id, row.title, row.text].some((one) => one.toLowerCase().includes(text)))
  return (
    <>
      <TextInput
        aria-label={t('library.find')}
        placeholder={t('library.find')}
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
        mb="sm"
      />
      {found.map((row) => (
        <details key={`${row.id} ${row.version}`} className={classes['entry']}>
          <summary>
            <strong>{row.title}</strong>
            <span className={classes['why']}>
              {[
                row.id,
                t('library.version', { version: row.version }),
                t('library.uses', { count: row.uses.length }),
              ].join(' · ')}
            </span>
          </summary>
          <p className={classes['text']} lang="ru">
            {row.text}
          </p>
          <ul className={classes['tree']}>
            {row.uses.map(({ template, templateTitle, slot, slotTitle, when }) => (
              <li key={`${template} ${slot}`}>
                {templateTitle} → {slotTitle}
                <span className={classes['why']}> {names.condition(when)}</span>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </>
  )
}
