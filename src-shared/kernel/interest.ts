/** Interest for the use of money (C4.4): each piece of a period is rounded once, at its end. */
import { type Day, type DayCount, yearFractions } from './day.ts'
import { type Minor, toMinor } from './money.ts'
import { type Ratio, divideRoundHalfUp } from './percent.ts'

/** `balance × rate × days / days of the year`, rounded once; a period over New Year takes each year by its own length. */
export function interestFor(
  balance: Minor,
  yearlyRate: Ratio,
  from: Day,
  to: Day,
  count: DayCount = 'actual/actual',
): Minor {
  let numerator = 0n
  let denominator = 1n
  for (const { days, yearDays } of yearFractions(from, to, count)) {
    numerator = numerator * BigInt(yearDays) + BigInt(days) * denominator
    denominator *= BigInt(yearDays)
  }
  return toMinor(
    divideRoundHalfUp(BigInt(balance) * BigInt(yearlyRate.num) * numerator, BigInt(yearlyRate.den) * denominator),
  )
}

/** The level monthly payment that repays `principal` in `months` at a twelfth of the yearly rate a month; exact until the one rounding. */
export function annuityPayment(principal: Minor, yearlyRate: Ratio, months: number): Minor {
  if (months < 1) throw new RangeError('An annuity needs at least one payment')
  if (yearlyRate.num === 0) return toMinor(divideRoundHalfUp(BigInt(principal), BigInt(months)))
  const monthDen = BigInt(yearlyRate.den) * 12n
  const monthNum = BigInt(yearlyRate.num)
  // P × i × (1+i)^n / ((1+i)^n − 1), with (1+i) = grown / monthDen.
  const grown = (monthDen + monthNum) ** BigInt(months)
  const base = monthDen ** BigInt(months)
  return toMinor(divideRoundHalfUp(BigInt(principal) * monthNum * grown, monthDen * (grown - base)))
}

export interface AnnuityLine {
  principal: Minor
  interest: Minor
}

/** The annuity split by months: interest at a twelfth of the rate on what is left; the last payment closes the balance to the kopeck. */
export function annuityLines(principal: Minor, yearlyRate: Ratio, months: number): AnnuityLine[] {
  const payment = annuityPayment(principal, yearlyRate, months)
  const lines: AnnuityLine[] = []
  let balance = principal
  for (let month = 1; month <= months; month++) {
    const interest = toMinor(divideRoundHalfUp(BigInt(balance) * BigInt(yearlyRate.num), BigInt(yearlyRate.den) * 12n))
    const part = month === months ? balance : Math.min(balance, Math.max(0, payment - interest))
    lines.push({ principal: part, interest })
    balance -= part
  }
  return lines
}
