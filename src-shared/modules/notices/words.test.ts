import { expect, it } from 'vitest'
import { NOTICE_KINDS } from './model.ts'

const LANGUAGES = ['ru', 'en'] as const

type Words = { notice?: Record<string, { title?: string; text?: string }> }

it.each(LANGUAGES)('every kind of notice has its words in %s', async (language) => {
  const missing: string[] = []
  for (const kind of NOTICE_KINDS) {
    const [module = '', name = ''] = kind.split('.')
    const { default: words } = (await import(`../../../resources/locales/${language}/${module}.json`, {
      with: { type: 'json' },
    })) as { default: Words }
    const { title, text } = words.notice?.[name] ?? {}
    if (title === undefined || text === undefined) missing.push(kind)
  }
  expect(missing).toEqual([])
})
