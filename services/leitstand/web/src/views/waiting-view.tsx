import { withQuery } from '../api/client.js'
import type { BriefQuestion } from '../loop/answers.js'
import { Deadline } from '../loop/deadline.js'
import { QuestionState } from '../loop/question-state.js'
import { Link } from '../parts/link.js'
import { Problem } from '../parts/problem.js'
import { Reasons } from '../parts/reasons.js'
import { useResource } from '../state/resource.js'
import { useStore } from '../state/store.js'
import { useNewsOf, waiting } from '../state/waiting.js'
import { useWords } from '../texts/words.js'
import '../style/loop.css'

/** Questions of the past that are shown. */
const PAST = 30
const OVER = ['approval.closed', 'action.finished', 'rule.enacted']

/** What waits for the person's answer, the most urgent first, and what was answered lately. */
export const WaitingView = () => {
  const { t } = useWords()
  const { value, problem } = useStore(waiting)
  const past = useResource<{ approvals: BriefQuestion[] }>(
    withQuery('/api/approvals', { state: 'all', brief: true, limit: PAST }),
  )
  useNewsOf(OVER, past.again)
  const open = (value?.approvals ?? []).toSorted((a, b) => a.deadline.localeCompare(b.deadline))
  const over = past.value?.approvals.filter(({ state }) => state !== 'open') ?? []
  return (
    <div className="single">
      <div className="headline">
        <h1>
          {value ? t(open.length === 0 ? 'waiting.none' : 'waiting.title', { n: open.length }) : t('nav.waiting')}
        </h1>
        <p className="soft">{t('waiting.lead')}</p>
      </div>
      {problem && <Problem problem={problem} />}
      {open.map((question) => (
        <Waits key={question.request} question={question} />
      ))}
      {over.length > 0 && (
        <section className="stack" aria-labelledby="over">
          <h2 id="over">{t('waiting.over')}</h2>
          <ul className="plain-list panel">
            {over.map((question) => (
              <Over key={question.request} question={question} />
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

const Waits = ({ question }: { readonly question: BriefQuestion }) => {
  const { t } = useWords()
  const { request, title, agent, repository, change, deadline, reasons = [] } = question
  return (
    <article className="panel question">
      <h2>
        <Link to={{ approval: request }}>{title}</Link>
      </h2>
      <p className="meta">
        <span>{t('question.by', { agent })}</span>
        <span>{repository}</span>
        {change !== undefined && <Link to={{ change }}>{change}</Link>}
        <Deadline time={deadline} />
      </p>
      <Reasons reasons={reasons} />
      <p>
        <Link to={{ approval: request }} className="button button-main" aria-label={`${t('question.read')}: ${title}`}>
          {t('question.read')}
        </Link>
      </p>
    </article>
  )
}

const Over = ({ question: { request, title, state, answered_by } }: { readonly question: BriefQuestion }) => (
  <li>
    <QuestionState state={state} />
    <Link to={{ approval: request }}>{title}</Link>
    {answered_by !== null && <span className="soft small">{answered_by.replace(/^person\//, '')}</span>}
  </li>
)
