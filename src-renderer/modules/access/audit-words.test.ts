import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import ru from '#resources/locales/ru/access.json' with { type: 'json' }

test('every table that somebody may meet in the audit has a name that people know', () => {
  const folder = new URL('../../../src-main/migrations/central/', import.meta.url)
  const tables = readdirSync(folder).flatMap((file) =>
    [...readFileSync(new URL(file, folder), 'utf8').matchAll(/create table app\.([a-z_]+)/g)].map(
      ([, name]) => name ?? '',
    ),
  )
  expect(tables.length).toBeGreaterThan(40)
  expect(tables.filter((table) => !(table in ru.table))).toEqual([])
})
