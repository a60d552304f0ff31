/** A believable deal for an assignment of facts: what the regression matrix renders and the editor previews a clause with. */
import { addMonths } from '../../kernel/day.ts'
import { type Condition, evaluate } from './conditions.ts'
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
  type Variable,
  type Vocabulary,
  lookupOf,
} from './vocabulary.ts'

const PEOPLE = [
  { last: 'Соколова', first: 'Мария', middle: 'Петровна' },
  { last: 'Соколов', first: 'Илья', middle: 'Андреевич' },
]
const ON = '2026-08-22'

/** Every variable that such a deal has, with a value of its type; what the deal cannot have is left out. */
export function exampleFacts(vocabulary: Vocabulary, deal: Assignment): Facts {
  const facts: Record<string, unknown> = { 'contract.on': ON }
  for (const [fact, value] of Object.entries(deal)) if (!fact.endsWith('?') && value !== null) facts[fact] = value
  for (const variable of vocabulary.variables.values()) {
    if (variable.type === 'choice' || variable.type === 'flag')
      facts[variable.path] ??= variable.type === 'flag' ? false : variable.values?.[0]
  }
  // The usual value of one choice may contradict what the deal says of another: what a constraint excludes gives way.
  settle(vocabulary, facts, new Set(Object.keys(deal)))
  for (const list of vocabulary.lists.values())
    if (holds(vocabulary, facts, list.requires)) facts[list.name] = itemsOf(vocabulary, list, facts)
  for (const variable of vocabulary.variables.values()) {
    if (facts[variable.path] !== undefined || variable.path.endsWith('.count')) continue
    if (holds(vocabulary, facts, variable.requires)) facts[variable.path] = valueFor(variable, 0)
  }
  for (const variable of vocabulary.variables.values())
    if (!holds(vocabulary, facts, variable.requires)) delete facts[variable.path]
  if (facts['lease.isYear'] === true && facts['lease.until'] !== undefined) facts['lease.until'] = '2027-08-31'
  return deriveFacts(facts).facts
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

function itemsOf(vocabulary: Vocabulary, list: ListDefinition, facts: Record<string, unknown>): Item[] {
  const isBuyers = list.name === 'buyers'
  const count = isBuyers && facts['buyers.ownership'] === 'sole' ? 1 : 2
  return Array.from({ length: count }, (_, index) => {
    const item: Record<string, unknown> = {}
    const isCompany = isBuyers && ['company', 'public'].includes(String(facts['buyers.kind']))
    if (isBuyers) {
      item['kind'] = facts['buyers.kind']
      const person = PEOPLE[facts['buyers.sex'] === 'male' ? 1 - index : index]
      item['sex'] = person === PEOPLE[1] ? 'male' : 'female'
      item['name'] = person
      item['isMinor'] = facts['buyers.hasMinor'] === true && index === count - 1
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
