/** Facts that follow from other facts: nobody types the price per metre or whether a buyer is a minor. */
import { addDays, addMonths } from '../../kernel/day.ts'
import { scale } from '../../kernel/money.ts'
import { type PersonName, sexOf } from '../../kernel/russian/names.ts'
import type { Facts, Item } from './vocabulary.ts'

const PEOPLE: readonly unknown[] = ['citizen', 'foreigner', 'entrepreneur']

/** The facts with what can be computed of them; a value given by hand is never replaced. `computed` lists the added paths. */
export function deriveFacts(facts: Facts): { facts: Facts; computed: string[] } {
  const added: Record<string, unknown> = {}
  const computed: string[] = []
  const set = (path: string, value: unknown) => {
    if (value === undefined || (facts[path] !== undefined && facts[path] !== null)) return
    added[path] = value
    computed.push(path)
  }
  const on = typeof facts['contract.on'] === 'string' ? facts['contract.on'] : undefined
  const buyers = Array.isArray(facts['buyers'])
    ? (facts['buyers'] as Item[]).map((buyer) => deriveBuyer(buyer, on))
    : undefined
  if (buyers) {
    added['buyers'] = buyers
    const kind = buyers[0]?.['kind']
    set('buyers.kind', kind)
    set('buyers.sex', PEOPLE.includes(kind) ? buyers[0]?.['sex'] : kind === undefined ? undefined : 'none')
    set(
      'buyers.ownership',
      buyers.length === 1 ? 'sole' : buyers.every((buyer) => buyer['share'] !== undefined) ? 'shared' : undefined,
    )
    if (buyers.every((buyer) => buyer['isMinor'] !== undefined || !PEOPLE.includes(buyer['kind'])))
      set(
        'buyers.hasMinor',
        buyers.some((buyer) => buyer['isMinor'] === true),
      )
  }
  // A passport is a table unless somebody wants it in words.
  set('passport.form', 'table')
  for (const side of ['company', 'management']) {
    const signatory = facts[`${side}.signatory`]
    if (isPerson(signatory)) set(`${side}.sex`, sexOf(signatory) ?? undefined)
  }
  const [total, area] = [facts['price.total'], facts['object.priced'] ?? facts['object.area']]
  if (typeof total === 'number' && typeof area === 'number' && area > 0)
    set('price.perMetre', scale(total, 10_000, area))
  const [loan, own] = [facts['mortgage.amount'], facts['mortgage.own']]
  if (typeof total === 'number' && typeof loan === 'number' && own === undefined) set('mortgage.own', total - loan)
  const [from, until] = [facts['lease.from'], facts['lease.until']]
  if (typeof from === 'string' && typeof until === 'string')
    set('lease.isYear', addMonths(from, 12) <= addDays(until, 1))
  const [fact, agreed] = [facts['measure.area'], facts['object.area']]
  if (typeof fact === 'number' && typeof agreed === 'number') {
    set('measure.outcome', fact > agreed ? 'more' : fact < agreed ? 'less' : 'equal')
    set('measure.difference', fact === agreed ? undefined : Math.abs(fact - agreed))
  }
  return { facts: { ...facts, ...added }, computed }
}

function deriveBuyer(buyer: Item, on: string | undefined): Item {
  const name = buyer['name']
  const birthOn = buyer['birthOn']
  const sex = isPerson(name) ? sexOf(name) : null
  const signatory = buyer['signatory']
  const signatorySex = isPerson(signatory) ? sexOf(signatory) : null
  const isMinor = typeof birthOn === 'string' && on !== undefined ? addMonths(birthOn, 18 * 12) > on : undefined
  return {
    ...(sex ? { sex } : {}),
    ...(signatorySex ? { signatorySex } : {}),
    ...(isMinor === undefined ? {} : { isMinor }),
    ...buyer,
  }
}

function isPerson(value: unknown): value is PersonName {
  return typeof value === 'object' && value !== null && 'last' in value && 'first' in value
}
