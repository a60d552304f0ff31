/** Clients, guests and organisations: found by any part of the name, phone or e-mail. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch, IconUserPlus, IconUserSearch } from '@tabler/icons-react'
import { PersonKind, type PersonRow } from '#shared/modules/access/model.ts'
import { formatPhone } from '#shared/modules/access/phone.ts'
import { setQuery, useRoute } from '#renderer/data/route.ts'
import { useMay } from '#renderer/data/session.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import { Page } from '#renderer/ui/page.tsx'
import { EmptyState, ErrorState } from '#renderer/ui/states.tsx'
import { usePaste } from '../imports/api.tsx'
import { PersonCard } from './person-card.tsx'
import { PersonForm } from './person-form.tsx'

const PAUSE_MS = 120
const PASTED_AS = ['people'] as const
const EXPORTED_AS = { right: 'people.export', kind: 'people' }

export function People() {
  const { t } = useTranslation('access')
  const { query } = useRoute()
  const canWrite = useMay('people.write')
  const [text, setText] = useState('')
  const [kind, setKind] = useState('')
  const [isCreating, setCreating] = useState(false)
  const [asked] = useDebouncedValue(text, PAUSE_MS)
  const wanted = PersonKind.safeParse(kind)
  const { data, error, retry } = useQuery(
    'access.people',
    { text: asked, limit: 1000, ...(wanted.success ? { kind: wanted.data } : {}) },
    { keepPrevious: true },
  )
  const companies = useQuery('access.companies', {}).data
  const columns = useMemo<readonly GridColumn<PersonRow>[]>(() => {
    const names = new Map(companies?.map(({ id, name }) => [id, name]))
    return [
      { id: 'name', title: t('people.name'), value: (row) => row.name, width: 280 },
      {
        id: 'phone',
        title: t('people.phone'),
        value: (row) => (row.phone === null ? null : formatPhone(row.phone)),
        width: 150,
      },
      { id: 'email', title: t('people.email'), value: (row) => row.email, width: 200 },
      { id: 'kind', title: t('people.kind'), value: (row) => t(`people.${row.kind}`), width: 110, isGroupable: true },
      {
        id: 'company',
        title: t('people.company'),
        value: (row) => names.get(row.company_id) ?? '',
        width: 200,
        isGroupable: true,
      },
      { id: 'created', title: t('people.created'), kind: 'time', value: (row) => row.created_at, width: 165 },
    ]
  }, [t, companies])
  const pasting = usePaste<PersonRow>(PASTED_AS)
  const picked = query['person']
  return (
    <Page
      title={t('screens.people')}
      detail={data && t('people.count', { count: data.length })}
      actions={
        canWrite && (
          <Button leftSection={<IconUserPlus size={16} />} onClick={() => setCreating(true)}>
            {t('people.add')}
          </Button>
        )
      }
      toolbar={
        <>
          <TextInput
            aria-label={t('people.find')}
            placeholder={t('people.find')}
            leftSection={<IconSearch size={16} />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            w={320}
          />
          <SegmentedControl
            aria-label={t('people.kind')}
            value={kind}
            onChange={setKind}
            data={[
              { value: '', label: t('common:all') },
              { value: 'natural', label: t('people.naturals') },
              { value: 'legal', label: t('people.legals') },
            ]}
          />
        </>
      }
      aside={
        picked !== undefined && (
          <PersonCard key={picked} personId={picked} onClose={() => setQuery({ person: undefined })} />
        )
      }
    >
      {error ? (
        <ErrorState error={error} onRetry={retry} />
      ) : (
        <Grid
          gridId="access.people"
          label={t('screens.people')}
          columns={columns}
          rows={data}
          onOpen={open}
          onSelect={openFirst}
          onPasteBlock={pasting.onPasteBlock}
          exportAs={EXPORTED_AS}
          empty={<EmptyState icon={IconUserSearch} title={t('people.empty')} text={t('people.emptyText')} />}
        />
      )}
      {pasting.dialog}
      {isCreating && (
        <PersonForm
          onClose={() => setCreating(false)}
          onSaved={(person) => {
            setCreating(false)
            setQuery({ person })
          }}
        />
      )}
    </Page>
  )
}

function open(row: PersonRow) {
  setQuery({ person: row.id })
}

function openFirst(rows: readonly PersonRow[]) {
  if (rows.length === 1 && rows[0]) open(rows[0])
}
