/** Which complex or building is open: a searchable tree with what is still free in each. */
import { useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Popover, ScrollArea, Select, TextInput } from '@mantine/core'
import { IconBuilding, IconBuildings, IconSelector } from '@tabler/icons-react'
import { formatNumber } from '#renderer/ui/format.ts'
import { matchesText } from '#renderer/ui/match.ts'
import type { Scope } from '#shared/modules/inventory/contract.ts'
import type { TreeRow } from '#shared/modules/inventory/model.ts'
import classes from './scope-picker.module.css'

export interface ScopePickerProps {
  tree: readonly TreeRow[]
  scope: Scope | null
  onPick(scope: Scope): void
}

export function ScopePicker({ tree, scope, onPick }: ScopePickerProps) {
  const { t } = useTranslation('inventory')
  const [isOpen, setOpen] = useState(false)
  const current = tree.find((row) => row.id === scope?.id)
  const parent = current?.parent_id ? tree.find((row) => row.id === current.parent_id) : undefined
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus returnFocus width={440}>
      <Popover.Target>
        <button
          type="button"
          className={classes['button']}
          aria-haspopup="dialog"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          title={t('scope.title')}
        >
          <span className={classes['name']}>
            {current ? (parent ? `${parent.name} · ${current.name}` : current.name) : t('scope.title')}
          </span>
          <IconSelector size={15} stroke={1.6} />
        </button>
      </Popover.Target>
      <Popover.Dropdown p={8}>
        {isOpen && (
          <ScopeList
            tree={tree}
            scope={scope}
            onPick={(next) => {
              setOpen(false)
              onPick(next)
            }}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

const ALL = ''

function ScopeList({ tree, scope, onPick }: ScopePickerProps) {
  const { t } = useTranslation('inventory')
  const [text, setText] = useState('')
  const [region, setRegion] = useState(ALL)
  const [at, setAt] = useState(-1)
  const list = useRef<HTMLDivElement>(null)
  const regions = useMemo(() => [...new Set(tree.map((row) => row.region))].toSorted(), [tree])
  const rows = useMemo(() => ordered(tree, text, region), [tree, text, region])

  function press(event: KeyboardEvent) {
    if (event.key === 'Enter') {
      const row = rows[Math.max(0, at)]
      if (row) onPick({ kind: row.kind, id: row.id })
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const next = Math.min(rows.length - 1, Math.max(0, at + (event.key === 'ArrowDown' ? 1 : -1)))
      setAt(next)
      list.current?.children[next]?.scrollIntoView({ block: 'nearest' })
    } else return
    event.preventDefault()
  }

  return (
    <div onKeyDown={press}>
      <div className={classes['head']}>
        <TextInput
          data-autofocus
          flex={1}
          placeholder={t('scope.find')}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value)
            setAt(0)
          }}
        />
        {regions.length > 1 && (
          <Select
            w={160}
            aria-label={t('filter.region')}
            data={[{ value: ALL, label: t('scope.allRegions') }, ...regions.map((value) => ({ value, label: value }))]}
            value={region}
            onChange={(value) => setRegion(value ?? ALL)}
            comboboxProps={{ withinPortal: false }}
          />
        )}
      </div>
      <ScrollArea.Autosize mah={420} type="auto">
        <div ref={list} role="listbox" aria-label={t('scope.title')}>
          {rows.map((row, index) => (
            <div
              key={row.id}
              role="option"
              aria-selected={row.id === scope?.id}
              className={classes['row']}
              data-kind={row.kind}
              data-at={index === at || undefined}
              onClick={() => onPick({ kind: row.kind, id: row.id })}
            >
              {row.kind === 'complex' ? (
                <IconBuildings size={15} stroke={1.5} />
              ) : (
                <IconBuilding size={15} stroke={1.5} />
              )}
              <span className={classes['rowName']}>
                {row.name}
                {row.kind === 'complex' && <small>{row.region}</small>}
              </span>
              <Share free={row.counts.free ?? 0} all={row.units} />
            </div>
          ))}
          {rows.length === 0 && <div className={classes['none']}>{t('scope.none')}</div>}
        </div>
      </ScrollArea.Autosize>
    </div>
  )
}

function Share({ free, all }: { free: number; all: number }) {
  const { t } = useTranslation('inventory')
  return (
    <span className={classes['share']} title={t('scope.free', { free, all })}>
      <span className={classes['bar']}>
        <span style={{ width: `${all === 0 ? 0 : (free / all) * 100}%` }} />
      </span>
      <span className={classes['counts']}>
        <b>{formatNumber(free)}</b> / {formatNumber(all)}
      </span>
    </span>
  )
}

/** Complexes in order with their buildings below; a hit on a complex brings its buildings, a hit on a building its complex. */
function ordered(tree: readonly TreeRow[], text: string, region: string): TreeRow[] {
  const children = Map.groupBy(
    tree.filter((row) => row.kind === 'building'),
    (row) => row.parent_id,
  )
  return tree
    .filter((row) => row.kind === 'complex' && (region === ALL || row.region === region))
    .flatMap((complex) => {
      const buildings = children.get(complex.id) ?? []
      if (text === '' || matchesText(text, `${complex.name} ${complex.region} ${complex.address}`))
        return [complex, ...buildings]
      const hits = buildings.filter((building) => matchesText(text, `${building.name} ${building.address}`))
      return hits.length > 0 ? [complex, ...hits] : []
    })
}
