import { compareWithStandard } from '#shared/modules/contracts/compare.ts'
import type { contracts } from '#shared/modules/contracts/contract.ts'
import { exampleFacts } from '#shared/modules/contracts/example.ts'
import { whereUsed } from '#shared/modules/contracts/lint.ts'
import { slotsOf } from '#shared/modules/contracts/model.ts'
import { plainText, usesOf } from '#shared/modules/contracts/rich-text.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import type { QueryBody } from '#main/engine/define.ts'
import { lackingTerms } from './contract-sheet.ts'
import { leadingFacts, proposeFor, sheetOf, today } from './drafts.ts'
import { fieldsOf, needsOf, onlyNeeded } from './needs.ts'
import { latestOf, published, publishedTemplates, templateOf, templatesOn } from './published.ts'

type Contracts = typeof contracts

export const templates: QueryBody<Contracts['templates']> = async (db, _args, { now }) =>
  (await publishedTemplates(db, today(now))).map(({ template, version, title, kind, status, when, body }) => {
    const slots = slotsOf(body)
    const variants = slots.reduce((sum, slot) => sum + slot.variants.length, 0)
    return { id: template, version, title, kind, status, when, slots: slots.length, variants, body }
  })

export const clauses: QueryBody<Contracts['clauses']> = async (db, _args, { now }) => {
  const all = await published(db)
  const inForce = templatesOn(all, today(now))
  const titles = new Map(inForce.map((each) => [each.template, each]))
  return latestOf(all.clauses, today(now)).map(({ clause, version, title, status, content }) => ({
    id: clause,
    version,
    title,
    status,
    text: plainText(content),
    variables: [...new Set(usesOf(content).flatMap(({ node }) => (node.type === 'variable' ? [node.attrs.path] : [])))],
    uses: whereUsed(clause, inForce).map(({ template, slot, when }) => {
      const found = titles.get(template)
      const slotTitle = found && slotsOf(found.body).find((each) => each.key === slot)?.title
      return { template, templateTitle: found?.title ?? template, slot, slotTitle: slotTitle ?? slot, when }
    }),
  }))
}

export const propose: QueryBody<Contracts['propose']> = (db, { facts, kind }, { now }) =>
  proposeFor(db, facts, kind, now)

export const example: QueryBody<Contracts['example']> = async (db, args, { now }) => {
  const all = await published(db)
  const template = templateOf(all, args.template, today(now))
  const facts = exampleFacts(WORDS, args.deal)
  return { facts: onlyNeeded(facts, needsOf(template, all.library, today(now))) }
}

export const preview: QueryBody<Contracts['preview']> = async (db, draft, { now }) => {
  const sheet = await sheetOf(db, draft, now)
  const { assembly } = sheet
  return {
    template: sheet.template.template,
    on: sheet.on,
    document: assembly.document,
    clauses: assembly.clauses,
    used: assembly.used,
    fields: fieldsOf(
      sheet.template,
      assembly,
      sheet.facts,
      sheet.computed,
      draft.template ? [] : await leadingFacts(db, sheet.on),
    ),
    missing: [...assembly.undecided.map(({ fact, slots }) => ({ path: fact, slots })), ...assembly.missing],
    problems: assembly.problems,
    wrong: sheet.wrong,
    deviations: draft.edits.length === 0 ? [] : compareWithStandard(sheet.input),
    missingTerms: lackingTerms(sheet.input, assembly),
    isComplete: sheet.isComplete,
  }
}
