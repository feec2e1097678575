import type { Proposal, Rule } from '../loop/answers.js'
import { Exact } from '../loop/exact.js'
import { Reading } from '../loop/reading.js'
import { Proof, Worth } from '../loop/rule-facts.js'
import { Link } from '../parts/link.js'
import { Problem } from '../parts/problem.js'
import { Evidence } from '../parts/reasons.js'
import { go } from '../state/address.js'
import { useResource } from '../state/resource.js'
import { useNewsOf } from '../state/waiting.js'
import { useWords } from '../texts/words.js'
import { Drawer } from './drawer.js'
import '../style/loop.css'

const MOVES = ['rule.']

/** One rule: its text to read, what it is proved by, and what changed since the version before. */
export const RuleDrawer = ({ path }: { readonly path: string }) => {
  const { t } = useWords()
  const { value, problem, again } = useResource<Rule & { readonly proposal: Proposal }>(
    `/api/rules/${path.split('/').map(encodeURIComponent).join('/')}`,
  )
  useNewsOf(MOVES, again)
  return (
    <Drawer label={value?.name ?? t('nav.learned')} close={() => go({ rule: undefined })}>
      <h2 className="drawer-title">{value?.name ?? path}</h2>
      {problem && <Problem problem={problem} again={again} />}
      {value && <Whole rule={value} />}
    </Drawer>
  )
}

const Whole = ({ rule }: { readonly rule: Rule & { readonly proposal: Proposal } }) => {
  const { t, maybe } = useWords()
  const { proposal, kind, state, version, repository } = rule
  const isText = kind === 'runbook' || kind === 'template'
  return (
    <>
      <p className="meta">
        <span className="tag">{maybe(`rule.kind.${kind}`, kind)}</span>
        <span className="tag">{t(`learned.${state}`)}</span>
        <span>{repository}</span>
        <span>{t('rule.version', { n: proposal.version })}</span>
        {version !== undefined && version !== proposal.version && <span>{t('rule.inForce', { n: version })}</span>}
        {proposal.path !== undefined && <code>{proposal.path}</code>}
      </p>
      <p>
        {rule.rationale} <Evidence events={proposal.events} />
      </p>
      <Proof proof={rule.proof} />
      {(state === 'in_force' || state === 'retired') && <Worth measure={rule.measure} />}
      <section aria-labelledby="text">
        <h3 id="text">{t('rule.text')}</h3>
        {isText ? <Reading text={proposal.content} /> : <Exact text={proposal.content} label={t('rule.text')} />}
      </section>
      {proposal.diff !== undefined && (
        <section aria-labelledby="diff">
          <h3 id="diff">{t('question.diff', { n: proposal.supersedes ?? proposal.version - 1 })}</h3>
          <Exact text={proposal.diff} label={t('question.diff', { n: proposal.supersedes ?? 0 })} diff />
        </section>
      )}
      {isText && (
        <details>
          <summary>{t('rule.source')}</summary>
          <Exact text={proposal.content} label={t('rule.source')} />
        </details>
      )}
      {proposal.proof.fires_on.length > 0 && (
        <section aria-labelledby="fires">
          <h3 id="fires">{t('rule.fired')}</h3>
          <ul className="plain-list">
            {proposal.proof.fires_on.map((change) => (
              <li key={change}>
                <Link to={{ change }}>{change}</Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
