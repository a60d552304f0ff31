/** What contracts say of the house, a complex or a building: written down once, with who and when. The narrower one wins. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NativeSelect, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { newId } from '#shared/kernel/id.ts'
import { FACT_SCOPES, type FactScope } from '#shared/modules/contracts/contract-model.ts'
import type { DefaultRow } from '#shared/modules/contracts/paper-contract.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import { setQuery, useRoute } from '#renderer/data/route.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatTime } from '#renderer/ui/format.ts'
import { Page } from '#renderer/ui/page.tsx'
import { ErrorState } from '#renderer/ui/states.tsx'
import { RequisitesLists } from './requisites-lists.tsx'
import { useNames, type Names } from './use-names.ts'
import { ValueField } from './value-field.tsx'
import classes from './contracts.module.css'

/** Groups of the vocabulary that are the house's and the building's to say, not the deal's. */
const GROUPS: Record<FactScope, readonly string[]> = {
  company: [
    'company',
    'contract',
    'terms',
    'registration',
    'management',
    'escrow',
    'payment',
    'lease',
    'owner',
    'agency',
  ],
  complex: ['object', 'land', 'permit', 'declaration', 'building', 'terms', 'escrow', 'registration', 'management'],
  building: ['object', 'land', 'permit', 'declaration', 'building', 'terms', 'escrow', 'registration', 'management'],
}
/** Of the object only what all of its building share. */
const OF_OBJECT = ['object.siteAddress', 'object.address', 'object.floors', 'object.purpose']
const NEVER = ['contract.number', 'contract.on', 'escrow.amount']

export function RequisitesScreen() {
  const { t } = useTranslation('contracts')
  const names = useNames()
  const { query } = useRoute()
  const [find, setFind] = useState('')
  const isLists = query['scope'] === 'lists'
  const scope = FACT_SCOPES.find((each) => each === query['scope']) ?? 'company'
  const { data: scopes } = useQuery('contracts.scopes', {})
  const ofKind = (scopes ?? []).filter((each) => each.scope === scope)
  const scopeId = query['id'] ?? ofKind[0]?.id ?? null
  const answer = useQuery('contracts.defaults', { scope, scopeId })
  if (answer.error) return <ErrorState error={answer.error} onRetry={answer.retry} />
  const paths = [...WORDS.variables.values()].filter(
    ({ path }) =>
      GROUPS[scope].includes(path.split('.')[0] ?? '') &&
      (!path.startsWith('object.') || OF_OBJECT.includes(path)) &&
      !NEVER.includes(path) &&
      (find === '' || names.fact(path).toLowerCase().includes(find.toLowerCase())),
  )
  const known = new Map((answer.data?.rows ?? []).map((row) => [row.path, row]))
  const groups = Map.groupBy(paths, ({ path }) => names.group(path))
  return (
    <Page
      title={t('screens.requisites')}
      isText
      toolbar={
        <>
          <NativeSelect
            aria-label={t('requisites.scope')}
            value={isLists ? 'lists' : scope}
            data={[...FACT_SCOPES, 'lists'].map((value) => ({ value, label: t(`requisites.scopes.${value}`) }))}
            onChange={(event) => setQuery({ scope: event.currentTarget.value, id: undefined })}
          />
          {!isLists && (
            <>
              <NativeSelect
                aria-label={t('requisites.whose')}
                value={scopeId ?? ''}
                data={ofKind.map(({ id, name }) => ({ value: id, label: name }))}
                onChange={(event) => setQuery({ id: event.currentTarget.value })}
              />
              <TextInput
                aria-label={t('requisites.find')}
                placeholder={t('requisites.find')}
                leftSection={<IconSearch size={14} />}
                value={find}
                onChange={(event) => setFind(event.currentTarget.value)}
              />
            </>
          )}
        </>
      }
    >
      {isLists ? (
        <RequisitesLists />
      ) : (
        <>
          <form className={classes['form']} style={{ maxWidth: 900 }} onSubmit={(event) => event.preventDefault()}>
            <p className={classes['note']}>{t('requisites.text')}</p>
            {[...groups].map(([title, variables]) => (
              <fieldset key={title} className={classes['group']}>
                <legend>{title}</legend>
                {variables.map(({ path }) => (
                  <OneDefault
                    key={`${scopeId ?? ''} ${path}`}
                    path={path}
                    row={known.get(path)}
                    scope={scope}
                    scopeId={scopeId}
                    names={names}
                  />
                ))}
              </fieldset>
            ))}
          </form>
        </>
      )}
    </Page>
  )
}

interface OneDefaultProps {
  path: string
  row: DefaultRow | undefined
  scope: FactScope
  scopeId: string | null
  names: Names
}

/** Saved when the field is left: each value is a row of its own, with its author. */
function OneDefault({ path, row, scope, scopeId, names }: OneDefaultProps) {
  const { t } = useTranslation('contracts')
  const mayWrite = useMay('contracts.templates')
  const save = useCommand('contracts.saveDefault', { done: t('requisites.saved') })
  const [typed, setTyped] = useState<{ value: unknown }>()
  const variable = WORDS.variables.get(path)
  if (!variable) return null
  const value = typed ? typed.value : row?.value
  const leave = async () => {
    if (!typed || scopeId === null || JSON.stringify(typed.value ?? null) === JSON.stringify(row?.value ?? null)) return
    const answer = await save.run({ id: row?.id ?? newId(), scope, scopeId, path, value: typed.value ?? null })
    if (answer.ok) setTyped(undefined)
  }
  return (
    <div
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) void leave()
      }}
      title={row ? [row.user_name, formatTime(row.changed_at)].filter(Boolean).join(', ') : undefined}
      aria-disabled={!mayWrite}
    >
      <ValueField
        field={{ path, type: variable.type, values: [...(variable.values ?? [])], isDeciding: false, state: 'given' }}
        value={value}
        names={names}
        isWrong={save.error !== undefined}
        onChange={(next) => mayWrite && setTyped({ value: next })}
      />
    </div>
  )
}
