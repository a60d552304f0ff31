/** One limit in one box: a number, nothing (then what stands grey in it holds), or no ceiling. */
import { useTranslation } from 'react-i18next'
import { ActionIcon, NumberInput, Tooltip } from '@mantine/core'
import { IconInfinity } from '@tabler/icons-react'
import { LIMIT_KINDS, MAX_LIMIT, type Limit, type LimitKind } from '#shared/modules/access/model.ts'
import { locale } from '#renderer/ui/format.ts'
import { decimalsOf, limitText, shownCeiling, storedCeiling, withLimit } from './limit-words.ts'
import classes from './access.module.css'

export interface LimitFieldProps {
  kind: LimitKind
  value: Limit | undefined
  /** What holds without a value here. */
  without: string
  isReadOnly?: boolean
  label: string
  /** Undefined: nothing here; null: no ceiling. */
  onChange(ceiling: number | null | undefined): void
}

export function LimitField({ kind, value, without, isReadOnly = false, label, onChange }: LimitFieldProps) {
  const { t } = useTranslation('access')
  const isUnlimited = value?.ceiling === null
  return (
    <div className={classes['cell']}>
      <NumberInput
        className={classes['grow']}
        aria-label={`${label}, ${t(`limitUnit.${kind}`)}`}
        disabled={isReadOnly || isUnlimited}
        placeholder={isUnlimited ? t('limits.unlimited') : without}
        value={value === undefined || value.ceiling === null ? '' : shownCeiling(kind, value.ceiling)}
        min={0}
        max={shownCeiling(kind, MAX_LIMIT[kind])}
        decimalScale={decimalsOf(kind)}
        decimalSeparator={locale() === 'ru-RU' ? ',' : '.'}
        thousandSeparator={'\u00A0'}
        suffix={`\u00A0${t(`limitUnit.${kind}`)}`}
        hideControls
        onChange={(next) => onChange(typeof next === 'number' ? storedCeiling(kind, next) : undefined)}
      />
      <Tooltip label={t('limits.unlimited')}>
        <ActionIcon
          aria-label={`${label}: ${t('limits.unlimited')}`}
          aria-pressed={isUnlimited}
          disabled={isReadOnly}
          variant={isUnlimited ? 'light' : 'subtle'}
          color={isUnlimited ? 'accent' : 'gray'}
          onClick={() => onChange(isUnlimited ? undefined : null)}
        >
          <IconInfinity size={16} />
        </ActionIcon>
      </Tooltip>
    </div>
  )
}

export interface UserLimitsProps {
  value: readonly Limit[]
  /** What the roles give by themselves. */
  ofRoles: readonly Limit[]
  onChange(limits: Limit[]): void
}

export function UserLimitFields({ value, ofRoles, onChange }: UserLimitsProps) {
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
            without={t('limits.fromRoles', {
              value: limitText(
                ofRoles.find((limit) => limit.kind === kind),
                kind,
                t,
              ),
            })}
            onChange={(ceiling) => onChange(withLimit(value, kind, ceiling))}
          />
        </div>
      ))}
    </div>
  )
}
