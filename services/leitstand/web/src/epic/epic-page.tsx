import type { ReactNode } from 'react'
import { CopyButton } from '../parts/copy-button.js'
import { Icon } from '../parts/icon.js'
import { Link } from '../parts/link.js'
import { Problem } from '../parts/problem.js'
import { Evidence } from '../parts/reasons.js'
import { When } from '../parts/when.js'
import { useResource } from '../state/resource.js'
import { useNewsOf } from '../state/waiting.js'
import { type Key, useWords } from '../texts/words.js'
import type { Epic, EpicThing, Said, Waiting } from './answers.js'
import { OrderForm, aboutOf } from './order-form.js'
import { RiskGrid } from './risk-grid.js'
import { ThingLink, shortOf } from './thing-link.js'
import { TimeAxis } from './time-axis.js'

/** What may change how an epic stands. */
const NEWS = ['epic.', 'pr.', 'ci.result', 'guard.finished', 'issue.', 'incident.', 'outcome.recorded', 'alarm.rang']

/** One epic: where it stands and the next act first, then what stands in the way, what is shared, and all of it in time. */
export const EpicPage = ({ name }: { readonly name: string }) => {
  const { t } = useWords()
  const { value, problem, again } = useResource<Epic>(`/api/epics/${encodeURIComponent(name)}`)
  useNewsOf(NEWS, again)
  return (
    <div className="single room">
      <p>
        <Link to={{ epic: undefined }}>
          <Icon name="left" /> {t('epic.all')}
        </Link>
      </p>
      {problem && (problem.status === 404 ? <p>{t('epic.unknown')}</p> : <Problem problem={problem} again={again} />)}
      {value && <Whole epic={value} />}
    </div>
  )
}

const Whole = ({ epic }: { readonly epic: Epic }) => {
  const { t } = useWords()
  const titles = new Map(epic.changes.map(({ change, title }) => [change, title]))
  return (
    <>
      <Head epic={epic} />
      <dl className="panel look">
        <Row name={t('epic.stands')} said={epic.summary} />
        <Row name={t('epic.next')} said={epic.next} />
      </dl>
      <div className="buttons">
        <CopyButton text={`npx heimgewebe epic ${epic.epic}`} label={t('event.copyCommand')} />
      </div>
      <Waits id="blocked" title="epic.blocked" rows={epic.blocked} titles={titles} />
      <Waits id="stale" title="epic.stale" rows={epic.stale} titles={titles} />
      <List id="clusters" title="epic.clusters" rows={epic.clusters}>
        {({ changes }) => <span className="soft small">{changes.map(shortOf).join(', ')}</span>}
      </List>
      <List id="warnings" title="epic.warnings" rows={epic.warnings}>
        {({ change, at, said }) => (
          <span className="soft small">
            <ThingLink subject={change} title={titles.get(change)} /> · <When time={at} />
            {!said && ` · ${t('epic.kept')}`}
          </span>
        )}
      </List>
      <TimeAxis epic={epic} />
      <RiskGrid cells={epic.risk} />
      <Things id="issues" title="epic.issues" things={epic.issues} />
      <Things id="incidents" title="epic.incidents" things={epic.incidents} />
      <details>
        <summary>{t('epic.timeline')}</summary>
        <List id="timeline" title="epic.timeline" rows={epic.timeline.toReversed()}>
          {({ at, subject }) => (
            <span className="soft small">
              <ThingLink subject={subject} title={titles.get(subject)} /> · <When time={at} />
            </span>
          )}
        </List>
        {epic.timeline_omitted > 0 && <p className="soft small">{t('room.more', { n: epic.timeline_omitted })}</p>}
      </details>
      <Orders epic={epic} />
    </>
  )
}

const Head = ({ epic }: { readonly epic: Epic }) => {
  const { t } = useWords()
  const { title, state, repository, issue, by, opened, closed } = epic
  return (
    <div className="headline">
      <h1>{title}</h1>
      <p className="meta">
        <span className={`tag ${state === 'open' ? 'tag-good' : ''}`}>{t(`epic.is.${state}`)}</span>
        <code>epic/{epic.epic}</code>
        {repository !== undefined && <span>{repository}</span>}
        {issue !== undefined && <ThingLink subject={issue} />}
        <span>
          {t('epic.openedBy', { who: by ?? '?' })} <When time={opened.at} /> <Evidence events={[opened.event]} />
        </span>
        {closed && (
          <span>
            {t('epic.is.closed')} <When time={closed.at} /> <Evidence events={[closed.event]} />
          </span>
        )}
      </p>
    </div>
  )
}

const Row = ({ name, said }: { readonly name: string; readonly said: Said }) => (
  <div>
    <dt>{name}</dt>
    <dd>
      <p>
        {said.text} <Evidence events={said.events} />
      </p>
    </dd>
  </div>
)

interface ListProps<T extends Said> {
  readonly id: string
  readonly title: Key
  readonly rows: readonly T[]
  readonly children: (row: T) => ReactNode
}

/** Sentences with their events; nothing where there is none. */
const List = <T extends Said>({ id, title, rows, children }: ListProps<T>) => {
  const { t, number } = useWords()
  if (rows.length === 0) return null
  return (
    <section className="stack" aria-labelledby={id}>
      <h2 id={id}>
        {t(title)} <small>{number(rows.length)}</small>
      </h2>
      <ul className="plain-list panel">
        {rows.map((row, place) => (
          <li key={place}>
            <span>
              {row.text} <Evidence events={row.events} />
            </span>
            {children(row)}
          </li>
        ))}
      </ul>
    </section>
  )
}

interface WaitsProps {
  readonly id: string
  readonly title: Key
  readonly rows: readonly Waiting[]
  readonly titles: ReadonlyMap<string, string | undefined>
}

/** What does not move, each with the one act that helps. */
const Waits = ({ id, title, rows, titles }: WaitsProps) => {
  const { t } = useWords()
  return (
    <List id={id} title={title} rows={rows}>
      {({ change, unblock }) => (
        <>
          <b className="unblock">
            {t('epic.unblock')}: {unblock}
          </b>
          <span className="soft small">
            <ThingLink subject={change} title={titles.get(change)} />
          </span>
        </>
      )}
    </List>
  )
}

const Things = ({
  id,
  title,
  things,
}: {
  readonly id: string
  readonly title: Key
  readonly things: readonly EpicThing[]
}) => (
  <List id={id} title={title} rows={things.map((one) => ({ ...one, ...one.stands }))}>
    {(one) => (
      <span className="soft small">
        <ThingLink subject={one.subject} title={one.title} /> · {one.link.text} <Evidence events={one.link.events} />
      </span>
    )}
  </List>
)

const Orders = ({ epic: { epic, state } }: { readonly epic: Epic }) => (
  <div className="stack">
    {state === 'open' && (
      <OrderForm
        title="epic.link"
        send="epic.doLink"
        fields={[{ name: 'what', label: 'epic.what', placeholder: 'pr/owner/name/42' }]}
        order={({ what = '' }) => ({ text: `heimgeist /link-epic ${epic}`, ...aboutOf(what.trim()) })}
      />
    )}
    <OrderForm
      title={state === 'open' ? 'epic.close' : 'epic.reopen'}
      send={state === 'open' ? 'epic.doClose' : 'epic.doReopen'}
      fields={[]}
      order={() => ({ text: `heimgeist /${state === 'open' ? 'close' : 'open'}-epic ${epic}` })}
    />
  </div>
)
