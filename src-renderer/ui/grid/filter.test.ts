import { describe, expect, it } from 'vitest'
import type { GridColumn } from './columns.ts'
import { filterKindOf, filterRows, isOn, optionsOf, type ColumnFilters } from './filter.ts'

interface Row {
  id: string
  name: string
  state: string | null
  price: number | null
  day: string | null
}

const rows: Row[] = [
  { id: '1', name: 'Ёлкин', state: 'active', price: 100, day: '2026-01-05' },
  { id: '2', name: 'Петров', state: 'closed', price: 250, day: '2026-02-01T21:30:00.000Z' },
  { id: '3', name: 'Иванов', state: null, price: null, day: null },
  { id: '4', name: 'Иванова', state: 'active', price: 250, day: '2026-03-01' },
]
const columns: GridColumn<Row>[] = [
  { id: 'name', title: 'Имя', value: (row) => row.name },
  {
    id: 'state',
    title: 'Состояние',
    kind: 'choice',
    value: (row) => row.state,
    rank: (row) => (row.state === 'active' ? 1 : 0),
  },
  { id: 'price', title: 'Цена', kind: 'money', value: (row) => row.price },
  { id: 'day', title: 'День', kind: 'day', value: (row) => row.day },
]
const ids = (filters: ColumnFilters, but?: string) => filterRows(rows, columns, filters, but).map(({ id }) => id)

describe('filters of columns', () => {
  it('are of the kind that the column’s values need', () => {
    expect(columns.map(filterKindOf)).toEqual(['text', 'set', 'range', 'dates'])
  })

  it('leave the rows as they are where nothing is asked', () => {
    expect(filterRows(rows, columns, { name: { kind: 'text', text: '  ' }, state: { kind: 'set', values: [] } })).toBe(
      rows,
    )
    expect(isOn({ kind: 'range', from: null, to: null })).toBe(false)
  })

  it('find a text in either layout, without regard to case and ё', () => {
    expect(ids({ name: { kind: 'text', text: 'елк' } })).toEqual(['1'])
    expect(ids({ name: { kind: 'text', text: 'bdfyjd' } })).toEqual(['3', '4'])
  })

  it('take both ends of a range, and no empty cell', () => {
    expect(ids({ price: { kind: 'range', from: 100, to: 249 } })).toEqual(['1'])
    expect(ids({ price: { kind: 'range', from: 250, to: null } })).toEqual(['2', '4'])
    expect(ids({ day: { kind: 'dates', from: '2026-02-01', to: '2026-02-02' } })).toEqual(['2'])
  })

  it('hold together', () => {
    const filters: ColumnFilters = {
      state: { kind: 'set', values: ['active', ''] },
      price: { kind: 'range', from: null, to: 100 },
    }
    expect(ids(filters)).toEqual(['1'])
    expect(ids(filters, 'price')).toEqual(['1', '3', '4'])
  })

  it('offer what there is with counts in the column’s order, empty ones too, and keep what is chosen though it is gone', () => {
    const options = optionsOf(rows.slice(1), columns[1]!, { kind: 'set', values: ['lost'] })
    expect(options.map(({ value, count }) => [value, count])).toEqual([
      ['closed', 1],
      ['', 1],
      ['active', 1],
      ['lost', 0],
    ])
  })
})
