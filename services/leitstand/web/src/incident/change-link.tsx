import type { ChangeName } from '../../../src/decisions/room.js'
import { Link } from '../parts/link.js'

/** A change by its title; the request where a commit came by one. */
export const ChangeLink = ({ change }: { readonly change: ChangeName }) => (
  <Link to={{ change: change.request ?? change.subject }}>
    {change.title ?? change.subject} <span className="soft">{shortOf(change.request ?? change.subject)}</span>
  </Link>
)

const shortOf = (subject: string): string => {
  const last = subject.slice(subject.lastIndexOf('/') + 1)
  return subject.startsWith('pr/') ? `#${last}` : subject.startsWith('change/') ? last.slice(0, 10) : ''
}
