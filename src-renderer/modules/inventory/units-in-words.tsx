/** What a dialog is about: one unit in full, or how many and what they come to. */
import { useTranslation } from 'react-i18next'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatArea, formatMoney } from '#renderer/ui/format.ts'

export function UnitsInWords({ unitIds }: { unitIds: readonly string[] }) {
  const { t } = useTranslation('inventory')
  const one = unitIds.length === 1 ? unitIds[0] : undefined
  const unit = useQuery('inventory.unitCard', one === undefined ? null : { unitId: one }).data?.unit
  const sums = useQuery('inventory.sums', one === undefined ? { unitIds: [...unitIds] } : null).data
  if (one !== undefined) {
    return unit ? (
      <>
        <b>
          {t(`kind.${unit.kind}`)} {t('unit.number', { number: unit.number })}
        </b>
        , {unit.complex} · {unit.building}, {t('unit.floorShort', { floor: unit.floor })}, {formatArea(unit.area_cm2)},{' '}
        <b>{formatMoney(unit.price_minor)}</b>
      </>
    ) : (
      ' '
    )
  }
  return sums ? (
    <>
      <b>{t('unit.count', { count: sums.count })}</b>, {formatArea(sums.area_cm2)},{' '}
      <b>{formatMoney(sums.price_minor)}</b>
    </>
  ) : (
    ' '
  )
}
