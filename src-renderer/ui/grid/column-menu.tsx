/** The menu of one column: sort, group, pin, fit, hide. */
import { useTranslation } from 'react-i18next'
import { Menu } from '@mantine/core'
import {
  IconArrowAutofitWidth,
  IconEyeOff,
  IconFilter,
  IconPin,
  IconPinnedOff,
  IconSortAscending,
  IconSortDescending,
  IconStack2,
} from '@tabler/icons-react'
import type { GridColumn } from './columns.ts'
import type { GridLayout } from './use-layout.ts'

export interface MenuPlace {
  columnId: string
  rect: DOMRect
}

export interface ColumnMenuProps<Row> {
  place: MenuPlace
  columns: readonly GridColumn<Row>[]
  arrangement: GridLayout
  isGroupingOff: boolean
  /** Undefined: the column has no filter. */
  onFilter: (() => void) | undefined
  onAutosize(): void
  onClose(): void
}

export function ColumnMenu<Row>({
  place,
  columns,
  arrangement,
  isGroupingOff,
  onFilter,
  onAutosize,
  onClose,
}: ColumnMenuProps<Row>) {
  const { t } = useTranslation()
  const { layout, change } = arrangement
  const { columnId, rect } = place
  const column = columns.find(({ id }) => id === columnId)
  const shape = layout.columns.find(({ id }) => id === columnId)
  const isGrouped = layout.groupBy.includes(columnId)
  const setShape = (part: Partial<NonNullable<typeof shape>>) =>
    change({ columns: layout.columns.map((one) => (one.id === columnId ? { ...one, ...part } : one)) })
  return (
    <Menu opened onClose={onClose} position="bottom-start" offset={2} returnFocus width={230}>
      <Menu.Target>
        <span style={{ position: 'fixed', left: rect.left, top: rect.top, width: 1, height: rect.height }} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{column?.fullTitle ?? column?.title}</Menu.Label>
        {onFilter && (
          <Menu.Item leftSection={<IconFilter size={16} />} onClick={onFilter}>
            {t('grid.filter')}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconSortAscending size={16} />}
          onClick={() => change({ sort: [{ id: columnId, isDown: false }] })}
        >
          {t('grid.sortUp')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconSortDescending size={16} />}
          onClick={() => change({ sort: [{ id: columnId, isDown: true }] })}
        >
          {t('grid.sortDown')}
        </Menu.Item>
        {column?.isGroupable && !isGroupingOff && (
          <Menu.Item
            leftSection={<IconStack2 size={16} />}
            onClick={() =>
              change({
                groupBy: isGrouped ? layout.groupBy.filter((id) => id !== columnId) : [...layout.groupBy, columnId],
              })
            }
          >
            {t(isGrouped ? 'grid.ungroup' : 'grid.groupBy')}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item
          leftSection={shape?.pin ? <IconPinnedOff size={16} /> : <IconPin size={16} />}
          onClick={() => setShape({ pin: shape?.pin ? null : 'left' })}
        >
          {t(shape?.pin ? 'grid.unpin' : 'grid.pin')}
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowAutofitWidth size={16} />} onClick={onAutosize}>
          {t('grid.fit')}
        </Menu.Item>
        <Menu.Item leftSection={<IconEyeOff size={16} />} onClick={() => setShape({ isHidden: true })}>
          {t('grid.hide')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
