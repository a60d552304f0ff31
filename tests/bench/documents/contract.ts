/** A contract of a given length with variables, references, lists and a table of payments, for measuring. */
import { addMonths } from '#shared/kernel/day.ts'
import { type AssembleInput, assemble } from '#shared/modules/contracts/assemble.ts'
import { deriveFacts } from '#shared/modules/contracts/derive.ts'
import { makeLibrary } from '#shared/modules/contracts/model.ts'
import {
  SAMPLE_CLAUSES,
  SAMPLE_FACTS,
  clause,
  p,
  ref,
  section,
  slot,
  t,
  template,
  v,
} from '#shared/modules/contracts/testing/sample.ts'
import { RUSSIAN_VOCABULARY } from '#shared/modules/contracts/vocabulary-ru.ts'

const WORDS =
  'Стороны договорились, что обязательства по настоящему договору исполняются в порядке и в сроки, которые установлены законодательством и условиями договора, если иное не предусмотрено дополнительным соглашением. '

/** About one page for every three sections. */
export function contractOf(sections: number): AssembleInput {
  const clauses = Array.from({ length: sections }, (_, index) =>
    clause(
      `body-${index}`,
      p({ level: 2, anchor: `a-${index}` }, t(WORDS), v('price.total', { format: 'full' }), t('.')),
      p({ level: 2 }, t('Согласно п. '), ref(`a-${(index + 1) % sections}`), t(` ${WORDS}`), v('contract.on'), t('.')),
      p({ list: 'letter' }, t(WORDS), v('object.number'), t(';')),
      p({ list: 'letter' }, t('иные условия.')),
      p({ level: 3 }, t(WORDS), v('buyer.name', { case: 'dative' }), t('.')),
    ),
  )
  const facts = {
    ...SAMPLE_FACTS,
    payments: Array.from({ length: 36 }, (_, index) => ({
      on: addMonths('2026-09-01', index),
      amount: 1_000_000 + index,
    })),
  }
  return {
    template: template([
      slot('head', [['head', true]]),
      slot('parties', [['parties', true]]),
      ...clauses.map((each, index) =>
        section(`s-${index}`, `Раздел ${index + 1}`, [slot(each.clause, [[each.clause, true]])]),
      ),
      section('annex.schedule', 'График платежей', [slot('schedule', [['schedule', true]])], { isAnnex: true }),
    ]),
    library: makeLibrary([...SAMPLE_CLAUSES, ...clauses]),
    vocabulary: RUSSIAN_VOCABULARY,
    facts: deriveFacts(facts).facts,
    on: '2026-08-22',
  }
}

export function documentOf(sections: number) {
  return assemble(contractOf(sections)).document
}
