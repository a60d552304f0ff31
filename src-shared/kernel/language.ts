/** The two languages of the interface, and which of them somebody gets before they have chosen. */
export const LANGUAGES = ['ru', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** Languages whose speakers read Russian with less trouble than English. */
const READ_RUSSIAN: ReadonlySet<string> = new Set('ru uk be kk ky uz tg tk hy az ka tt ba cv sah os ce ab'.split(' '))

/**
 * @param preferred - BCP 47 tags, the dearest first, as a browser or an operating system gives them. The first that says something decides:
 * a German with Russian second gets Russian; English is for everybody else.
 */
export function languageFor(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const [language = ''] = tag.toLowerCase().split(/[-_]/)
    if (language === 'en') return 'en'
    if (READ_RUSSIAN.has(language)) return 'ru'
  }
  return 'en'
}
