import type { ReactNode } from 'react'
import { Link } from '../parts/link.js'
import { When } from '../parts/when.js'
import { CLOSED } from '../state/address.js'
import { useWords } from '../texts/words.js'
import type { WholeEvent } from './whole-event.js'

const CHANGE = /^(change|pr|branch)\//

/** The envelope of an event: who, what, when, why. */
export const EventFields = ({ event, change }: { readonly event: WholeEvent; readonly change: string | undefined }) => {
  const { t, number } = useWords()
  const about = change ?? (CHANGE.test(event.subject) ? event.subject : undefined)
  return (
    <dl className="fields">
      <Field name={t('event.time')}>
        <When time={event.time} /> <span className="soft">{event.time}</span>
      </Field>
      <Field name={t('event.subject')}>
        {event.subject.startsWith('incident/') ? (
          <Link to={{ ...CLOSED, view: 'incidents', incident: event.subject }}>{event.subject}</Link>
        ) : (
          event.subject
        )}
      </Field>
      {about !== undefined && (
        <Field name={t('event.change')}>
          <Link to={{ change: about, event: undefined }}>{about}</Link>
        </Field>
      )}
      {event.actor !== undefined && <Field name={t('event.actor')}>{event.actor}</Field>}
      <Field name={t('event.source')}>{event.source}</Field>
      {event.causationid !== undefined && (
        <Field name={t('event.caused')}>
          <Link to={{ event: event.causationid }}>{event.causationid}</Link>
        </Field>
      )}
      {event.position !== undefined && <Field name={t('event.position')}>{number(event.position)}</Field>}
      <Field name={t('event.id')}>
        <code>{event.id}</code>
      </Field>
      <Field name={t('event.schema')}>
        <code>{event.type}</code>
      </Field>
    </dl>
  )
}

const Field = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)
