import { expect, test } from 'vitest'
import { type Counted, countedInWords } from './counted.ts'
import type { Case } from './numerals.ts'

test.each<[number, Counted, Case, string]>([
  [1, 'workdays', 'genitive', '1 (одного) рабочего дня'],
  [5, 'workdays', 'genitive', '5 (пяти) рабочих дней'],
  [21, 'days', 'genitive', '21 (двадцати одного) календарного дня'],
  [11, 'days', 'nominative', '11 (одиннадцать) календарных дней'],
  [24, 'months', 'nominative', '24 (двадцать четыре) месяца'],
  [36, 'months', 'nominative', '36 (тридцать шесть) месяцев'],
  [1, 'months', 'accusative', '1 (один) месяц'],
  [14, 'months', 'accusative', '14 (четырнадцать) месяцев'],
  [3, 'copies', 'prepositional', '3 (трёх) экземплярах'],
  [1, 'copies', 'prepositional', '1 (одном) экземпляре'],
  [2, 'sets', 'nominative', '2 (два) комплекта'],
  [0, 'sets', 'nominative', '0 (ноль) комплектов'],
])('%i %s in the %s is «%s»', (count, name, grammaticalCase, words) => {
  expect(countedInWords(count, name, grammaticalCase)).toBe(words)
})
