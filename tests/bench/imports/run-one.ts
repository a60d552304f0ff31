/** One measurement in a process of its own, so that its peak of memory is its own: `run-one.ts what path rows`. Prints JSON. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import ExcelJS from 'exceljs'
import { openZip } from '#main/engine/documents/xlsx/zip.ts'
import { startReader } from '#main/modules/imports/reader.ts'
import { sampleId, sampleReferences, sampleUnit } from './data.ts'

const [what = '', file = '', rows = '0'] = process.argv.slice(2)
const count = Number(rows)

/** exceljs' own streaming reader doing nothing with what it reads. */
async function exceljs() {
  const reader = new ExcelJS.stream.xlsx.WorkbookReader(file, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
  })
  let cells = 0
  for await (const sheet of reader) for await (const row of sheet) cells += (row.values as unknown[]).length
  return { cells }
}

/** Only unpacking: what no reader can do without. */
async function inflate() {
  const zip = await openZip(file)
  let bytes = 0
  for (const name of zip.entries.keys()) for await (const chunk of zip.chunks(name)) bytes += chunk.length
  await zip.close()
  return { bytes }
}

async function ours() {
  const reader = startReader(file, mkdtempSync(path.join(tmpdir(), 'kvartal-bench-')))
  // As with the bare reader, loading the program is not reading.
  await reader.ready
  const startedAt = performance.now()
  let told = 0
  const look = await reader.open('units', {}, { onProgress: () => told++ })
  const columns = look.columns.flatMap(({ column, field, isTwin }) =>
    field === null ? [] : [{ column, field, isTwin }],
  )
  function* base() {
    yield { rows: [], references: sampleReferences(count) }
    for (let from = 0; from < count; from += 2000) {
      yield {
        rows: Array.from({ length: Math.min(2000, count - from) }, (_, n) => ({
          id: sampleId(from + n),
          values: sampleUnit(from + n).values,
          lock: null,
        })),
      }
    }
  }
  const options = { blankClears: false, createsReferences: false, leastPpmMinor: null }
  const summary = await reader.analyse({ headerFrom: null, headerTo: null, columns, constants: {} }, options, base(), {
    onProgress: () => told++,
  })
  const elapsed = performance.now() - startedAt
  const cancelling = new AbortController()
  const again = reader.analyse({ headerFrom: null, headerTo: null, columns, constants: {} }, options, [], {
    signal: cancelling.signal,
  })
  await new Promise((resolve) => setTimeout(resolve, 100))
  const cancelledAt = performance.now()
  cancelling.abort()
  await again.catch(() => undefined)
  await reader.close()
  return {
    counts: summary.counts,
    milliseconds: elapsed,
    perSecond: told / (elapsed / 1000),
    cancel: performance.now() - cancelledAt,
  }
}

const startedAt = performance.now()
const result = await (what === 'exceljs' ? exceljs() : what === 'inflate' ? inflate() : ours())
const milliseconds = performance.now() - startedAt
process.stdout.write(JSON.stringify({ milliseconds, megabytes: process.resourceUsage().maxRSS / 1024, ...result }))
process.exit(0)
