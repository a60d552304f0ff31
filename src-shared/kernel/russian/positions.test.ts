import { describe, expect, test } from 'vitest'
import { CASES } from './numerals.ts'
import { positionInCase } from './positions.ts'

describe('posts in the six cases', () => {
  test('adjectives and the first noun are declined, what hangs on it stays', () => {
    expect(CASES.map((one) => positionInCase('генеральный директор', one))).toEqual([
      'генеральный директор',
      'генерального директора',
      'генеральному директору',
      'генерального директора',
      'генеральным директором',
      'генеральном директоре',
    ])
    for (const [post, genitive] of [
      ['Коммерческий директор', 'Коммерческого директора'],
      ['заместитель генерального директора по продажам', 'заместителя генерального директора по продажам'],
      ['председатель правления', 'председателя правления'],
      ['старший юрисконсульт', 'старшего юрисконсульта'],
      ['управляющий', 'управляющего'],
    ])
      expect(positionInCase(post!, 'genitive')).toBe(genitive)
  })

  test('what is unknown, or declined by hand already, stays as it was written', () => {
    for (const text of ['генерального директора', 'главбуха', 'CEO', '', 'и.о. директора', 'первый', '  '])
      expect(positionInCase(text, 'genitive')).toBe(text)
  })
})
