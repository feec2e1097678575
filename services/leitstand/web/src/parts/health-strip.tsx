import type { ServiceHealth } from '../../../src/api.js'
import { useHealth } from '../state/health.js'
import { useWords } from '../texts/words.js'
import { Icon, type IconName } from './icon.js'
import { Link } from './link.js'

/** Icon of a service's state. */
export const HEALTH_ICON: Readonly<Record<ServiceHealth['state'], IconName>> = {
  ready: 'ok',
  'not-ready': 'wait',
  unreachable: 'bad',
}

/** The services in one glance; the board has the detail. */
export const HealthStrip = () => {
  const { t } = useWords()
  const { value } = useHealth()
  if (!value) return <span className="strip soft">…</span>
  const ready = value.services.filter(({ state }) => state === 'ready').length
  const all = value.services.length
  const summary = t('services.summary', { n: ready, of: all })
  return (
    <Link
      to={{ view: 'services' }}
      className={`strip ${ready === all ? 'strip-good' : 'strip-bad'}`}
      title={summary}
      aria-label={summary}
    >
      {value.services.map(({ name, state }) => (
        <span key={name} className={`strip-one health-${state}`} title={`${name}: ${t(`services.${state}`)}`}>
          <Icon name={HEALTH_ICON[state]} />
        </span>
      ))}
      <span className="strip-words">
        {ready}/{all}
      </span>
    </Link>
  )
}
