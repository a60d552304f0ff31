/** Every word the user reads exists in both languages, and none is written into a screen. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'

const root = path.join(import.meta.dirname, '../..')
const LOCALES = path.join(root, 'resources/locales')
const PLURALS = /_(zero|one|two|few|many|other)$/
const FORMS = { ru: ['one', 'few', 'many', 'other'], en: ['one', 'other'] } as const

type Language = keyof typeof FORMS

/** Languages are named in themselves. */
const OWN_NAMES = new Set(['Рус', 'Русский'])

function flatten(value: unknown, prefix = ''): [string, string][] {
  if (typeof value === 'string') return [[prefix, value]]
  return Object.entries(value as Record<string, unknown>).flatMap(([key, inner]) =>
    flatten(inner, prefix === '' ? key : `${prefix}.${key}`),
  )
}

function readWords(language: Language): Map<string, string> {
  const files = readdirSync(path.join(LOCALES, language)).filter((file) => file.endsWith('.json'))
  return new Map(
    files.flatMap((file) => {
      const content: unknown = JSON.parse(readFileSync(path.join(LOCALES, language, file), 'utf8'))
      return flatten(content).map(([key, text]): [string, string] => [`${file.slice(0, -'.json'.length)}:${key}`, text])
    }),
  )
}

function sources(folder: string, endings: readonly string[]): { file: string; text: string }[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => endings.some((ending) => file.endsWith(ending)) && !/[.]test[.]tsx?$/.test(file))
    .map((file) => ({ file: path.join(folder, file), text: readFileSync(path.join(root, folder, file), 'utf8') }))
}

const words = { ru: readWords('ru'), en: readWords('en') }
const base = (key: string) => key.replace(PLURALS, '')
const known = new Set([...words.ru.keys()].flatMap((key) => [key, base(key)]))

/** Modules with a dictionary; one without screens yet has none. */
const spoken = new Set([...known].map((key) => key.slice(0, key.indexOf(':'))))

function holes(text: string): string[] {
  return [...text.matchAll(/\{\{\s*([\w.]+)/g)].map((hole) => hole[1] ?? '').sort()
}

function all(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap((found) => found.slice(1).filter((group) => group !== undefined))
}

describe('words', () => {
  test('both languages have the same keys', () => {
    const [ru, en] = [new Set([...words.ru.keys()].map(base)), new Set([...words.en.keys()].map(base))]
    const apart = [...ru, ...en].filter((key) => !ru.has(key) || !en.has(key))
    expect(apart).toEqual([])
  })

  test.each(['ru', 'en'] as const)('every plural of %s has all its forms', (language) => {
    const texts = words[language]
    const counted = new Set([...texts.keys()].filter((key) => PLURALS.test(key)).map(base))
    const wanted = [...counted].flatMap((key) => FORMS[language].map((form) => `${key}_${form}`))
    expect(wanted.filter((form) => !texts.has(form))).toEqual([])
  })

  test('a text and its translation have the same holes', () => {
    const apart = [...words.ru].filter(([key, text]) => {
      const other = words.en.get(key)
      // One flat may be "a flat": a plural need not say its number.
      const said = (one: string) =>
        holes(one)
          .filter((hole) => hole !== 'count' || !PLURALS.test(key))
          .join()
      return other !== undefined && said(text) !== said(other)
    })
    expect(apart.map(([key]) => key)).toEqual([])
  })

  test('no text is empty unless it is advice', () => {
    const empty = (['ru', 'en'] as const).flatMap((language) =>
      [...words[language]]
        .filter(([key, text]) => text.trim() === '' && !key.endsWith('--advice'))
        .map(([key]) => `${language} ${key}`),
    )
    expect(empty).toEqual([])
  })

  test('every key that a screen names exists', () => {
    const missing = sources('src-renderer', ['.ts', '.tsx']).flatMap(({ file, text }) => {
      const module = /modules\/(\w+)\//.exec(file)?.[1] ?? 'common'
      const spaces = new Set([...all(text, /useTranslation\(['"](\w+)['"]/g), module, 'common'])
      const named = [
        ...all(text, /\bt\(\s*'([^']+)'/g),
        ...all(text, /\bt\([^()'`]*\? '([^']+)' : '([^']+)'/g),
        // Full keys stand anywhere: titles of screens, of commands, of shortcuts.
        ...all(text, /'([a-z]+:[a-zA-Z][\w-]*(?:\.[\w-]+)*)'/g),
      ].filter((key) => !key.startsWith('node:'))
      const isKnown = (key: string) =>
        key.includes(':') ? known.has(key) : [...spaces].some((space) => known.has(`${space}:${key}`))
      return named.filter((key) => !isKnown(key)).map((key) => `${file}: ${key}`)
    })
    expect(missing).toEqual([])
  })

  test('every refusal has its words', () => {
    const missing = [...sources('src-main', ['.ts']), ...sources('src-shared', ['.ts'])].flatMap(({ file, text }) =>
      all(text, /reason: '([a-z]+\.[\w-]+)'/g)
        .map((reason) => reason.replace('.', ':errors.'))
        .filter((key) => !known.has(key) && spoken.has(key.slice(0, key.indexOf(':'))))
        .map((key) => `${file}: ${key}`),
    )
    expect([...new Set(missing)]).toEqual([])
  })

  test('no word for the user is written into a screen', () => {
    const written = sources('src-renderer', ['.tsx']).flatMap(({ file, text }) => {
      const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '')
      const cyrillic = all(code, /([А-Яа-яЁё]+)/g).filter((word) => !OWN_NAMES.has(word))
      const latin = [
        ...all(code, /(?<!=)>\s*([A-Z][a-z]+(?: [a-z]+)*)\s*</g),
        ...all(code, /\b(?:title|label|placeholder|aria-label|description)="([^"]*[a-z]{3}[^"]*)"/g),
      ]
      return [...cyrillic, ...latin].map((word) => `${file}: ${word}`)
    })
    expect(written).toEqual([])
  })
})
