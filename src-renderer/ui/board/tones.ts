/**
 * Tones of cells: a strong and a soft colour with inks that reach AA on each, and a pattern, so that two tones differ without colour too.
 * One description feeds both the style sheet of DOM cells and the brushes of the canvas.
 */
export type Pattern = keyof typeof PATTERNS

/** Stroked paths on an 8 × 8 tile. */
const PATTERNS = {
  plain: '',
  diagonal: 'M-2 2L2 -2M-1 9L9 -1M6 10L10 6',
  antidiagonal: 'M6 -2L10 2M-1 -1L9 9M-2 6L2 10',
  dense: 'M-2 2L2 -2M-1 9L9 -1M6 10L10 6M-1 5L5 -1M3 9L9 3',
  cross: 'M-1 -1L9 9M-1 9L9 -1',
  dots: 'M2 2h.01M6 6h.01',
  horizontal: 'M0 2h8M0 6h8',
  vertical: 'M2 0v8M6 0v8',
  grid: 'M0 4h8M4 0v8',
  bars: 'M0 4h8',
} as const

export interface Tone {
  strong: string
  onStrong: string
  soft: string
  ink: string
  pattern: Pattern
  /** A dashed outline marks what is there but not on offer. */
  isOutlined?: boolean
}

export interface Palette {
  light: Readonly<Record<string, Tone>>
  dark: Readonly<Record<string, Tone>>
}

export const TILE = 8

export function patternPath(pattern: Pattern): string {
  return PATTERNS[pattern]
}

export function patternStroke(pattern: Pattern): number {
  return pattern === 'dots' ? 2.4 : pattern === 'dense' ? 1.1 : 1.4
}

function svgUrl(width: number, body: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${TILE}" viewBox="0 0 ${width} ${TILE}">${body}</svg>`
  return `url("data:image/svg+xml,${encodeURIComponent(svg)}")`
}

function strokes(tone: Tone, opacity: number): string {
  const path = patternPath(tone.pattern)
  if (path === '') return ''
  return `<path d="${path}" fill="none" stroke="${tone.onStrong}" stroke-opacity="${opacity}" stroke-width="${patternStroke(tone.pattern)}" stroke-linecap="round"/>`
}

/** Strokes over the whole cell are faint enough to keep words legible; the strip carries none and can be bold. */
const FILL_OPACITY = 0.34
const STRIP_OPACITY = 0.85

function toneRules(scheme: 'light' | 'dark', name: string, tone: Tone): string {
  const at = (kind: string) => `[data-mantine-color-scheme="${scheme}"] .${kind} .kt-${name}`
  const strip = svgUrl(
    TILE,
    `<rect width="${TILE}" height="${TILE}" fill="${tone.strong}"/>${strokes(tone, STRIP_OPACITY)}`,
  )
  const fill = tone.pattern === 'plain' ? 'none' : svgUrl(TILE, strokes(tone, FILL_OPACITY))
  const outline = tone.isOutlined ? `;outline:1px dashed ${tone.ink};outline-offset:-2px` : ''
  return (
    `${at('kb-solid')}{background:${fill} ${tone.strong};color:${tone.onStrong}${outline}}` +
    `${at('kb-soft')}{background:${strip} repeat-y ${tone.soft};color:${tone.ink}${outline}}` +
    `${at('kb-soft')}[data-mark]::after{background:${tone.strong};color:${tone.onStrong}}`
  )
}

const sheets = new WeakMap<Palette, CSSStyleSheet>()

/** Makes the palette's classes (`kt-<tone>`) known to the document, once. */
export function installPalette(palette: Palette): void {
  if (sheets.has(palette)) return
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(paletteCss(palette))
  sheets.set(palette, sheet)
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
}

export function paletteCss(palette: Palette): string {
  const rules = (scheme: 'light' | 'dark') =>
    Object.entries(palette[scheme]).map(([name, tone]) => toneRules(scheme, name, tone))
  return [...rules('light'), ...rules('dark')].join('\n')
}

export type Brush = { fill: string; pattern: CanvasPattern | null; ink: string; isOutlined: boolean }

/** Canvas brushes of every tone for one colour scheme. */
export function brushes(
  palette: Palette,
  scheme: 'light' | 'dark',
  context: CanvasRenderingContext2D,
): Map<string, Brush> {
  const made = new Map<string, Brush>()
  for (const [name, tone] of Object.entries(palette[scheme])) {
    made.set(name, {
      fill: tone.strong,
      ink: tone.onStrong,
      pattern: canvasPattern(tone, context),
      isOutlined: tone.isOutlined ?? false,
    })
  }
  return made
}

function canvasPattern(tone: Tone, context: CanvasRenderingContext2D): CanvasPattern | null {
  const path = patternPath(tone.pattern)
  if (path === '') return null
  const tile = document.createElement('canvas')
  tile.width = TILE
  tile.height = TILE
  const brush = tile.getContext('2d')
  if (!brush) return null
  brush.globalAlpha = FILL_OPACITY
  brush.strokeStyle = tone.onStrong
  brush.lineWidth = patternStroke(tone.pattern)
  brush.lineCap = 'round'
  brush.stroke(new Path2D(path))
  return context.createPattern(tile, 'repeat')
}
