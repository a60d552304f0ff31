/**
 * Twelve looks for states that must stay apart at a glance, without colour and in grayscale: lightness falls from `open`
 * to `final`, neighbours differ in pattern too. What a tone means is the screen's business.
 */
export const TONES = [
  'open',
  'held',
  'pledged',
  'contest',
  'pending',
  'bound',
  'filed',
  'done',
  'final',
  'technical',
  'withheld',
  'plain',
] as const
export type Tone = (typeof TONES)[number]

/** Patterns of tones.css, for those who draw on a canvas. */
export type Pattern = 'none' | 'rising' | 'corner' | 'dots' | 'falling' | 'lines' | 'bars' | 'cross' | 'dashes'

export const PATTERN_OF: Record<Tone, Pattern> = {
  open: 'none',
  held: 'rising',
  pledged: 'corner',
  contest: 'dots',
  pending: 'falling',
  bound: 'none',
  filed: 'lines',
  done: 'none',
  final: 'bars',
  technical: 'cross',
  withheld: 'dashes',
  plain: 'none',
}
