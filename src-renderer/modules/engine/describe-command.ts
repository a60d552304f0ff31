/** A command in the words of its module: `<module>:did.<name>`, and where its subject can be looked at. */
import type { TFunction } from 'i18next'
import type { Contribution } from '#renderer/data/contribution.ts'

function split(name: string): { module: string; command: string } {
  const dot = name.indexOf('.')
  return { module: name.slice(0, dot), command: name.slice(dot + 1) }
}

export function describeCommand(name: string, args: unknown, t: TFunction): string {
  const { module, command } = split(name)
  const facts = args !== null && typeof args === 'object' ? args : {}
  return t(`${module}:did.${command}`, { ...facts, defaultValue: t('engine:inbox.unknown', { name }) })
}

export function placeOfCommand(screens: readonly Contribution[], name: string, args: unknown): string | undefined {
  const { module, command } = split(name)
  return screens.find((one) => one.module === module)?.placeOf?.(command, args)
}
