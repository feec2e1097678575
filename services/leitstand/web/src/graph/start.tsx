import type { ReactNode } from 'react'
import type { Overview, RepositoryCard } from '../../../src/api.js'
import { withQuery } from '../api/client.js'
import { Problem } from '../parts/problem.js'
import { startAt, useAddress } from '../state/address.js'
import { type Resource, useResource } from '../state/resource.js'
import { useWords } from '../texts/words.js'
import type { GraphNode } from './answers.js'
import { Names } from './finder.js'

/** Suggestions of one sort. */
const MOST = 6

/** Where a walk can begin, for a person who does not know what to look for yet. */
export const GraphStart = () => {
  const { t } = useWords()
  const { repository } = useAddress()
  const overview = useResource<Overview>(withQuery('/api/overview', { repository, limit: MOST }))
  const repositories = useResource<RepositoryCard[]>('/api/repositories')
  const name = repository ?? repositories.value?.[0]?.repository
  const files = useResource<{ hotspots: { file: GraphNode }[] }>(
    name === undefined ? undefined : withQuery('/api/graph/hotspots', { repository: name, limit: MOST }),
  )
  const changes = [...(overview.value?.open ?? []), ...(overview.value?.recent ?? [])].slice(0, MOST)
  const risky = changes.map(({ subject, title }): GraphNode => ({
    id: subject,
    kind: subject.startsWith('change/') ? 'commit' : 'change',
    title,
    state: '',
    repository: subject.split('/').slice(1, 3).join('/'),
    since: '',
  }))
  return (
    <>
      <p className="soft graph-lead">{t('graph.lead')}</p>
      <div className="starts">
        <Start title={t('graph.startChanges')} from={overview} nodes={risky} />
        <StartKind title={t('graph.startIncidents')} kind="incident" order="newest" />
        <Start
          title={t('graph.startFiles')}
          from={files}
          nodes={(files.value?.hotspots ?? []).map(({ file }) => file)}
        />
        <StartKind title={t('graph.startPeople')} kind="person" order="used" />
        <StartKind title={t('graph.startAreas')} kind="area" order="used" />
        <StartKind title={t('graph.startRepositories')} kind="repository" order="used" />
      </div>
    </>
  )
}

interface KindProps {
  readonly title: string
  readonly kind: string
  readonly order: 'used' | 'newest'
}

const StartKind = ({ title, kind, order }: KindProps) => {
  const found = useResource<{ nodes: GraphNode[] }>(
    withQuery('/api/graph/nodes', { q: `${kind}/`, kind, order, limit: MOST }),
  )
  return <Start title={title} from={found} nodes={found.value?.nodes ?? []} />
}

const Start = ({
  title,
  from,
  nodes,
}: {
  readonly title: string
  readonly from: Resource<unknown>
  readonly nodes: readonly GraphNode[]
}): ReactNode => {
  const { t } = useWords()
  return (
    <section className="panel">
      <h2>{title}</h2>
      {from.problem && from.problem.status !== 404 && <Problem problem={from.problem} again={from.again} />}
      {!from.value && !from.problem && <p className="soft small">{t('loading')}</p>}
      {(from.value !== undefined || from.problem?.status === 404) && nodes.length === 0 && (
        <p className="soft small">{t('graph.startNone')}</p>
      )}
      <Names nodes={nodes} stepTo={startAt} />
    </section>
  )
}
