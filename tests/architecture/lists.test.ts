/** The lists are the only places where modules are named together; this stands in for a generator. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { app } from '#shared/modules/index.ts'
import { migrations } from '#main/migrations/central/index.ts'
import { modules } from '#main/modules/index.ts'

const folders = (path: string) =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)

const files = (path: string) => readdirSync(path)

describe('the lists', () => {
  it('hold every contract that has a folder', () => {
    const withContract = folders('src-shared/modules').filter((name) =>
      files(`src-shared/modules/${name}`).includes('contract.ts'),
    )
    expect(Object.keys(app).toSorted()).toEqual(withContract.toSorted())
  })

  it('hold the bodies of every contract, the engine’s own excepted', () => {
    expect(Object.keys(modules).toSorted()).toEqual(
      Object.keys(app)
        .filter((name) => name !== 'engine')
        .toSorted(),
    )
  })

  it('hold the tables of every module that has some', () => {
    const tables = readFileSync('src-main/modules/tables.ts', 'utf8')
    for (const name of folders('src-main/modules')) {
      if (files(`src-main/modules/${name}`).includes('tables.ts')) expect(tables).toContain(`./${name}/tables.ts`)
    }
  })

  it('hold the screens of every module that has some', () => {
    const screens = readFileSync('src-renderer/modules/index.ts', 'utf8')
    for (const name of folders('src-renderer/modules')) expect(screens).toContain(`./${name}/index.ts`)
  })

  it('hold every central migration once, in order of its number', () => {
    const names = migrations.map(({ name }) => name)
    const written = files('src-main/migrations/central')
      .filter((name) => /^\d{4}-[a-z-]+\.ts$/.test(name))
      .map((name) => name.replace(/\.ts$/, ''))
    expect(names).toEqual([...names].toSorted())
    expect(names.every((name) => written.includes(name))).toBe(true)
  })

  it('name each right that a contract asks for', async () => {
    const { RIGHTS } = await import('#shared/modules/access/rights.ts')
    const known = new Set<string>([...RIGHTS, 'anyone', 'public'])
    const unknown = Object.entries(app).flatMap(([module, contract]) =>
      Object.entries(contract).flatMap(([name, call]) =>
        known.has(call.allow) ? [] : [`${module}.${name}: ${call.allow}`],
      ),
    )
    expect(unknown).toEqual([])
  })
})
