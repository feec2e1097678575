import { Evidence } from '../parts/reasons.js'
import { useWords } from '../texts/words.js'
import type { Pattern } from './answers.js'
import { SayOfPattern } from './say-of-pattern.js'

/** What was learned, each in one sentence with its cases, what people say of it, and a way to say so. */
export const Patterns = ({ patterns }: { readonly patterns: readonly Pattern[] }) => {
  const { t, number } = useWords()
  return (
    <section className="stack" aria-labelledby="patterns">
      <h2 id="patterns">
        {t('learned.patterns')} <small>{number(patterns.length)}</small>
      </h2>
      {patterns.length === 0 && <p className="soft">{t('learned.noPatterns')}</p>}
      <ul className="plain-list">
        {patterns.map((one) => (
          <PatternItem key={`${one.repository}/${one.pattern}`} pattern={one} />
        ))}
      </ul>
    </section>
  )
}

const PatternItem = ({ pattern }: { readonly pattern: Pattern }) => {
  const { t, maybe } = useWords()
  const { repository, name, kind, state, statement, support, counter_cases, cases, people } = pattern
  return (
    <li className={`panel pattern ${state === 'retired' ? 'faded' : ''}`}>
      <p>
        <b>{name}</b> <span className="tag">{maybe(`pattern.kind.${kind}`, kind)}</span>{' '}
        {state !== 'learned' && <span className="tag">{maybe(`pattern.state.${state}`, state)}</span>}
      </p>
      <p>
        {statement} <Evidence events={cases.flatMap(({ events }) => events.slice(0, 1))} />
      </p>
      <p className="meta">
        <span>{repository}</span>
        <span>
          {t('pattern.support', { n: support })} · {t('pattern.against', { n: counter_cases })}
        </span>
        {people && (
          <span>
            {t('pattern.people', { good: people.good, bad: people.bad })} <Evidence events={people.events} />
          </span>
        )}
      </p>
      <SayOfPattern pattern={pattern} />
    </li>
  )
}
