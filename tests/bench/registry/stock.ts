/** A desk's cache with the units of the demonstration: the tables that the registry reads, as the first copy would have filled them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { ArgsOf, ResultOf } from '#shared/rpc/contract.ts'
import { inventory as contract } from '#shared/modules/inventory/contract.ts'
import { RIGHTS_OF } from '#shared/modules/access/rights.ts'
import { generateDemo, type DemoRow } from '#main/demo/generate.ts'
import type { DemoScale } from '#main/demo/scales.ts'
import { createIndexes, createTables, insertSql, type CacheTable } from '#main/engine/db/cache-schema.ts'
import { kyselyOnSqlite, openSqlite } from '#main/engine/db/sqlite.ts'
import { registry } from '#main/modules/inventory/queries/registry.ts'
import { freshCentre } from '../../support/central.ts'

const READ = [
  'company', 'app_user', 'complex', 'building', 'section', 'unit', 'unit_status', 'unit_claim', 'reservation',
  'unit_current_price', 'lot', 'lot_unit', 'unit_grant',
] // prettier-ignore

type Registry = (typeof contract)['registry']

export interface Stock {
  units: number
  ask(args: ArgsOf<Registry>): Promise<ResultOf<Registry>>
  close(): void
}

export async function openStock(scale: DemoScale): Promise<Stock> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kvartal-registry-bench-'))
  const tables = await shapes()
  const file = path.join(folder, 'cache.db')
  const writer = openSqlite(file)
  createTables(writer, tables)
  const inserts = new Map(tables.map((table) => [table.name, { table, run: writer.prepare(insertSql(table, 1)) }]))
  writer.exec('begin')
  const { units, house } = await generateDemo(scale, '2026-11-21', (name, row) => {
    const known = inserts.get(name)
    if (known) known.run.run(known.table.columns.map((column) => cell(column, row)))
  })
  writer.exec('commit')
  createIndexes(writer, tables)
  writer.close()
  const reader = openSqlite(file, { readonly: true })
  const db = kyselyOnSqlite(reader)
  const user = house.users[0]
  const actor = {
    userId: user?.id ?? '',
    login: 'manager',
    name: '',
    companyId: house.developer,
    companyKind: 'developer',
    roles: ['manager'],
    rights: [...RIGHTS_OF.manager],
  }
  return {
    units,
    ask: (args) => registry(db, args, { actor, now: '2026-11-21T09:00:00.000Z' }),
    close() {
      reader.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function shapes(): Promise<CacheTable[]> {
  const centre = await freshCentre('pglite')
  const rows = await centre.sql<{ tbl: string; shape: Pick<CacheTable, 'columns' | 'indexes'> }>(
    'select tbl, shape from sync.replicated where tbl = any($1)',
    [READ],
  )
  await centre.close()
  return rows.map(({ tbl, shape }) => ({ name: tbl, isSecret: false, selectList: '', ...shape }))
}

function cell(column: CacheTable['columns'][number], row: DemoRow): unknown {
  const value = row[column.name]
  if (typeof value === 'boolean') return Number(value)
  if (value === null || value === undefined) return column.nullable ? null : column.type === 'INTEGER' ? 0 : ''
  return typeof value === 'object' ? JSON.stringify(value) : value
}
