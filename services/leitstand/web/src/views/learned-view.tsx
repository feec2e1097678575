import type { Mining, Pattern, Rule } from '../loop/answers.js'
import { Minings } from '../loop/minings.js'
import { Patterns } from '../loop/patterns.js'
import { Proof, Worth } from '../loop/rule-facts.js'
import { Link } from '../parts/link.js'
import { Problem } from '../parts/problem.js'
import { Evidence } from '../parts/reasons.js'
import { RepositoryPicker } from '../parts/repository-picker.js'
import { When } from '../parts/when.js'
import type { RepositoryCard } from '../../../src/api.js'
import { withQuery } from '../api/client.js'
import { useAddress } from '../state/address.js'
import { useResource } from '../state/resource.js'
import { useStore } from '../state/store.js'
import { useNewsOf, waiting } from '../state/waiting.js'
import { useWords } from '../texts/words.js'
import '../style/loop.css'

const RULES = ['rule.']
const PATTERNS = ['pattern.']
const MININGS = ['mining.finished']
const MOST = 200
/** Groups of rules, in the order in which a person wants them. */
const STATES = ['in_force', 'proposed', 'retired', 'rejected'] as const

/** What the past taught: the rules made of it with their proof and their worth, and the patterns behind them. */
export const LearnedView = () => {
  const { t } = useWords()
  const { repository } = useAddress()
  const repositories = useResource<RepositoryCard[]>('/api/repositories')
  const rules = useResource<{ rules: Rule[] }>(withQuery('/api/rules', { repository, limit: MOST }))
  const patterns = useResource<{ patterns: Pattern[] }>(withQuery('/api/patterns', { repository, limit: MOST }))
  const minings = useResource<{ minings: Mining[] }>(withQuery('/api/minings', { repository, limit: MOST }))
  useNewsOf(RULES, rules.again)
  useNewsOf(MININGS, minings.again)
  useNewsOf(PATTERNS, patterns.again)
  const problem = rules.problem ?? patterns.problem ?? minings.problem
  const again = (): void => {
    rules.again()
    patterns.again()
    minings.again()
  }
  const known = rules.value?.rules ?? []
  return (
    <div className="single">
      <div className="headline">
        <h1>{t('learned.title')}</h1>
        <p className="soft">{t('learned.lead')}</p>
      </div>
      {problem && <Problem problem={problem} again={again} />}
      <RepositoryPicker repositories={repositories.value ?? []} />
      {rules.value?.rules.length === 0 && <p>{t('learned.noRules')}</p>}
      {STATES.map((state) => (
        <Rules key={state} state={state} rules={known.filter((rule) => rule.state === state)} />
      ))}
      {minings.value && <Minings minings={minings.value.minings} />}
      {patterns.value && <Patterns patterns={patterns.value.patterns} />}
    </div>
  )
}

const Rules = ({ state, rules }: { readonly state: Rule['state']; readonly rules: readonly Rule[] }) => {
  const { t, number } = useWords()
  if (rules.length === 0) return null
  return (
    <section className="stack" aria-labelledby={`rules-${state}`}>
      <h2 id={`rules-${state}`}>
        {t(`learned.${state}`)} <small>{number(rules.length)}</small>
      </h2>
      {rules.map((rule) => (
        <RuleCard key={`${rule.repository}/${rule.rule}`} rule={rule} />
      ))}
    </section>
  )
}

const RuleCard = ({ rule }: { readonly rule: Rule }) => {
  const { t, maybe } = useWords()
  const asked = useStore(waiting).value?.approvals.find(({ about }) => about === rule.event)
  const { repository, rule: name, kind, areas, state, version, latest, since, rationale } = rule
  return (
    <article className="panel rule">
      <h3>
        <Link to={{ rule: `${repository}/${name}` }}>{rule.name}</Link>{' '}
        <span className="tag">{maybe(`rule.kind.${kind}`, kind)}</span>
      </h3>
      <p className="meta">
        <span>{repository}</span>
        {areas.length > 0 && <span>{t('rule.areas', { areas: areas.join(', ') })}</span>}
        <span>{t('rule.version', { n: version ?? latest })}</span>
        {since !== undefined && (
          <span>
            {t('rule.since')} <When time={since} />
          </span>
        )}
      </p>
      <p>
        {rationale} <Evidence events={[rule.event]} />
      </p>
      <Proof proof={rule.proof} />
      {(state === 'in_force' || state === 'retired') && <Worth measure={rule.measure} />}
      {asked && (
        <p>
          <Link to={{ approval: asked.request }} className="button" aria-label={`${t('question.read')}: ${rule.name}`}>
            {t('question.read')}
          </Link>
        </p>
      )}
    </article>
  )
}
