/** The example deals are invented, and yet no register would refuse their numbers. */
import { describe, expect, test } from 'vitest'
import { COMPANY_TEXTS, EXAMPLE_TEXTS } from './example-values.ts'
import { exampleFacts } from './example.ts'
import { RUSSIAN_VOCABULARY as WORDS } from './vocabulary-ru.ts'

const digits = (text: string) => [...text.replace(/\D/g, '')].map(Number)
const weighed = (numbers: readonly number[], weights: readonly number[]) =>
  weights.reduce((sum, weight, index) => sum + weight * (numbers[index] ?? 0), 0)

/** ФНС: the check digits of an INN of ten or twelve digits. */
function isInn(text: string): boolean {
  const n = digits(text)
  const check = (weights: number[]) => (weighed(n, weights) % 11) % 10
  if (n.length === 10) return check([2, 4, 10, 3, 5, 9, 4, 6, 8]) === n[9]
  return (
    n.length === 12 &&
    check([7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) === n[10] &&
    check([3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) === n[11]
  )
}
const isOgrn = (text: string) =>
  /^\d{13}$/.test(text) && Number(BigInt(text.slice(0, 12)) % 11n) % 10 === Number(text[12])
const isOgrnip = (text: string) =>
  /^\d{15}$/.test(text) && Number(BigInt(text.slice(0, 14)) % 13n) % 10 === Number(text[14])
function isSnils(text: string): boolean {
  const n = digits(text)
  const sum = weighed(n, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101
  return n.length === 11 && (sum === 100 ? 0 : sum) === (n[9] ?? 0) * 10 + (n[10] ?? 0)
}
/** Банк России, положение 762-П: the key of an account under the bank's BIC. */
function isAccount(account: string, bic: string): boolean {
  const isCorrespondent = account.startsWith('301')
  const all = digits((isCorrespondent ? `0${bic.slice(4, 6)}` : bic.slice(6)) + account)
  return (
    account.length === 20 &&
    all.reduce((sum, digit, index) => sum + ((digit * ([7, 1, 3][index % 3] ?? 0)) % 10), 0) % 10 === 0
  )
}

const every = (ending: string) =>
  [...Object.entries(EXAMPLE_TEXTS), ...Object.entries(COMPANY_TEXTS)].flatMap(([path, value]) =>
    path.endsWith(`.${ending}`) ? (typeof value === 'string' ? [value] : [...value]) : [],
  )

describe('example values', () => {
  test('INN, OGRN, OGRNIP, SNILS and BIC have sound check digits', () => {
    expect(every('inn').filter((text) => !isInn(text))).toEqual([])
    expect(every('ogrn').filter((text) => !isOgrn(text))).toEqual([])
    expect(every('ogrnip').filter((text) => !isOgrnip(text))).toEqual([])
    expect(every('snils').filter((text) => !isSnils(text))).toEqual([])
    expect(every('bic').filter((text) => !/^04\d{7}$/.test(text))).toEqual([])
    expect([every('inn').length, every('ogrn').length, every('snils').length]).toEqual([6, 4, 2])
  })

  test('accounts fit the banks that they are in', () => {
    const pairs = (path: string, bic: string) => [EXAMPLE_TEXTS[path]!].flat().map((account) => [account, bic] as const)
    const main = String(EXAMPLE_TEXTS['company.bic'])
    const company = COMPANY_TEXTS['buyer.bic']!
    const all = [
      ...pairs('company.account', main),
      ...pairs('company.correspondent', main),
      ...pairs('buyer.account', main),
      ...pairs('buyer.correspondent', main),
      [COMPANY_TEXTS['buyer.account']!, company] as const,
      [COMPANY_TEXTS['buyer.correspondent']!, company] as const,
    ]
    expect(all.filter(([account, bic]) => !isAccount(account, bic))).toEqual([])
  })

  test('every text of the vocabulary has an example, and nothing in a deal is a placeholder', () => {
    const texts = [
      ...WORDS.variables.values(),
      ...[...WORDS.lists.values()].flatMap((list) =>
        list.fields.map((field) => ({ ...field, path: `${list.item}.${field.path}` })),
      ),
    ].filter(({ type }) => type === 'text')
    expect(texts.map(({ path }) => path).filter((path) => EXAMPLE_TEXTS[path] === undefined)).toEqual([])
    const said = JSON.stringify(exampleFacts(WORDS, { 'buyers.kind': 'company' }))
    expect(said).not.toMatch(/[a-z]-[12]"|undefined/i)
    expect(said).toContain(COMPANY_TEXTS['buyer.inn'])
  })

  test('the sums of an example add up', () => {
    const facts = exampleFacts(WORDS, { 'payment.kind': 'instalments' })
    const lines = facts['payments'] as { amount: number }[]
    expect(lines.reduce((sum, { amount }) => sum + amount, 0)).toBe(facts['price.total'])
    const mortgage = exampleFacts(WORDS, { 'mortgage.kind': 'bank' })
    expect(Number(mortgage['mortgage.amount']) + Number(mortgage['mortgage.own'])).toBe(mortgage['price.total'])
  })
})
