/** The list of screens against the rules that no type can check. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { app } from '#shared/modules/index.ts'
import { RIGHTS } from '#shared/modules/access/rights.ts'
import type { Actor } from '#shared/modules/engine/model.ts'
import { findScreen, firstScreenOf, menuOf } from '../app/find-screen.ts'
import { screens } from './index.ts'

const all = screens.flatMap((one) => one.screens)
const repeated = (values: readonly string[]) => values.filter((value, index) => values.indexOf(value) !== index)

function actor(rights: readonly string[]): Actor {
  return { userId: '', login: '', name: '', companyId: '', companyKind: 'developer', roles: [], rights: [...rights] }
}

test('no two screens share a path or the keys that lead to them', () => {
  expect(repeated(all.map((screen) => screen.path))).toEqual([])
  expect(repeated(all.flatMap((screen) => screen.go ?? []))).toEqual([])
})

test('every right that a screen or a command asks for exists', () => {
  const asked = [...all, ...screens.flatMap((one) => [...(one.commands ?? []), ...[one.search ?? []].flat()])].flatMap(
    (one) => one.right ?? [],
  )
  expect(asked.filter((right) => !(RIGHTS as readonly string[]).includes(right))).toEqual([])
})

test('a person without any right still has a screen to come home to', () => {
  expect(firstScreenOf(screens, actor([])).right).toBeUndefined()
})

test('the menu shows what the rights allow and nothing else', () => {
  const shown = (rights: readonly string[]) => menuOf(screens, actor(rights)).flatMap((section) => section.screens)
  expect(shown([]).filter((screen) => screen.right !== undefined)).toEqual([])
  expect(shown(RIGHTS)).toHaveLength(all.filter((screen) => screen.menu).length)
})

test('every screen is found by its own path', () => {
  const lost = all.filter((screen) => findScreen(screens, screen.path.replace(/:\w+/g, 'x'))?.screen !== screen)
  expect(lost.map((screen) => screen.path)).toEqual([])
})

test('every command that a person can give has words for the inbox', () => {
  const silent = Object.entries(app).flatMap(([module, contract]) =>
    Object.entries(contract as Record<string, { kind: string; allow: string }>).flatMap(([name, call]) => {
      if (call.kind !== 'command' || call.allow === 'jobs.run' || !screens.some((one) => one.module === module))
        return []
      const words = JSON.parse(
        readFileSync(new URL(`../../resources/locales/ru/${module}.json`, import.meta.url), 'utf8'),
      ) as { did?: Record<string, string> }
      return words.did?.[name] === undefined ? [`${module}:did.${name}`] : []
    }),
  )
  expect(silent).toEqual([])
})
