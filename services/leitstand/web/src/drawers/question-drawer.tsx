import { useEffect, useState } from 'react'
import type { EventSummary } from '../../../src/api.js'
import { withQuery } from '../api/client.js'
import type { Proposal, Question } from '../loop/answers.js'
import { AnswerForm, type Sent } from '../loop/answer-form.js'
import { AnswerResult } from '../loop/answer-result.js'
import { Because } from '../loop/because.js'
import { Deadline } from '../loop/deadline.js'
import { Deed } from '../loop/deed.js'
import { Exact } from '../loop/exact.js'
import { QuestionState } from '../loop/question-state.js'
import { EventRow } from '../parts/event-row.js'
import { Link } from '../parts/link.js'
import { Problem } from '../parts/problem.js'
import { Reasons } from '../parts/reasons.js'
import { go } from '../state/address.js'
import { useResource } from '../state/resource.js'
import { useNewsOf } from '../state/waiting.js'
import { useWords } from '../texts/words.js'
import { Drawer } from './drawer.js'
import type { WholeEvent } from './whole-event.js'
import '../style/loop.css'

/** Waits after which the question is looked at again, in milliseconds: an answer to a closed one is met with silence. */
const LOOKS_MS = [700, 2500, 8000]
const MOVES = ['approval.', 'action.', 'rule.', 'decision.']

/** One question: what is asked, by whom, why, the exact bytes, and the answer. */
export const QuestionDrawer = ({ id }: { readonly id: string }) => {
  const { t } = useWords()
  const { value, problem, again } = useResource<Question>(`/api/approvals/${encodeURIComponent(id)}`)
  useNewsOf(MOVES, again)
  return (
    <Drawer label={value?.title ?? t('question.title')} close={() => go({ approval: undefined })}>
      {problem && <Problem problem={problem} again={again} />}
      {value && <Asked question={value} again={again} />}
    </Drawer>
  )
}

const Asked = ({ question, again }: { readonly question: Question; readonly again: () => void }) => {
  const { t } = useWords()
  const [sent, setSent] = useState<Sent>()
  const { request, title, agent, repository, change, about, decision, level, level_reason, deadline, state } = question
  const cause = useResource<WholeEvent>(`/api/log/events/${encodeURIComponent(about)}`)
  const proposal = cause.value?.type === 'rule.proposed.v1' ? (cause.value.data as unknown as Proposal) : undefined
  const isOpen = state === 'open'
  useEffect(() => {
    if (!sent || !isOpen) return
    const timers = LOOKS_MS.map((ms) => setTimeout(again, ms))
    return () => timers.forEach(clearTimeout)
  }, [sent, isOpen, again])
  // NOTE: what a rule without a file is approved by are the bytes of its proposal; without them nothing can be checked.
  const isReady = question.order !== undefined || cause.value !== undefined || cause.problem !== undefined
  return (
    <>
      <h2 className="drawer-title">{title}</h2>
      <p className="meta">
        <QuestionState state={state} />
        {isOpen && <Deadline time={deadline} />}
      </p>
      {!isOpen && <AnswerResult question={question} sent={sent} />}
      <dl className="fields">
        <div>
          <dt>{t('question.askedBy')}</dt>
          <dd>
            {agent} <span className="soft">· {repository}</span>
          </dd>
        </div>
        {change !== undefined && (
          <div>
            <dt>{t('event.change')}</dt>
            <dd>
              <Link to={{ change }}>{change}</Link>
            </dd>
          </div>
        )}
        <div>
          <dt>{t('question.whyAsked')}</dt>
          <dd>
            {t('question.level', { n: level })} <Because reason={level_reason} />{' '}
            <Link to={{ event: decision }} className="evidence-link" aria-label={t('question.decision')}>
              1
            </Link>
          </dd>
        </div>
        <div>
          <dt>{t('question.about')}</dt>
          <dd>
            <Link to={{ event: about }}>{cause.value?.subject ?? about}</Link>
          </dd>
        </div>
      </dl>
      <section aria-labelledby="why">
        <h3 id="why">{t('risk.why')}</h3>
        <Reasons reasons={question.reasons ?? []} />
      </section>
      {isReady && <Deed question={question} proposal={proposal} />}
      <details>
        <summary>{t('question.asWorded')}</summary>
        <Exact text={question.text} label={t('question.asWorded')} />
      </details>
      {isOpen && <AnswerForm question={question} sent={sent} setSent={setSent} />}
      <SoFar request={request} />
    </>
  )
}

/** Every event of the question, oldest first. */
const SoFar = ({ request }: { readonly request: string }) => {
  const { t } = useWords()
  const events = useResource<EventSummary[]>(withQuery('/api/events', { text: request, limit: 50 }))
  useNewsOf(MOVES, events.again)
  const shown = (events.value ?? []).toReversed()
  if (shown.length === 0) return null
  return (
    <section aria-labelledby="so-far">
      <h3 id="so-far">{t('question.soFar')}</h3>
      <div className="rows rows-narrow">
        {shown.map((event) => (
          <EventRow key={event.id} event={event} />
        ))}
      </div>
    </section>
  )
}
