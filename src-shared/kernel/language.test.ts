import { expect, test } from 'vitest'
import { languageFor } from './language.ts'

test.each([
  [['ru-RU', 'ru', 'en-US'], 'ru'],
  [['uk-UA'], 'ru'],
  [['be'], 'ru'],
  [['kk_KZ'], 'ru'],
  [['en-US', 'en', 'ru'], 'en'],
  [['de-DE', 'ru'], 'ru'],
  [['de-DE', 'fr'], 'en'],
  [['run-BI'], 'en'],
  [[], 'en'],
] as const)('somebody whose system prefers %j starts in %s', (preferred, language) => {
  expect(languageFor(preferred)).toBe(language)
})
