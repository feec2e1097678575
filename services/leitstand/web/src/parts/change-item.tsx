import type { ChangeCard } from '../../../src/api.js'
import { useWords } from '../texts/words.js'
import { ChangeMeta } from './change-meta.js'
import { CheckChip, DecisionChip, GuardChip, OutcomeChip, ReviewChip } from './facts.js'
import { LevelBadge, RaisedNote, SignalNote, levelOf } from './level.js'
import { Link } from './link.js'
import { Reasons } from './reasons.js'
import { Track, shownPercentile } from './track.js'

interface Props {
  readonly change: ChangeCard
  readonly compact?: boolean
  readonly noted: boolean
}

/**
 * A change in a list: how risky, why, and what was done about it. `compact` for one that landed already. `noted`
 * where the list itself says what its numbers are worth.
 */
export const ChangeItem = ({ change, compact = false, noted }: Props) => {
  const { t } = useWords()
  const { risk } = change
  return (
    <article className={`change change-${risk ? levelOf(risk) : 'unjudged'} ${compact ? 'change-compact' : ''}`}>
      <div className="change-text">
        {risk ? <LevelBadge risk={risk} /> : <span className="level level-none">{t('now.unjudged')}</span>}
        <h3>
          <Link to={{ change: change.subject }}>{change.title}</Link>
        </h3>
        <ChangeMeta change={change} />
      </div>
      {risk && (
        <div className="change-number">
          <Link
            to={{ event: risk.event }}
            className="percentile"
            title={t('risk.riskier', { n: shownPercentile(risk.percentile) })}
          >
            <b>{shownPercentile(risk.percentile)}</b> <span>{t('risk.percentile')}</span>
          </Link>
          <Track risk={risk} />
        </div>
      )}
      {risk && (
        <div className="change-why">
          <Reasons reasons={risk.reasons} />
          <RaisedNote risk={risk} />
          {risk.signal !== 'learned' && !noted && <SignalNote risk={risk} />}
        </div>
      )}
      <Facts change={change} />
    </article>
  )
}

const Facts = ({ change }: { readonly change: ChangeCard }) => {
  const { t } = useWords()
  const areas = change.risk?.areas ?? []
  const facts = [change.guards, change.checks, change.reviews, change.decisions, change.outcomes]
  if (areas.length === 0 && facts.every((list) => list.length === 0)) return null
  return (
    <div className="change-facts">
      {areas.length > 0 && (
        <span className="areas">
          <span className="soft">{t('risk.areas')}</span>
          {areas.slice(0, 6).map((area) => (
            <span key={area} className="tag">
              {area}
            </span>
          ))}
          {areas.length > 6 && <span className="soft">+{areas.length - 6}</span>}
        </span>
      )}
      {change.guards.map((fact) => (
        <GuardChip key={fact.event} fact={fact} />
      ))}
      {change.checks.map((fact) => (
        <CheckChip key={fact.event} fact={fact} />
      ))}
      {change.reviews.map((fact) => (
        <ReviewChip key={fact.event} fact={fact} />
      ))}
      {unalike(change.decisions).map((fact) => (
        <DecisionChip key={fact.event} fact={fact} />
      ))}
      {change.outcomes.map((fact) => (
        <OutcomeChip key={fact.event} fact={fact} />
      ))}
    </div>
  )
}

/** Decisions shown at most. */
const MOST_DECISIONS = 2

/** The latest decisions of those that say different things: noted for its risk and noted for its guard are told once. */
const unalike = (decisions: ChangeCard['decisions']): ChangeCard['decisions'] => {
  const seen = new Set<string>()
  return decisions
    .filter(({ detail }) => {
      const said = JSON.stringify([detail['agent'], detail['chosen'], detail['level']])
      return !seen.has(said) && seen.add(said)
    })
    .slice(0, MOST_DECISIONS)
}
