/** A draft as it stands: its template, its facts made whole, and the document of both. */
import { type Day, dayAt, isDay } from '#shared/kernel/day.ts'
import type { Instant } from '#shared/kernel/instant.ts'
import { type AssembleInput, type Assembly, assemble, isComplete } from '#shared/modules/contracts/assemble.ts'
import { evaluate, testsOf } from '#shared/modules/contracts/conditions.ts'
import type { Draft, Proposal } from '#shared/modules/contracts/contract.ts'
import { deriveFacts } from '#shared/modules/contracts/derive.ts'
import type { TemplateVersion } from '#shared/modules/contracts/model.ts'
import { proposeTemplates } from '#shared/modules/contracts/select.ts'
import { type FactProblem, type Facts, checkFacts, lookupOf } from '#shared/modules/contracts/vocabulary.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { Db } from '#main/engine/define.ts'
import { decidingFacts, without } from './needs.ts'
import { published, templateOf, templatesOn } from './published.ts'

const TIME_ZONE = 'Europe/Moscow'

export function today(now: Instant): Day {
  return dayAt(now, TIME_ZONE)
}

/** Facts that lead to one template or another. */
export async function leadingFacts(db: Db, on: Day): Promise<string[]> {
  return leadingOf(templatesOn(await published(db), on))
}

function leadingOf(templates: readonly TemplateVersion[]): string[] {
  return [...new Set(templates.flatMap(({ when }) => testsOf(when).map(({ fact }) => fact)))]
}

export interface Sheet {
  template: TemplateVersion
  on: Day
  facts: Facts
  computed: string[]
  wrong: FactProblem[]
  input: AssembleInput
  assembly: Assembly
  isComplete: boolean
}

/** Assembles a draft. Values out of shape are left out and named in `wrong`; nothing is refused but an unknown template. */
export async function sheetOf(db: Db, draft: Draft, now: Instant): Promise<Sheet> {
  const all = await published(db)
  const { facts, computed, wrong, on } = factsOf(draft.facts, draft.on, now)
  const key = draft.template ?? propose(templatesOn(all, on), facts, undefined, computed)[0]?.template
  if (key === undefined)
    throw new AppError('invalid', 'No template fits these facts', { reason: 'contracts.nothing-fits' })
  const template = templateOf(all, key, on)
  const origins = { ...Object.fromEntries(computed.map((path) => [path, 'computed' as const])), ...draft.origins }
  const input: AssembleInput = {
    template,
    library: all.library,
    vocabulary: WORDS,
    facts,
    on,
    origins,
    edits: draft.edits,
  }
  const assembly = assemble(input)
  const fits = evaluate(template.when, lookupOf(WORDS, facts)) !== false
  return {
    template,
    on,
    facts,
    computed,
    wrong,
    input,
    assembly,
    isComplete: isComplete(assembly) && wrong.length === 0 && fits,
  }
}

export function factsOf(given: Facts, day: Day | undefined, now: Instant) {
  const shape = checkFacts(WORDS, given).filter(({ kind }) => kind !== 'contradiction')
  const clean = without(given, new Set(shape.map(({ path }) => path)))
  const { facts, computed } = deriveFacts(clean)
  const contradictions = checkFacts(WORDS, facts).filter(({ kind }) => kind === 'contradiction')
  const stated = facts['contract.on']
  const on = day ?? (typeof stated === 'string' && isDay(stated) ? stated : today(now))
  return { facts, computed, wrong: [...shape, ...contradictions], on }
}

/**
 * Templates for a deal. A fact that few templates ask about says more than one that all of them ask about; of equals the
 * one that turns on more of what is known comes first, then the one that can turn on more at all.
 */
export function propose(
  templates: readonly TemplateVersion[],
  facts: Facts,
  kind?: TemplateVersion['kind'],
  /** What nobody gave speaks for no template. */
  computed: readonly string[] = [],
): Omit<Proposal, 'missing'>[] {
  const weight = new Map<string, number>()
  for (const { when } of templates)
    for (const fact of new Set(testsOf(when).map((test) => test.fact))) weight.set(fact, (weight.get(fact) ?? 0) + 1)
  const lookup = lookupOf(WORDS, facts)
  return proposeTemplates(
    templates.filter((template) => kind === undefined || template.kind === kind),
    lookup,
  )
    .map(({ template, because }) => ({
      template: template.template,
      title: template.title,
      kind: template.kind,
      because,
      known: decidingFacts(template).filter((fact) => facts[fact] !== undefined && !computed.includes(fact)),
      width: decidingFacts(template).length,
      score: because.reduce((sum, { fact }) => sum + 1 / (weight.get(fact) ?? 1), 0),
    }))
    .toSorted((a, b) => b.score - a.score || b.known.length - a.known.length || b.width - a.width)
    .map(({ score: _, width: __, ...proposal }) => proposal)
}

export async function proposeFor(
  db: Db,
  given: Facts,
  kind: TemplateVersion['kind'] | undefined,
  now: Instant,
): Promise<Proposal[]> {
  const all = await published(db)
  const { facts, on, computed } = factsOf(given, undefined, now)
  return propose(templatesOn(all, on), facts, kind, computed).map((proposal) => {
    const template = templateOf(all, proposal.template, on)
    const { missing, undecided } = assemble({ template, library: all.library, vocabulary: WORDS, facts, on })
    return { ...proposal, missing: [...undecided.map(({ fact }) => fact), ...missing.map(({ path }) => path)] }
  })
}

/** The template that a source leads to: the proposed one of its kind, or the only thing that is known, that kind itself. */
export async function templateFor(
  db: Db,
  given: Facts,
  kind: TemplateVersion['kind'] | null,
  now: Instant,
): Promise<string | undefined> {
  const all = templatesOn(await published(db), today(now))
  const { facts, computed } = factsOf(given, undefined, now)
  const [proposed] = propose(all, facts, kind ?? undefined, computed)
  return proposed?.template ?? all.find((each) => each.kind === kind)?.template
}
