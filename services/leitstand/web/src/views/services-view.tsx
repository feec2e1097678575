import type { Overview, Parked, ServiceHealth } from '../../../src/api.js'
import { Terminal } from '../parts/copy-button.js'
import { HEALTH_ICON } from '../parts/health-strip.js'
import { Icon } from '../parts/icon.js'
import { Link } from '../parts/link.js'
import { Problem } from '../parts/problem.js'
import { When } from '../parts/when.js'
import { useHealth } from '../state/health.js'
import { useResource } from '../state/resource.js'
import { useWords } from '../texts/words.js'

/** The services with their dependencies, and what they set aside. */
export const ServicesView = () => {
  const { t, number } = useWords()
  const { value, problem, again, loading } = useHealth()
  const overview = useResource<Overview>('/api/overview?limit=1')
  const down = value?.services.some(({ state }) => state === 'unreachable')
  return (
    <div className="single">
      <div className="title-line">
        <h1>{t('services.title')}</h1>
        <button type="button" className="button" onClick={again} disabled={loading}>
          {t(loading ? 'services.asking' : 'services.ask')}
        </button>
      </div>
      {problem && <Problem problem={problem} again={again} />}
      {value && (
        <p className="soft">
          {t('services.asked')} <When time={value.asked_at} /> · {t('services.stream')}:{' '}
          {t('services.streamDetail', {
            clients: value.stream.clients,
            dropped: value.stream.dropped,
            position: number(value.stream.position),
          })}
        </p>
      )}
      {down && (
        <div className="panel">
          <p>{t('services.start')}</p>
          <Terminal command="npx heimgewebe up" />
        </div>
      )}
      <div className="board">
        {value?.services.map((service) => (
          <Service key={service.name} service={service} />
        ))}
      </div>
      {overview.value && overview.value.parked.length > 0 && <ParkedList parked={overview.value.parked} />}
    </div>
  )
}

const Service = ({ service }: { readonly service: ServiceHealth }) => {
  const { t, number } = useWords()
  const { name, url, state, ms, checks, message } = service
  return (
    <article className={`panel service health-${state}`}>
      <h2>
        <span className="row-icon">
          <Icon name={HEALTH_ICON[state]} />
        </span>
        {name}
        <span className="service-state">{t(`services.${state}`)}</span>
      </h2>
      <p className="meta">
        <code>{url}</code>
        <span>{t('services.ms', { n: number(ms) })}</span>
      </p>
      {message !== undefined && <p className="small">{message}</p>}
      <ul className="checks">
        {checks.map((check) => (
          <li key={check.name} className={check.ok ? 'health-ready' : 'health-unreachable'}>
            <Icon name={check.ok ? 'ok' : 'bad'} />
            <span>{check.name}</span>
            {check.message !== undefined && <span className="soft">{check.message}</span>}
          </li>
        ))}
      </ul>
    </article>
  )
}

const ParkedList = ({ parked }: { readonly parked: readonly Parked[] }) => {
  const { t } = useWords()
  return (
    <section className="panel" aria-labelledby="parked">
      <h2 id="parked">{t('parked.title', { n: parked.length })}</h2>
      <ul className="parked">
        {parked.map(({ event, consumer, event_type, reason, tries, parked_at }) => (
          <li key={`${event} ${consumer}`}>
            <Link to={{ event }}>{t('parked.text', { consumer, type: event_type, reason })}</Link>
            <span className="soft">
              {t('parked.tries', { n: tries })}, <When time={parked_at} />
            </span>
          </li>
        ))}
      </ul>
      <p>{t('parked.hint')}</p>
      <Terminal command="npx heimgewebe parked list" />
    </section>
  )
}
