/** Screens of the gallery: the grid with many rows, and the widgets side by side. */
import { useMemo, useState } from 'react'
import { Badge, Button, Checkbox, Select, Switch, TextInput } from '@mantine/core'
import { IconTable } from '@tabler/icons-react'
import type { Contribution } from '#renderer/data/contribution.ts'
import { useRoute } from '#renderer/data/route.ts'
import { notifyInfo } from '#renderer/data/notify.ts'
import { Grid } from '#renderer/ui/grid/grid.tsx'
import { Page } from '#renderer/ui/page.tsx'
import { Chart } from '#renderer/ui/chart/chart.tsx'
import { ConfirmDialog } from '#renderer/ui/confirm-dialog.tsx'
import { Facts } from '#renderer/ui/facts.tsx'
import { DateField } from '#renderer/ui/form/date-field.tsx'
import { AreaField, MoneyField, PercentField } from '#renderer/ui/form/fields.tsx'
import { Picker, type Choice } from '#renderer/ui/form/picker.tsx'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'
import { ProgressBar } from '#renderer/ui/progress-bar.tsx'
import { SidePanel } from '#renderer/ui/side-panel.tsx'
import { Tabs } from '#renderer/ui/tabs.tsx'
import { ToneBadge } from '#renderer/ui/tone-badge.tsx'
import { PATTERN_OF, TONES } from '#renderer/ui/tones.ts'
import { Toolbar, ToolbarGap, ToolbarLine } from '#renderer/ui/toolbar.tsx'
import { VirtualList } from '#renderer/ui/virtual-list.tsx'
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

function KitScreen() {
  const [price, setPrice] = useState<number | null>(1_234_567_89)
  const [area, setArea] = useState<number | null>(543_200)
  const [share, setShare] = useState<number | null>(0.075)
  const [day, setDay] = useState<string | null>('2026-08-22')
  const [person, setPerson] = useState<Choice | null>(null)
  const [tab, setTab] = useState('one')
  const [open, setOpen] = useState<'form' | 'confirm'>()
  const units = useMemo(() => makeUnits(5000), [])
  const [active, setActive] = useState<string>()
  return (
    <Page
      title="Набор"
      detail="всё рядом"
      actions={<Button onClick={() => setOpen('form')}>Окно</Button>}
      toolbar={
        <Toolbar label="Действия">
          <Button variant="default">Раз</Button>
          <Button variant="subtle">Два</Button>
          <ToolbarLine />
          <Button color="bad" variant="light" onClick={() => setOpen('confirm')}>
            Удалить
          </Button>
          <ToolbarGap />
          <Badge color="good" variant="light">
            готово
          </Badge>
          <Badge color="warn" variant="light">
            ждёт
          </Badge>
          <Badge color="bad" variant="light">
            отказ
          </Badge>
          <Badge color="info" variant="light">
            сведения
          </Badge>
        </Toolbar>
      }
      aside={
        <SidePanel
          name="kit"
          title="Кв. 114"
          detail="Секция 2, этаж 14"
          onClose={() => undefined}
          actions={<Button>Забронировать</Button>}
        >
          <Tabs
            value={tab}
            onChange={setTab}
            tabs={[
              {
                id: 'one',
                title: 'Данные',
                content: () => (
                  <Facts
                    facts={[
                      { title: 'Площадь', value: '54,32 м²' },
                      { title: 'Цена', value: '12 345 678 ₽' },
                      { title: 'Вид', value: 'на реку' },
                    ]}
                  />
                ),
              },
              {
                id: 'two',
                title: 'История',
                count: 12,
                content: () => (
                  <Facts
                    facts={TONES.map((tone) => ({
                      title: tone,
                      value: <ToneBadge tone={tone} text={PATTERN_OF[tone]} />,
                    }))}
                  />
                ),
              },
            ]}
          />
        </SidePanel>
      }
    >
      <div style={{ display: 'grid', gridTemplateColumns: 'repeat(3, 1fr)', gap: 12, padding: 16 }}>
        <MoneyField label="Цена" value={price} onChange={setPrice} />
        <AreaField label="Площадь" value={area} onChange={setArea} />
        <PercentField label="Скидка" value={share} onChange={setShare} />
        <DateField label="До" value={day} onChange={setDay} />
        <Picker
          label="Покупатель"
          value={person}
          onChange={setPerson}
          find={(text) =>
            Promise.resolve(
              ['Иванов', 'Петрова', 'Ёлкин']
                .filter((name) => name.includes(text))
                .map((name) => ({ id: name, title: name, detail: '+7 900 000-00-00' })),
            )
          }
          onCreate={(text) => notifyInfo(text)}
        />
        <Select label="Статус" data={['Свободна', 'Бронь']} defaultValue="Бронь" />
        <Checkbox label="Угловая" defaultChecked />
        <Switch label="Показывать проданные" />
        <ProgressBar label="Ход" />
      </div>
      <Chart label="Продажи" option={chartOption} height={220} />
      <VirtualList rows={units} label="Помещения" activeId={active} onActive={(unit) => setActive(unit.id)}>
        {(unit) => (
          <>
            <b>{unit.number}</b> {unit.complex}
          </>
        )}
      </VirtualList>
      <FormDialog
        isOpen={open === 'form'}
        title="Бронь кв. 114"
        submit="Забронировать"
        onClose={() => setOpen(undefined)}
        onSubmit={(event) => event.preventDefault()}
        error={{ code: 'conflict', message: '', details: {} }}
      >
        <MoneyField label="Задаток" value={price} onChange={setPrice} />
        <DateField label="До" value={day} onChange={setDay} />
      </FormDialog>
      <ConfirmDialog
        isOpen={open === 'confirm'}
        title="Удалить вид?"
        text="Вид «Мои» исчезнет у всех, с кем вы им поделились."
        confirm="Удалить"
        isDangerous
        onConfirm={() => setOpen(undefined)}
        onClose={() => setOpen(undefined)}
      />
    </Page>
  )
}

const months = ['янв', 'фев', 'мар', 'апр', 'май', 'июн']
const chartOption = {
  tooltip: { trigger: 'axis' },
  legend: {},
  xAxis: { type: 'category', data: months },
  yAxis: { type: 'value' },
  series: [
    { name: 'Договоры', type: 'bar', data: [12, 18, 9, 22, 31, 27] },
    { name: 'Брони', type: 'bar', data: [22, 25, 19, 32, 38, 30] },
    { name: 'План', type: 'line', data: [15, 17, 19, 21, 23, 25] },
  ],
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
    {
      path: '/gallery/kit',
      title: 'Набор',
      icon: IconTable,
      menu: { group: 'sales', order: 2 },
      load: () => Promise.resolve(KitScreen),
    },
  ],
}
