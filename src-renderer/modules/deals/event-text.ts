/** An event of the timeline in words: `deals:event.<kind>`, or those of the module that reported it: `contracts:event.signed`. */
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDay, formatMoney, formatTime } from '#renderer/ui/format.ts'
import { DEAL_STAGES } from '#shared/modules/deals/stages.ts'
import { PARTICIPANT_ROLES, PAYMENT_KINDS, type DealEventRow } from '#shared/modules/deals/model.ts'

export function useEventText(): (event: DealEventRow) => string {
  const { t } = useTranslation('deals')
  return useCallback(
    ({ kind, data }) => {
      const word = (list: readonly string[], group: string, value: unknown) =>
        typeof value === 'string' && list.includes(value) ? t(`${group}.${value}`) : undefined
      const facts: Record<string, string> = {}
      for (const [key, value] of Object.entries(data)) {
        if (value === null || value === undefined || typeof value === 'object') continue
        if (key.endsWith('_minor') && typeof value === 'number') facts[key.slice(0, -6)] = formatMoney(value)
        else if (key.endsWith('_on') && typeof value === 'string') facts[key.slice(0, -3)] = formatDay(value)
        else if (key.endsWith('_at') && typeof value === 'string') facts[key.slice(0, -3)] = formatTime(value)
        else
          facts[key] =
            (kind === 'stage' ? word(DEAL_STAGES, 'stage', value) : undefined) ??
            word(PARTICIPANT_ROLES, 'role', value) ??
            (key === 'payment' ? word(PAYMENT_KINDS, 'payment', value) : undefined) ??
            String(value as string | number | boolean)
      }
      const dot = kind.indexOf('.')
      const keys = dot < 0 ? [`event.${kind}`] : [`${kind.slice(0, dot)}:event.${kind.slice(dot + 1)}`, `event.${kind}`]
      const said = t(keys, { ...facts, defaultValue: kind })
      const more =
        kind === 'stage'
          ? [facts['reason'], facts['refusal'], facts['note']]
          : kind === 'meeting'
            ? [facts['at'] && formatTime(facts['at']), facts['place']]
            : []
      const rest = more.filter(Boolean).join(', ')
      return rest === '' ? said : `${said}: ${rest}`
    },
    [t],
  )
}
