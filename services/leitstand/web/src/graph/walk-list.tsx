import { Link } from '../parts/link.js'
import { Problem } from '../parts/problem.js'
import type { Step } from '../state/address.js'
import type { Surroundings } from '../state/walk.js'
import { useWords } from '../texts/words.js'
import { type GraphNode, type GraphRelation, detailOf, nameOf } from './answers.js'
import { shownOf } from './arrange.js'
import { type Group, farEnd, groupsOf, keyOf } from './groups.js'
import { useRelationWords } from './relation-words.js'
import { Shape } from './shape.js'

/** What the list needs to know of the walk. */
export interface ListProps {
  readonly nodes: ReadonlyMap<string, GraphNode>
  readonly rows: ReadonlyMap<string, number>
  readonly fits: (relation: GraphRelation, far: GraphNode | undefined) => boolean
  readonly pick: string
  readonly open: ReadonlySet<string>
  /** Shows the neighbours of a node, or no longer. */
  readonly toggle: (id: string) => Step
  readonly onMore: (key: string) => void
  readonly again: (node: string) => void
}

/** The surroundings of one node in words: the same as in the picture. */
export const WalkList = ({
  id,
  around,
  isRoot,
  ...props
}: ListProps & { readonly id: string; readonly around: Surroundings | undefined; readonly isRoot: boolean }) => {
  const { t } = useWords()
  const node = props.nodes.get(id)
  const name = node ? nameOf(node) : id
  const groups = around ? groupsOf(id, around, (one) => props.fits(one, props.nodes.get(farEnd(one, id)))) : []
  return (
    <section className="panel surroundings" aria-label={t('graph.around', { name })}>
      <h3>
        <Link to={{ pick: id }} className="end">
          <Shape kind={node?.kind ?? ''} /> <span>{name}</span>
        </Link>
        {!isRoot && (
          <Link to={props.toggle(id)} className="button button-quiet" aria-label={t('graph.collapseName', { name })}>
            {t('graph.collapse')}
          </Link>
        )}
      </h3>
      {around?.problem?.status === 404 && <p>{t('graph.unknown', { name })}</p>}
      {around?.problem && around.problem.status !== 404 && (
        <Problem problem={around.problem} again={() => props.again(id)} />
      )}
      {(!around || around.loading) && <p className="soft">{t('graph.loading', { name })}</p>}
      {around && !around.loading && !around.problem && groups.length === 0 && (
        <p className="soft">{t(around.relations.length === 0 ? 'graph.nothing' : 'graph.filtered')}</p>
      )}
      {groups.map((group) => (
        <GroupList key={keyOf(id, group)} id={id} group={group} {...props} />
      ))}
    </section>
  )
}

const GroupList = ({ id, group, ...props }: ListProps & { readonly id: string; readonly group: Group }) => {
  const { t, number } = useWords()
  const words = useRelationWords()
  const shown = shownOf(props.rows, id, group)
  const left = group.relations.length - shown
  return (
    <div className="group">
      <h4>
        {words.phrase(group.type, group.direction)}{' '}
        <span className="soft">
          {t(group.cut || group.capped ? 'graph.atLeast' : 'graph.count', { n: number(group.relations.length) })}
        </span>
      </h4>
      <ul>
        {group.relations.slice(0, shown).map((relation) => (
          <Row key={relation.id} relation={relation} far={farEnd(relation, id)} {...props} />
        ))}
      </ul>
      {(left > 0 || group.cut) && (
        <button type="button" className="button button-quiet" onClick={() => props.onMore(keyOf(id, group))}>
          {t(group.cut && left === 0 ? 'graph.showOlder' : 'graph.showMore', { n: number(left) })}
        </button>
      )}
      {left === 0 && group.capped && <p className="soft small">{t('graph.capped')}</p>}
    </div>
  )
}

const Row = ({
  relation,
  far,
  nodes,
  pick,
  open,
  toggle,
}: ListProps & { readonly relation: GraphRelation; readonly far: string }) => {
  const { t, language } = useWords()
  const words = useRelationWords()
  const node = nodes.get(far)
  const name = node ? nameOf(node) : far
  return (
    <li className="walk-row">
      <Link
        to={open.has(far) ? { pick: far } : toggle(far)}
        className="walk-name"
        aria-current={pick === far ? 'true' : undefined}
        title={far}
      >
        <Shape kind={node?.kind ?? ''} />
        <span className="name-text">{name}</span>
        {node && <span className="soft small">{detailOf(node)}</span>}
        {node && <span className="visually-hidden">{words.kind(node.kind)}</span>}
      </Link>
      <Link
        to={{ pick: relation.id }}
        className="walk-evidence"
        aria-current={pick === relation.id ? 'true' : undefined}
        aria-label={t('graph.evidenceOf', { name })}
        title={t('graph.evidenceOf', { name })}
      >
        {words.lines(relation)}
        {relation.confidence < 1 && <> {t('graph.percent', { n: Math.round(relation.confidence * 100) })}</>}{' '}
        {dayOf(relation.since, language)}
      </Link>
    </li>
  )
}

/** A day, with its year where that is another one. */
const dayOf = (time: string, language: string): string => {
  const date = new Date(time)
  const year = date.getFullYear() === new Date().getFullYear() ? {} : ({ year: 'numeric' } as const)
  return date.toLocaleDateString(language, { day: 'numeric', month: 'short', ...year })
}
