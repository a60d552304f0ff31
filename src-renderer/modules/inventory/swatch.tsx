/** A small piece of a cell in the colour and pattern that the board gives it. */
import { installPalette } from '#renderer/ui/board/tones.ts'
import classes from './filters.module.css'
import { unitPalette, type ToneName } from './tones.ts'

installPalette(unitPalette)

export function Swatch({ tone }: { tone: ToneName }) {
  return (
    <span className={`kb-solid ${classes['swatch']}`} aria-hidden="true">
      <span className={`kt-${tone}`} />
    </span>
  )
}

/** A status in words, on its colour. */
export function StatusBadge({ tone, children }: { tone: ToneName; children: string }) {
  return (
    <span className="kb-soft" style={{ display: 'inline-flex' }}>
      <span
        className={`kt-${tone}`}
        style={{ padding: '1px 8px 1px 14px', borderRadius: 3, fontWeight: 600, fontSize: 'var(--k-text-small)' }}
      >
        {children}
      </span>
    </span>
  )
}
