/** How far something is; without a total it only says that it is under way, and never looks finished. */
import classes from './progress-bar.module.css'

export interface ProgressBarProps {
  label: string
  done?: number | undefined
  total?: number | undefined
}

export function ProgressBar({ label, done = 0, total = 0 }: ProgressBarProps) {
  const share = total > 0 ? Math.min(1, done / total) : undefined
  return (
    <span
      className={classes['bar']}
      role="progressbar"
      aria-label={label}
      {...(share === undefined
        ? {}
        : { 'aria-valuenow': Math.round(share * 100), 'aria-valuemin': 0, 'aria-valuemax': 100 })}
    >
      <span
        className={classes['done']}
        data-unknown={share === undefined || undefined}
        style={share === undefined ? {} : { width: `${share * 100}%` }}
      />
    </span>
  )
}
