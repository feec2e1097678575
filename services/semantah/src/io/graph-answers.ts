import type { Moment } from './graph-store.js'

/** A node of an answer. */
export interface GraphNode {
  readonly id: string
  readonly kind: string
  readonly title: string
  readonly state: string
  readonly repository: string
  /** Earliest time of the events that name it, RFC 3339. */
  readonly since: string
}

/** A relation of an answer, with the event that it rests on. */
export interface GraphRelation {
  /** `<position>-<n>`: the n-th thing that the event at this position says. Equal in every rebuild. */
  readonly id: string
  readonly type: string
  readonly from: string
  readonly to: string
  /** Valid from, RFC 3339. */
  readonly since: string
  /** Valid to; absent while it holds, and where the graph is asked as it was at a moment at which it held. */
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
  /** True where a limit left something out. */
  readonly truncated: boolean
}

/** Nodes that are called so. */
export interface NamedNodes {
  /** In the order that was asked for. */
  readonly nodes: readonly GraphNode[]
  readonly truncated: boolean
}

/** What is asked about a node. */
export interface NeighbourQuery {
  readonly node: string
  readonly depth: 1 | 2
  /** As it was then; now where absent. */
  readonly moment?: Moment
  /** Only relations of this type. */
  readonly type?: string
  /** Most relations in the answer, newest first. */
  readonly limit: number
}

/** Which path is asked for. */
export interface PathQuery {
  readonly from: string
  readonly to: string
  readonly moment?: Moment
  /** Most relations in the path, 1 to 6. */
  readonly max: number
}

/** A change that touched what another one touches. */
export interface RelatedChange {
  readonly change: GraphNode
  /** Files that both touch. */
  readonly files: readonly string[]
  /** Incidents that it caused, with the relation that says so. */
  readonly incidents: readonly { readonly incident: GraphNode; readonly relation: GraphRelation }[]
}

export interface RelatedChanges {
  /** Most shared files first, then newest. */
  readonly changes: readonly RelatedChange[]
  readonly truncated: boolean
}

/** How much the graph holds, by kind of node and type of relation that holds now. */
export interface Counts {
  readonly nodes: Readonly<Record<string, number>>
  readonly relations: Readonly<Record<string, number>>
  /** Place in the log up to which events are in the graph. */
  readonly position: number
}
