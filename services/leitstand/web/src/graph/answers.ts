/** A node as semantah answers it. Texts come from outside: show as text only. */
export interface GraphNode {
  readonly id: string
  readonly kind: string
  readonly title: string
  readonly state: string
  readonly repository: string
  /** RFC 3339. */
  readonly since: string
}

/** A relation with the event that it rests on. */
export interface GraphRelation {
  readonly id: string
  readonly type: string
  readonly from: string
  readonly to: string
  readonly since: string
  /** When it ended; absent while it holds. */
  readonly until?: string
  /** 0 to 1. */
  readonly confidence: number
  readonly added?: number
  readonly deleted?: number
  readonly event: { readonly id: string; readonly type: string; readonly position: number }
}

/** A part of the graph. */
export interface Subgraph {
  readonly nodes: readonly GraphNode[]
  readonly relations: readonly GraphRelation[]
  readonly truncated: boolean
}

/** A path; empty where there is none. */
export interface Path extends Subgraph {
  readonly found: boolean
}

const COMMIT = /^[0-9a-f]{40}$/
/** Digits of a commit that people read. */
const SHORT = 10

/** What a node is called, short: its title, or the telling end of its id. */
export const nameOf = (node: GraphNode): string => {
  const { kind, title } = node
  const own = ownOf(node)
  if (kind === 'function') return own.slice(own.indexOf('#') + 1)
  if (kind === 'file') return own.slice(own.lastIndexOf('/') + 1) || own
  if (title !== '') return title
  return COMMIT.test(own) ? own.slice(0, SHORT) : own
}

/** What tells it from others that are called the same; empty where nothing is left to say. */
export const detailOf = (node: GraphNode): string => {
  const own = ownOf(node)
  if (node.kind === 'commit') return own.slice(0, SHORT)
  if (node.kind === 'function') return own.split('#')[0] ?? ''
  if (node.kind === 'file') return own.slice(0, Math.max(0, own.lastIndexOf('/')))
  // A person is known by an address, and may have several.
  if (node.kind === 'person') return own === node.title ? '' : own
  return node.kind === 'change' || node.kind === 'issue' ? own : ''
}

/** The name where there is room for nothing else: a file is told from its namesakes by the folder that it is in. */
export const labelOf = (node: GraphNode): string => {
  if (node.kind !== 'file') return nameOf(node)
  const parts = ownOf(node).split('/')
  return parts.length > 2 ? `…/${parts.slice(-2).join('/')}` : parts.join('/')
}

/** The id without its kind and its repository. */
const ownOf = ({ id, repository }: GraphNode): string => {
  const rest = id.slice(id.indexOf('/') + 1)
  return repository !== '' && rest.startsWith(`${repository}/`) ? rest.slice(repository.length + 1) : rest
}
