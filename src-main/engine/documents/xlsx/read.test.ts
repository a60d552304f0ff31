import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, truncateSync, writeFileSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cell } from '#shared/kernel/cell.ts'
import { separatorOf } from './csv.ts'
import { openTable } from './open.ts'
import { formatOf } from './parts.ts'
import { scanSheet, serialToIso } from './rows.ts'
import { createZip } from './zip-write.ts'

let dir: string
beforeAll(() => void (dir = mkdtempSync(join(tmpdir(), 'kvartal-xlsx-'))))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const file = (name: string, content: string | Buffer) => {
  const path = join(dir, name)
  writeFileSync(path, content)
  return path
}

async function rowsOf(path: string, sheet?: string) {
  const table = await openTable(path)
  const rows: [number, Cell[]][] = []
  const facts = await table.read(sheet ?? table.sheets[0]?.name ?? '', {
    onRow: (row, cells) => void rows.push([row, cells.slice()]),
  })
  await table.close()
  return { format: table.format, sheets: table.sheets, dialect: table.dialect, rows, ...facts }
}

/** A workbook from the XML of its sheet. */
async function workbook(name: string, sheet: string, parts: Record<string, string> = {}) {
  const path = join(dir, name)
  const zip = await createZip(path)
  await zip.add(
    '_rels/.rels',
    '<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>',
  )
  await zip.add(
    'xl/workbook.xml',
    parts['workbook'] ?? '<workbook><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
  )
  await zip.add(
    'xl/_rels/workbook.xml.rels',
    '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="x/styles" Target="styles.xml"/></Relationships>',
  )
  await zip.add('xl/worksheets/sheet1.xml', sheet)
  if (parts['strings']) await zip.add('xl/sharedStrings.xml', parts['strings'])
  if (parts['styles']) await zip.add('xl/styles.xml', parts['styles'])
  await zip.finish()
  return path
}

describe('a workbook', () => {
  it('of exceljs is read cell by cell', async () => {
    const path = join(dir, 'exceljs.xlsx')
    const book = new ExcelJS.Workbook()
    const sheet = book.addWorksheet('Прайс ')
    sheet.addRow(['Номер', 'Цена', 'Дата', 'Доля', 'Код', 'Да', 'Формула', 'Ошибка'])
    sheet.addRow([
      '12А & Б',
      8500000.5,
      new Date(Date.UTC(2024, 2, 5)),
      0.3,
      7,
      true,
      { formula: 'B2*2', result: 17000001 },
      { error: '#N/A' },
    ])
    sheet.getCell('D2').numFmt = '0%'
    sheet.getCell('E2').numFmt = '0000'
    sheet.getCell('A4').value = { richText: [{ text: 'жирный ', font: { bold: true } }, { text: 'текст' }] }
    sheet.mergeCells('A5:B6')
    sheet.getRow(4).hidden = true
    book.addWorksheet('Скрытый', { state: 'hidden' }).addRow([1])
    await book.xlsx.writeFile(path)
    expect(await rowsOf(path, 'Прайс')).toEqual({
      format: 'xlsx',
      sheets: [
        { name: 'Прайс ', isHidden: false },
        { name: 'Скрытый', isHidden: true },
      ],
      dialect: null,
      rows: [
        [1, ['Номер', 'Цена', 'Дата', 'Доля', 'Код', 'Да', 'Формула', 'Ошибка']],
        [
          2,
          [
            '12А & Б',
            8500000.5,
            { t: 'date', iso: '2024-03-05' },
            { t: 'percent', value: 0.3 },
            { t: 'padded', value: 7, text: '0007' },
            true,
            17000001,
            { t: 'error', text: '#N/A' },
          ],
        ],
        [4, ['жирный текст']],
      ],
      merges: [{ top: 5, left: 0, bottom: 6, right: 1 }],
      hiddenColumns: [],
    })
  })

  it('may prefix its elements, leave out places, and write strings in place', async () => {
    const path = await workbook(
      'prefixed.xlsx',
      '<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>Имя</x:t></x:is></x:c><x:c><x:v>5</x:v></x:c></x:row><x:row r="7"/><x:row><x:c r="C8" t="str"><x:f>A1</x:f><x:v>a&amp;b_x000D_</x:v></x:c></x:row></x:sheetData></x:worksheet>',
    )
    expect((await rowsOf(path)).rows).toEqual([
      [1, ['Имя', 5]],
      [8, [null, null, 'a&b\r']],
    ])
  })

  it('says which formulas have no result', async () => {
    const path = await workbook(
      'formulas.xlsx',
      '<worksheet><sheetData><row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f>1+1</f><v></v></c><c r="C1" t="str"><f>""</f><v></v></c></row></sheetData></worksheet>',
    )
    expect((await rowsOf(path)).rows).toEqual([[1, [{ t: 'formula' }, { t: 'formula' }]]])
  })

  it('of the 1904 system has its dates four years later', async () => {
    const path = await workbook(
      'mac.xlsx',
      '<worksheet><sheetData><row r="1"><c r="A1" s="1"><v>43894</v></c></row></sheetData></worksheet>',
      {
        workbook:
          '<workbook><workbookPr date1904="1"/><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        styles: '<styleSheet><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
      },
    )
    expect((await rowsOf(path)).rows).toEqual([[1, [{ t: 'date', iso: '2024-03-05' }]]])
  })

  it('is the same however its bytes are cut into pieces', () => {
    const xml = `<worksheet><cols><col min="2" max="3" hidden="1"/></cols><sheetData>${Array.from({ length: 30 }, (_, n) => `<row r="${n + 1}"><c r="A${n + 1}" t="s"><v>${n % 3}</v></c><c r="C${n + 1}" s="1"><v>${n}.5</v></c></row>`).join('')}</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`
    const read = (pieces: string[]) => {
      const rows: unknown[] = []
      const scanner = scanSheet({
        strings: ['а', 'б', 'в'],
        formats: [null, 'percent'],
        is1904: false,
        onRow: (row, cells) => void rows.push([row, cells.slice()]),
      })
      for (const piece of pieces) if (!scanner.push(piece)) break
      return { rows, merges: scanner.merges, hidden: scanner.hiddenColumns }
    }
    const whole = read([xml])
    expect(whole.rows.length).toBe(30)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: xml.length - 1 }), { maxLength: 40 }), (cuts) => {
        const places = [0, ...new Set(cuts.sort((a, b) => a - b)), xml.length]
        expect(read(places.slice(1).map((end, at) => xml.slice(places[at], end)))).toEqual(whole)
      }),
    )
  })
})

