/** Code 128 on the screen. */
import { code128 } from '#shared/modules/contracts/code128.ts'

export function Barcode({ text }: { text: string }) {
  const widths = code128(text)
  const total = widths.reduce((sum, width) => sum + width, 0)
  let at = 0
  return (
    <svg
      viewBox={`-10 0 ${total + 20} 40`}
      width={total * 2}
      height={64}
      role="img"
      aria-label={text}
      style={{ background: '#fff', maxWidth: '100%' }}
    >
      {widths.map((width, index) => {
        const x = at
        at += width
        return index % 2 === 0 ? <rect key={index} x={x} y={4} width={width} height={32} fill="#000" /> : null
      })}
    </svg>
  )
}
