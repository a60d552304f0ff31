import { compareWithStandard } from '#shared/modules/contracts/compare.ts'
import type { contracts } from '#shared/modules/contracts/contract.ts'
import { exampleFacts } from '#shared/modules/contracts/example.ts'
import { whereUsed } from '#shared/modules/contracts/lint.ts'
import { slotsOf } from '#shared/modules/contracts/model.ts'
import { plainText, usesOf } from '#shared/modules/contracts/rich-text.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import type { QueryBody } from '#main/engine/define.ts'
import { clauseLibrary, leadingFacts, proposeFor, publishedTemplates, sheetOf, templateOf, today } from './drafts.ts'
import { fieldsOf, needsOf, onlyNeeded } from './needs.ts'
import { shippedContracts } from './shipped-files.ts'

type Contracts = typeof contracts

export const templates: QueryBody<Contracts['templates']> = () =>
  Promise.resolve(
    publishedTemplates().map(({ template, version, title, kind, status, when, body }) => {
      const slots = slotsOf(body)
      const variants = slots.reduce((sum, slot) => sum + slot.variants.length, 0)
      return { id: template, version, title, kind, status, when, slots: slots.length, variants, body }
    }),
  )

export const clauses: QueryBody<Contracts['clauses']> = () => {
  const published = publishedTemplates()
  const titles = new Map(published.map((each) => [each.template, each]))
  return Promise.resolve(
    shippedContracts().clauses.map(({ clause, version, title, status, content }) => ({
      id: clause,
      version,
      title,
      status,
      text: plainText(content),
      variables: [
        ...new Set(usesOf(content).flatMap(({ node }) => (node.type === 'variable' ? [node.attrs.path] : []))),
      ],
      uses: whereUsed(clause, published).map(({ template, slot, when }) => {
        const found = titles.get(template)
        const slotTitle = found && slotsOf(found.body).find((each) => each.key === slot)?.title
        return { template, templateTitle: found?.title ?? template, slot, slotTitle: slotTitle ?? slot, when }
      }),
    })),
  )
}

export const propose: QueryBody<Contracts['propose']> = (_db, { facts, kind }, { now }) =>
  Promise.resolve(proposeFor(facts, kind, now))

export const example: QueryBody<Contracts['example']> = (_db, args, { now }) => {
  const template = templateOf(args.template)
  const facts = exampleFacts(WORDS, args.deal)
  return Promise.resolve({ facts: onlyNeeded(facts, needsOf(template, clauseLibrary(), today(now))) })
}

export const preview: QueryBody<Contracts['preview']> = async (_db, draft, { now }) => {
  const sheet = sheetOf(draft, now)
  const { assembly } = sheet
  return {
    template: sheet.template.template,
    on: sheet.on,
    document: assembly.document,
    clauses: assembly.clauses,
    used: assembly.used,
    fields: fieldsOf(sheet.template, assembly, sheet.facts, sheet.computed, draft.template ? [] : leadingFacts()),
    missing: [...assembly.undecided.map(({ fact, slots }) => ({ path: fact, slots })), ...assembly.missing],
    problems: assembly.problems,
    wrong: sheet.wrong,
    deviations: draft.edits.length === 0 ? [] : compareWithStandard(sheet.input),
    isComplete: sheet.isComplete,
  }
}
