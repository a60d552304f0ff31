/** Names of tables, commands and writers as people know them. */
import { toInstant } from '#shared/kernel/instant.ts'
import type { TFunction } from 'i18next'
import type { AuditEntry } from '#shared/modules/access/model.ts'

export function tableWords(table: string, t: TFunction): string {
  return t(`access:table.${table}`, { defaultValue: table })
}

/** `inventory.book` has its words in inventory.json, under `did.book`; a write without a command was plain SQL. */
export function commandWords(command: string | null, t: TFunction): string {
  if (command === null) return t('access:audit.bySql')
  const dot = command.indexOf('.')
  return t(`${command.slice(0, dot)}:did.${command.slice(dot + 1)}`, { defaultValue: command })
}

export function writerWords(entry: AuditEntry, t: TFunction): string {
  return entry.user_name ?? t('access:audit.owner', { login: entry.login })
}

/** A day as the user means it: from midnight of the workstation's own time zone. */
export function startOfDay(day: string): string {
  return toInstant(new Date(`${day}T00:00:00`).getTime())
}
