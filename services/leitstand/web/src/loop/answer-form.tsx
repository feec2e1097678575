import { useEffect, useId, useRef, useState } from 'react'
import type { CommandReceipt } from '../../../src/api.js'
import { ApiError, postJson } from '../api/client.js'
import { Icon } from '../parts/icon.js'
import { Link } from '../parts/link.js'
import { live } from '../state/live.js'
import { useStore } from '../state/store.js'
import { type Words, useWords } from '../texts/words.js'
import type { Option, Question } from './answers.js'

/** Longest comment, in characters, as the contract has it. */
const MAX_NOTE = 2000
/** Waits after which the question is looked at again, in milliseconds: an answer to a closed one is met with silence. */
const LOOKS_MS = [700, 2500, 8000]

/** What follows from an option, in the person's language where it is one of the usual two. */
const effectOf = ({ order }: Question, { id, effect }: Option, t: Words['t']): string | undefined => {
  if (id === 'reject') return t('effect.reject')
  if (id !== 'approve') return effect
  const branch = order?.arguments['branch']
  return order && typeof branch === 'string' ? t('effect.branch', { branch }) : order ? effect : t('effect.rule')
}

interface Sent {
  readonly id: string
  readonly option: string
}

/** The options of a question with a comment, and what became of the answer. */
export const AnswerForm = ({ question, again }: { readonly question: Question; readonly again: () => void }) => {
  const { t, maybe } = useWords()
  const [note, setNote] = useState('')
  const [sent, setSent] = useState<Sent>()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const id = useId()
  const { request, options, state, content_sha256 } = question
  useEffect(() => {
    if (!sent) return
    const timers = LOOKS_MS.map((ms) => setTimeout(again, ms))
    return () => timers.forEach(clearTimeout)
  }, [sent, again])

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
      setProblem(error instanceof ApiError && error.status !== 0 ? error.message : t('problem.offline'))
    } finally {
      setBusy(false)
    }
  }

  if (state !== 'open') return <Result question={question} sent={sent} />
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

/** How the question ended, and whether the answer that was just given came too late for it. */
const Result = ({ question, sent }: { readonly question: Question; readonly sent: Sent | undefined }) => {
  const { t } = useWords()
  const { state, answer, answered_by, result, made } = question
  const who = answered_by?.replace(/^person\//, '') ?? ''
  const isLate = sent !== undefined && (answer !== sent.id || state === 'expired')
  const box = useRef<HTMLDivElement>(null)
  // The buttons are gone: the focus goes to what became of them.
  useEffect(() => {
    if (sent) box.current?.focus()
  }, [sent])
  const tone = isLate || state === 'failed' ? 'late' : state === 'done' || state === 'allowed' ? 'good' : 'plain'
  return (
    <div ref={box} className={`result result-${tone}`} role="status" tabIndex={-1}>
      {isLate && (
        <p>
          <b>{t('question.late')}</b>
        </p>
      )}
      <p>
        <Icon name={tone === 'good' ? 'ok' : tone === 'late' ? 'bad' : 'skip'} />{' '}
        {t(`question.result.${state === 'open' ? 'allowed' : state}`, { who })}
      </p>
      {result !== null && result !== '' && <p className="small">{result}</p>}
      {made !== null && (
        <p className="small">
          <Link to={{ change: made, approval: undefined }}>{made}</Link>
        </p>
      )}
      {answer !== null && (
        <p className="small">
          <Link to={{ event: answer }}>{t('question.theAnswer')}</Link>
        </p>
      )}
    </div>
  )
}
