/** A status in a word, with the colour and pattern of its tone. */
import type { Tone } from './tones.ts'
import classes from './tone-badge.module.css'

export function ToneBadge({ tone, text }: { tone: Tone; text: string }) {
  return (
    <span className={classes['badge']}>
      <span className={classes['chip']} data-tone={tone} />
      {text}
    </span>
  )
}
