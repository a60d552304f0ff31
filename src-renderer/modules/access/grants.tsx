/** What an agency was opened: complexes, buildings and single units, with the terms of each. Single units are opened from the chessboard. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ActionIcon, Button, Checkbox, NumberInput, Select } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { newId } from '#shared/kernel/id.ts'
import type { GrantRow } from '#shared/modules/inventory/structure-model.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatNumber } from '#renderer/ui/format.ts'
import { ErrorState, SkeletonRows } from '#renderer/ui/states.tsx'
import classes from './access.module.css'

export function Grants({ companyId }: { companyId: string }) {
  const { t } = useTranslation('access')
  const canGrant = useMay('inventory.grant')
  const { data, error, retry } = useQuery('inventory.grants', canGrant ? { companyId } : null)
  const revoke = useCommand('inventory.revoke', { done: t('grants.revoked') })
  if (!canGrant) return <p className={classes['about']}>{t('grants.notYours')}</p>
  if (error) return <ErrorState error={error} onRetry={retry} />
  if (!data) return <SkeletonRows count={3} />
  const live = data.filter(({ ended_at }) => ended_at === null)
  return (
    <>
      {live.length === 0 && <p className={classes['about']}>{t('grants.none')}</p>}
      <ul className={classes['list']}>
        {live.map((grant) => (
          <li key={grant.id} className={classes['grant']}>
            <div>
              <div className={classes['roleName']}>{grant.name}</div>
              <div className={classes['roleAbout']}>{termsText(grant)}</div>
            </div>
            <ActionIcon
              aria-label={`${t('grants.revoke')}: ${grant.name}`}
              disabled={revoke.isPending}
              onClick={() => void revoke.run({ grantIds: [grant.id] })}
            >
              <IconX size={16} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <GrantForm companyId={companyId} />
    </>
  )

  function termsText(grant: GrantRow): string {
    return [
      t('grants.units', { count: grant.units, number: formatNumber(grant.units) }),
      t(grant.has_price ? 'grants.withPrice' : 'grants.withoutPrice'),
      t(grant.has_booking ? 'grants.withBooking' : 'grants.withoutBooking'),
      ...(grant.has_booking && grant.max_hold_days !== null ? [t('grants.upTo', { count: grant.max_hold_days })] : []),
    ].join(' · ')
  }
}

function GrantForm({ companyId }: { companyId: string }) {
  const { t } = useTranslation('access')
  const tree = useQuery('inventory.tree', {}).data ?? []
  const [target, setTarget] = useState<string | null>(null)
  const [hasPrice, setHasPrice] = useState(true)
  const [hasBooking, setHasBooking] = useState(true)
  const [days, setDays] = useState<number | ''>('')
  const grant = useCommand('inventory.grant', { done: t('grants.granted') })
  const names = new Map(tree.map((row) => [row.id, row.name]))
  const chosen = tree.find(({ id }) => id === target)

  return (
    <form
      className={classes['form']}
      style={{ marginTop: 12 }}
      onSubmit={(event) => {
        event.preventDefault()
        if (!chosen) return
        const terms = {
          has_price: hasPrice,
          has_booking: hasBooking,
          max_hold_days: hasBooking && days !== '' ? days : null,
        }
        void grant
          .run({ companyId, items: [{ grantId: newId(), kind: chosen.kind, id: chosen.id }], terms })
          .then(({ ok }) => ok && setTarget(null))
      }}
    >
      <Select
        label={t('grants.add')}
        placeholder={t('grants.pick')}
        searchable
        clearable
        limit={100}
        value={target}
        onChange={setTarget}
        data={tree.map(({ id, kind, name, parent_id }) => ({
          value: id,
          label: kind === 'complex' ? name : `${names.get(parent_id ?? '') ?? ''}, ${name}`,
        }))}
      />
      {chosen && (
        <>
          <Checkbox
            label={t('grants.withPrice')}
            checked={hasPrice}
            onChange={(event) => setHasPrice(event.currentTarget.checked)}
          />
          <Checkbox
            label={t('grants.withBooking')}
            checked={hasBooking}
            onChange={(event) => setHasBooking(event.currentTarget.checked)}
          />
          {hasBooking && (
            <NumberInput
              label={t('grants.days')}
              placeholder={t('grants.daysHint')}
              min={1}
              max={365}
              allowDecimal={false}
              value={days}
              onChange={(next) => setDays(typeof next === 'number' ? next : '')}
            />
          )}
          <div className={classes['actions']}>
            <Button type="submit" loading={grant.isPending}>
              {t('grants.give')}
            </Button>
          </div>
        </>
      )}
    </form>
  )
}
