/** The developer, the operators of outlets and the agencies. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Modal, Select, TextInput } from '@mantine/core'
import { IconBuildingStore, IconPlus } from '@tabler/icons-react'
import { newId } from '#shared/kernel/id.ts'
import { COMPANY_KINDS, CompanyKind, type Company } from '#shared/modules/access/model.ts'
import { navigate, setQuery, useRoute } from '#renderer/data/route.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import { Page } from '#renderer/ui/page.tsx'
import { EmptyState, ErrorState } from '#renderer/ui/states.tsx'
import { usePaste } from '../imports/api.tsx'
import { Grants } from './grants.tsx'
import { Panel, Section } from './panel.tsx'
import classes from './access.module.css'

const PASTED_AS = ['agencies'] as const
const EXPORTED_AS = { kind: 'agencies' }

export function Companies() {
  const { t } = useTranslation('access')
  const { query } = useRoute()
  const canManage = useMay('access.manage')
  const { data, error, retry } = useQuery('access.companies', {})
  const [form, setForm] = useState<Company | 'new'>()
  const columns = useMemo<readonly GridColumn<Company>[]>(
    () => [
      { id: 'name', title: t('companies.name'), value: (row) => row.name, width: 320 },
      {
        id: 'kind',
        title: t('companies.kind'),
        value: (row) => t(`companyKind.${row.kind}`),
        width: 180,
        isGroupable: true,
      },
      {
        id: 'users',
        title: t('companies.users'),
        kind: 'number',
        value: (row) => row.users,
        aggregate: 'sum',
        width: 120,
      },
    ],
    [t],
  )
  const pasting = usePaste<Company>(PASTED_AS)
  const picked = data?.find(({ id }) => id === query['company'])
  return (
    <Page
      title={t('screens.companies')}
      actions={
        <Button leftSection={<IconPlus size={16} />} onClick={() => setForm('new')}>
          {t('companies.add')}
        </Button>
      }
      aside={
        picked && (
          <Panel
            title={picked.name}
            detail={t(`companyKind.${picked.kind}`)}
            onClose={() => setQuery({ company: undefined })}
          >
            <div className={classes['actions']}>
              {(canManage || picked.kind === 'agency') && (
                <Button variant="default" onClick={() => setForm(picked)}>
                  {t('user.rename')}
                </Button>
              )}
              <Button variant="default" onClick={() => navigate(`/access/users?company=${picked.id}`)}>
                {t('companies.users')}: {picked.users}
              </Button>
            </div>
            {picked.kind === 'agency' && (
              <Section title={t('companies.grants')}>
                <Grants key={picked.id} companyId={picked.id} />
              </Section>
            )}
          </Panel>
        )
      }
    >
      {error ? (
        <ErrorState error={error} onRetry={retry} />
      ) : (
        <Grid
          gridId="access.companies"
          label={t('screens.companies')}
          columns={columns}
          rows={data}
          onOpen={open}
          onSelect={openFirst}
          onPasteBlock={pasting.onPasteBlock}
          exportAs={EXPORTED_AS}
          empty={<EmptyState icon={IconBuildingStore} title={t('companies.empty')} />}
        />
      )}
      {pasting.dialog}
      {form && <CompanyForm company={form === 'new' ? undefined : form} onClose={() => setForm(undefined)} />}
    </Page>
  )
}

function CompanyForm({ company, onClose }: { company: Company | undefined; onClose(): void }) {
  const { t } = useTranslation('access')
  const canManage = useMay('access.manage')
  const [name, setName] = useState(company?.name ?? '')
  const [kind, setKind] = useState<CompanyKind>(company?.kind ?? 'agency')
  const create = useCommand('access.createCompany', { done: t('companies.created') })
  const rename = useCommand('access.renameCompany', { done: t('companies.renamed') })

  async function save() {
    const companyId = company?.id ?? newId()
    const { ok } = company ? await rename.run({ companyId, name }) : await create.run({ companyId, name, kind })
    if (!ok) return
    setQuery({ company: companyId })
    onClose()
  }

  return (
    <Modal opened onClose={onClose} title={company?.name ?? t('companies.add')} size={440}>
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() !== '') void save()
        }}
      >
        <TextInput
          data-autofocus
          label={t('companies.name')}
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {!company && (
          <Select
            label={t('companies.kind')}
            value={kind}
            onChange={(next) => setKind(CompanyKind.catch('agency').parse(next))}
            data={COMPANY_KINDS.filter((one) => canManage || one === 'agency').map((one) => ({
              value: one,
              label: t(`companyKind.${one}`),
            }))}
          />
        )}
        <div className={classes['formEnd']}>
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={create.isPending || rename.isPending} disabled={name.trim() === ''}>
            {t('common:save')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

function open(row: Company) {
  setQuery({ company: row.id })
}

function openFirst(rows: readonly Company[]) {
  if (rows.length === 1 && rows[0]) open(rows[0])
}
