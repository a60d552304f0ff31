/** The closed, typed list of what a contract may speak about. Clauses use only these names; conditions test only these facts. */
import { z } from 'zod'
import { Day } from '../../kernel/day.ts'
import { Minor } from '../../kernel/money.ts'
import { Ratio } from '../../kernel/percent.ts'
import { CASES } from '../../kernel/russian/numerals.ts'
import { type Condition, type FactValue, type Lookup, evaluate } from './conditions.ts'

export const VALUE_TYPES = [
  'text',
  'day',
  'money',
  'area',
  'count',
  'share',
  'percent',
  'person',
  'entity',
  'flag',
  'choice',
] as const
export type ValueType = (typeof VALUE_TYPES)[number]

/** The six cases of a word, in the order of `CASES`. */
export type SixForms = readonly [string, string, string, string, string, string]

export interface Variable {
  path: string
  type: ValueType
  /** Values of a choice, the first being the usual one. */
  values?: readonly string[]
  /** How the values of a choice are called in Russian texts. */
  words?: Readonly<Record<string, SixForms>>
  /** When there is such a value at all: a bank's name only with a mortgage. */
  requires?: Condition
}

export interface ListDefinition {
  name: string
  /** The name of one item inside a repeated part; outside of one it means the first item. */
  item: string
  fields: readonly Variable[]
  requires?: Condition
}

export interface Vocabulary {
  variables: ReadonlyMap<string, Variable>
  lists: ReadonlyMap<string, ListDefinition>
  /** The list behind an item's name. */
  items: ReadonlyMap<string, ListDefinition>
  /** What is true of every deal; conditions that contradict it can never hold. */
  constraints: readonly Condition[]
}

export const PersonValue = z.object({
  last: z.string().max(10_000),
  first: z.string().max(10_000),
  middle: z.string().max(10_000).optional(),
  sex: z.enum(['male', 'female']).optional(),
  overrides: z.partialRecord(z.enum(CASES), z.string().max(10_000)).optional(),
})
export const EntityValue = z.object({
  name: z.string().min(1).max(10_000),
  short: z.string().max(10_000).optional(),
  overrides: z.partialRecord(z.enum(CASES), z.string().max(10_000)).optional(),
})

const SCHEMAS = {
  text: z.string().max(100_000),
  day: Day,
  money: Minor,
  area: z.int(),
  count: z.int(),
  share: Ratio,
  percent: Ratio,
  person: PersonValue,
  entity: EntityValue,
  flag: z.boolean(),
  choice: z.string(),
} satisfies Record<ValueType, z.ZodType>

/** What is known of a deal: values by path; a list is an array of records by field. */
export type Facts = Readonly<Record<string, unknown>>
export type Item = Readonly<Record<string, unknown>>
/** The item that each enclosing repeated part is at, by item name. */
export type Scope = Readonly<Record<string, { index: number; item: Item }>>

export function makeVocabulary(
  variables: readonly Variable[],
  lists: readonly ListDefinition[],
  constraints: readonly Condition[],
): Vocabulary {
  const withCounts = [
    ...variables,
    ...lists.map((list): Variable => ({
      path: `${list.name}.count`,
      type: 'count',
      ...(list.requires ? { requires: list.requires } : {}),
    })),
  ]
  return {
    variables: new Map(withCounts.map((variable) => [variable.path, variable])),
    lists: new Map(lists.map((list) => [list.name, list])),
    items: new Map(lists.map((list) => [list.item, list])),
    constraints,
  }
}

/** The definition behind a path, of a variable or of a list item's field (`buyer.name`); undefined when it is not in the vocabulary. */
export function variableOf(vocabulary: Vocabulary, path: string): Variable | undefined {
  const direct = vocabulary.variables.get(path)
  if (direct) return direct
  const [item, field] = splitItem(path)
  const list = vocabulary.items.get(item)
  const found = list?.fields.find((each) => each.path === field)
  if (!list || !found) return field === 'number' && list ? { path, type: 'count' } : undefined
  return { ...found, path, ...(list.requires && !found.requires ? { requires: list.requires } : {}) }
}

export function listOfItem(vocabulary: Vocabulary, path: string): ListDefinition | undefined {
  return vocabulary.variables.has(path) ? undefined : vocabulary.items.get(splitItem(path)[0])
}

/** The value of a path in a scope: `undefined` when nothing is known of it. Empty text counts as nothing. */
export function valueOf(vocabulary: Vocabulary, facts: Facts, path: string, scope: Scope = {}): unknown {
  if (vocabulary.variables.has(path)) {
    const value = facts[path]
    if (value === undefined && path.endsWith('.count')) return listItems(facts, path.slice(0, -'.count'.length))?.length
    return value === '' || value === null ? undefined : value
  }
  const [item, field] = splitItem(path)
  const list = vocabulary.items.get(item)
  if (!list) return undefined
  const at = scope[item] ?? { index: 0, item: listItems(facts, list.name)?.[0] ?? {} }
  if (field === 'number' && !list.fields.some((each) => each.path === 'number')) return at.index + 1
  const value = at.item[field]
  return value === '' || value === null ? undefined : value
}

