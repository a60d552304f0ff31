/** How well a header names a field: in Russian or English, with its synonyms, its word endings and its misprints. */
import type { ImportField } from './kind.ts'
import { headerText } from './text.ts'

interface Names {
  whole: string[]
  weak: string[]
  stems: string[]
}

const prepared = new WeakMap<ImportField, Names>()

function namesOf(field: ImportField): Names {
  let names = prepared.get(field)
  if (!names) {
    const all = [field.title.ru, field.title.en, ...(field.synonyms ?? [])]
    names = {
      whole: all.filter((name) => !name.endsWith('*')).map(headerText),
      weak: (field.weakSynonyms ?? []).map(headerText),
      stems: all.filter((name) => name.endsWith('*')).map((name) => headerText(name.slice(0, -1))),
    }
    prepared.set(field, names)
  }
  return names
}

const known = new WeakMap<ImportField, Map<string, number>>()
const SCORES_KEPT = 5000

const CURRENCY = /(?:^| )(?:руб|рубл\p{L}*|rub|rur|rubles?)(?= |$)/gu

/** 1 for the very name, 0.8 and more for a sure likeness, 0.6 for a guess, 0 for nothing in common. */
export function nameScore(title: string, field: ImportField): number {
  let scores = known.get(field)
  if (!scores) known.set(field, (scores = new Map()))
  let score = scores.get(title)
  if (score === undefined) {
    if (scores.size >= SCORES_KEPT) scores.clear()
    const header = headerText(title)
    // `Стоимость, руб. за м²` is a price per metre, whatever stands between its words.
    const bare = header.replace(CURRENCY, '').trim()
    score = Math.max(scoreOf(header, field), bare === header ? 0 : scoreOf(bare, field) - 0.01)
    scores.set(title, score)
  }
  return score
}

/** `customer type` is a type and no customer, `номер счётчика` no number of a unit: what the rest of a header is about. */
const OTHERS =
  /(?:^| )(?:тип|вид|дата|количество|кол во|число|код|статус|счетчик\p{L}*|договор\p{L}*|заявк\p{L}*|лицев\p{L}*|id|type|date|count|status|meter|contract|ticket|account|week|year|month|chief|manager|code|kind|locality|city|file|bank|банк\p{L}*)(?= |$)/u

const isOfAnother = (header: string, name: string) => OTHERS.test(` ${header} `.replace(` ${name} `, ' ').trim())

function scoreOf(header: string, field: ImportField): number {
  // A header names; it does not tell stories, and numbers name nothing.
  if (header.length === 0 || header.length > 120 || !/\p{L}/u.test(header)) return 0
  const { whole, weak, stems } = namesOf(field)
  let best = weak.includes(header) ? 0.7 : 0
  for (const name of whole) {
    if (header === name) return 1
    if (name.length >= 4 && ` ${header} `.includes(` ${name} `) && !isOfAnother(header, name))
      best = Math.max(best, 0.62 + 0.3 * (name.length / header.length))
    if (
      name.length >= 6 &&
      Math.abs(name.length - header.length) <= 2 &&
      (name[0] === header[0] || name.at(-1) === header.at(-1)) &&
      distance(header, name) <= (name.length >= 9 ? 2 : 1)
    )
      best = Math.max(best, 0.86)
  }
  for (const stem of stems) {
    if (header.startsWith(stem)) best = Math.max(best, 0.66 + 0.3 * Math.min(1, stem.length / header.length))
    else if (stem.length >= 4 && ` ${header}`.includes(` ${stem}`))
      best = Math.max(best, 0.6 + 0.2 * (stem.length / header.length))
  }
  return best
}

/** Whether the header is the beginning of a longer name: `Цена` over prices per metre. Only content can tell. */
export function mayStandFor(title: string, field: ImportField): boolean {
  const header = headerText(title)
  return header.length >= 4 && namesOf(field).whole.some((name) => name.startsWith(`${header} `))
}

/** Damerau–Levenshtein for short words: a letter more, less, other, or two swapped. */
export function distance(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, index) => index)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min((row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, (last[j - 1] ?? 0) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1)
      row.push(least)
    }
    ;[before, last] = [last, row]
  }
  return last[b.length] ?? 0
}
