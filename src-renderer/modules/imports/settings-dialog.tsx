/** Saved mappings, to rename, share or delete; and, for administrators, what each role may import alone. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ActionIcon, Button, Checkbox, Modal, TextInput, Tooltip } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { findKind } from '#shared/modules/imports/kinds/index.ts'
import type { ImportLimit } from '#shared/modules/imports/limits.ts'
import type { SavedMapping } from '#shared/modules/imports/model.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { parseNumber } from '#renderer/ui/parse.ts'
import { languageOf } from './words.ts'
import classes from './imports.module.css'

export function SettingsDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('imports')
  const mayLimit = useMay('access.manage')
  const { data: mappings = [] } = useQuery('imports.mappings', {})
  const { data: limits = [] } = useQuery('imports.limits', {})
  return (
    <Modal opened onClose={onClose} title={t('settings.title')} size={760}>
      <h2 className={classes['heading']}>{t('settings.mappings')}</h2>
      {mappings.length === 0 && <p className={classes['hint']}>{t('settings.noMappings')}</p>}
      {mappings.map((mapping) => (
        <MappingLine key={mapping.id} mapping={mapping} />
      ))}
      <h2 className={classes['heading']}>{t('settings.limits')}</h2>
      <p className={classes['hint']}>{t('settings.limitsHint')}</p>
      <table className={classes['mapping']}>
        <thead>
          <tr>
            <th>{t('settings.role')}</th>
            <th>{t('settings.most_rows')}</th>
            <th>{t('settings.price_change_bp')}</th>
            <th>{t('settings.sensitive_rows')}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {limits.map((limit) => (
            <LimitLine key={limit.id} limit={limit} isOpen={mayLimit} />
          ))}
        </tbody>
      </table>
    </Modal>
  )
}

function MappingLine({ mapping }: { mapping: SavedMapping }) {
  const { t, i18n } = useTranslation('imports')
  const { is_mine, ...own } = mapping
  const [name, setName] = useState(mapping.name)
  const [isShared, setShared] = useState(mapping.is_shared)
  const save = useCommand('imports.saveMapping', { done: t('columns.saved') })
  const remove = useCommand('imports.deleteMapping', { done: t('settings.deleted') })
  const isChanged = name.trim() !== mapping.name || isShared !== mapping.is_shared
  return (
    <div className={classes['row']} style={{ marginBottom: 6 }}>
      <span style={{ width: 120 }}>{findKind(mapping.kind)?.title[languageOf(i18n.language)] ?? mapping.kind}</span>
      <TextInput
        aria-label={t('columns.mappingName')}
        value={name}
        maxLength={100}
        disabled={!is_mine}
        style={{ flex: 1 }}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Checkbox
        label={t('settings.shared')}
        checked={isShared}
        disabled={!is_mine}
        onChange={(event) => setShared(event.currentTarget.checked)}
      />
      <Button
        variant="default"
        disabled={!is_mine || !isChanged || name.trim() === ''}
        loading={save.isPending}
        onClick={() => void save.run({ ...own, name: name.trim(), is_shared: isShared })}
      >
        {t('settings.save')}
      </Button>
      <Tooltip label={t('settings.delete')}>
        <ActionIcon
          variant="default"
          aria-label={`${t('settings.delete')}: ${mapping.name}`}
          disabled={!is_mine}
          loading={remove.isPending}
          onClick={() => void remove.run({ id: mapping.id })}
        >
          <IconTrash size={16} />
        </ActionIcon>
      </Tooltip>
    </div>
  )
}

const FIELDS = ['most_rows', 'price_change_bp', 'sensitive_rows'] as const
type Field = (typeof FIELDS)[number]
const unitOf = (field: Field) => (field === 'price_change_bp' ? 100 : 1)

function LimitLine({ limit, isOpen }: { limit: ImportLimit; isOpen: boolean }) {
  const { t } = useTranslation(['imports', 'access'])
  const setLimit = useCommand('imports.setLimit', { done: t('imports:settings.limitSaved') })
  const [typed, setTyped] = useState<Partial<Record<Field, string>>>({})
  const shown = (field: Field) => typed[field] ?? (limit[field] === null ? '' : String(limit[field] / unitOf(field)))
  const read = (field: Field) => {
    const text = shown(field).trim()
    const value = text === '' ? null : parseNumber(text)
    return value === null || value === undefined || value < 0
      ? value === null
        ? null
        : undefined
      : Math.round(value * unitOf(field))
  }
  const values = FIELDS.map(read)
  const isChanged = FIELDS.some((field, at) => values[at] !== limit[field])

  function save() {
    const [most_rows, price_change_bp, sensitive_rows] = values
    if (most_rows === undefined || price_change_bp === undefined || sensitive_rows === undefined) return
    void setLimit.run({ ...limit, most_rows, price_change_bp, sensitive_rows })
  }

  return (
    <tr>
      <td>{t(`access:role.${limit.role}`, { defaultValue: limit.role })}</td>
      {FIELDS.map((field, at) => (
        <td key={field}>
          <TextInput
            aria-label={`${t(`access:role.${limit.role}`, { defaultValue: limit.role })}: ${t(`imports:settings.${field}`)}`}
            value={shown(field)}
            placeholder={t('imports:settings.any')}
            disabled={!isOpen}
            error={values[at] === undefined}
            onChange={(event) => setTyped({ ...typed, [field]: event.currentTarget.value })}
          />
        </td>
      ))}
      <td>
        <Button
          variant="default"
          disabled={!isOpen || !isChanged || values.includes(undefined)}
          loading={setLimit.isPending}
          onClick={save}
        >
          {t('imports:settings.save')}
        </Button>
      </td>
    </tr>
  )
}
