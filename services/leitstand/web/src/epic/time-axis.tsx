import { Icon, type IconName } from '../parts/icon.js'
import { Evidence } from '../parts/reasons.js'
import { useWords } from '../texts/words.js'
import type { ChangeState, Epic, EpicChange } from './answers.js'
import { ThingLink } from './thing-link.js'

const ICON: Readonly<Record<ChangeState, IconName>> = { open: 'low', merged: 'ok', closed: 'skip', unknown: 'question' }

/** Every change of an epic on one axis of time: when it was open, and each moment at which something went wrong. */
export const TimeAxis = ({ epic }: { readonly epic: Epic }) => {
  const { t, language } = useWords()
  const moments = epic.changes
    .flatMap(({ opened, ended, troubles }) => [opened?.at, ended?.at, ...troubles.map(({ at }) => at)])
    .concat(epic.opened.at, epic.as_of)
    .flatMap((at) => (at === undefined ? [] : [Date.parse(at)]))
  const from = Math.min(...moments)
  const to = Math.max(...moments, from + 1)
  const day = (ms: number): string => new Date(ms).toLocaleDateString(language, { dateStyle: 'medium' })
  return (
    <section className="stack" aria-labelledby="changes">
      <h2 id="changes">
        {t('epic.changes')}{' '}
        <small>
          {day(from)} – {day(to)}
        </small>
      </h2>
      {epic.changes.length === 0 && <p className="soft">{t('epic.noChanges')}</p>}
      {epic.changes.length > 0 && (
        <ul className="plain-list panel axis">
          {epic.changes.map((one) => (
            <Row key={one.change} change={one} place={(at) => ((Date.parse(at) - from) / (to - from)) * 100} />
          ))}
        </ul>
      )}
    </section>
  )
}

interface RowProps {
  readonly change: EpicChange
  /** Where a moment is, in percent of the axis. */
  readonly place: (at: string) => number
}

const Row = ({ change, place }: RowProps) => {
  const { t } = useWords()
  const { change: subject, title, author, state, troubles, also, link, stands, opened, ended } = change
  const left = opened ? place(opened.at) : ended ? place(ended.at) : undefined
  const right = ended ? place(ended.at) : 100
  return (
    <li>
      <div className="axis-name">
        <span>
          <Icon name={ICON[state]} className={`axis-${state}`} /> <ThingLink subject={subject} title={title} />
        </span>
        <span className="soft small">
          {t(`epic.state.${state}`)} <Evidence events={stands.events} />
          {author !== undefined && ` · ${author}`} · {link.text} <Evidence events={link.events} />
          {also.length > 0 && ` · ${t('epic.also', { epics: also.join(', ') })}`}
        </span>
        {troubles.slice(-3).map(({ text, events }) => (
          <span key={`${text} ${events.join()}`} className="small axis-trouble">
            {text} <Evidence events={events} />
          </span>
        ))}
      </div>
      <svg className="axis-line" height="14" width="100%" aria-hidden="true">
        {left !== undefined && (
          <rect
            className={`axis-bar axis-${state}`}
            x={`${left}%`}
            y="4"
            width={`${Math.max(right - left, 0.6)}%`}
            height="6"
            rx="3"
          />
        )}
        {troubles.map(({ at, events }) => (
          <rect
            key={events.join()}
            className="axis-bad"
            x={`${Math.min(place(at), 99.4)}%`}
            y="0"
            width="3"
            height="14"
          />
        ))}
      </svg>
    </li>
  )
}
