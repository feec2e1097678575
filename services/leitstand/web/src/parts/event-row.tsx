import type { EventSummary } from '../../../src/api.js'
import { useWords } from '../texts/words.js'
import { Icon, type IconName } from './icon.js'
import { Link } from './link.js'
import { When } from './when.js'

const ICONS: readonly (readonly [string, IconName])[] = [
  ['change.', 'commit'],
  ['pr.', 'request'],
  ['branch.', 'request'],
  ['push.', 'commit'],
  ['decision.', 'decision'],
  ['guard.', 'guard'],
  ['ci.', 'guard'],
  ['incident.', 'incident'],
  ['command.', 'command'],
  ['watch.', 'command'],
  ['repository.', 'book'],
  ['configuration.', 'book'],
  ['release.', 'tag'],
  ['comment.', 'note'],
  ['issue.', 'note'],
  ['event.', 'park'],
]

const iconOf = ({ type, parts }: EventSummary): IconName => {
  if (type === 'risk.assessed.v1') return levelIcon(parts['level'])
  if (type === 'guard.finished.v1')
    return parts['verdict'] === 'passed' ? 'ok' : parts['verdict'] === 'not_run' ? 'skip' : 'bad'
  return ICONS.find(([prefix]) => type.startsWith(prefix))?.[1] ?? 'dot'
}

const levelIcon = (level: string | number | undefined): IconName =>
  level === 'high' || level === 'medium' || level === 'low' ? level : 'none'

const TONE: Readonly<Partial<Record<IconName, string>>> = {
  high: 'high',
  medium: 'medium',
  low: 'low',
  ok: 'good',
  bad: 'bad',
  incident: 'bad',
  park: 'bad',
}

/** An event in a list. The whole row is one link that opens it. */
export const EventRow = ({ event, here = false }: { readonly event: EventSummary; readonly here?: boolean }) => {
  const { maybe, line, t } = useWords()
  const icon = iconOf(event)
  return (
    <Link to={{ event: event.id }} className={`row ${here ? 'row-here' : ''}`} aria-current={here ? 'true' : undefined}>
      <span className={`row-icon tone-${TONE[icon] ?? 'plain'}`}>
        <Icon name={icon} />
      </span>
      <span className="row-type">{maybe(`type.${event.type}`, event.type)}</span>
      <span className="row-line">
        {line(event)}
        {here && <span className="soft"> ({t('event.this')})</span>}
      </span>
      <span className="row-when">
        <When time={event.time} clock />
      </span>
    </Link>
  )
}
