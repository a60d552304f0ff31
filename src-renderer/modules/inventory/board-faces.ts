/** Looks of cells: by status, by heat, or by what changed between two dates. */
import type { TFunction } from 'i18next'
import type { Detail, Face, FaceOf } from '#renderer/ui/board/model.ts'
import type { BoardUnit, DiffRow } from '#shared/modules/inventory/model.ts'
import type { HeatKind, HeatScale } from './heat.ts'
import { heatValue } from './heat.ts'
import type { ToneName } from './tones.ts'
import type { CellWords } from './words.ts'

export type Paint = 'status' | HeatKind | 'diff'

export interface FaceInput {
  units: ReadonlyMap<string, BoardUnit>
  isBright: (unit: BoardUnit) => boolean
  paint: Paint
  scale: HeatScale | undefined
  diff: ReadonlyMap<string, DiffRow> | undefined
  words: CellWords
  t: TFunction<'inventory'>
  now: number
}

const NOBODY: Face = { tone: 'muted', text: '', label: '', isDim: true }

export function facesOf(input: FaceInput): FaceOf {
  return (id, detail) => {
    const unit = input.units.get(id)
    return unit ? faceOf(unit, detail, input) : NOBODY
  }
}

function faceOf(unit: BoardUnit, detail: Detail, input: FaceInput): Face {
  const { t } = input
  const isDim = !input.isBright(unit)
  const mark = unit.is_mine
    ? '★'
    : unit.queue > 0
      ? `+${unit.queue}`
      : unit.lot_id !== null
        ? t('short.lotMark')
        : undefined
  return {
    tone: toneOf(unit, input),
    text: detail === 'dot' ? '' : textOf(unit, detail, input),
    label: labelOf(unit, input),
    isDim,
    ...(mark === undefined ? {} : { mark }),
  }
}

export function toneOf(
  unit: BoardUnit,
  { paint, scale, diff, now }: Pick<FaceInput, 'paint' | 'scale' | 'diff' | 'now'>,
): ToneName {
  switch (paint) {
    case 'status':
      return unit.status
    case 'diff':
      return `diff-${diff?.get(unit.id)?.change ?? 'same'}`
    default:
      return scale?.toneOf(heatValue(unit, paint, now)) ?? 'muted'
  }
}

function textOf(unit: BoardUnit, detail: Detail, input: FaceInput): string {
  const { words } = input
  switch (detail) {
    case 'glyph':
      return words.glyph(unit)
    case 'name':
      return unit.number
    case 'lines':
      return `${unit.number}\n${lineOf(unit, input)}`
    default:
      return `${unit.number}\n${words.rooms(unit)} · ${words.area(unit.area_cm2)}\n${words.price(unit.price_minor)}\n${lastLine(unit, input)}`
  }
}

/** The one figure that matters most for the way the board is painted. */
function lineOf(unit: BoardUnit, { paint, words, now, t }: FaceInput): string {
  switch (paint) {
    case 'price':
      return words.price(unit.price_minor)
    case 'ppm':
      return words.perMetre(unit.ppm_minor)
    case 'days': {
      const days = heatValue(unit, 'days', now)
      return days === null ? '' : t('short.days', { count: days })
    }
    default:
      return `${words.glyph(unit)} · ${words.areaBare(unit.area_cm2)}`
  }
}

function lastLine(unit: BoardUnit, input: FaceInput): string {
  const { words, paint, diff, t } = input
  const change = paint === 'diff' ? diff?.get(unit.id) : undefined
  if (
    change &&
    change.price_from_minor !== null &&
    change.price_to_minor !== null &&
    change.price_from_minor !== change.price_to_minor
  ) {
    const delta = change.price_to_minor - change.price_from_minor
    return `${delta > 0 ? '+' : '−'}${words.price(Math.abs(delta))}`
  }
  if (paint === 'days') return lineOf(unit, input)
  if (unit.until_at !== null) return t('short.until', { at: words.dayMonth(unit.until_at) })
  return words.perMetre(unit.ppm_minor)
}

function labelOf(unit: BoardUnit, { words, t, paint, diff }: FaceInput): string {
  const change = paint === 'diff' ? diff?.get(unit.id)?.change : undefined
  return t('board.cellLabel', {
    number: unit.number,
    floor: unit.floor,
    rooms: words.rooms(unit),
    area: words.area(unit.area_cm2),
    price: words.price(unit.price_minor),
    status: change ? t(`change.${change}`) : t(`status.${unit.status}`),
  })
}
