/** Exports that come back: what was written is read as it was, an edit is a difference, and what the base has changed meanwhile is marked. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BaseRow, ImportField, ImportKind, Value } from '#shared/modules/imports/kind.ts'
import { KINDS } from '#shared/modules/imports/kinds/index.ts'
import { units } from '#shared/modules/imports/kinds/units.ts'
import { must } from '#shared/rpc/errors.ts'
import { sampleBase, sampleReferences } from '#tests/bench/imports/data.ts'
import { writeCsv } from '#main/engine/documents/xlsx/csv-write.ts'
import { writeTable } from '#main/engine/documents/xlsx/write.ts'
import { openTable } from '#main/engine/documents/xlsx/open.ts'
import { exportKind } from './export-kind.ts'
import { openSession } from './session.ts'

let dir: string
beforeAll(() => void (dir = mkdtempSync(join(tmpdir(), 'kvartal-round-'))))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

async function returned(path: string, kind: ImportKind, rows: BaseRow[], references = {}) {
  const session = await openSession(path, dir)
  const look = await session.open(kind)
  const columns = look.columns.flatMap(({ column, field, isTwin }) =>
    field === null ? [] : [{ column, field, isTwin }],
  )
  const summary = await session.analyse(
    { headerFrom: null, headerTo: null, columns, constants: {} },
    { blankClears: false, createsReferences: false, leastPpmMinor: null },
    { rows: structuredClone(rows), references },
    () => undefined,
  )
  const changes = session
    .window({}, 0, 1000)
    .rows.flatMap(({ row, class: name, changes: list, problems }) =>
      name === 'unchanged' ? [] : [{ row, class: name, changes: list, codes: problems.map(({ code }) => code) }],
    )
  await session.close()
  return { look, summary, changes }
}

async function edited(path: string, edit: (sheet: ExcelJS.Worksheet) => void) {
  const book = new ExcelJS.Workbook()
  await book.xlsx.readFile(path)
  edit(must(book.worksheets[0]))
  await book.xlsx.writeFile(path)
}

describe('an export', () => {
  it('comes back unchanged, knows itself, and shows one edited cell', async () => {
    const path = join(dir, 'units.xlsx')
    const rows = sampleBase(120)
    await exportKind(path, { kind: units, rows, language: 'ru', heading: ['Прайс на 01.09.2025'] })
    const same = await returned(path, units, rows, sampleReferences(120))
    expect(same.look).toMatchObject({ isReturning: true, headerFrom: 2 })
    expect(same.summary.counts).toMatchObject({
      unchanged: 120,
      skipped: 1,
      insert: 0,
      update: 0,
      error: 0,
      warning: 0,
      conflict: 0,
    })
    expect(same.summary.codes.map(({ code }) => code)).toEqual(['totals-row'])
    await edited(path, (sheet) => {
      sheet.getCell('Y3').value = 'новая заметка'
      sheet.getCell('T4').value = null
    })
    expect((await returned(path, units, rows)).changes.filter(({ class: name }) => name !== 'skipped')).toEqual([
      { row: 3, class: 'update', changes: { note: [rows[0]?.values['note'], 'новая заметка'] }, codes: [] },
      { row: 4, class: 'update', changes: { layout: [rows[1]?.values['layout'], null] }, codes: [] },
    ])
  })

  it('takes the price that was typed, or the price of a metre, and asks nothing of the other, which stands as it left', async () => {
    const path = join(dir, 'typed.xlsx')
    const rows = sampleBase(4)
    await exportKind(path, { kind: units, rows, language: 'ru' })
    await edited(path, (sheet) => {
      const titles = (sheet.getRow(1).values as unknown[]).map(String)
      const raise = (row: number, title: string) => {
        const cell = sheet.getCell(row, titles.indexOf(title))
        cell.value = Math.round(Number(cell.value) * 1.1)
      }
      raise(2, 'Цена')
      raise(3, 'Цена за м²')
    })
    const { summary, changes } = await returned(path, units, rows)
    expect(summary.counts).toMatchObject({ update: 2, warning: 0, error: 0 })
    expect(changes.slice(0, 2).map((row) => Object.keys(row.changes))).toEqual([['price_minor'], ['ppm_minor']])
  })

  it('marks what the base has changed since, and leaves alone what its reader did not touch', async () => {
    const path = join(dir, 'stale.xlsx')
    const rows = sampleBase(10)
    await exportKind(path, { kind: units, rows, language: 'en' })
    await edited(path, (sheet) => {
      sheet.getCell('Y2').value = 'mine'
      sheet.getCell('Y3').value = 'mine'
    })
    const now = structuredClone(rows)
    must(now[0]).values['note'] = 'theirs'
    must(now[1]).values['layout'] = 'theirs'
    must(now[2]).values['note'] = 'theirs'
    now.splice(5, 1)
    const { changes, summary } = await returned(path, units, now)
    expect(summary.counts).toMatchObject({ conflict: 1, update: 1, error: 1, unchanged: 7 })
    expect(changes.filter(({ class: name }) => name !== 'skipped')).toMatchObject([
      { row: 2, class: 'conflict', changes: { note: ['theirs', 'mine'] }, codes: ['stale-cell'] },
      { row: 3, class: 'update', changes: { note: [rows[1]?.values['note'], 'mine'] } },
      { row: 7, class: 'error', codes: ['not-found'] },
    ])
  })

  it('has types, formats, a frozen header, a filter, and totals that live', async () => {
    const path = join(dir, 'shape.xlsx')
    await exportKind(path, { kind: units, rows: sampleBase(5), language: 'ru' })
    const book = new ExcelJS.Workbook()
    await book.xlsx.readFile(path)
    const sheet = must(book.worksheets[0])
    expect(sheet.name).toBe('Помещения')
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 })
    expect(sheet.autoFilter).toBe('A1:AA6')
    expect(sheet.getCell('J2').numFmt).toBe('#,##0.00##')
    expect(sheet.getCell('J8').value).toMatchObject({ formula: 'SUBTOTAL(109,J2:J6)' })
    expect([sheet.getColumn('Z').hidden, sheet.getColumn('AA').hidden]).toEqual([true, true])
    expect(book.getWorksheet('kvartal')?.state).toBe('veryHidden')
  })

  it('never lets text become a formula', async () => {
    const path = join(dir, 'formulas.xlsx')
    const evil = ['=1+1', '+1+1', '-1+1', '@SUM(A1)', '=cmd|calc', '\t=1', 'plain']
    await writeTable(path, { sheet: 'A', columns: [{ title: 'x', type: 'text' }], rows: evil.map((text) => [text]) })
    const book = new ExcelJS.Workbook()
    await book.xlsx.readFile(path)
    expect(evil.map((_, at) => book.worksheets[0]?.getCell(`A${at + 2}`).formula)).toEqual(evil.map(() => undefined))
    const table = await openTable(path)
    const read: unknown[] = []
    await table.read('A', { onRow: (_, cells) => void read.push(cells[0]) })
    await table.close()
    expect(read.slice(1)).toEqual(evil)
    const csv = join(dir, 'formulas.csv')
    await writeCsv(
      csv,
      // A lone tab or bar in the file would be taken for its separator.
      [...evil.filter((text) => !/[\t|]/.test(text)), '-15.5', '+7 916 123-45-67'].map((text) => [text]),
    )
    const plain = await openTable(csv)
    const cells: unknown[] = []
    await plain.read('formulas', { onRow: (_, line) => void cells.push(line[0]) })
    expect(cells).toEqual(["'=1+1", "'+1+1", "'-1+1", "'@SUM(A1)", 'plain', '-15.5', "'+7 916 123-45-67"])
  })
})

/** Values that a field may hold in the base. */
function valueOf(field: ImportField): fc.Arbitrary<Value> {
  const number = (least: number, most: number, step = 1) =>
    fc
      .integer({
        min: Math.ceil(Math.max(field.min ?? least, least) / step),
        max: Math.floor(Math.min(field.max ?? most, most) / step),
      })
      .map((n) => n * step)
  const word = fc.string({
    unit: fc.constantFrom(...'абвЖЩё abcXYZ0123456789-/.,;"<>&=+@\''),
    minLength: 1,
    maxLength: Math.min(field.maxLength ?? 40, 40),
  })
  switch (field.type) {
    case 'text':
      return word
        .map((text) => text.trim().replace(/ {2,}/g, ' '))
        .filter(
          (text) => text !== '' && !/^[-.…?']*$/.test(text) && !text.startsWith("'") && !/^(?:итого|всего)/i.test(text),
        )
    case 'code':
      return field.key === 'inn' || field.key === 'tax_id'
        ? fc.constantFrom('7707083893', '7728168971')
        : field.key === 'cadastral_number'
          ? fc
              .tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 9999 }))
              .map(([a, b]) => `${a}:01:0004012:${b}`)
          : field.checkText
            ? fc.constant(field.key === 'kpp' ? '770701001' : '1027700132195')
            : fc.stringMatching(/^[0-9]{1,6}[АБВ]?$/)
    case 'integer':
      return number(field.likelyMin ?? 0, field.likelyMax ?? 500)
    case 'rooms':
      return number(0, 15)
    case 'area':
      return number(field.likelyMin ?? 1, field.likelyMax ?? 1e7)
    case 'money':
      return number(field.likelyMin ?? 1, field.likelyMax ?? 1e12)
    case 'height':
      return number(field.likelyMin ?? 0, Math.min(field.likelyMax ?? 3000, 1900))
    case 'percent':
      return number(0, 10_000)
    case 'flag':
      return fc.boolean()
    case 'date':
      return fc
        .integer({ min: 61, max: 80_000 })
        .map((serial) => new Date((serial - 25_569) * 86_400_000).toISOString().slice(0, 10))
    case 'choice':
      return fc.constantFrom(...(field.choices ?? []).map(({ value }) => value))
    case 'phone':
      return fc.integer({ min: 0, max: 999_999_999 }).map((n) => `+79${String(n).padStart(9, '0')}`)
    case 'email':
      return fc.constantFrom('a@b.ru', 'ivan.petrov@example.com')
  }
}

describe('export and import are the identity', () => {
  it.each(KINDS.map((kind) => [kind.name, kind] as const))(
    'of %s, whatever they hold',
    { timeout: 60_000 },
    async (_, kind) => {
      const row = fc.record(
        Object.fromEntries(kind.fields.map((field) => [field.key, fc.option(valueOf(field), { nil: null, freq: 4 })])),
      )
      let n = 0
      await fc.assert(
        fc.asyncProperty(
          fc.array(row, { minLength: 1, maxLength: 12 }),
          fc.constantFrom('ru' as const, 'en' as const),
          async (values, language) => {
            const rows = values.map((held, at): BaseRow => ({ id: `id-${at}`, lock: null, values: held }))
            const path = join(dir, `${kind.name}-${n++}.xlsx`)
            await exportKind(path, { kind, rows, language })
            const { changes } = await returned(path, kind, rows)
            // Rules may find fault with random rows; a difference they may not.
            expect(
              changes.flatMap(({ row: at, changes: list }) =>
                Object.entries(list).map(([field, pair]) => [at, field, pair]),
              ),
            ).toEqual([])
          },
        ),
        { numRuns: 40 },
      )
    },
  )
})