describe('day numbers', () => {
  it('follow the 1900 system with its day that never was', () => {
    expect([1, 59, 60, 61, 45356, 45356.5, 0, -1, 2958466].map((serial) => serialToIso(serial, false))).toEqual([
      '1900-01-01',
      '1900-02-28',
      null,
      '1900-03-01',
      '2024-03-05',
      '2024-03-05T12:00:00',
      null,
      null,
      null,
    ])
  })

  it('are known by their format', () => {
    const formats = [
      'dd.mm.yyyy',
      '[$-419]d mmmm yyyy;@',
      'yyyy-mm-dd hh:mm',
      'hh:mm',
      '0.00%',
      '#,##0.00"р."',
      '0000',
      'General',
      '[Red]0.00',
      '#,##0\\ "дней"',
      '@',
      '0.0E+00',
      '[h]:mm',
    ]
    expect(formats.map(formatOf)).toEqual([
      'date',
      'date',
      'date',
      'time',
      'percent',
      null,
      { zeros: 4 },
      null,
      null,
      null,
      null,
      null,
      'time',
    ])
  })
})

describe('text', () => {
  it('of Windows-1251 with semicolons, quotes and line breaks is read', async () => {
    const bytes = Buffer.concat([
      Buffer.from([0xcd, 0xee, 0xec, 0xe5, 0xf0]),
      Buffer.from(';Price\r\n"1;""2""\n3";"8 500,00"\r\n\r\n4;5', 'latin1'),
    ])
    expect(await rowsOf(file('w.csv', bytes))).toMatchObject({
      dialect: { encoding: 'windows-1251', separator: ';' },
      rows: [
        [1, ['Номер', 'Price']],
        [2, ['1;"2"\n3', '8 500,00']],
        [4, ['4', '5']],
      ],
    })
  })

  it('of UTF-8 with a mark, of UTF-16 and with sep= is read', async () => {
    expect((await rowsOf(file('u.csv', '\ufeffНомер,Цена\n1,"8,5"\n'))).rows).toEqual([
      [1, ['Номер', 'Цена']],
      [2, ['1', '8,5']],
    ])
    expect((await rowsOf(file('u16.csv', Buffer.from('\ufeffНомер\tЦена\n1\t2', 'utf16le')))).rows).toEqual([
      [1, ['Номер', 'Цена']],
      [2, ['1', '2']],
    ])
    expect((await rowsOf(file('sep.csv', 'sep=|\r\na|b\r\n1|2'))).rows).toEqual([
      [2, ['a', 'b']],
      [3, ['1', '2']],
    ])
  })

  it('with decimal commas is not split by them', () => {
    expect(separatorOf('a;street 1,2;3,50\nb;street 3,4;4,50\n', false)).toBe(';')
    expect(separatorOf('a\tb\n1\t2', false)).toBe('\t')
    expect(separatorOf('one column\nof words', false)).toBe(';')
  })

  it('with a quote that never closes is refused at its row', async () => {
    await expect(rowsOf(file('q.csv', 'a;b\n1;"2\n3;4'))).rejects.toMatchObject({
      code: 'invalid',
      details: { reason: 'imports.unclosed-quote', row: 2 },
    })
  })
})

