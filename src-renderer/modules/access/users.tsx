/** Everybody who can sign in, and beside the list the card of the one who is chosen. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Select, Switch, TextInput } from '@mantine/core'
import { IconSearch, IconUserOff, IconUserPlus } from '@tabler/icons-react'
import type { UserRow } from '#shared/modules/access/model.ts'
import { isRole, ROLES } from '#shared/modules/access/rights.ts'
import { setQuery, useRoute } from '#renderer/data/route.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import type { GridColumn } from '#renderer/ui/grid/columns.ts'
import { Page } from '#renderer/ui/page.tsx'
import { EmptyState, ErrorState } from '#renderer/ui/states.tsx'
import { NewUser } from './new-user.tsx'
import { UserCard } from './user-card.tsx'

const EXPORT = { right: 'access.manage' }

export function Users() {
  const { t } = useTranslation('access')
  const { query } = useRoute()
  const [text, setText] = useState('')
  const [role, setRole] = useState<string>('')
  const [company, setCompany] = useState<string>(query['company'] ?? '')
  const [hasBlocked, setHasBlocked] = useState(false)
  const [isCreating, setCreating] = useState(false)
  const { data, error, retry } = useQuery('access.users', {})
  const companies = useQuery('access.companies', {}).data ?? []

  const rows = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean)
    return data?.filter(
      (user) =>
        (hasBlocked || user.blocked_at === null) &&
        // The steward is no person: shown to those who ask for its role.
        (role === 'steward' || user.roles.length !== 1 || user.roles[0] !== 'steward') &&
        (company === '' || user.company_id === company) &&
        (!isRole(role) || user.roles.includes(role)) &&
        words.every((word) => `${user.name} ${user.login}`.toLowerCase().includes(word)),
    )
  }, [data, text, role, company, hasBlocked])

  const columns = useMemo<readonly GridColumn<UserRow>[]>(
    () => [
      { id: 'name', title: t('users.name'), value: (row) => row.name, width: 220, look: dim },
      { id: 'login', title: t('users.login'), value: (row) => row.login, width: 140, look: dim },
      {
        id: 'company',
        title: t('users.company'),
        value: (row) => row.company_name,
        width: 200,
        isGroupable: true,
        look: dim,
      },
      {
        id: 'roles',
        title: t('users.roles'),
        value: (row) => row.roles.map((one) => t(`role.${one}`)).join(', '),
        width: 260,
        isGroupable: true,
        look: dim,
      },
      {
        id: 'state',
        title: t('users.state'),
        value: (row) => t(row.blocked_at === null ? 'users.active' : 'users.blocked'),
        width: 120,
        isGroupable: true,
        look: (row) => ({ isBad: row.blocked_at !== null }),
      },
    ],
    [t],
  )

  const picked = query['user']
  return (
    <Page
      title={t('screens.users')}
      detail={rows && t('users.count', { count: rows.length })}
      actions={
        <Button leftSection={<IconUserPlus size={16} />} onClick={() => setCreating(true)}>
          {t('users.add')}
        </Button>
      }
      toolbar={
        <>
          <TextInput
            aria-label={t('users.find')}
            placeholder={t('users.find')}
            leftSection={<IconSearch size={16} />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            w={220}
          />
          <Select
            aria-label={t('users.company')}
            value={company}
            onChange={(next) => setCompany(next ?? '')}
            data={[
              { value: '', label: `${t('users.company')}: ${t('common:all')}` },
              ...companies.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            searchable
            w={220}
          />
          <Select
            aria-label={t('users.roles')}
            value={role}
            onChange={(next) => setRole(next ?? '')}
            data={[
              { value: '', label: `${t('users.roles')}: ${t('common:all')}` },
              ...ROLES.map((one) => ({ value: one, label: t(`role.${one}`) })),
            ]}
            w={200}
          />
          <Switch
            label={t('users.showBlocked')}
            checked={hasBlocked}
            onChange={(event) => setHasBlocked(event.currentTarget.checked)}
          />
        </>
      }
      aside={
        picked !== undefined && <UserCard key={picked} userId={picked} onClose={() => setQuery({ user: undefined })} />
      }
    >
      {error ? (
        <ErrorState error={error} onRetry={retry} />
      ) : (
        <Grid
          gridId="access.users"
          exportAs={EXPORT}
          label={t('screens.users')}
          columns={columns}
          rows={rows}
          onOpen={open}
          onSelect={openFirst}
          empty={<EmptyState icon={IconUserOff} title={t('users.empty')} text={t('users.emptyText')} />}
        />
      )}
      {isCreating && (
        <NewUser
          onClose={() => setCreating(false)}
          onCreated={(user) => {
            setCreating(false)
            setQuery({ user })
          }}
        />
      )}
    </Page>
  )
}

function dim(row: UserRow) {
  return { isDim: row.blocked_at !== null }
}

function open(row: UserRow) {
  setQuery({ user: row.id })
}

function openFirst(rows: readonly UserRow[]) {
  if (rows.length === 1 && rows[0]) open(rows[0])
}
