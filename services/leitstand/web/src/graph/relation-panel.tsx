import type { ApiError } from '../api/client.js'
import type { WholeEvent } from '../drawers/whole-event.js'
import { Icon } from '../parts/icon.js'
import { Link } from '../parts/link.js'
import { Problem } from '../parts/problem.js'
import { useResource } from '../state/resource.js'
import { useWords } from '../texts/words.js'
import { type GraphNode, type GraphRelation, detailOf, nameOf } from './answers.js'
import { useRelationWords } from './relation-words.js'
import { Shape } from './shape.js'

interface Props {
  readonly id: string
  /** The relation where it is on the page already. */
  readonly known: GraphRelation | undefined
  readonly nodes: ReadonlyMap<string, GraphNode>
}

/** One relation: what it says, since when and until when, how sure it is, and the event that it rests on. */
export const RelationPanel = ({ id, known, nodes }: Props) => {
  const { t } = useWords()
  const asked = useResource<GraphRelation>(known ? undefined : `/api/graph/relations/${encodeURIComponent(id)}`)
  const relation = known ?? asked.value
  return (
    <section className="panel proof" aria-labelledby="evidence" aria-live="polite">
      <h2 id="evidence">{t('graph.evidence')}</h2>
      {relation && <Evidence relation={relation} nodes={nodes} />}
      {!relation && asked.problem && <Unknown problem={asked.problem} again={asked.again} />}
      {!relation && !asked.problem && <p className="soft">{t('loading')}</p>}
    </section>
  )
}

const Unknown = ({ problem, again }: { readonly problem: ApiError; readonly again: () => void }) => {
  const { t } = useWords()
  return problem.status === 404 ? <p>{t('graph.noRelation')}</p> : <Problem problem={problem} again={again} />
}

const Evidence = ({ relation, nodes }: { readonly relation: GraphRelation } & Pick<Props, 'nodes'>) => {
  const { t, number } = useWords()
  const words = useRelationWords()
  const { since, until, confidence, added, deleted } = relation
  return (
    <>
      <p className="claim">
        <End id={relation.from} nodes={nodes} />
        <span className="claim-verb">{words.phrase(relation.type)}</span>
        <End id={relation.to} nodes={nodes} />
      </p>
      <dl className="fields fields-inner">
        <div>
          <dt>{t('graph.since')}</dt>
          <dd>
            <Moment time={since} />
          </dd>
        </div>
        <div>
          <dt>{t('graph.until')}</dt>
          <dd>{until === undefined ? t('graph.holds') : <Moment time={until} />}</dd>
        </div>
        <div>
          <dt>{t('graph.confidence')}</dt>
          <dd>
            <meter min={0} max={1} value={confidence} aria-hidden="true" />{' '}
            {t('graph.percent', { n: Math.round(confidence * 100) })}
          </dd>
        </div>
        {added !== undefined && deleted !== undefined && (
          <div>
            <dt>{t('graph.lines')}</dt>
            <dd>
              +{number(added)} −{number(deleted)}
            </dd>
          </div>
        )}
      </dl>
      <h3>{t('graph.restsOn')}</h3>
      <RestsOn event={relation.event} />
    </>
  )
}

const End = ({ id, nodes }: { readonly id: string } & Pick<Props, 'nodes'>) => {
  const node = nodes.get(id)
  return (
    <Link to={{ pick: id }} className="end">
      <Shape kind={node?.kind ?? ''} />
      <span>{node ? nameOf(node) : id}</span>
      {node && <span className="soft small">{detailOf(node)}</span>}
    </Link>
  )
}

const RestsOn = ({ event: { id, type, position } }: { readonly event: GraphRelation['event'] }) => {
  const { t, maybe, number } = useWords()
  const { value, problem } = useResource<WholeEvent>(`/api/log/events/${encodeURIComponent(id)}`)
  const title = (value?.data as { readonly title?: unknown } | undefined)?.title
  return (
    <Link to={{ event: id }} className="rests-on">
      <span className="rests-on-type">
        <Icon name="note" /> {maybe(`type.${type}`, type)}
      </span>
      <span className="rests-on-line">{typeof title === 'string' ? title : (value?.subject ?? '')}</span>
      <span className="soft small">
        {value && <Moment time={value.time} />}
        {value?.actor !== undefined && <> · {value.actor}</>} · {t('graph.position', { n: number(position) })}
      </span>
      {problem?.status === 404 && <span className="soft small">{t('event.unknown')}</span>}
      <span className="rests-on-open">{t('graph.openEvent')}</span>
    </Link>
  )
}

const Moment = ({ time }: { readonly time: string }) => {
  const { language } = useWords()
  return (
    <time dateTime={time}>{new Date(time).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' })}</time>
  )
}
