/** The sign of the program: a block of houses seen from above, one of them ours. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 22 22" aria-hidden="true">
      <rect x="1" y="1" width="9" height="12" rx="1.5" fill="var(--k-accent)" />
      <rect x="12" y="1" width="9" height="7" rx="1.5" fill="var(--k-ink-2)" opacity=".45" />
      <rect x="12" y="10" width="9" height="11" rx="1.5" fill="var(--k-ink-2)" opacity=".7" />
      <rect x="1" y="15" width="9" height="6" rx="1.5" fill="var(--k-ink-2)" opacity=".3" />
    </svg>
  )
}
