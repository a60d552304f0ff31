/** A link inside the program: a real one, so that it can be opened, copied and reached by Tab. */
import type { AnchorHTMLAttributes } from 'react'

export interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  to: string
  ref?: React.Ref<HTMLAnchorElement>
}

export function Link({ to, children, ...rest }: LinkProps) {
  return (
    <a {...rest} href={`#${to}`} draggable={false}>
      {children}
    </a>
  )
}