/** The place of an item in its list (`payment-line.number`): counted where it stands, kept nowhere. */
export function isCounter(vocabulary: Vocabulary, path: string): boolean {
  const list = listOfItem(vocabulary, path)
  return list !== undefined && path === `${list.item}.number` && !list.fields.some((each) => each.path === 'number')
}

export function listItems(facts: Facts, name: string): readonly Item[] | undefined {
  const value = facts[name]
  return Array.isArray(value) ? (value as readonly Item[]) : undefined
}

/** How conditions see the facts of a real deal. */
export function lookupOf(vocabulary: Vocabulary, facts: Facts, scope: Scope = {}): Lookup {
  const lookup: Lookup = (fact, test) => {
    const variable = variableOf(vocabulary, fact)
    // What cannot exist is known to be absent: nobody is asked for the bank of a cash deal.
    if (variable?.requires && evaluate(variable.requires, lookup) === false) return null
    const value = valueOf(vocabulary, facts, fact, scope)
    if (value === undefined) return test.present === undefined ? undefined : null
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : 'present'
  }
  return lookup
}

/** Values that were said over what is known, by concrete path: `changed` where the register says otherwise. */
export function typedOrigins(vocabulary: Vocabulary, said: Facts, known: Facts): Record<string, 'typed' | 'changed'> {
  const origins: Record<string, 'typed' | 'changed'> = {}
  const compare = (path: string, value: unknown, was: unknown) => {
    if (JSON.stringify(value ?? null) === JSON.stringify(was ?? null)) return
    origins[path] = was === undefined || was === null ? 'typed' : 'changed'
  }
  for (const [path, value] of Object.entries(said)) {
    const items = vocabulary.lists.has(path) ? listItems(said, path) : undefined
    if (!items) compare(path, value, known[path])
    const before = listItems(known, path)
    for (const [index, item] of (items ?? []).entries())
      for (const [field, part] of Object.entries(item))
        compare(`${path}.${index}.${field}`, part, before?.[index]?.[field])
  }
  return origins
}

export interface FactProblem {
  path: string
  kind: 'unknown-variable' | 'bad-value' | 'contradiction'
  message?: string
}

/** Checks a deal's facts against the vocabulary before anything is assembled of them. */
export function checkFacts(vocabulary: Vocabulary, facts: Facts): FactProblem[] {
  const problems: FactProblem[] = []
  for (const [path, value] of Object.entries(facts)) {
    const list = vocabulary.lists.get(path)
    if (list) problems.push(...checkList(list, value))
    else problems.push(...checkValue(path, vocabulary.variables.get(path), value))
  }
  const lookup = lookupOf(vocabulary, facts)
  for (const constraint of vocabulary.constraints) {
    if (evaluate(constraint, lookup) === false)
      problems.push({ path: '', kind: 'contradiction', message: JSON.stringify(constraint) })
  }
  return problems
}

function checkList(list: ListDefinition, value: unknown): FactProblem[] {
  if (!Array.isArray(value)) return [{ path: list.name, kind: 'bad-value' }]
  return (value as unknown[]).flatMap((item, index) => {
    if (typeof item !== 'object' || item === null)
      return [{ path: `${list.name}.${index}`, kind: 'bad-value' as const }]
    return Object.entries(item).flatMap(([field, part]) =>
      checkValue(
        `${list.name}.${index}.${field}`,
        list.fields.find((each) => each.path === field),
        part,
      ),
    )
  })
}

function checkValue(path: string, variable: Variable | undefined, value: unknown): FactProblem[] {
  if (!variable) return [{ path, kind: 'unknown-variable' }]
  if (value === undefined || value === null || value === '') return []
  const parsed = SCHEMAS[variable.type].safeParse(value)
  if (!parsed.success) return [{ path, kind: 'bad-value', message: parsed.error.issues[0]?.message ?? '' }]
  if (variable.type === 'choice' && !variable.values?.some((each) => each === value))
    return [{ path, kind: 'bad-value' }]
  return []
}

function splitItem(path: string): [string, string] {
  const dot = path.indexOf('.')
  return dot < 0 ? [path, ''] : [path.slice(0, dot), path.slice(dot + 1)]
}

/** The facts of an example deal, as conditions see them. */
export type Assignment = Readonly<Record<string, FactValue>>

export function lookupIn(assignment: Assignment): Lookup {
  return (fact, test) => (test.present !== undefined ? assignment[presenceOf(fact)] : assignment[fact])
}

/** Whether there is a value at all is a fact of its own in examples. */
export function presenceOf(path: string): string {
  return `${path}?`
}
