/** Lists that contracts are judged by: terms of the registration, reasons of suspensions, places of papers, which deviations wait for approval. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, NativeSelect, Switch, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { newId } from '#shared/kernel/id.ts'
import { PAPER_PLACE_KINDS } from '#shared/modules/contracts/contract-model.ts'
import type { Result } from '#renderer/data/calls.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { WholeField } from '#renderer/ui/form/fields.tsx'
import { LoadingState } from '#renderer/ui/states.tsx'
import classes from './contracts.module.css'

type Lists = Result<'contracts.dictionaries'>

export function RequisitesLists() {
  const { t } = useTranslation('contracts')
  const { data } = useQuery('contracts.dictionaries', {})
  if (!data) return <LoadingState />
  return (
    <div className={classes['form']} style={{ maxWidth: 900 }}>
      <Channels rows={data.channels} />
      <Reasons rows={data.reasons} />
      <Places rows={data.places} />
      <fieldset className={classes['group']}>
        <legend>{t('lists.rules')}</legend>
        {data.rules
          .filter(({ template_key, slot }) => template_key === null && slot === null)
          .map((rule) => (
            <Rule key={rule.id} rule={rule} />
          ))}
      </fieldset>
    </div>
  )
}

function Rule({ rule }: { rule: Lists['rules'][number] }) {
  const { t } = useTranslation('contracts')
  const mayWrite = useMay('contracts.templates')
  const save = useCommand('contracts.saveRule', { done: t('requisites.saved') })
  return (
    <Switch
      label={t(`approval.kind.${rule.kind}`)}
      checked={rule.is_approval_needed}
      disabled={!mayWrite || save.isPending}
      onChange={(event) =>
        void save.run({
          id: rule.id,
          template: null,
          slot: null,
          kind: rule.kind as 'swap',
          isApprovalNeeded: event.currentTarget.checked,
        })
      }
    />
  )
}

function Channels({ rows }: { rows: Lists['channels'] }) {
  const { t } = useTranslation('contracts')
  const mayWrite = useMay('contracts.templates')
  const save = useCommand('contracts.saveChannel', { done: t('requisites.saved') })
  const [added, setAdded] = useState<string>()
  const all =
    added === undefined ? rows : [...rows, { id: added, name: '', days: 7, is_working_days: true, is_active: true }]
  return (
    <fieldset className={classes['listed']}>
      <legend>{t('lists.channels')}</legend>
      {all.map((row) => (
        <Editable
          key={row.id}
          row={row}
          mayWrite={mayWrite}
          onSave={async ({ id, name, days, is_working_days, is_active }) => {
            const answer = await save.run({ id, name, days, isWorkingDays: is_working_days, isActive: is_active })
            if (answer.ok && id === added) setAdded(undefined)
          }}
        >
          {(value, change) => (
            <>
              <WholeField
                aria-label={t('lists.days')}
                label=""
                value={value.days}
                onChange={(days) => change({ ...value, days: days ?? 1 })}
              />
              <Switch
                label={t('lists.working')}
                checked={value.is_working_days}
                onChange={(event) => change({ ...value, is_working_days: event.currentTarget.checked })}
              />
            </>
          )}
        </Editable>
      ))}
      <Add isShown={mayWrite && added === undefined} onAdd={() => setAdded(newId())} />
    </fieldset>
  )
}

function Reasons({ rows }: { rows: Lists['reasons'] }) {
  const { t } = useTranslation('contracts')
  const mayWrite = useMay('contracts.templates')
  const save = useCommand('contracts.saveReason', { done: t('requisites.saved') })
  const [added, setAdded] = useState<string>()
  const all = added === undefined ? rows : [...rows, { id: added, name: '', is_active: true }]
  return (
    <fieldset className={classes['listed']}>
      <legend>{t('lists.reasons')}</legend>
      {all.map((row) => (
        <Editable
          key={row.id}
          row={row}
          mayWrite={mayWrite}
          onSave={async ({ id, name, is_active }) => {
            const answer = await save.run({ id, name, isActive: is_active })
            if (answer.ok && id === added) setAdded(undefined)
          }}
        />
      ))}
      <Add isShown={mayWrite && added === undefined} onAdd={() => setAdded(newId())} />
    </fieldset>
  )
}

function Places({ rows }: { rows: Lists['places'] }) {
  const { t } = useTranslation('contracts')
  const mayWrite = useMay('contracts.templates')
  const save = useCommand('contracts.savePlace', { done: t('requisites.saved') })
  const [added, setAdded] = useState<string>()
  const all = added === undefined ? rows : [...rows, { id: added, name: '', kind: 'office' as const, is_active: true }]
  return (
    <fieldset className={classes['listed']}>
      <legend>{t('lists.places')}</legend>
      {all.map((row) => (
        <Editable
          key={row.id}
          row={row}
          mayWrite={mayWrite}
          onSave={async ({ id, name, kind, is_active }) => {
            const answer = await save.run({ id, name, kind, isActive: is_active })
            if (answer.ok && id === added) setAdded(undefined)
          }}
        >
          {(value, change) => (
            <NativeSelect
              aria-label={t('lists.kind')}
              value={value.kind}
              data={PAPER_PLACE_KINDS.map((kind) => ({ value: kind, label: t(`lists.kinds.${kind}`) }))}
              onChange={(event) =>
                change({
                  ...value,
                  kind: PAPER_PLACE_KINDS.find((kind) => kind === event.currentTarget.value) ?? 'office',
                })
              }
            />
          )}
        </Editable>
      ))}
      <Add isShown={mayWrite && added === undefined} onAdd={() => setAdded(newId())} />
    </fieldset>
  )
}

interface Named {
  id: string
  name: string
  is_active: boolean
}

interface EditableProps<Row extends Named> {
  row: Row
  mayWrite: boolean
  onSave(row: Row): Promise<void>
  children?: (row: Row, change: (row: Row) => void) => React.ReactNode
}

/** One line of a list: saved when it is left, switched off instead of deleted, because old contracts speak of it. */
function Editable<Row extends Named>({ row, mayWrite, onSave, children }: EditableProps<Row>) {
  const { t } = useTranslation('contracts')
  const [value, setValue] = useState(row)
  const leave = () => {
    if (mayWrite && value.name.trim() !== '' && JSON.stringify(value) !== JSON.stringify(row)) void onSave(value)
  }
  return (
    <div
      className={classes['line']}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) leave()
      }}
    >
      <TextInput
        aria-label={t('lists.name')}
        value={value.name}
        disabled={!mayWrite}
        onChange={(event) => setValue({ ...value, name: event.currentTarget.value })}
      />
      {children?.(value, setValue)}
      <Switch
        label={t('lists.active')}
        checked={value.is_active}
        disabled={!mayWrite}
        onChange={(event) => setValue({ ...value, is_active: event.currentTarget.checked })}
      />
    </div>
  )
}

function Add({ isShown, onAdd }: { isShown: boolean; onAdd(): void }) {
  const { t } = useTranslation('contracts')
  if (!isShown) return null
  return (
    <Button variant="subtle" leftSection={<IconPlus size={14} />} onClick={onAdd}>
      {t('builder.addRow')}
    </Button>
  )
}
