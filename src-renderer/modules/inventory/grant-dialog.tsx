/** Opens a complex, a building or chosen units to an agency. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Checkbox, Modal, NumberInput, SegmentedControl, Select, Button } from '@mantine/core'
import { errorText } from '#renderer/data/error-text.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { newId } from '#shared/kernel/id.ts'
import { ScopePicker } from './scope-picker.tsx'
import { UnitPicker, type PickedUnit } from './unit-picker.tsx'
import { UnitsInWords } from './units-in-words.tsx'
import type { Scope } from '#shared/modules/inventory/contract.ts'
import classes from './dialog.module.css'

export interface GrantDialogProps {
  /** Units chosen elsewhere; without them the dialog asks for a complex, a building or units. */
  unitIds?: readonly string[]
  onClose(): void
}

export function GrantDialog({ unitIds, onClose }: GrantDialogProps) {
  const { t } = useTranslation('inventory')
  const companies = useQuery('access.companies', { kind: 'agency' }).data ?? []
  const tree = useQuery('inventory.tree', {}).data ?? []
  const [companyId, setCompany] = useState<string | null>(null)
  const [scope, setScope] = useState<Scope | null>(null)
  const [what, setWhat] = useState<'place' | 'units'>('place')
  const [picked, setPicked] = useState<readonly PickedUnit[]>([])
  const [hasPrice, setPrice] = useState(true)
  const [hasBooking, setBooking] = useState(true)
  const [days, setDays] = useState<number | string>('')
  const grant = useCommand('inventory.grant', { quiet: true, done: t('grants.added') })
  const items = useMemo(() => {
    const units = unitIds ?? (what === 'units' ? picked.map(({ id }) => id) : undefined)
    if (units) return units.map((id) => ({ grantId: newId(), kind: 'unit' as const, id }))
    return scope && scope.kind !== 'section' ? [{ grantId: newId(), kind: scope.kind, id: scope.id }] : []
  }, [unitIds, what, picked, scope])
  const refusal = grant.error && errorText(grant.error, t)
  async function send() {
    if (companyId === null) return
    const outcome = await grant.run({
      companyId,
      items,
      terms: { has_price: hasPrice, has_booking: hasBooking, max_hold_days: days === '' ? null : Number(days) },
    })
    if (outcome.ok) onClose()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('grants.add')}
      size={440}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <Select
          label={t('column.agency')}
          data={companies.map(({ id, name }) => ({ value: id, label: name }))}
          value={companyId}
          onChange={setCompany}
          searchable
          required
          data-autofocus
          nothingFoundMessage={t('filter.none')}
        />
        {unitIds ? (
          <div className={classes['detail']}>
            <UnitsInWords unitIds={unitIds} />
          </div>
        ) : (
          <>
            <SegmentedControl
              aria-label={t('grants.what')}
              data={(['place', 'units'] as const).map((value) => ({ value, label: t(`grants.of.${value}`) }))}
              value={what}
              onChange={(value) => setWhat(value as 'place' | 'units')}
            />
            {what === 'place' ? (
              <ScopePicker tree={tree} scope={scope} onPick={setScope} />
            ) : (
              <UnitPicker picked={picked} onChange={setPicked} />
            )}
          </>
        )}
        <Checkbox
          label={t('grants.price')}
          checked={hasPrice}
          onChange={(event) => setPrice(event.currentTarget.checked)}
        />
        <Checkbox
          label={t('grants.booking')}
          checked={hasBooking}
          onChange={(event) => setBooking(event.currentTarget.checked)}
        />
        <NumberInput
          label={t('grants.days')}
          description={t('grants.daysHint')}
          value={days}
          onChange={setDays}
          min={1}
          max={365}
          disabled={!hasBooking}
        />
        {refusal && (
          <div className={classes['refusal']} role="alert">
            <b>{refusal.title}</b>
            {refusal.advice !== '' && <div>{refusal.advice}</div>}
          </div>
        )}
        <div className={classes['buttons']}>
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={grant.isPending} disabled={companyId === null || items.length === 0}>
            {t('grants.open')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
