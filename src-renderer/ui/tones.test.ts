import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { TONES, PATTERN_OF } from './tones.ts'

const SCHEMES = ['light', 'dark'] as const

function read(file: string, scheme: 'light' | 'dark'): Map<string, string> {
  const css = readFileSync(new URL(file, import.meta.url), 'utf8')
  const blocks = [...css.matchAll(/:root\[data-mantine-color-scheme='(light|dark)'\] \{([^}]*)\}/g)]
  const block = blocks.find((one) => one[1] === scheme)?.[2] ?? ''
  return new Map([...block.matchAll(/(--[\w-]+): (#[0-9a-f]{6})/g)].map((one) => [one[1] ?? '', one[2] ?? '']))
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0)
}

function contrast(one: string | undefined, other: string | undefined): number {
  const [low, high] = [luminance(one ?? '#000000'), luminance(other ?? '#000000')].sort((a, b) => a - b)
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05)
}

describe.each(SCHEMES)('colours in the %s theme', (scheme) => {
  const tokens = read('./tokens.css', scheme)
  const tones = read('./tones.css', scheme)
  const grounds = ['canvas', 'surface', 'raised', 'hover']

  test('text reads on every ground at WCAG AA', () => {
    const weak = ['ink', 'ink-2', 'ink-3', 'accent', 'good', 'warn', 'bad', 'info'].flatMap((ink) =>
      grounds.flatMap((ground) => {
        const ratio = contrast(tokens.get(`--k-${ink}`), tokens.get(`--k-${ground}`))
        return ratio < 4.5 ? [`${ink} on ${ground}: ${ratio.toFixed(2)}`] : []
      }),
    )
    expect(weak).toEqual([])
  })

  test('meanings read on their soft grounds, and what stands on them reads too', () => {
    const pairs = ['accent', 'good', 'warn', 'bad', 'info'].flatMap((name) => [
      [`--k-${name}`, `--k-${name}-soft`],
      [name === 'accent' ? '--k-on-accent' : '--k-on-strong', `--k-${name}`],
    ])
    const weak = pairs.flatMap(([one = '', other = '']) => {
      const ratio = contrast(tokens.get(one), tokens.get(other))
      return ratio < 4.5 ? [`${one} on ${other}: ${ratio.toFixed(2)}`] : []
    })
    expect(weak).toEqual([])
  })

  test('the border of a field and the focus ring stand out at 3 to 1', () => {
    const weak = ['line-strong', 'accent'].flatMap((line) =>
      ['canvas', 'surface', 'raised'].flatMap((ground) => {
        const ratio = contrast(tokens.get(`--k-${line}`), tokens.get(`--k-${ground}`))
        return ratio < 3 ? [`${line} on ${ground}: ${ratio.toFixed(2)}`] : []
      }),
    )
    expect(weak).toEqual([])
  })

  test('every tone carries text at WCAG AA', () => {
    const weak = TONES.filter((tone) => tone !== 'plain').flatMap((tone) => {
      const ratio = contrast(tones.get(`--tone-${tone}`), tones.get(`--tone-${tone}-ink`))
      return ratio < 4.5 ? [`${tone}: ${ratio.toFixed(2)}`] : []
    })
    expect(weak).toEqual([])
  })

  test('from open to final every tone is darker than the one before, and those of like lightness differ in pattern', () => {
    const ladder = TONES.slice(0, TONES.indexOf('final') + 1)
    const lightness = ladder.map((tone) => luminance(tones.get(`--tone-${tone}`) ?? '#000000'))
    expect(lightness).toEqual([...lightness].sort((a, b) => b - a))
    const alike = TONES.filter((tone) => tone !== 'plain').flatMap((one, index, all) =>
      all.slice(index + 1).flatMap((other) => {
        const ratio = contrast(tones.get(`--tone-${one}`), tones.get(`--tone-${other}`))
        return ratio < 1.25 && PATTERN_OF[one] === PATTERN_OF[other] ? [`${one} and ${other}: ${ratio.toFixed(2)}`] : []
      }),
    )
    expect(alike).toEqual([])
  })
})
