import { describe, expect, test } from 'vitest'
import { parseJson, parseLine } from './arguments.ts'
import { verbs } from './verbs.ts'

const line = (text: string) => {
  const parsed = parseLine(verbs, text.split(' ').filter(Boolean))
  return parsed && { verb: parsed.verb.name, words: parsed.words, values: { ...parsed.values } }
}

describe('a command line', () => {
  test.each([
    ['demo --scale complex', { verb: 'demo', words: [], values: { scale: 'complex' } }],
    ['call engine.status {}', { verb: 'call', words: ['engine.status', '{}'], values: {} }],
    ['--profile /p call engine.status', { verb: 'call', words: ['engine.status'], values: { profile: '/p' } }],
    ['--as=olga sync status', { verb: 'sync status', words: [], values: { as: 'olga' } }],
    ['sync now --profile /p', { verb: 'sync now', words: [], values: { profile: '/p' } }],
    ['user roles olga sales,lawyer', { verb: 'user roles', words: ['olga', 'sales,lawyer'], values: {} }],
    ['user block olga --reason left', { verb: 'user block', words: ['olga'], values: { reason: 'left' } }],
    ['watch access.users', { verb: 'watch', words: ['access.users'], values: {} }],
  ])('%s', (text, expected) => expect(line(text)).toEqual(expected))

  test.each(['', '--help', 'demo --help', '-h'])('%j asks for the help', (text) => expect(line(text)).toBeUndefined())

  test.each([
    ['fly', /no verb 'fly'/],
    ['--profile /p fly', /no verb 'fly'/],
    ['user', /no verb 'user'/],
    ['demo now', /Usage: kvartal demo/],
    ['call', /Usage: kvartal call/],
    ['demo --size big', /--size/],
    ['demo --scale', /--scale/],
    ['sync status extra', /Usage: kvartal sync status$/],
  ])('%j is refused and says why', (text, message) => {
    expect(() => line(text)).toThrow(
      expect.objectContaining({ code: 'invalid', message: expect.stringMatching(message) }),
    )
  })

  test('no verb is listed twice', () => {
    const names = verbs.map(({ name }) => name)
    expect(names).toEqual([...new Set(names)])
  })
})

test('arguments that are no JSON are refused with the place', () => {
  expect(() => parseJson('{"a":')).toThrow(expect.objectContaining({ code: 'invalid' }))
  expect(parseJson(undefined)).toEqual({})
})
