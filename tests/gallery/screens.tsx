/** Screens of the gallery: the grid with many rows, and the widgets side by side. */
import { useMemo, useState } from 'react'
import { TextInput } from '@mantine/core'
import { IconTable } from '@tabler/icons-react'
import type { Contribution } from '#renderer/data/contribution.ts'
import { useRoute } from '#renderer/data/route.ts'
import { notifyInfo } from '#renderer/data/notify.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import { Page } from '#renderer/ui/page.tsx'
import { makeUnits, unitColumns } from './units.ts'

function GridScreen() {
  const { query } = useRoute()
  const all = useMemo(() => makeUnits(Number(query['n'] ?? 19_000)), [query])
  const [filter, setFilter] = useState('')
  const rows = useMemo(
    () =>
      filter === ''
        ? all
        : all.filter((unit) => `${unit.number} ${unit.complex} ${unit.buyer}`.toLowerCase().includes(filter)),
    [all, filter],
  )
  return (
    <Page
      title="Реестр помещений"
      toolbar={
        <TextInput
          placeholder="Отбор"
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value.toLowerCase())}
        />
      }
    >
      <Grid
        gridId={`gallery-${query['g'] ?? ''}`}
        label="Реестр помещений"
        columns={unitColumns}
        rows={rows}
        {...(query['g'] === undefined ? {} : { groupBy: query['g'].split(',') })}
        onOpen={(unit) => notifyInfo(`Открыть ${unit.number}`)}
        onPaste={(cells) =>
          notifyInfo(JSON.stringify(cells.map(({ columnId, value, trouble }) => [columnId, value, trouble])))
        }
        onExport={(table) => notifyInfo(`${table.lines.length} строк, ${table.columns.length} столбцов`)}
      />
    </Page>
  )
}

export const gallery: Contribution = {
  module: 'common',
  screens: [
    {
      path: '/gallery/grid',
      title: 'Таблица',
      icon: IconTable,
      menu: { group: 'sales', order: 1 },
      go: 't',
      load: () => Promise.resolve(GridScreen),
    },
  ],
}
