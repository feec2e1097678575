import { Link } from '../parts/link.js'
import { Problem } from '../parts/problem.js'
import type { Resource } from '../state/resource.js'
import { useWords } from '../texts/words.js'
import { type GraphNode, type Path, nameOf } from './answers.js'
import { useRelationWords } from './relation-words.js'
import { Shape } from './shape.js'

interface Props {
  readonly to: string
  readonly path: Resource<Path>
  readonly nodes: ReadonlyMap<string, GraphNode>
}

/** A path in words, step by step, each with its evidence; or why there is none. */
export const PathBar = ({ to, path: { value, problem, again }, nodes }: Props) => {
  const { t } = useWords()
  const words = useRelationWords()
  const end = nodes.get(to)
  return (
    <section className="panel path" aria-label={t('graph.path')} aria-live="polite">
      <h3>
        {t('graph.pathTo', { name: end ? nameOf(end) : to })}
        <Link to={{ to: undefined }} className="button button-quiet">
          {t('graph.pathEnd')}
        </Link>
      </h3>
      {problem &&
        (problem.status === 404 ? <p>{t('graph.pathUnknown')}</p> : <Problem problem={problem} again={again} />)}
      {!problem && !value && <p className="soft">{t('graph.pathLoading')}</p>}
      {value && !value.found && <p>{t('graph.pathNone')}</p>}
      {value?.truncated && <p className="soft small">{t('graph.pathCut')}</p>}
      {value?.found && (
        <ol className="steps">
          {value.nodes.map((node, at) => {
            const relation = value.relations[at]
            return (
              <li key={node.id}>
                <Link to={{ pick: node.id }} className="end">
                  <Shape kind={node.kind} /> <span>{nameOf(node)}</span>
                </Link>
                {relation && (
                  <Link to={{ pick: relation.id }} className="step-relation">
                    {words.phrase(relation.type, relation.from === node.id ? 'out' : 'in')}
                  </Link>
                )}
              </li>
            )
          })}
        </ol>
      )}
    </section>
  )
}
