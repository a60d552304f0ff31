/** The production calendar of Russia: holidays of art. 112 of the Labour Code and each year's transfers by government decree. */
import { type CalendarYear, makeCalendar } from './calendar.ts'

const NEW_YEAR = ['01-01', '01-02', '01-03', '01-04', '01-05', '01-06', '01-07', '01-08']
const STATUTORY = [...NEW_YEAR, '02-23', '03-08', '05-01', '05-09', '06-12', '11-04']

const YEARS: CalendarYear[] = [
  {
    year: 2019,
    act: 'ПП РФ от 01.10.2018 № 1163',
    off: [...STATUTORY, '05-02', '05-03', '05-10'],
    short: ['02-22', '03-07', '04-30', '05-08', '06-11', '12-31'],
  },
  {
    year: 2020,
    act: 'ПП РФ от 10.07.2019 № 875',
    off: [...STATUTORY, '02-24', '03-09', '05-04', '05-05', '05-11'],
    // Decrees of the President nos. 206, 239, 294 (the epidemic), 345 (the parade) and 354 (the vote).
    declared: [...april2020(), '05-06', '05-07', '05-08', '06-24', '07-01'],
    short: ['06-11', '11-03', '12-31'],
  },
  {
    year: 2021,
    act: 'ПП РФ от 10.10.2020 № 1648',
    off: [...STATUTORY, '02-22', '05-03', '05-10', '06-14', '11-05', '12-31'],
    // Decrees of the President nos. 242 and 595.
    declared: ['05-04', '05-05', '05-06', '05-07', '11-01', '11-02', '11-03'],
    worked: ['02-20'],
    short: ['02-20', '04-30', '06-11'],
  },
  {
    year: 2022,
    act: 'ПП РФ от 16.09.2021 № 1564',
    off: [...STATUTORY, '03-07', '05-02', '05-03', '05-10', '06-13'],
    worked: ['03-05'],
    short: ['02-22', '03-05', '11-03'],
  },
  {
    year: 2023,
    act: 'ПП РФ от 29.08.2022 № 1505',
    off: [...STATUTORY, '02-24', '05-08', '11-06'],
    short: ['02-22', '03-07', '11-03'],
  },
  {
    year: 2024,
    act: 'ПП РФ от 10.08.2023 № 1314',
    off: [...STATUTORY, '04-29', '04-30', '05-10', '12-30', '12-31'],
    worked: ['04-27', '11-02', '12-28'],
    short: ['02-22', '03-07', '05-08', '06-11', '11-02'],
  },
  {
    year: 2025,
    act: 'ПП РФ от 04.10.2024 № 1335',
    off: [...STATUTORY, '05-02', '05-08', '06-13', '11-03', '12-31'],
    worked: ['11-01'],
    short: ['03-07', '04-30', '06-11', '11-01'],
  },
  {
    year: 2026,
    act: 'ПП РФ от 24.09.2025 № 1466',
    off: [...STATUTORY, '01-09', '03-09', '05-11', '12-31'],
    short: ['04-30', '05-08', '06-11', '11-03'],
  },
]

export const RUSSIA = makeCalendar('RU', STATUTORY, YEARS)

function april2020(): string[] {
  const days = ['03-30', '03-31']
  for (let day = 1; day <= 30; day++) days.push(`04-${String(day).padStart(2, '0')}`)
  return days
}
