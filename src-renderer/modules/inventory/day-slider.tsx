/** The time machine: one thumb shows the board on a past day, a second one what has changed between the two days. */
import { useDeferredValue, useEffect, useMemo, useState, type CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import { ActionIcon, Button, RangeSlider, Slider, Switch, Tooltip } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconPlayerSkipForward, IconX } from '@tabler/icons-react'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatDayLong } from '#renderer/ui/format.ts'
import type { Scope } from '#shared/modules/inventory/contract.ts'
import { addDays, daysBetween, toDay } from './days.ts'
import { useInventory } from './state.ts'
import classes from './day-slider.module.css'

const PLAY_MS = 350

export function DaySlider({ scope }: { scope: Scope | null }) {
  const { t } = useTranslation('inventory')
  const { day, compareDay } = useInventory()
  const months = useQuery('inventory.timeline', scope && { scope }).data
  const today = toDay(new Date())
  const start = firstDay(months?.map((row) => row.month) ?? [], today)
  const last = Math.max(1, daysBetween(start, today))
  const [isPlaying, setPlaying] = useState(false)
  const position = day === null ? last : clamp(daysBetween(start, day), last)
  const from = compareDay === null ? 0 : clamp(daysBetween(start, compareDay), last)
  /** While a thumb is dragged the board follows when it can, not at every pixel. */
  const [dragged, setDragged] = useState<number | [number, number]>()
  const settled = useDeferredValue(dragged)

  const set = (at: number) => useInventory.setState({ day: at >= last ? null : addDays(start, at) })
  const setBoth = ([a, b]: [number, number]) =>
    useInventory.setState({ compareDay: addDays(start, a), day: b >= last ? null : addDays(start, b) })

  useEffect(() => {
    if (settled === undefined) return
    const timer = setTimeout(() => (typeof settled === 'number' ? set(settled) : setBoth(settled)), 60)
    return () => clearTimeout(timer)
  })

  useEffect(() => {
    if (!isPlaying) return
    const step = Math.max(1, Math.round(last / 60))
    const timer = setInterval(() => {
      const at = daysBetween(start, useInventory.getState().day ?? today) + step
      if (at >= last) setPlaying(false)
      set(Math.min(last, at))
    }, PLAY_MS)
    return () => clearInterval(timer)
  })

  const finish = () => setDragged(undefined)
  const label = (at: number) => formatDayLong(addDays(start, at))
  return (
    <div className={classes['slider']} role="group" aria-label={t('time.title')}>
      <Tooltip label={t(isPlaying ? 'time.pause' : 'time.play')}>
        <ActionIcon
          aria-label={t(isPlaying ? 'time.pause' : 'time.play')}
          onClick={() => {
            if (!isPlaying && day === null) set(0)
            setPlaying(!isPlaying)
          }}
        >
          {isPlaying ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />}
        </ActionIcon>
      </Tooltip>
      <div className={classes['track']}>
        <Months months={months ?? []} start={start} days={last} />
        {compareDay === null ? (
          <Slider
            size={4}
            min={0}
            max={last}
            value={typeof dragged === 'number' ? dragged : position}
            onChange={setDragged}
            onChangeEnd={(at) => {
              finish()
              set(at)
            }}
            label={label}
            thumbLabel={t('time.day')}
          />
        ) : (
          <RangeSlider
            size={4}
            min={0}
            max={last}
            minRange={1}
            value={Array.isArray(dragged) ? dragged : [Math.min(from, position - 1), position]}
            onChange={setDragged}
            onChangeEnd={(both) => {
              finish()
              setBoth(both)
            }}
            label={label}
            thumbFromLabel={t('time.from')}
            thumbToLabel={t('time.to')}
          />
        )}
      </div>
      <span className={classes['when']} aria-live="polite">
        {compareDay !== null && `${formatDayLong(compareDay)} → `}
        {day === null ? t('time.now') : formatDayLong(day)}
      </span>
      <Switch
        label={t('time.compare')}
        checked={compareDay !== null}
        onChange={(event) =>
          useInventory.setState({
            compareDay: event.currentTarget.checked ? addDays(day ?? today, -Math.min(30, position)) : null,
          })
        }
      />
      <Button
        variant="default"
        disabled={day === null}
        leftSection={<IconPlayerSkipForward size={15} />}
        onClick={() => useInventory.setState({ day: null })}
      >
        {t('time.toNow')}
      </Button>
      <ActionIcon
        aria-label={t('common:close')}
        onClick={() => useInventory.setState({ isTimeOpen: false, day: null, compareDay: null })}
      >
        <IconX size={16} />
      </ActionIcon>
    </div>
  )
}

/** How much happened in each month, behind the slider. */
function Months({
  months,
  start,
  days,
}: {
  months: readonly { month: string; claims: number; prices: number }[]
  start: string
  days: number
}) {
  const most = useMemo(() => Math.max(1, ...months.map((row) => row.claims)), [months])
  return (
    <div className={classes['months']} aria-hidden="true">
      {months.map((row) => {
        const left = daysBetween(start, `${row.month.slice(0, 7)}-01`)
        const style: CSSProperties = {
          left: `${Math.max(0, (left / days) * 100)}%`,
          width: `${(28 / days) * 100}%`,
          height: `${Math.max(6, (row.claims / most) * 100)}%`,
        }
        return <span key={row.month} style={style} />
      })}
    </div>
  )
}

function firstDay(months: readonly string[], today: string): string {
  const first = months.toSorted()[0]
  return first === undefined ? addDays(today, -365) : `${first.slice(0, 7)}-01`
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(0, value))
}
