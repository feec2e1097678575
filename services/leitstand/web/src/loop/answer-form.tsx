import { useId, useState } from 'react'
import type { CommandReceipt } from '../../../src/api.js'
import { postJson } from '../api/client.js'
import { Icon } from '../parts/icon.js'
import { Link } from '../parts/link.js'
import { live } from '../state/live.js'
import { useStore } from '../state/store.js'
import { type Words, useWords } from '../texts/words.js'
import type { Option, Question } from './answers.js'
import { useWhyNot } from '../parts/refused.js'

/** Longest comment, in characters, as the contract has it. */
const MAX_NOTE = 2000

/** What follows from an option, in the person's language where it is one of the usual two. */
const effectOf = ({ order }: Question, { id, effect }: Option, t: Words['t']): string | undefined => {
  if (id === 'reject') return t('effect.reject')
  if (id !== 'approve') return effect
  const branch = order?.arguments['branch']
  return order && typeof branch === 'string' ? t('effect.branch', { branch }) : order ? effect : t('effect.rule')
}

/** An answer that went into the log. */
export interface Sent {
  readonly id: string
  readonly option: string
}

/** The options of a question with a comment, and why an answer was refused. */
export const AnswerForm = ({
  question,
  sent,
  setSent,
}: {
  readonly question: Question
  readonly sent: Sent | undefined
  readonly setSent: (sent: Sent | undefined) => void
}) => {
  const { t, maybe } = useWords()
  const whyNot = useWhyNot()
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const id = useId()
  const { request, options, content_sha256 } = question

  const answer = async (option: string): Promise<void> => {
    setBusy(true)
    setProblem(undefined)
    setSent(undefined)
    try {
      // The hash is the one of the bytes that stand above: heimgeist counts the answer for no others.
      const bytes = content_sha256 === undefined ? {} : { content_sha256 }
      const said = note.trim() === '' ? {} : { note }
      const receipt = await postJson<CommandReceipt>(`/api/approvals/${request}`, { option, ...bytes, ...said })
      setSent({ id: receipt.id, option })
    } catch (error) {
      setProblem(whyNot(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <form className="answer" onSubmit={(submit) => submit.preventDefault()} aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{t('question.yourAnswer')}</h3>
      <label htmlFor={id}>{t('question.note')}</label>
      <textarea
        id={id}
        rows={2}
        maxLength={MAX_NOTE}
        value={note}
        placeholder={t('question.noteHint')}
        onChange={({ target }) => setNote(target.value)}
      />
      <div className="answer-options">
        {options.map((option) => (
          <div key={option.id}>
            <button
              type="button"
              className={`button ${option.id === 'approve' ? 'button-main' : ''}`}
              disabled={busy || (sent !== undefined && problem === undefined)}
              aria-describedby={`${id}-${option.id}`}
              onClick={() => void answer(option.id)}
            >
              {maybe(`option.${option.id}`, option.label)}
            </button>
            <p id={`${id}-${option.id}`} className="small soft">
              {effectOf(question, option, t)}
            </p>
          </div>
        ))}
      </div>
      {problem !== undefined && (
        <p className="refused" role="alert">
          <Icon name="bad" /> {t('question.notSent')} {problem}
        </p>
      )}
      {sent && <Pending sent={sent} retry={() => setSent(undefined)} />}
    </form>
  )
}

/** An answer that is in the log: waiting, or refused with the reason. */
const Pending = ({ sent, retry }: { readonly sent: Sent; readonly retry: () => void }) => {
  const { t } = useWords()
  const { rows } = useStore(live)
  const refusal = rows.find(
    (row) => row.kind === 'event' && row.event.causationid === sent.id && row.event.type === 'decision.made.v1',
  )
  if (refusal?.kind !== 'event' || refusal.event.parts['chosen'] !== 'refuse')
    return (
      <p className="small soft" role="status">
        <Icon name="wait" /> {t('question.sent')}
      </p>
    )
  return (
    <div className="refused" role="alert">
      <Icon name="bad" />
      <span>
        <b>{t('question.refused')}</b> {refusal.event.parts['reason']}{' '}
        <Link to={{ event: refusal.event.id }} className="evidence-link" aria-label={t('event.title')}>
          1
        </Link>{' '}
        <button type="button" className="button" onClick={retry}>
          {t('question.answerAgain')}
        </button>
      </span>
    </div>
  )
}
