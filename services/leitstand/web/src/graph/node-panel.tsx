import { CopyButton } from '../parts/copy-button.js'
import { Link } from '../parts/link.js'
import { type Step, startAt } from '../state/address.js'
import { useWords } from '../texts/words.js'
import { type GraphNode, detailOf, nameOf } from './answers.js'
import { useRelationWords } from './relation-words.js'
import { Shape } from './shape.js'

interface Props {
  readonly node: GraphNode
  readonly root: GraphNode | undefined
  readonly open: boolean
  /** Shows its neighbours, or no longer. */
  readonly toggle: Step
}

/** The node that is looked at, and what can be done from here. */
export const NodePanel = ({ node, root, open, toggle }: Props) => {
  const { t, language } = useWords()
  const words = useRelationWords()
  const { id, kind, state, since, title } = node
  const isRoot = root?.id === id
  const name = nameOf(node)
  return (
    <section className="panel node-panel" aria-labelledby="looked-at">
      <p className="node-kind">
        <Shape kind={kind} /> {words.kind(kind)}
        {state !== '' && <span className="tag">{state}</span>}
      </p>
      <h2 id="looked-at">{name}</h2>
      {title !== '' && title !== name && !id.endsWith(title) && <p>{title}</p>}
      <p className="soft small node-detail">
        {detailOf(node) !== '' && <>{detailOf(node)} · </>}
        {t('graph.known', { date: new Date(since).toLocaleDateString(language, { dateStyle: 'medium' }) })}
      </p>
      <div className="buttons">
        {!isRoot && (
          <Link to={toggle} className="button">
            {t(open ? 'graph.collapse' : 'graph.expand')}
          </Link>
        )}
        {!isRoot && (
          <Link to={startAt(id)} className="button">
            {t('graph.startHere')}
          </Link>
        )}
        {root && !isRoot && (
          <Link to={{ to: id, pick: id }} className="button">
            {t('graph.pathHere')}
          </Link>
        )}
        {(kind === 'commit' || kind === 'change') && (
          <Link to={{ change: id }} className="button">
            {t('graph.openChange')}
          </Link>
        )}
        <CopyButton text={id} label={t('event.copyId')} />
      </div>
    </section>
  )
}
