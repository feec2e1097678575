import type { RepositoryCard } from '../../../src/api.js'
import type { IncidentCard } from '../../../src/decisions/room.js'
import { withQuery } from '../api/client.js'
import { RoomPage } from '../incident/room-page.js'
import { spanOf } from '../incident/span.js'
import { Icon } from '../parts/icon.js'
import { Link } from '../parts/link.js'
import { Problem } from '../parts/problem.js'
import { RepositoryPicker } from '../parts/repository-picker.js'
import { When } from '../parts/when.js'
import { useAddress } from '../state/address.js'
import { useResource } from '../state/resource.js'
import { useNewsOf } from '../state/waiting.js'
import { useWords } from '../texts/words.js'
import '../style/incident.css'

const NEWS = ['incident.']
const MOST = 100

/** What broke: all incidents, or the room of the one that the address names. */
export const IncidentsView = () => {
  const { incident } = useAddress()
  return incident === undefined ? <List /> : <RoomPage key={incident} subject={incident} />
}

const List = () => {
  const { t } = useWords()
  const { repository } = useAddress()
  const repositories = useResource<RepositoryCard[]>('/api/repositories')
  const { value, problem, again } = useResource<IncidentCard[]>(
    withQuery('/api/incidents', { repository, limit: MOST }),
  )
  useNewsOf(NEWS, again)
  const open = value?.filter(({ resolved_at: over }) => over === undefined) ?? []
  const over = value?.filter(({ resolved_at: end }) => end !== undefined) ?? []
  return (
    <div className="single">
      <div className="headline">
        <h1>{t('incidents.title')}</h1>
        <p className="soft">{t('incidents.lead')}</p>
      </div>
      {problem && <Problem problem={problem} again={again} />}
      <RepositoryPicker repositories={repositories.value ?? []} />
      {value?.length === 0 && <p>{t('incidents.none')}</p>}
      <Cards id="open" title={t('incidents.open')} incidents={open} />
      <Cards id="over" title={t('incidents.over')} incidents={over} />
    </div>
  )
}

interface CardsProps {
  readonly id: string
  readonly title: string
  readonly incidents: readonly IncidentCard[]
}

const Cards = ({ id, title, incidents }: CardsProps) => {
  const { number } = useWords()
  if (incidents.length === 0) return null
  return (
    <section className="stack" aria-labelledby={id}>
      <h2 id={id}>
        {title} <small>{number(incidents.length)}</small>
      </h2>
      {incidents.map((one) => (
        <Card key={one.subject} incident={one} />
      ))}
    </section>
  )
}

const Card = ({ incident }: { readonly incident: IncidentCard }) => {
  const { t, maybe, language } = useWords()
  const { subject, title, severity, service, repository, detected_at: since, resolved_at: over } = incident
  const lasted = since !== undefined && over !== undefined ? Date.parse(over) - Date.parse(since) : undefined
  return (
    <Link to={{ incident: subject }} className={`panel incident ${over === undefined ? 'incident-open' : ''}`}>
      <b>
        <Icon name={over === undefined ? 'incident' : 'ok'} className={over === undefined ? 'tone-bad' : 'tone-good'} />{' '}
        {title ?? subject}
      </b>
      <span className="meta">
        {severity !== undefined && <span className="tag">{maybe(`severity.${severity}`, severity)}</span>}
        <span>{service ?? t('room.noService')}</span>
        {repository !== undefined && <span>{repository}</span>}
        {since === undefined ? <span>{t('room.noBeginning')}</span> : <When time={since} />}
        {lasted !== undefined && lasted >= 0 && (
          <span>{t('room.lasted', { span: spanOf(lasted / 1000, language) })}</span>
        )}
      </span>
    </Link>
  )
}
