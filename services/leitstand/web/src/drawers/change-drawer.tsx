import type { ReactNode } from 'react'
import type { ChangePage, Fact } from '../../../src/api.js'
import { changePath } from '../api/client.js'
import { ChangeMeta } from '../parts/change-meta.js'
import { CommandBox } from '../parts/command-box.js'
import { CopyButton } from '../parts/copy-button.js'
import { EventRow } from '../parts/event-row.js'
import { CheckChip, DecisionChip, GuardChip, OutcomeChip, ReviewChip } from '../parts/facts.js'
import { Icon } from '../parts/icon.js'
import { LevelBadge, RaisedNote, SignalNote } from '../parts/level.js'
import { Link } from '../parts/link.js'
import { Problem } from '../parts/problem.js'
import { Reasons, timesOf } from '../parts/reasons.js'
import { Track, shownPercentile } from '../parts/track.js'
import { go, startAt } from '../state/address.js'
import { useNews } from '../state/overview.js'
import { useResource } from '../state/resource.js'
import { useWords } from '../texts/words.js'
import { Drawer } from './drawer.js'

/** Everything about one change. */
export const ChangeDrawer = ({ subject }: { readonly subject: string }) => {
  const { t } = useWords()
  const { value, problem, again, loading } = useResource<ChangePage>(changePath(subject))
  useNews(again, !loading)
  return (
    <Drawer label={value?.title ?? subject} close={() => go({ change: undefined, event: undefined })}>
      {!value &&
        problem &&
        (problem.status === 404 ? <p>{t('change.unknown')}</p> : <Problem problem={problem} again={again} />)}
      {!value && !problem && <p className="soft">{t('loading')}</p>}
      {value && <Change change={value} />}
    </Drawer>
  )
}

const Change = ({ change }: { readonly change: ChangePage }) => {
  const { t } = useWords()
  return (
    <>
      <p className="soft small">
        {t(`change.${change.kind}`)} · {t(`change.state.${change.state}`)}
        {change.base_branch !== undefined && <> · {t('change.into', { branch: change.base_branch })}</>}
      </p>
      <h2 className="drawer-title">{change.title}</h2>
      <ChangeMeta change={change} />
      <div className="buttons">
        {change.url !== undefined && (
          <a className="button button-quiet" href={change.url} target="_blank" rel="noreferrer noopener">
            <Icon name="host" /> {t('change.host')}
          </a>
        )}
        <Link to={startAt(change.subject)} className="button button-quiet">
          <Icon name="decision" /> {t('graph.show')}
        </Link>
        <CopyButton text={change.subject} label={t('event.copyId')} />
      </div>
      <Judgement change={change} />
      <Advice advice={change.advice} />
      <FactList title={t('facts.guards')} facts={change.guards} show={(fact) => <Guard fact={fact} />} />
      <FactList title={t('facts.checks')} facts={change.checks} show={(fact) => <CheckChip fact={fact} />} />
      <FactList title={t('facts.reviews')} facts={change.reviews} show={(fact) => <ReviewChip fact={fact} />} />
      <FactList title={t('facts.decisions')} facts={change.decisions} show={(fact) => <Decision fact={fact} />} />
      <FactList title={t('facts.outcomes')} facts={change.outcomes} show={(fact) => <OutcomeChip fact={fact} />} />
      <div className="panel">
        <CommandBox change={change.subject} repository={change.repository} />
      </div>
      <h3>{t('change.timeline')}</h3>
      {change.timeline_cut && <p className="soft">{t('change.cut')}</p>}
      <div className="rows rows-narrow">
        {change.timeline.map((event) => (
          <EventRow key={event.id} event={event} />
        ))}
      </div>
    </>
  )
}

const Judgement = ({ change: { risk, repository } }: { readonly change: ChangePage }) => {
  const { t } = useWords()
  if (!risk) return <p className="level level-none">{t('now.unjudged')}</p>
  return (
    <section className="judgement" aria-label={t('change.judgement')}>
      <div className="judgement-head">
        <LevelBadge risk={risk} />
        <Link to={{ event: risk.event }} className="percentile">
          <b>{shownPercentile(risk.percentile)}</b> <span>{t('risk.percentile')}</span>
        </Link>
      </div>
      <Track risk={risk} />
      <h3>{t('risk.why')}</h3>
      <Reasons reasons={risk.reasons} />
      {risk.signal === 'learned' && risk.factors !== undefined && risk.factors.of.length > 1 && (
        <p className="small soft">
          {t('risk.odds.together', { n: timesOf(risk.factors.total), of: risk.factors.of.length })}
        </p>
      )}
      <RaisedNote risk={risk} />
      <SignalNote risk={risk} />
      <p className="small">
        <Link to={{ judged: repository }}>{t('evaluation.title')}</Link>
      </p>
      <p className="soft small">
        {risk.probability !== null && <>{t('risk.probability', { n: Math.round(risk.probability * 100) })}. </>}
        {t('risk.model', { model: risk.model })}
      </p>
      {risk.areas.length > 0 && (
        <p className="areas">
          <span className="soft">{t('risk.areas')}</span>
          {risk.areas.map((area) => (
            <span key={area} className="tag">
              {area}
            </span>
          ))}
        </p>
      )}
    </section>
  )
}

/** What was recommended, each sentence with the events that it rests on. */
const Advice = ({ advice }: { readonly advice: readonly Fact[] }) => {
  const { t } = useWords()
  if (advice.length === 0) return null
  const reasons = advice.map(({ event, detail: { text, events } }) => ({
    text: typeof text === 'string' ? text : '',
    events: [event, ...(Array.isArray(events) ? (events as string[]) : [])],
  }))
  return (
    <section>
      <h3>{t('facts.advice')}</h3>
      <Reasons reasons={reasons} />
    </section>
  )
}

const FactList = ({
  title,
  facts,
  show,
}: {
  readonly title: string
  readonly facts: readonly Fact[]
  readonly show: (fact: Fact) => ReactNode
}) =>
  facts.length === 0 ? null : (
    <section>
      <h3>{title}</h3>
      <ul className="facts">
        {facts.map((fact) => (
          <li key={fact.event}>{show(fact)}</li>
        ))}
      </ul>
    </section>
  )

const Guard = ({ fact }: { readonly fact: Fact }) => {
  const { t } = useWords()
  const { reason, failures } = fact.detail
  return (
    <>
      <GuardChip fact={fact} />
      {typeof reason === 'string' && <p className="small">{reason}</p>}
      {Array.isArray(failures) && failures.length > 0 && (
        <p className="small">{t('facts.failures', { names: failures.join(', ') })}</p>
      )}
    </>
  )
}

const Decision = ({ fact }: { readonly fact: Fact }) => {
  const { level_reason, reasons } = fact.detail
  return (
    <>
      <DecisionChip fact={fact} />
      {typeof level_reason === 'string' && <p className="soft small">{level_reason}</p>}
      {Array.isArray(reasons) && <Reasons reasons={reasons as []} />}
    </>
  )
}
