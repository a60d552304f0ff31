/** A believable deal for an assignment of facts: what the regression matrix renders and the editor previews a clause with. */
import { addMonths } from '../../kernel/day.ts'
import { type Condition, type FactValue, evaluate } from './conditions.ts'
import { deriveFacts } from './derive.ts'
import {
  COMPANY_TEXTS,
  EXAMPLE_DAYS,
  EXAMPLE_ENTITIES,
  EXAMPLE_NUMBERS,
  EXAMPLE_PEOPLE,
  EXAMPLE_TEXTS,
} from './example-values.ts'
import {
  type Assignment,
  type Facts,
  type Item,
  type ListDefinition,
  type Scope,
  type Variable,
  type Vocabulary,
  listItems,
  listOfItem,
  lookupOf,
  valueOf,
} from './vocabulary.ts'

const PEOPLE = [
  { last: 'Соколова', first: 'Мария', middle: 'Петровна' },
  { last: 'Соколов', first: 'Илья', middle: 'Андреевич' },
]
const ON = '2026-08-22'

/** Every variable that such a deal has, with a value of its type; what the deal cannot have is left out. */
export function exampleFacts(vocabulary: Vocabulary, deal: Assignment): Facts {
  const facts: Record<string, unknown> = { 'contract.on': ON }
  const [whole, ofItems] = split(vocabulary, deal)
  for (const [fact, value] of Object.entries(whole)) if (!fact.endsWith('?') && value !== null) facts[fact] = value
  // What is said of one buyer is said of one of several, so that the others stay the usual ones.
  if (ofItems.has('buyers')) facts['buyers.ownership'] ??= 'shared'
  if (ofItems.get('buyers')?.['isMinor'] === true) facts['buyers.hasMinor'] ??= true
  for (const variable of vocabulary.variables.values()) {
    if (variable.type === 'choice' || variable.type === 'flag')
      facts[variable.path] ??= variable.type === 'flag' ? false : variable.values?.[0]
  }
  // The usual value of one choice may contradict what the deal says of another: what a constraint excludes gives way.
  settle(vocabulary, facts, new Set(Object.keys(deal)))
  for (const list of vocabulary.lists.values())
    if (holds(vocabulary, facts, list.requires))
      facts[list.name] = itemsOf(vocabulary, list, facts, ofItems.get(list.name) ?? {})
  for (const variable of vocabulary.variables.values()) {
    if (facts[variable.path] !== undefined || variable.path.endsWith('.count')) continue
    if (holds(vocabulary, facts, variable.requires)) facts[variable.path] = valueFor(variable, 0)
  }
  for (const variable of vocabulary.variables.values())
    if (!holds(vocabulary, facts, variable.requires)) delete facts[variable.path]
  if (facts['lease.isYear'] === true && facts['lease.until'] !== undefined) facts['lease.until'] = '2027-08-31'
  return deriveFacts(facts).facts
}

/** What is said of the whole deal, and by list what is said of one item (`buyer.kind`). */
function split(
  vocabulary: Vocabulary,
  deal: Assignment,
): [Record<string, FactValue>, Map<string, Record<string, FactValue>>] {
  const whole: Record<string, FactValue> = {}
  const ofItems = new Map<string, Record<string, FactValue>>()
  for (const [fact, value] of Object.entries(deal)) {
    const list = listOfItem(vocabulary, fact)
    if (!list) whole[fact] = value
    else ofItems.set(list.name, { ...ofItems.get(list.name), [fact.slice(list.item.length + 1)]: value })
  }
  return [whole, ofItems]
}

/** Whether the facts are such a deal: all that it says of the whole is so, and one item of each list is what it says of an item. */
export function isSuch(vocabulary: Vocabulary, facts: Facts, deal: Assignment): boolean {
  const [whole, ofItems] = split(vocabulary, deal)
  const isSo = (fact: string, value: FactValue, scope: Scope) => {
    const path = fact.endsWith('?') ? fact.slice(0, -1) : fact
    const found = valueOf(vocabulary, facts, path, scope)
    return fact.endsWith('?') ? (found !== undefined) === (value !== null) : (found ?? null) === value
  }
  if (!Object.entries(whole).every(([fact, value]) => isSo(fact, value, {}))) return false
  return [...ofItems].every(([name, fields]) => {
    const list = vocabulary.lists.get(name)
    return listItems(facts, name)?.some((item, index) =>
      Object.entries(fields).every(([field, value]) =>
        isSo(`${list?.item ?? ''}.${field}`, value, { [list?.item ?? '']: { index, item } }),
      ),
    )
  })
}

