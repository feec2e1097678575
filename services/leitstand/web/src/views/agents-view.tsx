import type { Agent, EffectiveLevel, Levels } from '../loop/answers.js'
import { Because } from '../loop/because.js'
import { Link } from '../parts/link.js'
import { Problem } from '../parts/problem.js'
import { Evidence } from '../parts/reasons.js'
import { When } from '../parts/when.js'
import { useAddress } from '../state/address.js'
import { useResource } from '../state/resource.js'
import { useNewsOf } from '../state/waiting.js'
import { type Key, useWords } from '../texts/words.js'
import '../style/loop.css'

const LEVELS = ['level.', 'action.finished', 'agent.', 'repository.registered']
const AGENTS = ['agent.', 'feedback.']
const CLASSES = ['look', 'say', 'change'] as const
const NAMES = ['agents.level.0', 'agents.level.1', 'agents.level.2', 'agents.level.3'] as const satisfies Key[]

/** How much each agent may do by itself, where and why, and how the registered agents fare. */
export const AgentsView = () => {
  const { t } = useWords()
  const levels = useResource<Levels>('/api/levels')
  const agents = useResource<{ agents: Agent[] }>('/api/agents')
  useNewsOf(LEVELS, levels.again)
  useNewsOf(AGENTS, agents.again)
  const problem = levels.problem ?? agents.problem
  return (
    <div className="single">
      <div className="headline">
        <h1>{t('agents.title')}</h1>
        <p className="soft">{t('agents.lead')}</p>
      </div>
      {problem && <Problem problem={problem} again={levels.again} />}
      {levels.value && <LevelTable levels={levels.value} />}
      {agents.value && <Registered agents={agents.value.agents} />}
    </div>
  )
}

const LevelTable = ({ levels }: { readonly levels: Levels }) => {
  const { t } = useWords()
  const { repository } = useAddress()
  const rows = new Map<string, EffectiveLevel[]>()
  for (const one of levels.effective.filter((level) => repository === undefined || level.repository === repository))
    rows.set(`${one.agent} ${one.repository}`, [...(rows.get(`${one.agent} ${one.repository}`) ?? []), one])
  return (
    <section className="stack" aria-labelledby="levels">
      <h2 id="levels">{t('agents.levels')}</h2>
      {rows.size === 0 && <p className="soft">{t('agents.noLevels', { n: levels.fallback })}</p>}
      {[...rows.entries()].map(([key, row]) => (
        <AgentLevels key={key} row={row} levels={levels} />
      ))}
    </section>
  )
}

const AgentLevels = ({ row, levels }: { readonly row: readonly EffectiveLevel[]; readonly levels: Levels }) => {
  const { t } = useWords()
  const [first] = row
  if (!first) return null
  const { agent, repository } = first
  const record = levels.records.find((one) => one.agent === agent && one.repository === repository)
  const same = row.every(({ reason }) => reason === first.reason)
  return (
    <article className="panel levels">
      <h3>
        {agent} <small>{repository}</small>
      </h3>
      <dl className="level-row">
        {CLASSES.map((act) => {
          const found = row.find((one) => one.act === act)
          return found ? (
            <div key={act}>
              <dt>{t(`act.class.${act}`)}</dt>
              <dd>
                <span className="steps" aria-hidden="true">
                  {[1, 2, 3].map((step) => (
                    <span key={step} className={step <= found.level ? 'step-on' : ''} />
                  ))}
                </span>
                <b>{found.level}</b> {t(NAMES[found.level])}
                {!same && (
                  <span className="soft small block">
                    <Because reason={found.reason} />
                  </span>
                )}
              </dd>
            </div>
          ) : null
        })}
      </dl>
      {same && (
        <p className="soft small">
          <Because reason={first.reason} />
        </p>
      )}
      {record && (
        <p className="small soft">
          {t('agents.record', { n: record.good, of: levels.promote_after })} <Evidence events={record.events} />
        </p>
      )}
    </article>
  )
}

const Registered = ({ agents }: { readonly agents: readonly Agent[] }) => {
  const { t } = useWords()
  return (
    <section className="stack" aria-labelledby="agents">
      <h2 id="agents">{t('agents.registered')}</h2>
      {agents.length === 0 && <p className="soft">{t('agents.none')}</p>}
      {agents.map(({ agent, version, enabled, removed, registered, registered_at, scorecard }) => (
        <article key={agent} className={`panel levels ${removed ? 'faded' : ''}`}>
          <h3>
            <Link to={{ event: registered }}>{agent}</Link>{' '}
            <span className="tag">{t(removed ? 'agents.removed' : enabled ? 'agents.on' : 'agents.off')}</span>
          </h3>
          <p className="meta">
            <span>{t('rule.version', { n: version })}</span>
            <When time={registered_at} />
          </p>
          <dl className="numbers">
            {(['fired', 'passed', 'failed', 'incomplete', 'good', 'bad'] as const).map((name) => (
              <dd key={name} className={scorecard[name] > 0 ? '' : 'number-none'}>
                <b>{scorecard[name]}</b> {t(`agents.score.${name}`)}
              </dd>
            ))}
          </dl>
        </article>
      ))}
    </section>
  )
}
