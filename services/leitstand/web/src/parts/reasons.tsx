import type { Reason } from '../../../src/api.js'
import { useWords } from '../texts/words.js'
import { Link } from './link.js'

/** Evidence shown beside one reason; the rest is counted. */
const MAX_LINKS = 4

/** Past facts as sentences; each event behind one is a link. */
export const Reasons = ({ reasons }: { readonly reasons: readonly Reason[] }) => {
  const { t } = useWords()
  if (reasons.length === 0) return <p className="soft">{t('risk.noReasons')}</p>
  return (
    <ol className="reasons">
      {reasons.map((reason, place) => (
        <li key={place}>
          <span>{reason.text}</span>{' '}
          {reason.adds !== undefined && (
            <span className="soft" title={t('risk.odds.means')}>
              {t('risk.odds', { n: timesOf(reason.adds) })}
            </span>
          )}{' '}
          <Evidence events={reason.events} />
        </li>
      ))}
    </ol>
  )
}

/** Log-odds as a factor of the odds. NOTE: beyond a thousand nothing more is said. */
export const timesOf = (adds: number): number => Math.round(Math.exp(Math.min(adds, 7)) * 10) / 10

/** Links to the events that a fact rests on. */
export const Evidence = ({ events }: { readonly events: readonly string[] }) => {
  const { t } = useWords()
  const rest = events.length - MAX_LINKS
  return (
    <span className="evidence">
      {events.slice(0, MAX_LINKS).map((id, place) => {
        const label = t('risk.evidence', { n: place + 1, of: events.length })
        return (
          <Link key={id} to={{ event: id }} className="evidence-link" aria-label={label} title={label}>
            {place + 1}
          </Link>
        )
      })}
      {rest > 0 && <span className="soft">{t('risk.moreEvidence', { n: rest })}</span>}
    </span>
  )
}
