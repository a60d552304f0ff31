/** Words: one dictionary a module and language, loaded for the language in use only. */
import i18next, { type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import dayjs from 'dayjs'
import 'dayjs/locale/ru.js'
import type { Language } from '#shared/kernel/language.ts'
import { changeSettings } from '../data/settings.ts'

const dictionaries = import.meta.glob<Record<string, unknown>>('../../resources/locales/*/*.json', {
  import: 'default',
})

async function load(language: Language): Promise<void> {
  const wanted = Object.entries(dictionaries).filter(([path]) => path.includes(`/${language}/`))
  await Promise.all(
    wanted.map(async ([path, read]) => {
      const namespace = path.slice(path.lastIndexOf('/') + 1, -'.json'.length)
      if (!i18next.hasResourceBundle(language, namespace)) i18next.addResourceBundle(language, namespace, await read())
    }),
  )
}

export async function startWords(language: Language): Promise<i18n> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: {},
    defaultNS: 'common',
    fallbackNS: 'common',
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  })
  await changeLanguage(language)
  return i18next
}

export async function changeLanguage(language: Language): Promise<void> {
  await load(language)
  dayjs.locale(language)
  document.documentElement.lang = language
  await i18next.changeLanguage(language)
}

/** The person's choice: kept, and shown at once. */
export function setLanguage(language: Language): void {
  changeSettings({ language })
  void changeLanguage(language)
}
