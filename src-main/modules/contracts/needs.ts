/** What a template can ask for at all, and what its document asks for now: the fields of the form. */
import type { Assembly } from '#shared/modules/contracts/assemble.ts'
import { evaluate, testsOf } from '#shared/modules/contracts/conditions.ts'
import type { Field } from '#shared/modules/contracts/contract.ts'
import { type ClauseLibrary, type TemplateVersion, slotsOf } from '#shared/modules/contracts/model.ts'
import { type TextUse, usesOf } from '#shared/modules/contracts/rich-text.ts'
import { conditionsOf } from '#shared/modules/contracts/select.ts'
import {
  type Facts,
  type Item,
  listItems,
  listOfItem,
  lookupOf,
  valueOf,
  variableOf,
} from '#shared/modules/contracts/vocabulary.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'

/** Every fact that some document of the template speaks about or turns on: variables by path, lists by name. */
export function needsOf(template: TemplateVersion, library: ClauseLibrary, on: string): Set<string> {
  const needs = new Set(decidingFacts(template))
  const add = (path: string) => needs.add(listOfItem(WORDS, path)?.name ?? path)
  const uses: TextUse[] = slotsOf(template.body).flatMap((slot) =>
    slot.variants.flatMap(({ clause, version }) => {
      const found = library.find(clause, version, on)
      return found ? usesOf(found.content) : []
    }),
  )
  for (const { node, guards, lists } of uses) {
    for (const name of lists) needs.add(name)
    const conditions =
      node.type === 'when'
        ? [node.attrs.when]
        : node.type === 'choice'
          ? node.attrs.options.map(({ when }) => when)
          : []
    for (const { fact } of [...conditions, ...guards].flatMap(testsOf)) add(fact)
    if (node.type === 'variable') add(node.attrs.path)
  }
  for (const inline of [...template.header, ...template.footer, ...(template.annexCaption ?? [])])
    if (inline.type === 'variable') add(inline.attrs.path)
  for (const path of [...needs]) if (path.endsWith('.count')) needs.add(path.slice(0, -'.count'.length))
  return needs
}

export function decidingFacts(template: TemplateVersion): string[] {
  return [...new Set([template.when, ...conditionsOf(template.body)].flatMap(testsOf).map(({ fact }) => fact))]
}

/** The questions of the form: first what decides, then what the document says, in its own order. */
export function fieldsOf(
  template: TemplateVersion,
  assembly: Assembly,
  facts: Facts,
  computed: readonly string[],
  /** Facts to ask for whatever the template is: those that another template would be proposed for. */
  open: readonly string[] = [],
): Field[] {
  const lookup = lookupOf(WORDS, facts)
  const missing = new Set([...assembly.missing.map(({ path }) => path), ...assembly.undecided.map(({ fact }) => fact)])
  const fields = new Map<string, Field>()
  const add = (path: string, isDeciding: boolean) => {
    if (fields.has(path) || path.endsWith('.count')) return
    const shape = shapeOf(path)
    if (!shape) return
    const isOpen = open.includes(path) && valueOf(WORDS, facts, path) === undefined
    const state = missing.has(path) ? 'missing' : isOpen ? 'open' : computed.includes(path) ? 'computed' : 'given'
    fields.set(path, { path, ...shape, isDeciding, state })
  }
  for (const path of decidingFacts(template)) {
    const requires = variableOf(WORDS, path)?.requires
    if (requires && evaluate(requires, lookup) === false) continue
    if (valueOf(WORDS, facts, path) !== undefined || missing.has(path)) add(path, true)
  }
  for (const { fact } of assembly.undecided) add(fact, true)
  for (const path of open) add(path, true)
  for (const { path } of assembly.used) add(path, false)
  for (const { path } of assembly.missing) add(path, false)
  for (const list of WORDS.lists.values())
    if (
      listItems(facts, list.name) !== undefined &&
      [...fields.keys()].some((path) => path.startsWith(`${list.name}.`))
    )
      add(list.name, false)
  return [...fields.values()]
}

function shapeOf(path: string): { type: Field['type']; values: string[] } | undefined {
  if (WORDS.lists.has(path)) return { type: 'list', values: [] }
  const [name = '', , ...field] = path.split('.')
  const list = WORDS.variables.has(path) ? undefined : WORDS.lists.get(name)
  const variable = list ? list.fields.find((each) => each.path === field.join('.')) : variableOf(WORDS, path)
  return variable && { type: variable.type, values: [...(variable.values ?? [])] }
}

/** The facts without what the template never asks for. */
export function onlyNeeded(facts: Facts, needs: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).filter(([path]) => needs.has(path)))
}

/** The facts without the values at the given concrete paths: what is out of shape must not be printed. */
export function without(facts: Facts, paths: ReadonlySet<string>): Facts {
  return Object.fromEntries(
    Object.entries(facts)
      .filter(([path]) => !paths.has(path))
      .map(([path, value]): [string, unknown] => {
        if (!WORDS.lists.has(path)) return [path, value]
        const items = (value as readonly Item[]).flatMap((item, index) =>
          paths.has(`${path}.${index}`)
            ? []
            : [Object.fromEntries(Object.entries(item).filter(([field]) => !paths.has(`${path}.${index}.${field}`)))],
        )
        return [path, items]
      }),
  )
}