describe('an OpenDocument sheet', () => {
  it('is read with its repeated cells, spans and notes', async () => {
    const path = join(dir, 'a.ods')
    const zip = await createZip(path)
    await zip.add('mimetype', 'application/vnd.oasis.opendocument.spreadsheet')
    await zip.add(
      'content.xml',
      `<office:document-content><office:body><office:spreadsheet>
      <table:table table:name="Лист1"><table:table-column table:number-columns-repeated="3"/>
      <table:table-header-rows><table:table-row><table:table-cell office:value-type="string"><text:p>Корпус</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2" office:value-type="string"><office:annotation><text:p>не это</text:p></office:annotation><text:p>Цена<text:s text:c="2"/>руб</text:p></table:table-cell></table:table-row></table:table-header-rows>
      <table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float" office:value="1.5"/><table:table-cell/><table:table-cell office:value-type="date" office:date-value="2024-03-05"/></table:table-row>
      <table:table-row table:visibility="filter"><table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="1" office:value-type="percentage" office:value="0.3"/><table:covered-table-cell/><table:table-cell office:value-type="boolean" office:boolean-value="true"/></table:table-row>
      <table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="1024"/></table:table-row></table:table>
      <table:table table:name="Лист2"/></office:spreadsheet></office:body></office:document-content>`,
    )
    await zip.finish()
    expect(await rowsOf(path)).toEqual({
      format: 'ods',
      sheets: [
        { name: 'Лист1', isHidden: false },
        { name: 'Лист2', isHidden: false },
      ],
      dialect: null,
      rows: [
        [1, ['Корпус', 'Цена  руб', 'Цена  руб']],
        [2, [1.5, null, { t: 'date', iso: '2024-03-05' }]],
        [3, [1.5, null, { t: 'date', iso: '2024-03-05' }]],
        [4, [{ t: 'percent', value: 0.3 }, null, true]],
      ],
      merges: [{ top: 4, left: 0, bottom: 4, right: 1 }],
      hiddenColumns: [],
    })
  })
})

