import { useId, useState } from 'react'
import type { SearchHit } from './found.js'
import { useFound } from './found.js'
import { type Step, go } from '../state/address.js'
import { Link } from '../parts/link.js'
import { useWords } from '../texts/words.js'
import { type GraphNode, detailOf, nameOf } from './answers.js'
import { useRelationWords } from './relation-words.js'
import { Shape } from './shape.js'

interface Props {
  readonly label: string
  readonly hint: string
  /** Where a thing that was found leads. */
  readonly stepTo: (id: string) => Step
}

/** Finds where to begin, or to arrive: by name among all nodes, by words among what happened. */
export const Finder = ({ label, hint, stepTo }: Props) => {
  const { t } = useWords()
  const id = useId()
  const [text, setText] = useState('')
  const found = useFound(text)
  const first = found.names[0]?.id ?? found.hits[0]?.subject
  const clear = (): void => setText('')
  return (
    <form
      className="finder"
      role="search"
      onSubmit={(submit) => {
        submit.preventDefault()
        if (first === undefined) return
        go(stepTo(first))
        clear()
      }}
      onKeyDown={(press) => {
        if (press.key === 'Escape') clear()
      }}
    >
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="search"
        value={text}
        placeholder={hint}
        maxLength={200}
        autoComplete="off"
        onChange={({ target }) => setText(target.value)}
      />
      {found.state !== 'idle' && (
        <div className="finder-found">
          <p className="soft small" role="status">
            {found.state === 'looking' && t('graph.looking')}
            {found.state === 'failed' && (found.problem || t('problem.offline'))}
            {found.state === 'found' && first === undefined && t('graph.notFound', { text })}
            {found.state === 'found' && found.truncated && t('graph.foundMore')}
          </p>
          <Names nodes={found.names} stepTo={stepTo} done={clear} />
          <Hits hits={found.hits} stepTo={stepTo} done={clear} />
        </div>
      )}
    </form>
  )
}

/** Nodes as links, each with its kind. */
export const Names = ({
  nodes,
  stepTo,
  done,
}: Pick<Props, 'stepTo'> & { readonly nodes: readonly GraphNode[]; readonly done?: () => void }) => {
  const words = useRelationWords()
  if (nodes.length === 0) return null
  return (
    <ul className="names">
      {nodes.map((node) => (
        <li key={node.id} onClick={done}>
          <Link to={stepTo(node.id)} className="name">
            <Shape kind={node.kind} />
            <span className="name-text">{nameOf(node)}</span>
            <span className="soft small">
              {words.kind(node.kind)} {detailOf(node)}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

const Hits = ({
  hits,
  stepTo,
  done,
}: Pick<Props, 'stepTo'> & { readonly hits: readonly SearchHit[]; readonly done: () => void }) => {
  const { t } = useWords()
  const nodes = hits.map((hit): GraphNode => ({
    id: hit.subject,
    kind: hit.kind,
    title: hit.title,
    repository: hit.repository,
    state: '',
    since: hit.at,
  }))
  if (nodes.length === 0) return null
  return (
    <>
      <p className="soft small">{t('graph.byWords')}</p>
      <Names nodes={nodes} stepTo={stepTo} done={done} />
    </>
  )
}
