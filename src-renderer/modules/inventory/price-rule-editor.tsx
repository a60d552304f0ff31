/** A price rule: where it holds, the least price, and all its terms. Saving makes a new version; prices move by a price list only. */
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Modal, Select, Switch, TextInput } from '@mantine/core'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { MoneyField } from '#renderer/ui/form/fields.tsx'
import { Refusal } from '#renderer/ui/refusal.tsx'
import { newId } from '#shared/kernel/id.ts'
import { UNIT_KINDS, type UnitKind } from '#shared/modules/inventory/model.ts'
import type { PriceRuleRow } from '#shared/modules/inventory/pricing-model.ts'
import { EMPTY_TERMS, problemsOf } from '#shared/modules/inventory/rule-check.ts'
import { RuleTermsFields } from './rule-terms.tsx'
import { useInventory } from './state.ts'
import classes from './rule.module.css'

const ANY = ''

export interface PriceRuleEditorProps {
  /** Without one a new rule is made. */
  rule?: PriceRuleRow
  /** Rules whose terms a new one may begin with. */
  rules: readonly PriceRuleRow[]
  onClose(): void
}

export function PriceRuleEditor({ rule, rules, onClose }: PriceRuleEditorProps) {
  const { t } = useTranslation('inventory')
  const tree = useQuery('inventory.tree', {}).data ?? []
  const { scope } = useInventory()
  const open = tree.find((row) => row.id === scope?.id)
  const complexes = tree.filter((row) => row.kind === 'complex')
  const [ruleId] = useState(() => rule?.id ?? newId())
  const [name, setName] = useState(rule?.name ?? '')
  const [chosenComplex, setComplex] = useState(rule?.complex_id)
  const complexId = chosenComplex ?? open?.parent_id ?? open?.id ?? complexes[0]?.id ?? null
  const [buildingId, setBuilding] = useState(rule?.building_id ?? null)
  const [kind, setKind] = useState<UnitKind | null>(rule?.kind ?? null)
  const [minPpm, setMinPpm] = useState(rule?.min_ppm_minor ?? null)
  const [isActive, setActive] = useState(rule?.is_active ?? true)
  const [terms, setTerms] = useState(rule?.terms ?? EMPTY_TERMS)
  const form = useRef<HTMLFormElement>(null)
  const [hasTried, setTried] = useState(false)
  const save = useCommand('inventory.savePriceRule', { quiet: true, done: t('prices.ruleSaved') })
  const problems = useMemo(() => problemsOf(terms), [terms])
  const buildings = tree.filter((row) => row.kind === 'building' && row.parent_id === complexId)
  const twin = rules.find(
    (one) =>
      one.id !== ruleId &&
      one.is_active &&
      isActive &&
      one.complex_id === complexId &&
      one.building_id === buildingId &&
      one.kind === kind,
  )

  async function send() {
    setTried(true)
    if (complexId === null || name.trim() === '' || problems.length > 0 || twin) {
      // The first thing to mend may have scrolled away.
      requestAnimationFrame(() =>
        form.current?.querySelector('[role=alert], [aria-invalid=true]')?.scrollIntoView({ block: 'center' }),
      )
      return
    }
    const args = { ruleId, name: name.trim(), complexId, buildingId, kind, minPpmMinor: minPpm, isActive, terms }
    if ((await save.run(args)).ok) onClose()
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={rule ? t('rule.change', { name: rule.name }) : t('rule.new')}
      size={940}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form
        ref={form}
        className={classes['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <div className={classes['scroll']}>
          <div className={classes['head']}>
            <TextInput
              label={t('lot.name')}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              error={hasTried && name.trim() === '' ? t('rule.fault.no-name') : undefined}
              maxLength={200}
              required
              data-autofocus
            />
            {!rule && rules.length > 0 && (
              <Select
                label={t('rule.like')}
                placeholder={t('rule.fromNothing')}
                data={rules.map((one) => ({ value: one.id, label: one.name }))}
                onChange={(id) => {
                  const model = rules.find((one) => one.id === id)
                  setTerms(model?.terms ?? EMPTY_TERMS)
                  if (model) setMinPpm(model.min_ppm_minor)
                }}
                searchable
                clearable
              />
            )}
          </div>
          <div className={classes['three']}>
            <Select
              label={t('column.complex')}
              data={complexes.map((row) => ({ value: row.id, label: row.name }))}
              value={complexId}
              onChange={(next) => {
                setComplex(next ?? undefined)
                setBuilding(null)
              }}
              disabled={rule !== undefined}
              searchable
              allowDeselect={false}
              required
            />
            <Select
              label={t('column.building')}
              data={[
                { value: ANY, label: t('rule.anyBuilding') },
                ...buildings.map((row) => ({ value: row.id, label: row.name })),
              ]}
              value={buildingId ?? ANY}
              onChange={(next) => setBuilding(next === ANY ? null : next)}
              disabled={rule !== undefined}
              allowDeselect={false}
            />
            <Select
              label={t('column.kind')}
              data={[
                { value: ANY, label: t('prices.anyKind') },
                ...UNIT_KINDS.map((value) => ({ value, label: t(`kind.${value}`) })),
              ]}
              value={kind ?? ANY}
              onChange={(next) => setKind(next === ANY || next === null ? null : (next as UnitKind))}
              disabled={rule !== undefined}
              allowDeselect={false}
            />
            <MoneyField label={t('prices.minPpm')} value={minPpm} onChange={setMinPpm} />
            <Switch
              label={t('prices.isActive')}
              checked={isActive}
              onChange={(event) => setActive(event.currentTarget.checked)}
              mb={6}
            />
          </div>
          <RuleTermsFields terms={terms} problems={hasTried ? problems : []} onChange={setTerms} />
        </div>
        <div className={classes['foot']}>
          {twin && (
            <span className={classes['fault']} role="alert">
              {t('errors.rule-exists', { name: twin.name })}
            </span>
          )}
          <Refusal error={save.error} />
          <div className={classes['buttons']}>
            <span>{t('prices.ruleHint')}</span>
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" loading={save.isPending} disabled={twin !== undefined}>
              {t(rule ? 'prices.saveRule' : 'rule.create')}
            </Button>
          </div>
        </div>
      </form>
    </Modal>
  )
}
