import { expect, test } from 'vitest'
import { formatPhone, normalizePhone } from './phone.ts'

test.each([
  ['8 (916) 123-45-67', '+79161234567'],
  ['+7 916 123 45 67', '+79161234567'],
  ['9161234567', '+79161234567'],
  ['7-916-123-45-67', '+79161234567'],
  ['тел. 8 495 123-45-67 доб. 12', '+74951234567'],
  ['+375 29 123-45-67', '+375291234567'],
  ['0049 30 1234567', '+49301234567'],
  ['123-45-67', null],
  ['8 916 123', null],
  ['call me', null],
  ['', null],
])('%j is kept as %j', (typed, kept) => {
  expect(normalizePhone(typed)).toBe(kept)
})

test('a kept phone is shown in groups and reads back as itself', () => {
  expect(formatPhone('+79161234567')).toBe('+7 916 123-45-67')
  expect(normalizePhone(formatPhone('+79161234567'))).toBe('+79161234567')
  expect(formatPhone('+375291234567')).toBe('+375291234567')
})
