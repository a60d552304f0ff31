/** Names of complexes, buildings and companies, looked up as people write them. */
import type { Reference, RowContext, Value } from './kind.ts'
import { keyName } from './text.ts'

/** A place on a floor under one name, for a table of places taken. */
export const riserKey = (complex: Value, building: Value, section: Value, floor: Value, riser: number): string =>
  [complex, building, section].map((name) => keyName(String(name))).join('/') + `/${String(floor)}/${riser}`

/** Outer names may be missing: a building is then looked for in all complexes. */
export function referenceIndex(tables: Record<string, readonly Reference[]>): RowContext['find'] {
  const indexes = new Map<string, Map<string, Reference[]>>()
  for (const [table, references] of Object.entries(tables)) {
    const index = new Map<string, Reference[]>()
    for (const reference of references) {
      const own = reference.parts.at(-1) ?? ''
      const there = index.get(own)
      if (there) there.push(reference)
      else index.set(own, [reference])
    }
    indexes.set(table, index)
  }
  const answers = new Map<string, Reference | 'many' | null>()

  return (table, ...names) => {
    const index = indexes.get(table)
    if (!index) return undefined
    const key = `${table}\u0001${names.map((name) => (name == null ? '' : String(name))).join('\u0001')}`
    let answer = answers.get(key)
    if (answer === undefined) {
      answer = lookUp(index, names)
      answers.set(key, answer)
    }
    return answer
  }
}

function lookUp(index: Map<string, Reference[]>, names: readonly (Value | undefined)[]): Reference | 'many' | null {
  const parts = names.map((name) => (name == null ? null : keyName(String(name))))
  const own = parts.at(-1)
  if (own == null) return null
  const found = (index.get(own) ?? []).filter((reference) =>
    parts.every((part, at) => part === null || part === reference.parts[at]),
  )
  return found.length > 1 ? 'many' : (found[0] ?? null)
}
