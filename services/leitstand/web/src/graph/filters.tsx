import { go, listOf, partOf } from '../state/address.js'
import { useWords } from '../texts/words.js'
import { KINDS } from './kinds.js'
import { RELATIONS } from './groups.js'
import { useRelationWords } from './relation-words.js'
import { Shape } from './shape.js'

interface Props {
  /** Kinds and types that the walk met. */
  readonly kinds: ReadonlySet<string>
  readonly types: ReadonlySet<string>
  readonly hide: string | undefined
}

/** The legend of the picture, and its filter: what is switched off is left out. */
export const GraphFilters = ({ kinds, types, hide }: Props) => {
  const { t } = useWords()
  const words = useRelationWords()
  const hidden = new Set(listOf(hide))
  const toggle = (name: string): void => {
    const next = hidden.has(name) ? [...hidden].filter((one) => one !== name) : [...hidden, name]
    go({ hide: partOf(next) })
  }
  const chip = (name: string, text: string, kind?: string) => (
    <button key={name} type="button" className="chip" aria-pressed={!hidden.has(name)} onClick={() => toggle(name)}>
      {kind !== undefined && <Shape kind={kind} />}
      {text}
    </button>
  )
  return (
    <div className="graph-filters">
      <div className="chips" role="group" aria-label={t('graph.kinds')}>
        {inOrder(KINDS, kinds).map((kind) => chip(`k.${kind}`, words.kind(kind), kind))}
      </div>
      <div className="chips" role="group" aria-label={t('graph.relations')}>
        {inOrder(RELATIONS, types).map((type) => chip(`r.${type}`, words.phrase(type)))}
        {hidden.size > 0 && (
          <button type="button" className="button button-quiet" onClick={() => go({ hide: undefined })}>
            {t('graph.showAll')}
          </button>
        )}
      </div>
    </div>
  )
}

const inOrder = (order: readonly string[], met: ReadonlySet<string>): string[] => [
  ...order.filter((name) => met.has(name)),
  ...[...met].filter((name) => !order.includes(name)).sort(),
]
