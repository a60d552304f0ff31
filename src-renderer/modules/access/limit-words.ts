/** Limits between what is stored (hundredths of a percent, kopecks, days) and what a person types and reads. */
import type { TFunction } from 'i18next'
import type { Limit, LimitKind } from '#shared/modules/access/model.ts'
import { MAX_LIMIT } from '#shared/modules/access/model.ts'
import { formatNumber } from '#renderer/ui/format.ts'

const SCALE: Record<LimitKind, number> = { discount: 100, refund: 100, write_off: 100, hold_days: 1, export_rows: 1 }

export function shownCeiling(kind: LimitKind, ceiling: number): number {
  return ceiling / SCALE[kind]
}

export function storedCeiling(kind: LimitKind, shown: number): number {
  return Math.min(Math.max(0, Math.round(shown * SCALE[kind])), MAX_LIMIT[kind])
}

export function decimalsOf(kind: LimitKind): number {
  return kind === 'discount' ? 2 : 0
}

/** `2,5 %`, `3 000 ₽`, `without a ceiling`, `not allowed`. */
export function limitText(limit: Limit | undefined, kind: LimitKind, t: TFunction): string {
  if (!limit) return t('access:limits.none')
  if (limit.ceiling === null) return t('access:limits.unlimited')
  const shown = shownCeiling(kind, limit.ceiling)
  return `${formatNumber(shown, Number.isInteger(shown) ? 0 : decimalsOf(kind))}\u00A0${t(`access:limitUnit.${kind}`)}`
}

export function sameLimits(left: readonly Limit[], right: readonly Limit[]): boolean {
  const text = (limits: readonly Limit[]) =>
    limits
      .map(({ kind, ceiling }) => `${kind}=${ceiling}`)
      .sort()
      .join()
  return text(left) === text(right)
}

export function withLimit(limits: readonly Limit[], kind: LimitKind, ceiling: number | null | undefined): Limit[] {
  const rest = limits.filter((limit) => limit.kind !== kind)
  return ceiling === undefined ? rest : [...rest, { kind, ceiling }]
}
