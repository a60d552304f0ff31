/** Money, areas, shares and numbers as form fields: values as the tables keep them, texts as people write them. */
import { CURRENCY_SIGNS, formatNumber, locale } from '../format.ts'
import { parseNumber } from '../parse.ts'
import { CM2_IN_M2, type Minor } from '../units.ts'
import { ParsedField, type ParsedFieldProps } from './parsed-field.tsx'
import { useTranslation } from 'react-i18next'

function plainNumber(value: number, digits: number): string {
  const text = String(Number(value.toFixed(digits)))
  return locale() === 'ru-RU' ? text.replace('.', ',') : text
}

/** Shown in `scale` units of the data with so many digits. */
function scaled(scale: number, digits: number) {
  return {
    isNumber: true,
    parse: (text: string) => {
      const number = parseNumber(text)
      return number === undefined ? undefined : Math.round(number * scale)
    },
    show: (value: number) => formatNumber(value / scale, value % scale === 0 && scale === 100 ? 0 : digits),
    plain: (value: number) => plainNumber(value / scale, digits),
  }
}

const money = scaled(100, 2)
const area = scaled(CM2_IN_M2, 2)
const whole = scaled(1, 0)
const percent = {
  isNumber: true,
  parse: (text: string) => {
    const number = parseNumber(text.replace('%', ''))
    return number === undefined ? undefined : number / 100
  },
  show: (value: number) => plainNumber(value * 100, 2),
  plain: (value: number) => plainNumber(value * 100, 4),
}

/** The value is in minor units (kopecks). */
export function MoneyField({ currency = 'RUB', ...rest }: ParsedFieldProps<Minor> & { currency?: string }) {
  return <ParsedField reading={money} rightSection={<Sign text={CURRENCY_SIGNS[currency] ?? currency} />} {...rest} />
}

/** The value is in square centimetres. */
export function AreaField(props: ParsedFieldProps<number>) {
  const { t } = useTranslation()
  return <ParsedField reading={area} rightSection={<Sign text={t('units.m2')} />} {...props} />
}

/** The value is a share: 0.1 is 10 %. */
export function PercentField(props: ParsedFieldProps<number>) {
  return <ParsedField reading={percent} rightSection={<Sign text="%" />} {...props} />
}

export function WholeField(props: ParsedFieldProps<number>) {
  return <ParsedField reading={whole} {...props} />
}

function Sign({ text }: { text: string }) {
  return <span style={{ color: 'var(--k-ink-3)', fontSize: 'var(--k-text-small)' }}>{text}</span>
}
