import { Evidence } from '../parts/reasons.js'
import { When } from '../parts/when.js'
import { useWords } from '../texts/words.js'
import type { Mining } from './answers.js'

/** What fixes took out of the code: how the last look at it ended, and what makes no rule, each with its count. */
export const Minings = ({ minings }: { readonly minings: readonly Mining[] }) => {
  const { t } = useWords()
  if (minings.length === 0) return null
  return (
    <section className="stack" aria-labelledby="minings">
      <h2 id="minings">{t('mining.title')}</h2>
      {minings.map(({ repository, event, at, reason, refused }) => (
        <article key={repository} className="panel">
          <p>
            {reason} <Evidence events={[event]} />
          </p>
          <p className="meta">
            <span>{repository}</span> <When time={at} />
          </p>
          {refused.length > 0 && (
            <details>
              <summary>{t('mining.refused', { n: refused.length })}</summary>
              <ul>
                {refused.map(({ language, construct, reason: why, cases }) => (
                  <li key={`${language} ${construct}`}>
                    <code>{construct}</code> <span className="tag">{language}</span> {t('mining.cases', { n: cases })}:{' '}
                    {why}
                  </li>
                ))}
              </ul>
            </details>
          )}
        </article>
      ))}
    </section>
  )
}
