import type { EvidenceRow, NodeRow, RelationRow } from './stored-rows.js'

/** A past moment: by the clock of what happened, or by place in the log. */
export type Moment = { readonly axis: 'time'; readonly at: number } | { readonly axis: 'position'; readonly at: number }

/** Where a store stands. */
export interface Place {
  /** Last place in the log of which it holds anything; 0 when it is empty. */
  readonly position: number
  /** Number of the newest node. */
  readonly keys: number
}

/** What one transaction writes. */
export interface Batch {
  readonly nodes: readonly NodeRow[]
  /** Nodes that were there and of which something else is known now. */
  readonly changed: readonly NodeRow[]
  readonly evidence: readonly EvidenceRow[]
  /** Relations that were there and have ended. */
  readonly ended: readonly RelationRow[]
  readonly relations: readonly RelationRow[]
  /** Where the writer believes the store to stand: where it stands elsewhere, nothing may be written. */
  readonly from: Place
  readonly to: Place
}

/** Which relations of some nodes are asked for. */
export interface Around {
  readonly keys: readonly number[]
  readonly direction: 'out' | 'in' | 'both'
  /** Only of these types. */
  readonly types?: readonly string[]
  /** As they were then; now where absent. */
  readonly moment?: Moment
  /** Most relations of each node, newest first. */
  readonly limit: number
}

/** Which nodes are looked for by what they are called. */
export interface NameQuery {
  /** Part of the id or the title; capitals do not matter. */
  readonly text: string
  readonly kind?: string
  /** Only nodes that were heard of by then. */
  readonly moment?: Moment
  readonly limit: number
}

/** How often each file of a repository was touched. */
export interface ChurnQuery {
  readonly repository: string
  /** Unix milliseconds. */
  readonly since: number
  readonly moment?: Moment
  readonly limit: number
}

/** A file with the number of changes (commits, pull requests, branches) that touched it and the lines that they changed. */
export interface Churn {
  readonly key: number
  readonly changes: number
  readonly lines: number
}

/**
 * The port of a graph store: rows in, rows out. Everything that is worth deciding is decided above it, once, so that two
 * stores that keep this contract give byte-equal answers. Relations and nodes carry the numbers (keys) that the writer
 * gave them. Throws `OutOfReachError` when the store cannot be used now and waiting may help.
 */
export abstract class GraphStore {
  /** Whether other processes may write to it while this one has it open. */
  abstract readonly shared: boolean
  /** Where it stands. */
  abstract place(): Promise<Place>
  /** Which of these places in the log it holds. */
  abstract held(positions: readonly number[]): Promise<number[]>
  /** The nodes with these ids, in any order; unknown ones are left out. */
  abstract known(ids: readonly string[]): Promise<NodeRow[]>
  /** The keys of the nodes with these ids, in any order; unknown ones are left out. */
  abstract keysOf(ids: readonly string[]): Promise<number[]>
  /** The relations that hold from these nodes, all of them; the writer alone asks. */
  abstract standing(sources: readonly number[]): Promise<RelationRow[]>
  /** Writes all of it in one transaction or nothing; throws `GraphMovedError` when it is not where the batch begins. */
  abstract write(batch: Batch): Promise<void>
  /** The nodes with these keys, in any order. */
  abstract nodes(keys: readonly number[]): Promise<NodeRow[]>
  /** The events at these places, in any order. */
  abstract evidence(positions: readonly number[]): Promise<EvidenceRow[]>
  /** Relations of nodes, by the key that was asked for, newest place in the log first. */
  abstract around(query: Around): Promise<Map<number, RelationRow[]>>
  /** The n-th relation that the event at a place says, by the node it begins at. */
  abstract one(source: number, position: number, n: number): Promise<RelationRow | undefined>
  /** Nodes whose id or title holds a text, the shortest ids first. */
  abstract called(query: NameQuery): Promise<NodeRow[]>
  /** The files of a repository that changes touched most. */
  abstract churn(query: ChurnQuery): Promise<Churn[]>
  /** Nodes by kind and relations by type. */
  abstract counts(moment?: Moment): Promise<{ nodes: [string, number][]; relations: [string, number][] }>
  /** Nodes with keys after one and up to another, for a digest. */
  abstract nodesBetween(after: number, upTo: number): Promise<NodeRow[]>
  /** Relations said at places after one and up to another, ended ones too. */
  abstract said(after: number, upTo: number): Promise<RelationRow[]>
  /** The same with the ids of their ends, for a digest. */
  abstract relationsBetween(after: number, upTo: number): Promise<(RelationRow & { from: string; to: string })[]>
  /** Throws, with what and where, when the store cannot be used. */
  abstract check(): Promise<void>
  /** Empties the store. No read or write is under way. */
  abstract wipe(): Promise<void>
  abstract close(): Promise<void>
}

/** Somebody else has written to the store, or a commit whose answer was lost did: read where it stands and try again. */
export class GraphMovedError extends Error {
  override readonly name = 'GraphMovedError'
  readonly code = 'graph_moved'
}
