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
  readonly none: string
}

/** Events as rows, each one click away from the whole event. */
export const Rows = ({ id, title, rows: { rows, more }, none }: RowsProps) => (
  <section aria-labelledby={id}>
    <h2 id={id}>{title}</h2>
    {rows.length === 0 && <p className="soft">{none}</p>}
    <div className="rows">
      {rows.map((event) => (
        <EventRow key={event.id} event={event} />
      ))}
    </div>
    <More more={more} />
  </section>
)

/** What came near it, by kind, the nearest first. */
export const Near = ({ room }: { readonly room: Room }) => {
  const { t, number, language } = useWords()
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
              <div key={event.id} className="near-row">
                <span className="distance">{distanceOf(event.seconds, language)}</span>
                <EventRow event={event} />
              </div>
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
    <section aria-labelledby="beside">
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
