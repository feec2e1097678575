import { type FormEvent, useId, useState } from 'react'
import type { CommandReceipt } from '../../../src/api.js'
import { postJson } from '../api/client.js'
import { Fields } from '../drawers/fields.js'
import type { WholeEvent } from '../drawers/whole-event.js'
import { live } from '../state/live.js'
import { useResource } from '../state/resource.js'
import { useStore } from '../state/store.js'
import { type Key, useWords } from '../texts/words.js'
import { EventRow } from './event-row.js'
import { Icon } from './icon.js'
import { Link } from './link.js'
import { Refused, useWhyNot } from './refused.js'

const EXAMPLES: readonly (readonly [string, Key])[] = [
  ['wgx /guard changed', 'command.example.guard'],
  ['wgx /smoke changed', 'command.example.smoke'],
  ['sichter /deep', 'command.example.deep'],
  ['heimgeist /why', 'command.example.why'],
]

/** Gives a command in text, and shows what came of it as it is heard. */
export const CommandBox = ({
  change,
  repository,
}: {
  readonly change?: string | undefined
  readonly repository?: string | undefined
}) => {
  const { t } = useWords()
  const whyNot = useWhyNot()
  const [text, setText] = useState('')
  const [sent, setSent] = useState<{ id: string; text: string }>()
  const [problem, setProblem] = useState<string>()
  const id = useId()
  const send = async (submit: FormEvent): Promise<void> => {
    submit.preventDefault()
    setProblem(undefined)
    setSent(undefined)
    try {
      const about = { ...(change === undefined ? {} : { change }), ...(repository === undefined ? {} : { repository }) }
      const receipt = await postJson<CommandReceipt>('/api/commands', { text, ...about })
      setSent({ id: receipt.id, text })
      setText('')
    } catch (error) {
      setProblem(whyNot(error))
    }
  }
  return (
    <form className="command" onSubmit={(submit) => void send(submit)}>
      <label htmlFor={id}>
        <Icon name="command" /> {t('command.label')}
      </label>
      <div className="command-line">
        <input
          id={id}
          value={text}
          onChange={({ target }) => setText(target.value)}
          placeholder={t('command.placeholder')}
          list={`${id}-examples`}
          maxLength={1000}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          required
        />
        <button type="submit" className="button button-main">
          {t('command.send')}
        </button>
      </div>
      <datalist id={`${id}-examples`}>
        {EXAMPLES.map(([example, key]) => (
          <option key={example} value={example}>
            {t(key)}
          </option>
        ))}
      </datalist>
      <Refused problem={problem} />
      {sent ? <Answers id={sent.id} text={sent.text} /> : <p className="soft small">{t('command.hint')}</p>}
    </form>
  )
}

/** Events of the chain that a command began. A refusal stands out, with its reason. */
export const Answers = ({ id, text }: { readonly id: string; readonly text: string }) => {
  const { t } = useWords()
  const { rows } = useStore(live)
  const events = rows
    .flatMap((row) =>
      row.kind === 'event' && row.event.correlationid === id && row.event.id !== id ? [row.event] : [],
    )
    .reverse()
  const refusal = events.find(({ type }) => type === 'command.refused.v1')
  return (
    <div className="answers" role="status">
      <p className="small">
        <code>{text}</code>
      </p>
      {refusal ? (
        <p className="refused">
          <Icon name="bad" />
          <span>
            <b>{t('command.refused')}:</b> {refusal.parts['reason']}{' '}
            <Link to={{ event: refusal.id }} className="evidence-link" aria-label={t('event.title')}>
              1
            </Link>
          </span>
        </p>
      ) : (
        <>
          {events.length === 0 && <p className="soft small">{t('command.sent')}</p>}
          {events.map(({ id: answer, type }) => type === 'explanation.given.v1' && <Why key={answer} event={answer} />)}
          <div className="rows rows-narrow">
            {events.map((event) => (
              <EventRow key={event.id} event={event} />
            ))}
          </div>
        </>
      )}
    </div>
  )
}

/** The whole answer to a question why: its sentences, and each decision with its reasons as links. */
const Why = ({ event }: { readonly event: string }) => {
  const { t } = useWords()
  const { value } = useResource<WholeEvent>(`/api/log/events/${encodeURIComponent(event)}`)
  if (value === undefined) return null
  const { about, decisions, heard } = value.data as Record<string, unknown>
  return (
    <section aria-label={t('type.explanation.given.v1')}>
      <Fields value={{ about, decisions, heard }} />
    </section>
  )
}
