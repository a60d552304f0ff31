/** The filter of one column: a list with counts, a text, a range or days. Each change is seen at once in the rows behind it. */
import { useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Checkbox, Popover, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { DateField } from '../form/date-field.tsx'
import { ParsedField } from '../form/parsed-field.tsx'
import { formatNumber } from '../format.ts'
import { matchesText } from '../match.ts'
import { copyNumber, parseScaled, showValue, type Kind } from './columns.ts'
import type { MenuPlace } from './column-menu.tsx'
import { isOn, type ColumnFilter, type FilterKind, type FilterOption } from './filter.ts'

/** More are told of, not drawn: somebody who looks for one among them types. */
const MOST_DRAWN = 200

export interface FilterPanelProps {
  place: MenuPlace
  title: string
  kind: FilterKind
  /** Of the column: how its numbers are typed and shown. */
  valueKind: Kind
  filter: ColumnFilter | undefined
  /** Undefined: not here yet, or a column without a list. */
  options: readonly FilterOption[] | undefined
  onChange(filter: ColumnFilter | undefined): void
  onClose(): void
}

export function FilterPanel(props: FilterPanelProps) {
  const { t } = useTranslation()
  const { place, title, kind, filter, onChange, onClose } = props
  const { rect } = place
  return (
    <Popover
      opened
      onChange={(isOpen) => !isOpen && onClose()}
      position="bottom-start"
      offset={2}
      width={264}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <span style={{ position: 'fixed', left: rect.left, top: rect.top, width: 1, height: rect.height }} />
      </Popover.Target>
      <Popover.Dropdown className="kg-filter kb-solid" aria-label={t('grid.filterOf', { column: title })}>
        <header>
          <b>{title}</b>
          <Button variant="subtle" size="compact-xs" disabled={!isOn(filter)} onClick={() => onChange(undefined)}>
            {t('grid.filterClear')}
          </Button>
        </header>
        {kind === 'range' ? (
          <RangeFilter {...props} />
        ) : kind === 'dates' ? (
          <DatesFilter {...props} />
        ) : (
          <ListFilter {...props} />
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

function ListFilter({ kind, filter, options, onChange, onClose }: FilterPanelProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(filter?.kind === 'text' ? filter.text : '')
  const list = useRef<HTMLDivElement>(null)
  const chosen = new Set(filter?.kind === 'set' ? filter.values : [])
  const found = (options ?? []).filter(({ label }) => matchesText(typed, label === '' ? t('grid.filterEmpty') : label))
  const drawn = found.slice(0, MOST_DRAWN)

  function toggle(value: string) {
    const next = new Set(chosen)
    if (!next.delete(value)) next.add(value)
    onChange(next.size === 0 ? undefined : { kind: 'set', values: [...next] })
  }

  function onKeyDown(event: KeyboardEvent) {
    const boxes = [...(list.current?.querySelectorAll<HTMLInputElement>('input[type=checkbox]') ?? [])]
    const at = boxes.indexOf(document.activeElement as HTMLInputElement)
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      const next = boxes[at + step]
      if (next) next.focus()
      else if (step < 0) list.current?.parentElement?.querySelector<HTMLInputElement>('input')?.focus()
    } else if (event.key === 'Enter') {
      event.preventDefault()
      // One is left of what was looked for: Enter means that one.
      const [only] = found
      if (at < 0 && kind === 'set' && typed !== '' && found.length === 1 && only && !chosen.has(only.value))
        toggle(only.value)
      onClose()
    }
  }

  return (
    <div onKeyDown={onKeyDown} role="presentation">
      <TextInput
        aria-label={t(kind === 'text' ? 'grid.filterText' : 'grid.filterFind')}
        placeholder={t(kind === 'text' ? 'grid.filterText' : 'grid.filterFind')}
        leftSection={<IconSearch size={14} />}
        value={typed}
        onChange={(event) => {
          const text = event.currentTarget.value
          setTyped(text)
          if (kind === 'text') onChange(text.trim() === '' ? undefined : { kind: 'text', text })
        }}
        data-autofocus
      />
      {options && (
        <div className="kg-filter-list" ref={list}>
          {drawn.map(({ value, label, count, swatch }) => (
            <label key={value} className="kg-filter-option">
              <Checkbox size="xs" checked={chosen.has(value)} onChange={() => toggle(value)} />
              {swatch !== undefined && <span className={`kg-chip ${swatch}`} />}
              <span className="kg-filter-label">{label === '' ? t('grid.filterEmpty') : label}</span>
              {count !== null && <span className="kg-dim">{formatNumber(count)}</span>}
            </label>
          ))}
          {drawn.length === 0 && <p className="kg-dim">{t('grid.notFound')}</p>}
          {found.length > drawn.length && (
            <p className="kg-dim">{t('grid.filterMore', { count: found.length - drawn.length })}</p>
          )}
        </div>
      )}
    </div>
  )
}

function RangeFilter({ valueKind, filter, onChange, onClose }: FilterPanelProps) {
  const { t } = useTranslation()
  const now = filter?.kind === 'range' ? filter : { kind: 'range' as const, from: null, to: null }
  const reading = {
    isNumber: true,
    parse: (text: string) => parseScaled(valueKind, text),
    show: (value: number) => showValue(valueKind, value),
    plain: (value: number) => copyNumber(valueKind, value),
  }
  const change = (part: { from?: number | null; to?: number | null }) => {
    const next = { ...now, ...part }
    onChange(isOn(next) ? next : undefined)
  }
  return (
    <div className="kg-filter-pair" onKeyDown={(event) => event.key === 'Enter' && onClose()} role="presentation">
      <ParsedField
        reading={reading}
        label={t('grid.filterFrom')}
        value={now.from}
        onChange={(from) => change({ from })}
        data-autofocus
      />
      <ParsedField reading={reading} label={t('grid.filterTo')} value={now.to} onChange={(to) => change({ to })} />
    </div>
  )
}

function DatesFilter({ filter, onChange }: FilterPanelProps) {
  const { t } = useTranslation()
  const now = filter?.kind === 'dates' ? filter : { kind: 'dates' as const, from: null, to: null }
  const change = (part: { from?: string | null; to?: string | null }) => {
    const next = { ...now, ...part }
    onChange(isOn(next) ? next : undefined)
  }
  return (
    <div className="kg-filter-pair">
      <DateField
        label={t('grid.filterFrom')}
        value={now.from}
        onChange={(from) => change({ from })}
        popoverProps={{ withinPortal: false }}
        data-autofocus
      />
      <DateField
        label={t('grid.filterTo')}
        value={now.to}
        onChange={(to) => change({ to })}
        popoverProps={{ withinPortal: false }}
      />
    </div>
  )
}
