/** The few words that the shell says itself, before and beside the page. */
import en from '#resources/locales/en/shell.json' with { type: 'json' }
import ru from '#resources/locales/ru/shell.json' with { type: 'json' }

export type Words = typeof en

/** Russian for a Russian-speaking system, English for everybody else. */
export function wordsFor(locale: string): Words {
  return /^(ru|be|kk|ky|uz)\b/i.test(locale) ? ru : en
}

/** Fills `{{name}}` holes. */
export function fill(text: string, holes: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => holes[name] ?? whole)
}