describe('a file that cannot be read is refused with what to do', () => {
  const reason = (path: string) =>
    rowsOf(path).then(
      () => 'read',
      (error: { details?: { reason?: string } }) => error.details?.reason ?? 'no reason',
    )

  it('protected by a password, old, binary, or no table at all', async () => {
    const compound = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2000)])
    expect(await reason(file('p.xlsx', Buffer.concat([compound, Buffer.from('EncryptedPackage', 'utf16le')])))).toBe(
      'imports.password-protected',
    )
    expect(await reason(file('old.xls', compound))).toBe('imports.old-xls')
    expect(await reason(file('x.pdf', '%PDF-1.7 …'))).toBe('imports.not-a-workbook')
    expect(await reason(file('page.xls', '<html><table></table></html>'))).toBe('imports.not-a-workbook')
    expect(await reason(file('zero.xlsx', ''))).toBe('imports.empty')
    expect(await reason(file('1c.txt', '\ufeff1CClientBankExchange\nВерсияФормата=1.03\n'))).toBe(
      'imports.bank-statement',
    )
    expect(await reason(file('three.csv', '\n\n\n'))).toBe('read')
    expect(await reason(file('nul.csv', 'a;b\u0000c\n'))).toBe('imports.not-a-workbook')
    const docx = join(dir, 'd.docx')
    const zip = await createZip(docx)
    await zip.add('word/document.xml', '<w:document/>')
    await zip.finish()
    expect(await reason(docx)).toBe('imports.not-a-workbook')
    const xlsb = join(dir, 'b.xlsb')
    const binary = await createZip(xlsb)
    await binary.add('xl/workbook.bin', 'x')
    await binary.finish()
    expect(await reason(xlsb)).toBe('imports.binary-xlsb')
  })

  it('cut short, or with one changed byte', async () => {
    const path = await workbook(
      'whole.xlsx',
      `<worksheet><sheetData>${Array.from({ length: 3000 }, (_, n) => `<row r="${n + 1}"><c r="A${n + 1}"><v>${createHash('md5').update(String(n)).digest().readUInt32LE()}</v></c></row>`).join('')}</sheetData></worksheet>`,
    )
    expect(await reason(path)).toBe('read')
    const bytes = readFileSync(path)
    const cut = file('cut.xlsx', bytes)
    truncateSync(cut, bytes.length - 100)
    expect(await reason(cut)).toBe('imports.damaged')
    const changed = Buffer.from(bytes)
    changed[Math.floor(bytes.length / 2)] = (changed[Math.floor(bytes.length / 2)] ?? 0) ^ 0xff
    expect(await reason(file('changed.xlsx', changed))).toBe('imports.damaged')
  })

  it('a bomb, before it has filled the memory', async () => {
    const blank = Buffer.alloc(2 ** 20, ' ')
    const path = join(dir, 'bomb.xlsx')
    const zip = await createZip(path)
    await zip.add(
      '_rels/.rels',
      '<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    )
    await zip.add('xl/workbook.xml', '<workbook><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>')
    await zip.add(
      'xl/_rels/workbook.xml.rels',
      '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    )
    await zip.add(
      'xl/worksheets/sheet1.xml',
      (function* () {
        yield '<worksheet><sheetData>'
        for (let n = 0; n < 200; n++) yield blank
      })(),
    )
    await zip.finish()
    const before = process.memoryUsage().rss
    expect(await reason(path)).toBe('imports.bomb')
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20)
  })

  it('with endless columns or a row without an end', async () => {
    const wide = Array.from({ length: 16_384 }, (_, n) => {
      let name = ''
      for (let k = n + 1; k > 0; k = Math.floor((k - 1) / 26)) name = String.fromCharCode(65 + ((k - 1) % 26)) + name
      return `<c r="${name}1"><v>1</v></c>`
    })
    expect(
      await reason(
        await workbook('wide.xlsx', `<worksheet><sheetData><row r="1">${wide.join('')}</row></sheetData></worksheet>`),
      ),
    ).toBe('imports.too-many-columns')
    expect(
      await reason(
        await workbook(
          'styled.xlsx',
          `<worksheet><sheetData><row r="1">${wide.map((cell) => cell.replace('><v>1</v></c>', ' s="1"/>')).join('')}<c r="A1"><v>1</v></c></row></sheetData></worksheet>`,
        ),
      ),
    ).toBe('read')
    expect(await reason(file('wide.csv', Array.from({ length: 5000 }, () => '1').join(';')))).toBe(
      'imports.too-many-columns',
    )
    expect(await reason(file('long.csv', `a;"${'x'.repeat(3 * 2 ** 20)}`))).toBe('imports.unclosed-quote')
  })

  it('of 2 GB, without opening it', async () => {
    const path = file('huge.xlsx', 'PK')
    truncateSync(path, 2 * 2 ** 30)
    expect(await reason(path)).toBe('imports.too-big')
  })

  it('with entities that would grow without end, which are left alone', async () => {
    const path = await workbook(
      'laughs.xlsx',
      '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData><row r="1"><c r="A1" t="str"><v>&b;</v></c></row></sheetData></worksheet>',
    )
    expect((await rowsOf(path)).rows).toEqual([[1, ['&b;']]])
  })
})
