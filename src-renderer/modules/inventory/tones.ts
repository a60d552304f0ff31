/** Colours and patterns of the board by status, by heat and by what has changed; AA on both themes is checked in tones.test.ts. */
import type { Palette, Pattern, Tone } from '#renderer/ui/board/tones.ts'
import type { UnitStatus } from '#shared/modules/inventory/model.ts'

const tone = (
  strong: string,
  onStrong: string,
  soft: string,
  ink: string,
  pattern: Pattern = 'plain',
  isOutlined = false,
): Tone => ({
  strong,
  onStrong,
  soft,
  ink,
  pattern,
  isOutlined,
})

type Diff = 'same' | 'sold' | 'reserved' | 'released' | 'withdrawn' | 'offered' | 'status' | 'raised' | 'lowered'
export const HEAT_STEPS = 7
type Heat = `heat-${0 | 1 | 2 | 3 | 4 | 5 | 6}`
export type ToneName = UnitStatus | Heat | `diff-${Diff}` | 'muted'
type Tones = Readonly<Record<ToneName, Tone>>

/** One colour for the whole cell at every size. */
const flat = (fill: string, ink: string, pattern: Pattern = 'plain') => tone(fill, ink, fill, ink, pattern)

const light: Tones = {
  free: tone('#17794c', '#ffffff', '#d6f3e3', '#0c3d26'),
  reserved: tone('#f2b632', '#3a2a00', '#fdf0cb', '#574000', 'diagonal'),
  reserved_paid: tone('#e9853a', '#331600', '#fde2cd', '#6b2f05', 'cross'),
  on_auction: tone('#7546c4', '#ffffff', '#e9dffa', '#3d1f75', 'dots'),
  hold_technical: tone('#4b677f', '#ffffff', '#dce6ee', '#26394a', 'grid'),
  not_for_sale: tone('#edf0f1', '#55606a', '#f6f7f8', '#55606a', 'plain', true),
  sold_pending_contract: tone('#9fc6f6', '#0c2f5c', '#dfedfd', '#143d73', 'horizontal'),
  under_contract: tone('#2a6cc4', '#ffffff', '#cfe1f9', '#123a75', 'vertical'),
  registered: tone('#213f8c', '#ffffff', '#c7d2f0', '#152a63', 'bars'),
  sold: tone('#69737a', '#ffffff', '#e2e5e8', '#40484f', 'dense'),
  transferred: tone('#3b434a', '#ffffff', '#d2d7da', '#2b3238', 'antidiagonal'),
  occupied: tone('#6d6a72', '#ffffff', '#e4e2e6', '#45424a', 'dense'),
  muted: tone('#dde1e3', '#555e63', '#eff1f2', '#555e63'),
  'heat-0': flat('#fff4c2', '#3b3000'),
  'heat-1': flat('#fdd87a', '#3b2b00'),
  'heat-2': flat('#f9b05a', '#361d00'),
  'heat-3': flat('#ec8450', '#2b0e00'),
  'heat-4': flat('#c04a4e', '#ffffff'),
  'heat-5': flat('#96315c', '#ffffff'),
  'heat-6': flat('#5b1f57', '#ffffff'),
  'diff-same': tone('#e6eaeb', '#555e63', '#f3f5f5', '#555e63'),
  'diff-sold': tone('#2a6cc4', '#ffffff', '#cfe1f9', '#123a75', 'vertical'),
  'diff-reserved': tone('#f2b632', '#3a2a00', '#fdf0cb', '#574000', 'diagonal'),
  'diff-released': tone('#17794c', '#ffffff', '#d6f3e3', '#0c3d26'),
  'diff-withdrawn': tone('#4b677f', '#ffffff', '#dce6ee', '#26394a', 'grid'),
  'diff-offered': tone('#4fb587', '#04150c', '#def3e8', '#0c3d26', 'dots'),
  'diff-status': tone('#7546c4', '#ffffff', '#e9dffa', '#3d1f75', 'bars'),
  'diff-raised': tone('#b3382c', '#ffffff', '#fbded9', '#6d1c13', 'antidiagonal'),
  'diff-lowered': tone('#0f7a86', '#ffffff', '#d2eef1', '#074349', 'horizontal'),
}

const dark: Tones = {
  free: tone('#2fa870', '#03120b', '#12392a', '#b9efd5'),
  reserved: tone('#dba726', '#1d1500', '#41340e', '#f7df9a', 'diagonal'),
  reserved_paid: tone('#df7a30', '#1c0b00', '#47290f', '#fbcba4', 'cross'),
  on_auction: tone('#a380e6', '#0f0521', '#32234f', '#dccbff', 'dots'),
  hold_technical: tone('#7896ad', '#08121a', '#243541', '#c6d8e6', 'grid'),
  not_for_sale: tone('#222a2c', '#9aa5ab', '#1c2325', '#9aa5ab', 'plain', true),
  sold_pending_contract: tone('#86b7f1', '#04162d', '#1c3757', '#c7defb', 'horizontal'),
  under_contract: tone('#4f8fe8', '#020d1f', '#17315c', '#b9d4fc', 'vertical'),
  registered: tone('#7388dc', '#060b22', '#222e62', '#c6d0fa', 'bars'),
  sold: tone('#566168', '#ffffff', '#2b3235', '#b9c2c7', 'dense'),
  transferred: tone('#3a444a', '#dfe5e8', '#21292c', '#a4aeb4', 'antidiagonal'),
  occupied: tone('#5d5a63', '#ffffff', '#2e2c32', '#bdb9c4', 'dense'),
  muted: tone('#262f31', '#9aa5ab', '#1d2527', '#9aa5ab'),
  'heat-0': flat('#2b1a3d', '#e9dcf5'),
  'heat-1': flat('#4b2057', '#f3dff5'),
  'heat-2': flat('#7a2a5f', '#ffffff'),
  'heat-3': flat('#a83c5a', '#ffffff'),
  'heat-4': flat('#e0734a', '#1c0900'),
  'heat-5': flat('#f2a64f', '#1f1100'),
  'heat-6': flat('#ffe08a', '#231a00'),
  'diff-same': tone('#232b2d', '#8f9aa0', '#1b2224', '#8f9aa0'),
  'diff-sold': tone('#4f8fe8', '#020d1f', '#17315c', '#b9d4fc', 'vertical'),
  'diff-reserved': tone('#dba726', '#1d1500', '#41340e', '#f7df9a', 'diagonal'),
  'diff-released': tone('#2fa870', '#03120b', '#12392a', '#b9efd5'),
  'diff-withdrawn': tone('#7896ad', '#08121a', '#243541', '#c6d8e6', 'grid'),
  'diff-offered': tone('#7fd3ab', '#04150c', '#173e2d', '#c6f2dc', 'dots'),
  'diff-status': tone('#a380e6', '#0f0521', '#32234f', '#dccbff', 'bars'),
  'diff-raised': tone('#ef7d70', '#230502', '#4a1d18', '#ffc9c2', 'antidiagonal'),
  'diff-lowered': tone('#4dbcc8', '#021416', '#11373c', '#b4ecf2', 'horizontal'),
}

export const unitPalette: Palette = { light, dark }
