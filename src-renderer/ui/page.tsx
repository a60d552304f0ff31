/** One screen: its head with title and actions, an optional line of filters, the body, and a panel at the side. */
import { useEffect, type ReactNode } from 'react'
import classes from './page.module.css'

export interface PageProps {
  title: string
  /** Beside the title: what it is about, how many. */
  detail?: ReactNode
  /** At the right end of the head. */
  actions?: ReactNode
  /** A second line: filters, switches, legends. */
  toolbar?: ReactNode
  /** A panel at the right; see SidePanel. */
  aside?: ReactNode
  /** The body scrolls by itself and has padding; grids and boards fill it and scroll on their own. */
  isText?: boolean
  children: ReactNode
}

export function Page({ title, detail, actions, toolbar, aside, isText, children }: PageProps) {
  useEffect(() => {
    document.title = title
  }, [title])
  return (
    <div className={classes['page']}>
      <header className={classes['head']}>
        <h1 className={classes['title']}>{title}</h1>
        {detail !== undefined && <div className={classes['detail']}>{detail}</div>}
        <div className={classes['actions']}>{actions}</div>
      </header>
      {toolbar !== undefined && <div className={classes['toolbar']}>{toolbar}</div>}
      <div className={classes['row']}>
        <div className={classes['body']} data-text={isText || undefined}>
          {children}
        </div>
        {aside}
      </div>
    </div>
  )
}