/** Tries other values of the choices that the deal leaves open until no constraint is broken. */
function settle(vocabulary: Vocabulary, facts: Record<string, unknown>, fixed: ReadonlySet<string>): void {
  const broken = () =>
    vocabulary.constraints.filter((constraint) => evaluate(constraint, lookupOf(vocabulary, facts)) === false).length
  const open = [...vocabulary.variables.values()].filter(
    (variable) => (variable.type === 'choice' || variable.type === 'flag') && !fixed.has(variable.path),
  )
  for (let count = broken(); count > 0;) {
    const before = count
    for (const variable of open) {
      for (const value of variable.type === 'flag' ? [false, true] : (variable.values ?? [])) {
        const old = facts[variable.path]
        facts[variable.path] = value
        const now = broken()
        if (now < count) count = now
        else facts[variable.path] = old
      }
    }
    if (count === before) return
  }
}

function itemsOf(
  vocabulary: Vocabulary,
  list: ListDefinition,
  facts: Record<string, unknown>,
  said: Readonly<Record<string, FactValue>>,
): Item[] {
  const isBuyers = list.name === 'buyers'
  const count = isBuyers && facts['buyers.ownership'] === 'sole' ? 1 : 2
  return Array.from({ length: count }, (_, index) => {
    const item: Record<string, unknown> = {}
    const own = index === count - 1 ? said : {}
    for (const [field, value] of Object.entries(own)) if (!field.endsWith('?') && value !== null) item[field] = value
    const isCompany = isBuyers && ['company', 'public'].includes(String(item['kind'] ?? facts['buyers.kind']))
    if (isBuyers) {
      item['kind'] ??= facts['buyers.kind']
      const usual = facts['buyers.sex'] === 'male' ? 1 - index : index
      const person = PEOPLE[item['sex'] === 'male' ? 1 : item['sex'] === 'female' ? 0 : usual]
      item['sex'] = person === PEOPLE[1] ? 'male' : 'female'
      item['name'] = person
      item['isMinor'] ??= facts['buyers.hasMinor'] === true && index === count - 1
    }
    const scope = () => lookupOf(vocabulary, facts, { [list.item]: { index, item } })
    for (const field of list.fields) {
      if (field.requires && evaluate(field.requires, scope()) === false) delete item[field.path]
      else
        item[field.path] ??=
          field.type === 'choice'
            ? field.values?.[0]
            : valueFor({ ...field, path: `${list.item}.${field.path}` }, index, isCompany)
    }
    for (const [field, value] of Object.entries(own))
      if (field.endsWith('?') && value === null) delete item[field.slice(0, -1)]
    return item
  })
}

function valueFor(variable: Variable, index: number, isCompany = false): unknown {
  const { path } = variable
  switch (variable.type) {
    case 'text': {
      const text = (isCompany ? COMPANY_TEXTS[path] : undefined) ?? EXAMPLE_TEXTS[path]
      return typeof text === 'string' ? text : text?.[index % 2]
    }
    case 'day':
      return EXAMPLE_DAYS[path] ?? addMonths(ON, index + 1)
    case 'money':
      return EXAMPLE_NUMBERS[path] ?? 1_234_567_89 + index * 100
    case 'area':
      return EXAMPLE_NUMBERS[path] ?? 453_000
    case 'count':
      return EXAMPLE_NUMBERS[path] ?? 3 + index
    case 'share':
      return { num: 1, den: 2 }
    case 'percent':
      return path === 'price.vatRate' ? { num: 22, den: 100 } : { num: 12, den: 100 }
    case 'person':
      return EXAMPLE_PEOPLE[path] ?? PEOPLE[1 - index]
    case 'entity':
      return EXAMPLE_ENTITIES[path] ?? { name: 'Акционерное общество «Город»', short: 'АО «Город»' }
    case 'flag':
      return false
    case 'choice':
      return variable.values?.[0]
  }
}

function holds(vocabulary: Vocabulary, facts: Facts, condition: Condition | undefined): boolean {
  return condition === undefined || evaluate(condition, lookupOf(vocabulary, facts)) !== false
}
