/** One limit as a choice (nothing of one's own, a number, no ceiling) and the number. */
import { useTranslation } from 'react-i18next'
import { NumberInput, Select } from '@mantine/core'
import { LIMIT_KINDS, type Limit, type LimitKind } from '#shared/modules/access/model.ts'
import { decimalsOf, limitText, shownCeiling, storedCeiling, withLimit } from './limit-words.ts'
import classes from './access.module.css'

export interface LimitFieldProps {
  kind: LimitKind
  value: Limit | undefined
  /** What holds without a value here: the words of the first choice. */
  without: string
  isReadOnly?: boolean
  label: string
  onChange(ceiling: number | null | undefined): void
}

export function LimitField({ kind, value, without, isReadOnly = false, label, onChange }: LimitFieldProps) {
  const { t } = useTranslation('access')
  const mode = value === undefined ? 'without' : value.ceiling === null ? 'unlimited' : 'number'
  return (
    <>
      <Select
        aria-label={label}
        disabled={isReadOnly}
        value={mode}
        onChange={(next) => onChange(next === 'without' ? undefined : next === 'unlimited' ? null : 0)}
        data={[
          { value: 'without', label: without },
          { value: 'number', label: t('limits.own') },
          { value: 'unlimited', label: t('limits.unlimited') },
        ]}
      />
      <NumberInput
        aria-label={`${label}, ${t(`limitUnit.${kind}`)}`}
        disabled={isReadOnly || mode !== 'number'}
        value={value === undefined || value.ceiling === null ? '' : shownCeiling(kind, value.ceiling)}
        min={0}
        max={kind === 'discount' ? 100 : kind === 'hold_days' ? 3650 : 1e12}
        decimalScale={decimalsOf(kind)}
        thousandSeparator={' '}
        suffix={`\u00A0${t(`limitUnit.${kind}`)}`}
        hideControls
        onChange={(next) => typeof next === 'number' && onChange(storedCeiling(kind, next))}
      />
    </>
  )
}

export interface UserLimitsProps {
  value: readonly Limit[]
  /** What the roles give by themselves. */
  ofRoles: readonly Limit[]
  isReadOnly?: boolean
  onChange(limits: Limit[]): void
}

export function UserLimitFields({ value, ofRoles, isReadOnly, onChange }: UserLimitsProps) {
  const { t } = useTranslation('access')
  return (
    <div>
      {LIMIT_KINDS.map((kind) => (
        <div key={kind} className={classes['limit']}>
          <span>{t(`limit.${kind}`)}</span>
          <LimitField
            kind={kind}
            label={t(`limit.${kind}`)}
            value={value.find((limit) => limit.kind === kind)}
            without={t('limits.fromRoles', { value: limitText(ofRoles.find((limit) => limit.kind === kind), kind, t) })}
            {...(isReadOnly === undefined ? {} : { isReadOnly })}
            onChange={(ceiling) => onChange(withLimit(value, kind, ceiling))}
          />
        </div>
      ))}
    </div>
  )
}
