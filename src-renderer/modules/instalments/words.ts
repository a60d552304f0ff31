import type { ScheduleState } from '#shared/modules/instalments/model.ts'
import { dayAt } from '#shared/kernel/day.ts'
import { ratio, type Ratio } from '#shared/kernel/percent.ts'
import { toInstant } from '#shared/kernel/instant.ts'
import type { Tone } from '#renderer/ui/tones.ts'

export const TONE_OF_STATE: Record<ScheduleState, Tone> = {
  draft: 'held',
  waiting: 'pending',
  active: 'done',
  superseded: 'final',
  dropped: 'withheld',
}

export const TONE_OF_BUCKET = { '1-30': 'held', '31-60': 'pledged', '61-90': 'contest', '90+': 'bound' } as const

/** Business days are those of the house. */
export const thisDay = () => dayAt(toInstant(Date.now()), 'Europe/Moscow')

/** A field's share as the kernel keeps it: to a millionth, which is a ten-thousandth of a percent. */
export const shareOf = (value: number): Ratio => ratio(Math.round(value * 1_000_000), 1_000_000)
export const basisPoints = (value: number) => Math.round(value * 10_000)
