/** The few words that the shell says itself, before and beside the page. */
import en from '#resources/locales/en/shell.json' with { type: 'json' }
import ru from '#resources/locales/ru/shell.json' with { type: 'json' }
import { languageFor } from '#shared/kernel/language.ts'

export type Words = typeof en

/** In the language of the system; the page speaks the same until somebody chooses another. */
export function wordsFor(preferred: readonly string[]): Words {
  return languageFor(preferred) === 'ru' ? ru : en
}

/** Fills `{{name}}` holes. */
export function fill(text: string, holes: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => holes[name] ?? whole)
}
