import type { Incident, Parked } from '../../../src/api.js'
import { useWords } from '../texts/words.js'
import { Icon } from './icon.js'
import { Link } from './link.js'
import { When } from './when.js'

/** Incidents that are not over. */
export const Incidents = ({ incidents }: { readonly incidents: readonly Incident[] }) => {
  const { t, maybe } = useWords()
  return incidents.map(({ subject, title, severity, detected_at, repository }) => (
    <Link key={subject} to={{ view: 'incidents', incident: subject }} className="notice notice-bad">
      <Icon name="incident" />
      <span>
        <b>
          {t('incident.open')}, {maybe(`severity.${severity}`, severity)}:
        </b>{' '}
        {title}
      </span>
      <span className="soft">
        {repository} <When time={detected_at} />
      </span>
    </Link>
  ))
}

/** Events that a service set aside: a person should look. */
export const ParkedNotice = ({ parked }: { readonly parked: readonly Parked[] }) => {
  const { t } = useWords()
  if (parked.length === 0) return null
  return (
    <Link to={{ view: 'services' }} className="notice notice-warn">
      <Icon name="park" />
      <span>
        <b>{t('parked.title', { n: parked.length })}</b>
      </span>
      <span className="soft">{[...new Set(parked.map(({ consumer }) => consumer))].join(', ')}</span>
    </Link>
  )
}
