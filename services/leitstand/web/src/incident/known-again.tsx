import type { Room } from '../../../src/decisions/room.js'
import { Link } from '../parts/link.js'
import { Evidence } from '../parts/reasons.js'
import { When } from '../parts/when.js'
import { useWords } from '../texts/words.js'
import { More } from './rows.js'

/** Areas that it reaches, each with the reason. */
export const Affected = ({ room: { affected } }: { readonly room: Room }) => {
  const { t } = useWords()
  return (
    <section className="stack" aria-labelledby="affected">
      <h2 id="affected">{t('room.affected')}</h2>
      {affected.rows.length > 0 && (
        <ul className="plain-list panel">
          {affected.rows.map(({ area, because, on }) => (
            <li key={area}>
              <b>{area}</b> <span className="soft">{t(`room.because.${because}`, { on: on ?? '' })}</span>
            </li>
          ))}
        </ul>
      )}
      <More more={affected.more} />
      <p className="soft small">
        {t(affected.event === undefined ? 'room.noDependents' : 'room.dependents')}{' '}
        {affected.event !== undefined && <Evidence events={[affected.event]} />}
      </p>
    </section>
  )
}

/** What is known from before: patterns, what mended it, runbooks, earlier incidents. */
export const Before = ({ room }: { readonly room: Room }) => {
  const { t } = useWords()
  const { repeats, hints, runbooks, earlier } = room
  const isNew = repeats.length + hints.length + runbooks.length + earlier.rows.length === 0
  return (
    <section className="stack" aria-labelledby="before">
      <h2 id="before">{t('room.before')}</h2>
      {isNew && <p className="soft">{t('room.noBefore')}</p>}
      {!isNew && (
        <ul className="plain-list panel">
          {repeats.map(({ pattern, statement, support, event }) => (
            <li key={pattern}>
              <span>
                {statement} <Evidence events={[event]} />
              </span>
              <span className="soft small">{t('pattern.support', { n: support })}</span>
            </li>
          ))}
          {hints.map(({ text, events }, place) => (
            <li key={place}>
              <span>
                {text} <Evidence events={events} />
              </span>
            </li>
          ))}
          {runbooks.map(({ path, name, state, because }) => (
            <li key={path}>
              <span className="tag">{t('rule.kind.runbook')}</span>
              <Link to={{ rule: path }}>{name}</Link>
              <span className="soft small">
                {t(`learned.${state}`)} · {t(`room.runbook.${because}`)}
              </span>
            </li>
          ))}
          {earlier.rows.map(({ subject, title, detected_at: at }) => (
            <li key={subject}>
              <Link to={{ incident: subject }}>{title ?? subject}</Link>
              <span className="soft small">{at !== undefined && <When time={at} />}</span>
            </li>
          ))}
        </ul>
      )}
      <More more={earlier.more} />
    </section>
  )
}
