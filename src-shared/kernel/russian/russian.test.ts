import { describe, expect, test } from 'vitest'
import { entityInCase } from './entities.ts'
import { fullName, sexByPatronymic, sexOf, shortName } from './names.ts'
import { CASES, cardinal } from './numerals.ts'
import { ordinal } from './ordinals.ts'
import { counted, plural } from './plural.ts'
import {
  CALENDAR_DAY,
  countInWords,
  dateInWords,
  dateLong,
  dateQuoted,
  moneyFull,
  moneyInWords,
  shareInWords,
} from './words.ts'

describe('numbers in Russian words', () => {
  test('nouns take the form of 1, 2 or 5', () => {
    expect(
      [0, 1, 2, 5, 11, 12, 14, 21, 22, 25, 101, 111, 1_000_000].map((count) => plural(count, ['день', 'дня', 'дней'])),
    ).toEqual(['дней', 'день', 'дня', 'дней', 'дней', 'дней', 'дней', 'день', 'дня', 'дней', 'день', 'дней', 'дней'])
    expect(counted(3, CALENDAR_DAY)).toBe('3\u00a0календарных дня')
  })

  test('cardinals agree in gender and case', () => {
    expect([
      cardinal(21, 'nominative', 'female'),
      cardinal(2, 'accusative', 'neuter'),
      cardinal(0),
      cardinal(-5),
    ]).toEqual(['двадцать одна', 'два', 'ноль', 'минус пять'])
    expect(CASES.map((each) => cardinal(2_341, each, 'female'))).toEqual([
      'две тысячи триста сорок одна',
      'двух тысяч трёхсот сорока одной',
      'двум тысячам трёмстам сорока одной',
      'две тысячи триста сорок одну',
      'двумя тысячами тремястами сорока одной',
      'двух тысячах трёхстах сорока одной',
    ])
    expect(cardinal(999_999_999_999_999n)).toContain('девятьсот девяносто девять триллионов')
    expect(() => cardinal(10n ** 15n)).toThrow(RangeError)
  })

  test('thousands are feminine and millions masculine, whatever is counted', () => {
    expect([cardinal(1_000), cardinal(2_002_002), cardinal(5_000_000_000), cardinal(11_011)]).toEqual([
      'одна тысяча',
      'два миллиона две тысячи два',
      'пять миллиардов',
      'одиннадцать тысяч одиннадцать',
    ])
  })

  test('ordinals decline their last word only', () => {
    expect([
      ordinal(2026, 'genitive'),
      ordinal(2000, 'genitive'),
      ordinal(3, 'nominative', 'neuter'),
      ordinal(23, 'dative', 'female'),
      ordinal(140),
      ordinal(1900),
    ]).toEqual([
      'две тысячи двадцать шестого',
      'двухтысячного',
      'третье',
      'двадцать третьей',
      'сто сороковой',
      'одна тысяча девятисотый',
    ])
  })

  test('sums, counts, shares and dates', () => {
    expect([
      moneyInWords(1_234_567_890),
      moneyInWords(100),
      moneyInWords(2_101),
      moneyInWords(0),
      moneyInWords(-150),
    ]).toEqual([
      'двенадцать миллионов триста сорок пять тысяч шестьсот семьдесят восемь рублей 90 копеек',
      'один рубль 00 копеек',
      'двадцать один рубль 01 копейка',
      'ноль рублей 00 копеек',
      'минус один рубль 50 копеек',
    ])
    expect(moneyFull(250_003)).toBe('2\u00a0500 (Две тысячи пятьсот) рублей 03 копейки')
    expect([
      countInWords(30, 'genitive'),
      shareInWords({ num: 1, den: 2 }),
      shareInWords({ num: 2, den: 3 }),
      shareInWords({ num: 21, den: 100 }),
    ]).toEqual(['30 (тридцати)', '1/2 (одна вторая)', '2/3 (две третьих)', '21/100 (двадцать одна сотая)'])
    expect([
      dateLong('2026-08-02'),
      dateQuoted('2026-08-02'),
      dateInWords('2026-08-22'),
      dateInWords('2030-01-03', 'genitive'),
    ]).toEqual([
      '2\u00a0августа 2026\u00a0года',
      '«02»\u00a0августа 2026\u00a0г.',
      'двадцать второе августа две тысячи двадцать шестого года',
      'третьего января две тысячи тридцатого года',
    ])
  })
})

describe('names in cases', () => {
  const maria = { last: 'Иванова', first: 'Мария', middle: 'Петровна' }

  test('a woman and a man through all the cases', () => {
    expect(CASES.map((each) => fullName(maria, each))).toEqual([
      'Иванова Мария Петровна',
      'Ивановой Марии Петровны',
      'Ивановой Марии Петровне',
      'Иванову Марию Петровну',
      'Ивановой Марией Петровной',
      'Ивановой Марии Петровне',
    ])
    expect(fullName({ last: 'Салтыков-Щедрин', first: 'Лев', middle: 'Львович' }, 'dative')).toBe(
      'Салтыкову-Щедрину Льву Львовичу',
    )
    expect(shortName(maria, 'instrumental')).toBe('Ивановой\u00a0М.П.')
  })

  test('the patronymic tells the sex, also in the eastern form', () => {
    expect(['Петрович', 'Ильинична', 'Мамед оглы', 'Ахмед кызы', 'Ли'].map(sexByPatronymic)).toEqual([
      'male',
      'female',
      'male',
      'female',
      null,
    ])
    expect(fullName({ last: 'Алиев', first: 'Рашид', middle: 'Мамед оглы' }, 'genitive')).toBe(
      'Алиева Рашида Мамед оглы',
    )
  })

  test('an override typed by hand wins, and without a known sex nothing is guessed', () => {
    expect(fullName({ ...maria, overrides: { dative: 'Ивановой Марье Петровне' } }, 'dative')).toBe(
      'Ивановой Марье Петровне',
    )
    expect([sexOf({ last: 'Ким', first: 'Ён' }), fullName({ last: 'Ким', first: 'Ён' }, 'dative')]).toEqual([
      null,
      'Ким Ён',
    ])
  })

  test('what is not a Cyrillic name is left as typed', () => {
    expect(fullName({ last: 'Smith<&>', first: 'John', sex: 'male' }, 'dative')).toBe('Smith<&> John')
  })
})

describe('organisations in cases', () => {
  test('the legal form is declined, the name in quotes and abbreviations are not', () => {
    const inCase = (name: string) => CASES.map((each) => entityInCase(name, each))
    expect(inCase('Публичное акционерное общество «Город»')).toEqual([
      'Публичное акционерное общество «Город»',
      'Публичного акционерного общества «Город»',
      'Публичному акционерному обществу «Город»',
      'Публичное акционерное общество «Город»',
      'Публичным акционерным обществом «Город»',
      'Публичном акционерном обществе «Город»',
    ])
    expect(inCase('казённое предприятие «Стройка»').slice(1, 6)).toEqual([
      'казённого предприятия «Стройка»',
      'казённому предприятию «Стройка»',
      'казённое предприятие «Стройка»',
      'казённым предприятием «Стройка»',
      'казённом предприятии «Стройка»',
    ])
    expect([
      entityInCase('Общество с ограниченной ответственностью «А»', 'instrumental'),
      entityInCase('ПАО Сбербанк', 'dative'),
    ]).toEqual(['Обществом с ограниченной ответственностью «А»', 'ПАО Сбербанк'])
  })
})
