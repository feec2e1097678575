import { useState } from 'react'
import type { EventSummary } from '../../../src/api.js'
import { withQuery } from '../api/client.js'
import { CopyButton } from '../parts/copy-button.js'
import { EventRow } from '../parts/event-row.js'
import { Problem } from '../parts/problem.js'
import { go } from '../state/address.js'
import { useResource } from '../state/resource.js'
import { useWords } from '../texts/words.js'
import { Drawer } from './drawer.js'
import { EventFields } from './event-fields.js'
import { Fields } from './fields.js'
import type { WholeEvent } from './whole-event.js'

/** One event: readable, as JSON, and how it came about. */
export const EventDrawer = ({ id }: { readonly id: string }) => {
  const { maybe } = useWords()
  const { value, problem, again } = useResource<WholeEvent>(`/api/log/events/${encodeURIComponent(id)}`)
  const chain = useResource<EventSummary[]>(
    value?.correlationid === undefined
      ? undefined
      : withQuery('/api/events', { correlation: value.correlationid, limit: 200 }),
  )
  const events = (chain.value ?? []).toReversed()
  const title = value ? maybe(`type.${value.type}`, value.type) : id
  return (
    <Drawer label={title} close={() => go({ event: undefined })}>
      <h2 className="drawer-title">{title}</h2>
      {value && <Whole event={value} summary={events.find((one) => one.id === id)} />}
      {!value && problem && <Missing status={problem.status} message={problem.message} again={again} />}
      {events.length > 1 && <Chain events={events} id={id} />}
    </Drawer>
  )
}

const Missing = ({
  status,
  message,
  again,
}: {
  readonly status: number
  readonly message: string
  readonly again: () => void
}) => {
  const { t } = useWords()
  if (status === 404) return <p>{t('event.unknown')}</p>
  return <Problem problem={{ name: 'ApiError', status, message }} again={again} />
}

const Whole = ({ event, summary }: { readonly event: WholeEvent; readonly summary: EventSummary | undefined }) => {
  const { t, line } = useWords()
  const [raw, setRaw] = useState(false)
  const json = JSON.stringify(event, null, 2)
  return (
    <>
      {summary && <p className="drawer-line">{line(summary)}</p>}
      <div className="buttons">
        <div className="tabs" role="group">
          <button type="button" className="button" aria-pressed={!raw} onClick={() => setRaw(false)}>
            {t('event.rendered')}
          </button>
          <button type="button" className="button" aria-pressed={raw} onClick={() => setRaw(true)}>
            {t('event.raw')}
          </button>
        </div>
        <CopyButton text={event.id} label={t('event.copyId')} />
        <CopyButton text={commandOf(event)} label={t('event.copyCommand')} />
        <CopyButton text={raw ? json : location.href} label={t(raw ? 'event.copyJson' : 'event.copyLink')} />
      </div>
      {raw ? (
        <pre className="json" tabIndex={0}>
          {json}
        </pre>
      ) : (
        <>
          <EventFields event={event} change={summary?.change} />
          <h3>{t('event.content')}</h3>
          <Fields value={event.data} />
        </>
      )}
    </>
  )
}

/** The command that shows the stream of this event. Text from outside is quoted, so that a pasted command runs nothing else. */
const commandOf = ({ subject, type }: WholeEvent): string =>
  `npx heimgewebe events --type ${quoted(type)} --subject ${quoted(subject)} --json`

const quoted = (text: string): string => {
  // A line break in a pasted command would run it.
  const plain = text.replace(/[\u0000-\u001f\u007f]/g, '')
  return /^[\w./@:+-]+$/.test(plain) ? plain : `'${plain.replaceAll("'", "'\\''")}'`
}

const Chain = ({ events, id }: { readonly events: readonly EventSummary[]; readonly id: string }) => {
  const { t } = useWords()
  const at = events.findIndex((one) => one.id === id)
  const before = events[at - 1]
  const after = events[at + 1]
  return (
    <section aria-labelledby="chain">
      <h3 id="chain">
        {t('event.chain')} <small>{t('event.chainHint')}</small>
      </h3>
      <div className="rows rows-narrow chain">
        {events.map((event) => (
          <EventRow key={event.id} event={event} here={event.id === id} />
        ))}
      </div>
      <div className="buttons">
        <button
          type="button"
          className="button button-quiet"
          disabled={!before}
          onClick={() => go({ event: before?.id })}
        >
          {t('event.previous')}
        </button>
        <button
          type="button"
          className="button button-quiet"
          disabled={!after || at < 0}
          onClick={() => go({ event: after?.id })}
        >
          {t('event.next')}
        </button>
      </div>
    </section>
  )
}
