/** A node as the graph is told of it. */
export interface NodeDraft {
  readonly id: string
  readonly kind: string
  readonly title: string
  readonly state: string
  readonly repository: string
  /** True where it is only named: what is known of it already is kept. */
  readonly mention: boolean
}

/** A relation as the graph is told of it. */
export interface RelationDraft {
  readonly type: string
  readonly from: string
  readonly to: string
  /** 0 to 1; kept to two digits. */
  readonly confidence: number
  readonly added: number
  readonly deleted: number
}

/** The event that something rests on. */
export interface Evidence {
  /** Place of the event in the log. */
  readonly position: number
  readonly id: string
  readonly type: string
  /** When it happened, in Unix milliseconds. */
  readonly at: number
}

/** What one event adds to the graph. Every end of a relation is among the nodes. */
export interface Entry {
  readonly evidence: Evidence
  readonly nodes: readonly NodeDraft[]
  readonly relations: readonly RelationDraft[]
  /** Relations of this source and type that the entry does not name have ended. */
  readonly replaces: readonly { readonly from: string; readonly type: string }[]
}

/** A node of an answer. */
export interface GraphNode {
  readonly id: string
  readonly kind: string
  readonly title: string
  readonly state: string
  readonly repository: string
  /** When the graph first heard of it, RFC 3339. */
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
  /** Valid to; absent while it holds. */
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

export interface NeighbourQuery {
  readonly node: string
  readonly depth: 1 | 2
  /** Only relations of this type. */
  readonly type?: string
  /** Most relations in the answer, newest first. */
  readonly limit: number
}

export interface PathQuery {
  readonly from: string
  readonly to: string
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

/**
 * The graph store. Nothing is known here of events but their place in the log: the store keeps the last place itself, in
 * the transaction that applies the entries, and knows which places it holds, so that a second delivery changes nothing.
 */
export abstract class Graph {
  /** Applies entries in the order of the log, all or none. Those that the store holds already are left out. */
  abstract apply(entries: readonly Entry[]): Promise<void>
  /** Last place in the log of which the store holds anything; 0 when it is empty. */
  abstract position(): number
  /** What is around a node; undefined where it is unknown. */
  abstract neighbours(query: NeighbourQuery): Promise<Subgraph | undefined>
  /** A shortest path, in order; undefined where an end is unknown, no relations where there is no path. */
  abstract path(query: PathQuery): Promise<Subgraph | undefined>
  /** Changes that touched what this one touches; undefined where it is unknown. */
  abstract related(change: string, limit: number): Promise<RelatedChanges | undefined>
  /** One relation, ended ones too. */
  abstract relation(id: string): Promise<GraphRelation | undefined>
  abstract counts(): Promise<Counts>
  /** SHA-256 over all that the graph says, in an order of its own: equal content gives an equal digest. */
  abstract digest(): Promise<string>
  /** Throws, with what and where, when the store cannot be used. */
  abstract check(): Promise<void>
  /** Empties the store. */
  abstract wipe(): Promise<void>
  abstract close(): Promise<void>
}
