/** A document for a file: what it lacks is called as the screen calls it, in the language that contracts are written in. */
import russian from '#resources/locales/ru/vocabulary.json' with { type: 'json' }
import type { PrintDocument } from '#shared/kernel/document.ts'
import { factParts, withNamedHoles } from '#shared/modules/contracts/fact-names.ts'

const GROUPS: Readonly<Record<string, string>> = russian.group
const FIELDS: Readonly<Record<string, string>> = russian.field

function nameOf(path: string): string {
  const { group, index, field } = factParts(path)
  const title = [GROUPS[group] ?? group, ...(index === undefined ? [] : [index])].join(' ')
  return field === '' ? title : `${title}: ${FIELDS[field] ?? field}`
}

export function forFile(document: PrintDocument): PrintDocument {
  return withNamedHoles(document, nameOf)
}
