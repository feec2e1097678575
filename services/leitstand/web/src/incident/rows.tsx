import { NEAR_KINDS, type Room, type Some, type Told } from '../../../src/decisions/room.js'
import { EventRow } from '../parts/event-row.js'
import { Link } from '../parts/link.js'
import { useWords } from '../texts/words.js'
import { distanceOf } from './span.js'

/** How many there are besides. */
export const More = ({ more }: { readonly more: number }) => {
  const { t } = useWords()
  return more > 0 ? <p className="soft small more">{t('room.more', { n: more })}</p> : null
}

interface RowsProps {
  readonly id: string
  readonly title: string
  readonly rows: Some<Told>
  /** What is said where there is none. */
  readonly none: string
  /** Moment that distances are measured from. */
  readonly from: string | undefined
}

/** Events as rows, each with its distance from the beginning and one click away from the whole event. */
export const Rows = ({ id, title, rows: { rows, more }, none, from }: RowsProps) => (
  <section className="stack" aria-labelledby={id}>
    <h2 id={id}>{title}</h2>
    {rows.length === 0 && <p className="soft">{none}</p>}
    {rows.length > 0 && (
      <div className="rows">
        {rows.map((event) => (
          <FarRow
            key={event.id}
            event={event}
            seconds={from === undefined ? undefined : secondsFrom(from, event.time)}
          />
        ))}
      </div>
    )}
    <More more={more} />
  </section>
)

const secondsFrom = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 1000)

const FarRow = ({ event, seconds }: { readonly event: Told; readonly seconds: number | undefined }) => {
  const { language } = useWords()
  return (
    <div className="near-row">
      <span className="distance">{seconds === undefined ? '' : distanceOf(seconds, language)}</span>
      <EventRow event={event} />
    </div>
  )
}

/** What came near it, by kind, the nearest first. */
export const Near = ({ room }: { readonly room: Room }) => {
  const { t, number } = useWords()
  const kinds = NEAR_KINDS.filter((kind) => room.near[kind].rows.length > 0)
  const { before_hours: before, after_hours: after } = room.window
  return (
    <section className="stack" aria-labelledby="near">
      <h2 id="near">
        {t('room.near')} <small>{t('room.window', { before: number(before), after: number(after) })}</small>
      </h2>
      {kinds.length === 0 && <p className="soft">{t('room.noNear')}</p>}
      {kinds.map((kind) => (
        <div key={kind}>
          <h3>{t(`room.near.${kind}`)}</h3>
          <div className="rows">
            {room.near[kind].rows.map((event) => (
              <FarRow key={event.id} event={event} seconds={event.seconds} />
            ))}
          </div>
          <More more={room.near[kind].more} />
        </div>
      ))}
    </section>
  )
}

/** Other incidents at the same time: often one trouble with two faces. */
export const Beside = ({ room: { beside } }: { readonly room: Room }) => {
  const { t, language } = useWords()
  if (beside.rows.length === 0) return null
  return (
    <section className="stack" aria-labelledby="beside">
      <h2 id="beside">{t('room.beside')}</h2>
      <ul className="plain-list panel">
        {beside.rows.map(({ subject, title, service, repository, seconds }) => (
          <li key={subject}>
            <span className="distance">{distanceOf(seconds, language)}</span>
            <Link to={{ incident: subject }}>{title ?? subject}</Link>
            <span className="soft small">{[service, repository].filter(Boolean).join(' · ')}</span>
          </li>
        ))}
      </ul>
      <More more={beside.more} />
    </section>
  )
}
