/** Two contracts side by side, or one beside the standard: clause by clause, only where they differ (idea 4). */
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SegmentedControl } from '@mantine/core'
import { IconColumns2 } from '@tabler/icons-react'
import type { Result } from '#renderer/data/calls.ts'
import { setQuery, useRoute } from '#renderer/data/route.ts'
import { useApi } from '#renderer/data/engine.tsx'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Picker } from '#renderer/ui/form/picker.tsx'
import { Page } from '#renderer/ui/page.tsx'
import { EmptyState, ErrorState, LoadingState } from '#renderer/ui/states.tsx'
import { ToneBadge } from '#renderer/ui/tone-badge.tsx'
import { useNames } from './use-names.ts'
import { WordDifference } from './compare-words.tsx'
import classes from './contract-card.module.css'

type Differences = Result<'contracts.compareKept'>['clauses']

export function CompareScreen() {
  const { t } = useTranslation('contracts')
  const names = useNames()
  const { query } = useRoute()
  const { left, right } = query
  const { run, error } = useCommand('contracts.compareKept', { quiet: true })
  const [found, setFound] = useState<{ key: string; clauses: Differences }>()
  const [view, setView] = useState('words')
  const key = `${left ?? ''} ${right ?? ''}`
  useEffect(() => {
    let isGone = false
    const ask = async () => {
      if (left === undefined) return
      const answer = await run({ left, right: right ?? null })
      if (answer.ok && !isGone) setFound({ key, clauses: answer.value.clauses })
    }
    void ask()
    return () => {
      isGone = true
    }
  }, [key, left, right, run])
  const clauses = found?.key === key ? found.clauses : undefined
  return (
    <Page
      title={t('screens.compare')}
      detail={clauses && t('compare.count', { count: clauses.length })}
      isText
      toolbar={
        <>
          <ContractPicker
            label={t('compare.left')}
            placeholder={t('compare.any')}
            value={left}
            onChange={(id) => setQuery({ left: id })}
          />
          <ContractPicker
            label={t('compare.right')}
            placeholder={t('compare.standard')}
            value={right}
            onChange={(id) => setQuery({ right: id })}
          />
          <SegmentedControl
            style={{ alignSelf: 'end' }}
            aria-label={t('compare.view')}
            value={view}
            data={[
              { value: 'sides', label: t('compare.sides') },
              { value: 'words', label: t('compare.words') },
            ]}
            onChange={setView}
          />
        </>
      }
    >
      {error && <ErrorState error={error} />}
      {left === undefined && (
        <EmptyState icon={IconColumns2} title={t('compare.choose')} text={t('compare.chooseText')} />
      )}
      {left !== undefined && !clauses && !error && <LoadingState />}
      {clauses?.length === 0 && (
        <EmptyState icon={IconColumns2} title={t('compare.same')} text={t('compare.sameText')} />
      )}
      {clauses?.map((each) => (
        <section key={`${each.slot} ${each.kind}`} className={classes['difference']}>
          <h2>
            {each.title}
            <ToneBadge tone={each.kind === 'other-value' ? 'plain' : 'held'} text={t(`difference.${each.kind}`)} />
          </h2>
          {each.values.length > 0 && (
            <p className={classes['more']}>
              {each.values
                .map(({ path, left: was, right: is }) => `${names.fact(path)}: ${was ?? '—'} → ${is ?? '—'}`)
                .join('; ')}
            </p>
          )}
          {view === 'words' && each.leftText !== '' && each.rightText !== '' ? (
            <WordDifference before={each.leftText} after={each.rightText} />
          ) : (
            <div className={classes['sides']} lang="ru">
              <p>{each.leftText || '—'}</p>
              <p>{each.rightText || '—'}</p>
            </div>
          )}
        </section>
      ))}
    </Page>
  )
}

interface ContractPickerProps {
  label: string
  placeholder: string
  value: string | undefined
  onChange(id: string | undefined): void
}

/** Nothing chosen at the right means the standard. */
function ContractPicker({ label, placeholder, value, onChange }: ContractPickerProps) {
  const api = useApi()
  const { data } = useQuery('contracts.registry', { ids: value === undefined ? [] : [value], limit: 1 })
  const row = data?.find(({ id }) => id === value)
  return (
    <Picker
      label={label}
      placeholder={placeholder}
      value={row ? { id: row.id, title: row.number, detail: row.client_name } : null}
      onChange={(choice) => onChange(choice?.id)}
      find={async (text, signal) =>
        (await api.contracts.registry({ text, limit: 12 }, { signal })).map(({ id, number, client_name }) => ({
          id,
          title: number,
          detail: client_name,
        }))
      }
    />
  )
}
