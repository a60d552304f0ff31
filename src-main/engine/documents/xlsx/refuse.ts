/** Files that cannot be read are refused in words that say what to do; each refusal has its own sentence in the dictionary. */
import { AppError } from '#shared/rpc/errors.ts'

const SENTENCES = {
  'password-protected': 'The file is protected by a password. Open it in Excel, remove the password and save it again',
  damaged:
    'The file is damaged or was not downloaded completely. Open it in Excel, repair it and save it again as .xlsx',
  bomb: 'The file unpacks into far more data than a real workbook holds and was not read',
  'too-big': 'The file is too big. Split it, or delete pictures and unused sheets',
  'too-many-columns': 'The sheet has too many columns. Delete the empty columns to the right of the table',
  'too-many-rows': 'The sheet has too many rows. Split the file',
  'old-xls': 'The old .xls format is not read. Open the file in Excel or LibreOffice and save it as .xlsx',
  'binary-xlsb': 'The binary .xlsb format is not read. Open the file in Excel and save it as .xlsx',
  'not-a-workbook': 'This is neither a workbook nor a table of text. Use .xlsx, .xlsm, .ods or .csv',
  'bank-statement': 'This is a bank statement for 1C, not a table. Save it as Excel or CSV',
  empty: 'The file is empty',
  'no-sheet': 'There is no such sheet in the file',
  'no-header': 'No header row was found. Name the columns in one row above the data',
  'unclosed-quote': 'A quotation mark that opens a cell is never closed',
  'took-too-long': 'Reading took too long and was stopped',
  'out-of-memory': 'Reading needed too much memory and was stopped. Split the file',
} as const

export type RefusalReason = keyof typeof SENTENCES
export const REFUSALS = Object.keys(SENTENCES) as RefusalReason[]

export function refuse(reason: RefusalReason, facts: Record<string, unknown> = {}): AppError {
  return new AppError('invalid', SENTENCES[reason], { reason: `imports.${reason}`, ...facts })
}
