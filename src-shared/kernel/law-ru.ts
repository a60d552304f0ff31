/** Rule packs of Russian law that the kernel's formulas need. Every number of a law stands here, with its act and its days in force. */
import type { Day, DayCount } from './day.ts'
import type { ExitRule } from './overdue.ts'
import { type Exclusion, type RateCap } from './penalty.ts'
import { type Ratio, percent } from './percent.ts'
import type { RulePack } from './rule-pack.ts'
import type { SummerRoom } from './area.ts'

/** VAT, by the day of shipment (art. 164 of the Tax Code). */
export const VAT_PACKS: readonly RulePack<{ standard: Ratio; reduced: Ratio }>[] = [
  {
    id: 'vat-2019',
    act: 'НК РФ ст. 164',
    edition: '303-ФЗ от 03.08.2018',
    validFrom: '2019-01-01',
    validTo: '2025-12-31',
    params: { standard: percent(20), reduced: percent(10) },
  },
  {
    id: 'vat-2026',
    act: 'НК РФ ст. 164',
    edition: '425-ФЗ от 28.11.2025',
    validFrom: '2026-01-01',
    validTo: null,
    params: { standard: percent(22), reduced: percent(10) },
  },
]

export interface ParticipationDelay {
  divisor: number
  buyerMultiplier: number
  developerMultiplier: number
  /** Where the other side is a citizen. */
  developerMultiplierCitizen: number
}

/** Delay under a share-participation contract, by the day of accrual (art. 5 part 6 and art. 6 part 2 of 214-ФЗ). */
export const PARTICIPATION_DELAY_PACKS: readonly RulePack<ParticipationDelay>[] = [
  {
    id: 'ddu-delay-2005',
    act: '214-ФЗ ст. 5 ч. 6, ст. 6 ч. 2',
    edition: '214-ФЗ от 30.12.2004',
    validFrom: '2005-04-01',
    validTo: null,
    params: { divisor: 300, buyerMultiplier: 1, developerMultiplier: 1, developerMultiplierCitizen: 2 },
  },
]

/** The developer's unilateral exit for non-payment, by the day of the contract (art. 5 parts 4–5, art. 9 parts 3–4 of 214-ФЗ). */
export const PARTICIPATION_EXIT_PACKS: readonly RulePack<ExitRule>[] = [
  {
    id: 'ddu-exit-2010',
    act: '214-ФЗ ст. 5 ч. 4–5, ст. 9 ч. 3–4',
    edition: '119-ФЗ от 17.06.2010',
    validFrom: '2010-06-21',
    validTo: null,
    params: { violations: 3, windowMonths: 12, delayMonths: 2, warningDays: 30 },
  },
]

/** Interest for the use of money under a contract with instalments, by the day it falls due: days counted as they are (C4.4). */
export const INSTALMENT_INTEREST_PACKS: readonly RulePack<{ dayCount: DayCount }>[] = [
  {
    id: 'instalment-interest-1996',
    act: 'ГК РФ ст. 809, 823',
    edition: '14-ФЗ от 26.01.1996',
    validFrom: '1996-03-01',
    validTo: null,
    params: { dayCount: 'actual/actual' },
  },
]

/** Coefficients of summer rooms in the area that a share-participation contract is priced by, by the day of the contract. */
export const SUMMER_AREA_PACKS: readonly RulePack<Readonly<Record<SummerRoom, Ratio>>>[] = [
  {
    id: 'summer-area-2017',
    act: 'Приказ Минстроя России № 854/пр',
    edition: 'от 25.11.2016',
    validFrom: '2017-01-01',
    validTo: null,
    params: {
      loggia: { num: 1, den: 2 },
      balcony: { num: 3, den: 10 },
      terrace: { num: 3, den: 10 },
      veranda: { num: 1, den: 1 },
    },
  },
]

/** Days on which a developer's penalties do not accrue. */
export const DEVELOPER_MORATORIA: readonly Exclusion[] = [
  { from: '2022-03-29', to: '2023-06-30', act: 'ПП РФ от 26.03.2022 № 479' },
  { from: '2024-03-22', to: '2025-12-31', act: 'ПП РФ от 18.03.2024 № 326' },
]

/** Ceilings of the rate by which a developer's penalties are counted. */
export const DEVELOPER_RATE_CAPS: readonly RateCap[] = [
  { from: '2023-07-01', to: null, rate: percent('7.5'), act: 'ПП РФ от 17.01.2024 № 18' },
]

/** The key rate of the Bank of Russia by the day it came into force; later decisions are added in the register of rates. */
export const KEY_RATES: readonly { from: Day; value: Ratio }[] = (
  [
    ['2018-12-17', '7.75'],
    ['2019-06-17', '7.5'],
    ['2019-07-29', '7.25'],
    ['2019-09-09', '7'],
    ['2019-10-28', '6.5'],
    ['2019-12-16', '6.25'],
    ['2020-02-10', '6'],
    ['2020-04-27', '5.5'],
    ['2020-06-22', '4.5'],
    ['2020-07-27', '4.25'],
    ['2021-03-22', '4.5'],
    ['2021-04-26', '5'],
    ['2021-06-15', '5.5'],
    ['2021-07-26', '6.5'],
    ['2021-09-13', '6.75'],
    ['2021-10-25', '7.5'],
    ['2021-12-20', '8.5'],
    ['2022-02-14', '9.5'],
    ['2022-02-28', '20'],
    ['2022-04-11', '17'],
    ['2022-05-04', '14'],
    ['2022-05-27', '11'],
    ['2022-06-14', '9.5'],
    ['2022-07-25', '8'],
    ['2022-09-19', '7.5'],
    ['2023-07-24', '8.5'],
    ['2023-08-15', '12'],
    ['2023-09-18', '13'],
    ['2023-10-30', '15'],
    ['2023-12-18', '16'],
    ['2024-07-29', '18'],
    ['2024-09-16', '19'],
    ['2024-10-28', '21'],
    ['2025-06-09', '20'],
    ['2025-07-28', '18'],
    ['2025-09-15', '17'],
    ['2025-10-27', '16.5'],
    ['2025-12-22', '16'],
  ] as const
).map(([from, rate]) => ({ from, value: percent(rate) }))
