import { expect, test } from 'vitest'
import { progressLine } from './progress-line.ts'

function record(isTTY: boolean) {
  const output = { isTTY, text: '', write: (text: string) => void (output.text += text) }
  return output
}

test('a log gets a line for each stage and now and then one between', () => {
  const output = record(false)
  let now = 0
  const show = progressLine(output, () => now)
  show({ stage: 'units', done: 0, total: 10 })
  show({ stage: 'units', done: 1, total: 10 })
  now = 2500
  show({ stage: 'units', done: 5, total: 10 })
  show({ stage: 'prices', done: 0, total: 0 })
  expect(output.text).toBe('units 0 %\nunits 50 %\nprices\n')
})

test('what a person reads are words, not the names that stages have in the code', () => {
  const output = record(true)
  progressLine(output)({ stage: 'complexes', done: 1, total: 4 })
  expect(output.text).toBe('\r\u001b[KBuilding complexes 25 %')
})

test('a terminal gets one line that writes over itself, and a new one for a new stage', () => {
  const output = record(true)
  const show = progressLine(output)
  show({ stage: 'units', done: 5, total: 10 })
  show({ stage: 'prices', done: 10, total: 10 })
  expect(output.text).toBe('\r\u001b[Kunits 50 %\n' + 'prices 100 %\n')
})
