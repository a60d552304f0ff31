/** Short words for narrow places: what stands in a cell. Formats are kept, because a board writes thousands of them. */
import type { TFunction } from 'i18next'
import { locale } from '#renderer/ui/format.ts'
import type { BoardUnit } from '#shared/modules/inventory/model.ts'

export interface CellWords {
  /** One or two characters: 2, С, P. */
  glyph(unit: Pick<BoardUnit, 'kind' | 'rooms'>): string
  /** 2к, студия, паркинг. */
  rooms(unit: Pick<BoardUnit, 'kind' | 'rooms'>): string
  area(cm2: number): string
  areaBare(cm2: number): string
  /** 12,43 млн. */
  price(minor: number | null): string
  perMetre(minor: number | null): string
  dayMonth(instant: string): string
}

export function cellWords(t: TFunction<'inventory'>): CellWords {
  const one = new Intl.NumberFormat(locale(), { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const two = new Intl.NumberFormat(locale(), { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const whole = new Intl.NumberFormat(locale(), { maximumFractionDigits: 0 })
  const day = new Intl.DateTimeFormat(locale(), {
    day: '2-digit',
    month: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  const [million, thousand, metre] = [t('short.million'), t('short.thousand'), t('common:units.m2')]
  const isLiving = (kind: BoardUnit['kind']) => kind === 'flat' || kind === 'apartment'
  return {
    glyph: ({ kind, rooms }) =>
      isLiving(kind) && rooms !== null
        ? rooms === 0
          ? t('short.studioGlyph')
          : String(rooms)
        : t(`short.kindGlyph.${kind}`),
    rooms: ({ kind, rooms }) =>
      isLiving(kind) && rooms !== null
        ? rooms === 0
          ? t('short.studio')
          : t('short.rooms', { rooms })
        : t(`short.kind.${kind}`),
    areaBare: (cm2) => one.format(cm2 / 10_000),
    area: (cm2) => `${one.format(cm2 / 10_000)}\u00A0${metre}`,
    price(minor) {
      if (minor === null) return '—'
      const roubles = minor / 100
      return roubles >= 1_000_000
        ? `${two.format(roubles / 1_000_000)}\u00A0${million}`
        : `${whole.format(roubles / 1000)}\u00A0${thousand}`
    },
    perMetre: (minor) => (minor === null ? '—' : `${one.format(minor / 100_000)}\u00A0${thousand}/${metre}`),
    dayMonth: (instant) => day.format(new Date(instant)),
  }
}
