import type { AnchorHTMLAttributes, MouseEvent } from 'react'
import { type Step, go, hrefOf, useAddress } from '../state/address.js'

interface Props extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  /** What the address changes in. */
  readonly to: Step
}

/** A link inside the page: a real address that can be opened in a new tab or copied. */
export const Link = ({ to, ...rest }: Props) => {
  const from = useAddress()
  const follow = (click: MouseEvent): void => {
    if (click.metaKey || click.ctrlKey || click.shiftKey || click.button !== 0) return
    click.preventDefault()
    go(to)
  }
  return <a {...rest} href={hrefOf(to, from)} onClick={follow} />
}
