import type { RepositoryCard } from '../../../src/api.js'
import { withQuery } from '../api/client.js'
import type { Baseline, FlakyTest, GuardWorth } from '../loop/answers.js'
import { Icon } from '../parts/icon.js'
import { Problem } from '../parts/problem.js'
import { Evidence } from '../parts/reasons.js'
import { RepositoryPicker } from '../parts/repository-picker.js'
import { useAddress } from '../state/address.js'
import { useResource } from '../state/resource.js'
import { useNewsOf } from '../state/waiting.js'
import { useWords } from '../texts/words.js'
import '../style/loop.css'

const RUNS = ['guard.finished', 'outcome.recorded']
const MEASURES = ['baseline.', 'anomaly.', 'ci.result']

/** What each guard caught, missed and cost; what is far outside of the usual now; tests that flip. */
export const GuardsView = () => {
  const { t } = useWords()
  const { repository } = useAddress()
  const repositories = useResource<RepositoryCard[]>('/api/repositories')
  const worth = useResource<{ guards: GuardWorth[] }>(withQuery('/api/guards/worth', { repository }))
  const flaky = useResource<{ tests: FlakyTest[] }>(withQuery('/api/guards/flaky', { repository }))
  const baselines = useResource<{ baselines: Baseline[] }>(withQuery('/api/baselines', { repository }))
  useNewsOf(RUNS, worth.again)
  useNewsOf(RUNS, flaky.again)
  useNewsOf(MEASURES, baselines.again)
  const problem = worth.problem ?? flaky.problem ?? baselines.problem
  const again = (): void => [worth, flaky, baselines].forEach((one) => one.again())
  return (
    <div className="single">
      <div className="headline">
        <h1>{t('guards.title')}</h1>
        <p className="soft">{t('guards.lead')}</p>
      </div>
      {problem && <Problem problem={problem} again={again} />}
      <RepositoryPicker repositories={repositories.value ?? []} />
      {baselines.value && <Anomalies baselines={baselines.value.baselines} />}
      {worth.value && <Guards guards={worth.value.guards} />}
      {flaky.value && <Flaky tests={flaky.value.tests} />}
    </div>
  )
}

const Anomalies = ({ baselines }: { readonly baselines: readonly Baseline[] }) => {
  const { t, maybe, number } = useWords()
  const now = baselines.filter(({ outside, anomaly }) => outside && anomaly !== null)
  const amount = (value: number, unit: string): string =>
    unit === 's' ? `${number(Math.round(value * 10) / 10)} s` : `${number(Math.round(value * 1000) / 1000)} ${unit}`
  return (
    <section className="stack" aria-labelledby="anomalies">
      <h2 id="anomalies">{t('guards.anomalies')}</h2>
      {now.length === 0 && (
        <p className="soft">
          <Icon name="ok" className="good" /> {t('guards.noAnomaly', { n: baselines.length })}
        </p>
      )}
      {now.map(({ repository, what, measure, anomaly }) => (
        <div key={`${repository} ${what} ${measure}`} className="notice notice-warn">
          <Icon name="medium" />
          <span>
            <b>{what}</b>{' '}
            {t('guards.anomaly', {
              measure: maybe(`measure.${measure}`, measure),
              value: amount(anomaly?.value ?? 0, anomaly?.unit ?? ''),
              factor: number(Math.round((anomaly?.factor ?? 0) * 10) / 10),
              low: amount(anomaly?.low ?? 0, anomaly?.unit ?? ''),
              high: amount(anomaly?.high ?? 0, anomaly?.unit ?? ''),
            })}{' '}
            <Evidence events={anomaly?.events ?? []} />
          </span>
          <span className="soft">{repository}</span>
        </div>
      ))}
    </section>
  )
}

const Guards = ({ guards }: { readonly guards: readonly GuardWorth[] }) => {
  const { t, maybe, number } = useWords()
  return (
    <section className="stack" aria-labelledby="worth">
      <h2 id="worth">{t('guards.worth')}</h2>
      {guards.length === 0 && <p className="soft">{t('guards.none')}</p>}
      {guards.length > 0 && (
        <div className="table-box panel" tabIndex={0} role="region" aria-labelledby="worth">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('guards.guard')}</th>
                <th scope="col">{t('guards.caught')}</th>
                <th scope="col">{t('guards.missed')}</th>
                <th scope="col">{t('guards.noise')}</th>
                <th scope="col">{t('guards.runs')}</th>
                <th scope="col">{t('guards.cost')}</th>
              </tr>
            </thead>
            <tbody>
              {guards.map((one) => (
                <tr key={`${one.repository} ${one.guard}`}>
                  <th scope="row">
                    {one.guard} <span className="tag">{maybe(`worth.${one.worth}`, one.worth)}</span>
                    <span className="soft small block">
                      {one.repository} · {one.reason}
                    </span>
                  </th>
                  <td data-name={t('guards.caught')} className={one.caught > 0 ? 'number-good' : 'number-none'}>
                    {number(one.caught)}
                  </td>
                  <td data-name={t('guards.missed')} className={missedOf(one) > 0 ? 'number-warn' : 'number-none'}>
                    {number(missedOf(one))}
                  </td>
                  <td data-name={t('guards.noise')} className={noiseOf(one) > 0 ? 'number-warn' : 'number-none'}>
                    {number(noiseOf(one))}
                  </td>
                  <td data-name={t('guards.runs')}>{number(one.runs)}</td>
                  <td data-name={t('guards.cost')}>{t('guards.seconds', { n: number(Math.round(one.seconds)) })}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="soft small">{t('guards.worthHint')}</p>
    </section>
  )
}

const missedOf = ({ missed_passed, missed_left_out }: GuardWorth): number => missed_passed + missed_left_out
const noiseOf = ({ flaky, before, unclear }: GuardWorth): number => flaky + before + unclear

const Flaky = ({ tests }: { readonly tests: readonly FlakyTest[] }) => {
  const { t, number } = useWords()
  return (
    <section className="stack" aria-labelledby="flaky">
      <h2 id="flaky">{t('guards.flaky')}</h2>
      {tests.length === 0 && <p className="soft">{t('guards.noFlaky')}</p>}
      {tests.length > 0 && (
        <ul className="plain-list panel">
          {tests.map(({ repository, guard, test, failed, flipped }) => (
            <li key={`${repository} ${guard} ${test}`}>
              <code>{test}</code>
              <span className="soft small">
                {guard} · {repository} · {t('guards.flipped', { flipped: number(flipped), failed: number(failed) })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
