import type { RepositoryCard } from '../../../src/api.js'
import { withQuery } from '../api/client.js'
import type { EpicCard } from '../epic/answers.js'
import { EpicPage } from '../epic/epic-page.js'
import { OrderForm } from '../epic/order-form.js'
import { Link } from '../parts/link.js'
import { Problem } from '../parts/problem.js'
import { RepositoryPicker } from '../parts/repository-picker.js'
import { When } from '../parts/when.js'
import { useAddress } from '../state/address.js'
import { useResource } from '../state/resource.js'
import { useNewsOf } from '../state/waiting.js'
import { useWords } from '../texts/words.js'
import '../style/incident.css'
import '../style/loop.css'
import '../style/epic.css'

const NEWS = ['epic.']
const MOST = 100

/** Epics: all of them, or the one that the address names. */
export const EpicsView = () => {
  const { epic } = useAddress()
  return epic === undefined ? <List /> : <EpicPage key={epic} name={epic} />
}

const List = () => {
  const { t } = useWords()
  const { repository } = useAddress()
  const repositories = useResource<RepositoryCard[]>('/api/repositories')
  const { value, problem, again } = useResource<{ epics: EpicCard[] }>(
    withQuery('/api/epics', { repository, limit: MOST }),
  )
  useNewsOf(NEWS, again)
  const epics = value?.epics ?? []
  return (
    <div className="single">
      <div className="headline">
        <h1>{t('epics.title')}</h1>
        <p className="soft">{t('epics.lead')}</p>
      </div>
      {problem && <Problem problem={problem} again={again} />}
      <RepositoryPicker repositories={repositories.value ?? []} />
      {value && epics.length === 0 && <p>{t('epics.none')}</p>}
      <div className="stack">
        {epics.map((one) => (
          <Card key={one.epic} epic={one} />
        ))}
      </div>
      <OrderForm
        title="epics.open"
        send="epics.doOpen"
        fields={[
          { name: 'epic', label: 'epics.name', placeholder: 'db-migration', pattern: '[a-z0-9]+(-[a-z0-9]+)*' },
          { name: 'title', label: 'epics.titleField', placeholder: t('epics.example'), pattern: '[^"]+' },
        ]}
        order={({ epic = '', title = '' }) => ({ text: `heimgeist /open-epic "${epic.trim()}: ${title.trim()}"` })}
      />
    </div>
  )
}

const Card = ({ epic }: { readonly epic: EpicCard }) => {
  const { t } = useWords()
  const { counts, blocked, stale, clusters, state, summary, opened, repository } = epic
  return (
    <Link to={{ epic: epic.epic }} className={`panel incident ${blocked + stale > 0 ? 'epic-waits' : ''}`}>
      <b>{epic.title}</b>
      <span>{summary.text}</span>
      <Progress counts={counts} />
      <span className="meta">
        <span className="tag">{t(`epic.is.${state}`)}</span>
        <code>{epic.epic}</code>
        {repository !== undefined && <span>{repository}</span>}
        {blocked > 0 && <span>{t('epics.blocked', { n: blocked })}</span>}
        {stale > 0 && <span>{t('epics.stale', { n: stale })}</span>}
        {clusters > 0 && <span>{t('epics.clusters', { n: clusters })}</span>}
        <When time={opened.at} />
      </span>
    </Link>
  )
}

/** How much is merged, open and given up; the sentence beside it says the same. */
const Progress = ({ counts }: { readonly counts: EpicCard['counts'] }) => {
  if (counts.linked === 0) return null
  const parts = (['merged', 'open', 'closed'] as const).map((name) => ({
    name,
    share: (counts[name] / counts.linked) * 100,
  }))
  let from = 0
  return (
    <svg className="axis-line" width="100%" height="6" aria-hidden="true">
      {parts.map(({ name, share }) => {
        const x = from
        from += share
        return <rect key={name} className={`axis-bar axis-${name}`} x={`${x}%`} width={`${share}%`} height="6" />
      })}
    </svg>
  )
}
