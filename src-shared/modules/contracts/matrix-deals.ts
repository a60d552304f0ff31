/** The deals that a change is looked at with: one for each variant that it touches, and one for each form that a clause's own conditions give it. */
import { axesOf, enumerate, smallest, unusual } from './analysis.ts'
import { type Condition, evaluate, testsOf } from './conditions.ts'
import { exampleFacts, isSuch } from './example.ts'
import { guardOf } from './lint-slots.ts'
import type { TemplateReport } from './lint.ts'
import type { MatrixInput, Shelf } from './matrix.ts'
import { type ClauseVersion, type TemplateVersion, isInForce, makeLibrary, slotsOf } from './model.ts'
import { usesOf } from './rich-text.ts'
import { chooseVariant, conditionsOf, selectClauses } from './select.ts'
import { type Assignment, type ListDefinition, type Vocabulary, listOfItem, lookupIn } from './vocabulary.ts'

/** Of the words inside of a clause at most so many forms are looked at in one slot. */
const MOST_FORMS = 64
/** Of the facts of one item at most so many combinations are tried. */
const MOST_ITEMS = 4_096

interface Touched extends MatrixInput {
  template: TemplateVersion
  old: TemplateVersion | undefined
  report: TemplateReport
  oldReport: TemplateReport | undefined
}

/** One deal for each variant that the change may touch, and for each form that the clause's own conditions give it. */
export function dealsOf(touched: Touched): Assignment[] {
  const { template, old, report, oldReport, before, after, changed, vocabulary, on } = touched
  const deals = new Map<string, Assignment>()
  const add = (deal: Assignment) => deals.set(JSON.stringify(Object.entries(deal).sort()), deal)
  if (changed.kind === 'template') {
    for (const deal of [...report.deals, ...(oldReport?.deals ?? [])]) add(deal)
    return [...deals.values()]
  }
  const places = (of: TemplateVersion, shelf: Shelf, deal: Assignment) =>
    selectClauses(of, makeLibrary(shelf.clauses), lookupIn(deal), on).placed.some(
      ({ clause }) => clause.clause === changed.key,
    )
  for (const deal of report.deals) if (places(template, after, deal) || (old && places(old, before, deal))) add(deal)
  const texts = [before, after].flatMap(({ clauses }) => {
    const inForce = clauses.filter((each) => each.clause === changed.key && isInForce(each, on))
    return inForce.length > 0 ? [inForce.reduce((a, b) => (b.version > a.version ? b : a))] : []
  })
  const inner = texts.flatMap(({ content }) => innerConditions(content))
  const isOfItem = (condition: Condition) => itemListOf(vocabulary, condition) !== undefined
  const forms = formsOf(
    template,
    changed.key,
    inner.filter((condition) => !isOfItem(condition)),
    vocabulary,
  )
  if (inner.length > 0) for (const deal of forms) add(deal)
  // One item is told apart in the least unusual deal that can have such an item: forms are added to each other, not multiplied.
  for (const item of itemForms(vocabulary, inner.filter(isOfItem))) {
    const whole = forms.find((deal) => isShown(vocabulary, { ...deal, ...item }))
    if (whole) add({ ...whole, ...item })
  }
  return [...deals.values()]
}

/** Every condition inside of a clause: of choices and kept-out words, of whole paragraphs, rows and repeated parts. */
function innerConditions(content: ClauseVersion['content']): Condition[] {
  const found = usesOf(content).flatMap(({ node }) =>
    node.type === 'when' ? [node.attrs.when] : node.type === 'choice' ? node.attrs.options.map(({ when }) => when) : [],
  )
  return [...new Map(found.map((condition) => [JSON.stringify(condition), condition])).values()]
}

function itemListOf(vocabulary: Vocabulary, condition: Condition): ListDefinition | undefined {
  for (const { fact } of testsOf(condition)) {
    const list = listOfItem(vocabulary, fact)
    if (list) return list
  }
  return undefined
}

function isShown(vocabulary: Vocabulary, deal: Assignment): boolean {
  return isSuch(vocabulary, exampleFacts(vocabulary, deal), deal)
}

/** What one item of a list may be, so that the conditions about items come out in every way that they can: the least unusual for each. */
function itemForms(vocabulary: Vocabulary, conditions: readonly Condition[]): Assignment[] {
  const byList = Map.groupBy(conditions, (condition) => itemListOf(vocabulary, condition))
  return [...byList].flatMap(([list, own]) => {
    // What a deal can have at all is judged on the whole deal; here only the item's own facts are turned.
    const axes = axesOf({ ...vocabulary, constraints: [] }, own).filter(
      ({ fact }) => listOfItem(vocabulary, fact.replace(/\?$/, '')) === list,
    )
    let items: Assignment[] = [{}]
    for (const { fact, values } of axes)
      items = items.flatMap((item) => values.map((value) => ({ ...item, [fact]: value }))).slice(0, MOST_ITEMS)
    const forms = Map.groupBy(items, (item) =>
      own.map((condition) => String(evaluate(condition, lookupIn(item)))).join(),
    )
    const size = (item: Assignment) => Object.keys(unusual(vocabulary, item)).length
    return [...forms.values()].flatMap((group) =>
      group
        .toSorted((a, b) => size(a) - size(b))
        .filter((item) => isShown(vocabulary, item))
        .slice(0, 1),
    )
  })
}

function formsOf(template: TemplateVersion, clause: string, inner: readonly Condition[], vocabulary: Vocabulary) {
  const rest = conditionsOf(template.body).length
  return slotsOf(template.body)
    .filter((slot) => slot.variants.some((variant) => variant.clause === clause))
    .flatMap((slot) => {
      const guard = guardOf(template.body, slot.key) ?? true
      const conditions = [template.when, guard, ...slot.variants.map(({ when }) => when), ...inner]
      const axes = axesOf(vocabulary, conditions)
      const groups = new Map<string, Assignment[]>()
      for (const deal of enumerate(vocabulary, conditions, 20_000 + rest).assignments) {
        const lookup = lookupIn(deal)
        if (evaluate(template.when, lookup) !== true || evaluate(guard, lookup) !== true) continue
        const choice = chooseVariant(slot, lookup)
        if (choice.outcome !== 'chosen' || choice.variant.clause !== clause) continue
        const key = inner.map((condition) => String(evaluate(condition, lookup))).join()
        const group = groups.get(key)
        if (group) group.push(deal)
        else if (groups.size < MOST_FORMS) groups.set(key, [deal])
      }
      return [...groups.values()].map((group) => smallest(axes, group) ?? {})
    })
}
