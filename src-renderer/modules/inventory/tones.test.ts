import { describe, expect, it } from 'vitest'
import { patternPath } from '#renderer/ui/board/tones.ts'
import { BOARD_STATUSES } from '#shared/modules/inventory/model.ts'
import { unitPalette } from './tones.ts'

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].toSorted((x, y) => y - x)
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05)
}

describe.each(['light', 'dark'] as const)('colours of the board, %s', (scheme) => {
  const tones = unitPalette[scheme]

  it('reach AA for words on both kinds of cell', () => {
    const poor = Object.entries(tones).flatMap(([name, tone]) => [
      ...(contrast(tone.strong, tone.onStrong) < 4.5
        ? [`${name} strong ${contrast(tone.strong, tone.onStrong).toFixed(2)}`]
        : []),
      ...(contrast(tone.soft, tone.ink) < 4.5 ? [`${name} soft ${contrast(tone.soft, tone.ink).toFixed(2)}`] : []),
    ])
    expect(poor).toEqual([])
  })

  it('differ without colour: another pattern, or another lightness by far', () => {
    const statuses = BOARD_STATUSES.filter((status) => status !== 'occupied')
    const alike: string[] = []
    for (const [index, a] of statuses.entries()) {
      for (const b of statuses.slice(index + 1)) {
        const [one, two] = [tones[a], tones[b]]
        if (!one || !two || one.isOutlined !== two.isOutlined) continue
        if (one.pattern === two.pattern && contrast(one.strong, two.strong) < 1.5) alike.push(`${a} and ${b}`)
        if (patternPath(one.pattern) === '' && patternPath(two.pattern) === '')
          alike.push(`${a} and ${b} are both plain`)
      }
    }
    expect(alike).toEqual([])
  })

  it('grow steadily in lightness along the heat', () => {
    const heat = Array.from({ length: 7 }, (_, step) => luminance(tones[`heat-${step}`]?.strong ?? '#000000'))
    const steps = heat.slice(1).map((value, index) => Math.sign(value - (heat[index] ?? 0)))
    expect(new Set(steps).size).toBe(1)
  })
})
