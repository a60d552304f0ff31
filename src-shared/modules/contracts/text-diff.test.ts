import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diffLines, diffWords } from './text-diff.ts'

const side = (parts: { kind: string; text: string }[], not: string) =>
  parts
    .filter(({ kind }) => kind !== not)
    .map(({ text }) => text)
    .join('')

describe('two texts compared', () => {
  test('a changed word is marked, its neighbours are not', () => {
    expect(diffWords('Цена уплачена полностью.', 'Цена не уплачена полностью.')).toEqual([
      { kind: 'same', text: 'Цена ' },
      { kind: 'added', text: 'не ' },
      { kind: 'same', text: 'уплачена полностью.' },
    ])
  })

  test('each side can be read off again, whatever the texts are', () => {
    const text = fc
      .array(fc.constantFrom('Покупатель', 'платит', ' ', 'цену', '\n', '1.'))
      .map((words) => words.join(''))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = diffWords(before, after)
        expect([side(parts, 'added'), side(parts, 'removed')]).toEqual([before, after])
        const lines = diffLines(before.split('\n'), after.split('\n'))
        const read = (not: string, skipped: string) =>
          lines
            .filter(({ kind }) => kind !== skipped)
            .map((line) => side(line.parts, not))
            .join('\n')
        expect([read('added', 'added'), read('removed', 'removed')]).toEqual([before, after])
      }),
    )
  })

  test('texts too long to compare are one replaced by the other', () => {
    const long = (word: string) => Array.from({ length: 5_000 }, (_, index) => `${word}${index}`).join(' ')
    expect(diffWords(long('a'), long('b')).map(({ kind }) => kind)).toEqual(['removed', 'added'])
  })
})
