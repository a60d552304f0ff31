/** Everything that an import may say about a cell or a row, and how much it weighs. Words are in the dictionary under `imports.problem.<code>`. */

/**
 * `error` keeps the row out, `warning` waits until somebody accepts it, `note` is told and changes nothing.
 * The order is that of the six levels of checking: type, range, cross-field, cross-row, against the base, control totals.
 */
export const PROBLEMS = {
  // The cell cannot be what its column says
  'required-missing': 'error',
  'not-a-number': 'error',
  'not-an-integer': 'error',
  'not-a-date': 'error',
  'impossible-date': 'error',
  'incomplete-date': 'error',
  'not-a-percent': 'error',
  'not-a-flag': 'error',
  'not-in-list': 'error',
  'bad-phone': 'error',
  'bad-email': 'error',
  'bad-tax-id': 'error',
  'bad-cadastral': 'error',
  'formula-error': 'error',
  'formula-without-result': 'error',
  'digits-lost': 'error',
  'became-a-date': 'error',
  'several-values': 'error',
  'foreign-currency': 'error',
  'unknown-unit': 'error',
  'too-long': 'error',
  'bad-encoding': 'error',
  'merged-value': 'warning',
  lookalikes: 'warning',
  'ambiguous-date': 'warning',
  'short-year': 'warning',
  'percent-scale': 'warning',
  'leading-zero-lost': 'warning',
  'asterisk-dropped': 'note',
  'formula-neutralised': 'note',
  // Range
  'below-minimum': 'error',
  'above-maximum': 'error',
  unlikely: 'warning',
  // Cross-field
  'part-exceeds-whole': 'error',
  'floor-outside-building': 'error',
  'price-disagrees': 'warning',
  'rooms-disagree': 'warning',
  'columns-disagree': 'warning',
  'price-below-least': 'error',
  // Cross-row
  'duplicate-row': 'warning',
  'duplicate-key': 'error',
  'duplicate-value': 'error',
  // Against the base
  'ambiguous-match': 'error',
  'not-found': 'error',
  'unknown-reference': 'error',
  'new-reference': 'warning',
  'protected-field': 'error',
  'status-derived': 'warning',
  'area-differs': 'warning',
  'stale-cell': 'warning',
  'key-changed': 'error',
  'place-taken': 'error',
  'big-change': 'warning',
  'taken-elsewhere': 'error',
  // Structure and control totals
  'totals-row': 'note',
  'totals-disagree': 'warning',
  'repeated-header': 'note',
  'group-row': 'note',
  'note-row': 'note',
  'hidden-row': 'note',
  'stray-note': 'note',
  'column-unwritten': 'note',
  'export-changed': 'note',
  'export-columns-lost': 'note',
} as const satisfies Record<string, Severity>

export type Severity = 'error' | 'warning' | 'note'
export type ProblemCode = keyof typeof PROBLEMS

export interface Problem {
  code: ProblemCode
  /** Key of the field, or null when the problem is the whole row's. */
  field: string | null
  /** Index of the sheet's column from 0, or null. */
  column: number | null
  /** What fills the holes of the sentence. */
  facts?: Record<string, string | number>
}

const COUNTS = new Set(['row', 'count', 'length', 'from', 'to'])

/** A fact as the reader of this language writes it. Numbers of rows and lengths are names more than numbers. */
export function factText(name: string, value: string | number | undefined, language: 'ru' | 'en'): string {
  if (typeof value !== 'number' || COUNTS.has(name)) return String(value ?? '')
  return new Intl.NumberFormat(language === 'ru' ? 'ru-RU' : 'en-GB', { maximumFractionDigits: 4 }).format(value)
}

export const severityOf = (problem: Problem): Severity => PROBLEMS[problem.code]

export function worst(problems: readonly Problem[]): Severity | null {
  let found: Severity | null = null
  for (const problem of problems) {
    const severity = severityOf(problem)
    if (severity === 'error') return 'error'
    if (severity === 'warning' || found === null) found = severity
  }
  return found
}
