/** Which columns, in which order, grouped by what, and the views kept under names. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  ActionIcon,
  Button,
  Checkbox,
  Divider,
  Group,
  Menu,
  Popover,
  ScrollArea,
  TextInput,
  Tooltip,
} from '@mantine/core'
import {
  IconBookmark,
  IconChevronDown,
  IconChevronUp,
  IconColumns3,
  IconRestore,
  IconStack2,
  IconX,
} from '@tabler/icons-react'
import { matchesText } from '../match.ts'
import type { GridColumn } from './columns.ts'
import { allGroupKeys } from './view.ts'
import type { GridLayout } from './use-layout.ts'

export interface ChooserProps<Row> {
  columns: readonly GridColumn<Row>[]
  arrangement: GridLayout
}

export function ColumnChooser<Row>({ columns, arrangement }: ChooserProps<Row>) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const { layout, change, reset } = arrangement
  const titles = new Map(columns.map((column) => [column.id, column.fullTitle ?? column.title]))
  const move = (from: number, to: number) => {
    const next = [...layout.columns]
    const [one] = next.splice(from, 1)
    if (one && to >= 0 && to <= next.length) change({ columns: next.toSpliced(to, 0, one) })
  }
  const visible = layout.columns.filter((shape) => !shape.isHidden).length
  return (
    <Popover position="top-end" width={300} trapFocus shadow="md">
      <Popover.Target>
        <Tooltip label={t('grid.columns')}>
          <ActionIcon size="sm" aria-label={t('grid.columns')}>
            <IconColumns3 size={15} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p={8}>
        <TextInput
          placeholder={t('grid.findColumn')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          mb={6}
        />
        <ScrollArea.Autosize mah="50vh" type="auto">
          {layout.columns.map((shape, index) =>
            matchesText(search, titles.get(shape.id) ?? '') ? (
              <div className="kg-choice" key={shape.id}>
                <Checkbox
                  checked={!shape.isHidden}
                  disabled={!shape.isHidden && visible === 1}
                  label={titles.get(shape.id)}
                  onChange={(event) => {
                    const isHidden = !event.currentTarget.checked
                    change({ columns: layout.columns.map((one) => (one === shape ? { ...one, isHidden } : one)) })
                  }}
                />
                <span className="kg-choice-moves">
                  <ActionIcon
                    size="sm"
                    aria-label={t('grid.moveUp')}
                    disabled={index === 0}
                    onClick={() => move(index, index - 1)}
                  >
                    <IconChevronUp size={14} />
                  </ActionIcon>
                  <ActionIcon
                    size="sm"
                    aria-label={t('grid.moveDown')}
                    disabled={index === layout.columns.length - 1}
                    onClick={() => move(index, index + 1)}
                  >
                    <IconChevronDown size={14} />
                  </ActionIcon>
                </span>
              </div>
            ) : null,
          )}
        </ScrollArea.Autosize>
        <Divider my={6} />
        <Group justify="space-between">
          <Button
            variant="subtle"
            onClick={() => change({ columns: layout.columns.map((one) => ({ ...one, isHidden: false })) })}
          >
            {t('grid.showAll')}
          </Button>
          <Button variant="subtle" leftSection={<IconRestore size={15} />} onClick={reset}>
            {t('reset')}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  )
}

export interface GroupChooserProps<Row> extends ChooserProps<Row> {
  rows: readonly Row[]
  onFold(keys: readonly string[]): void
}

export function GroupChooser<Row>({ columns, arrangement, rows, onFold }: GroupChooserProps<Row>) {
  const { t } = useTranslation()
  const { layout, change } = arrangement
  const possible = columns.filter((column) => column.isGroupable)
  if (possible.length === 0) return null
  return (
    <Menu position="top-end" width={230} closeOnItemClick={false}>
      <Menu.Target>
        <Tooltip label={t('grid.groups')}>
          <ActionIcon size="sm" aria-label={t('grid.groups')} data-on={layout.groupBy.length > 0 || undefined}>
            <IconStack2 size={15} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('grid.groupBy')}</Menu.Label>
        {possible.map((column) => {
          const level = layout.groupBy.indexOf(column.id)
          return (
            <Menu.Item
              key={column.id}
              leftSection={<Checkbox checked={level >= 0} readOnly tabIndex={-1} />}
              rightSection={level >= 0 && layout.groupBy.length > 1 ? level + 1 : undefined}
              onClick={() =>
                change({
                  groupBy: level < 0 ? [...layout.groupBy, column.id] : layout.groupBy.filter((id) => id !== column.id),
                })
              }
            >
              {column.fullTitle ?? column.title}
            </Menu.Item>
          )
        })}
        <Menu.Divider />
        <Menu.Item
          disabled={layout.groupBy.length === 0}
          onClick={() => onFold(allGroupKeys(rows, columns, layout.groupBy))}
        >
          {t('grid.foldAll')}
        </Menu.Item>
        <Menu.Item disabled={layout.groupBy.length === 0} onClick={() => onFold([])}>
          {t('grid.unfoldAll')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

export function ViewChooser({ arrangement }: { arrangement: GridLayout }) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const save = () => {
    if (name.trim() !== '') arrangement.saveView(name.trim())
    setName('')
  }
  return (
    <Popover position="top-end" width={280} trapFocus shadow="md">
      <Popover.Target>
        <Tooltip label={t('grid.views')}>
          <ActionIcon size="sm" aria-label={t('grid.views')}>
            <IconBookmark size={15} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p={8}>
        {arrangement.views.length === 0 && <p className="kg-hint">{t('grid.noViews')}</p>}
        {arrangement.views.map((view) => (
          <div className="kg-choice" key={view.name}>
            <Button variant="subtle" justify="start" fullWidth onClick={() => arrangement.openView(view)}>
              {view.name}
            </Button>
            <ActionIcon size="sm" aria-label={t('remove')} onClick={() => arrangement.removeView(view.name)}>
              <IconX size={14} />
            </ActionIcon>
          </div>
        ))}
        <Divider my={6} />
        <form
          className="kg-save"
          onSubmit={(event) => {
            event.preventDefault()
            save()
          }}
        >
          <TextInput
            placeholder={t('grid.viewName')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" disabled={name.trim() === ''}>
            {t('save')}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
