import { useEffect, useRef } from 'react'
import { Icon } from '../parts/icon.js'
import { Link } from '../parts/link.js'
import { useWords } from '../texts/words.js'
import type { Question } from './answers.js'
import type { Sent } from './answer-form.js'

/** How the question ended, and whether the answer that was just given came too late for it. */
export const AnswerResult = ({ question, sent }: { readonly question: Question; readonly sent: Sent | undefined }) => {
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
