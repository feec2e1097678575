import { Link } from '../parts/link.js'
import { startAt } from '../state/address.js'

/** Something by its title and number: a change opens, an incident leads to its room, an issue to the graph. */
export const ThingLink = ({ subject, title }: { readonly subject: string; readonly title?: string | undefined }) => (
  <Link to={stepTo(subject)}>
    {title ?? subject} {title !== undefined && <span className="soft">{shortOf(subject)}</span>}
  </Link>
)

const stepTo = (subject: string) => {
  if (/^(?:change|pr|branch)\//.test(subject)) return { change: subject }
  if (subject.startsWith('epic/')) return { epic: subject.slice('epic/'.length) }
  if (subject.startsWith('incident/')) return { view: 'incidents' as const, incident: subject, epic: undefined }
  return startAt(subject)
}

/** A number as people write it; the last part of anything else. */
export const shortOf = (subject: string): string => {
  const last = subject.slice(subject.lastIndexOf('/') + 1)
  if (/^(?:pr|issue)\//.test(subject)) return `#${last}`
  return subject.startsWith('change/') ? last.slice(0, 10) : last
}
