/** Names and values under each other: the body of a card. Empty values are left out unless `isWhole`. */
import { Fragment, type ReactNode } from 'react'
import classes from './facts.module.css'

export interface Fact {
  title: string
  value: ReactNode
}

export function Facts({ facts, isWhole }: { facts: readonly Fact[]; isWhole?: boolean }) {
  const shown = facts.filter(({ value }) => isWhole || (value !== null && value !== undefined && value !== ''))
  return (
    <dl className={classes['facts']} data-selectable>
      {shown.map(({ title, value }) => (
        <Fragment key={title}>
          <dt>{title}</dt>
          <dd>{value ?? '—'}</dd>
        </Fragment>
      ))}
    </dl>
  )
}
