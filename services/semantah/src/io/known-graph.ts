import { Recent } from './recent.js'
import { SeenIds } from './seen-ids.js'
import type { NodeRow, RelationRow } from './stored-rows.js'

/** What the store holds of a node. */
export type KnownNode = NodeRow

/** The relations that hold from one node, by type and target. */
export type OpenRelations = Map<string, RelationRow>

export const openKey = (type: string, target: number): string => `${type}|${target}`

/** Ids that are told from new ones without asking the store; 8 MB when full. */
const SEEN = 1_000_000

/** Nodes and standing relations kept in memory, so that a batch seldom asks the store. Oldest use goes first. */
export class KnownGraph {
  private readonly nodes: Recent<string, KnownNode>
  private readonly relations: Recent<number, OpenRelations>
  /** Every id of the store, where it was empty when this began; else undefined. */
  private seen: SeenIds | undefined

  /** `nodes` and `sources`: most entries of each. */
  constructor(limits: { readonly nodes: number; readonly sources: number }) {
    this.nodes = new Recent(limits.nodes)
    this.relations = new Recent(limits.sources)
  }

  node(id: string): KnownNode | undefined {
    return this.nodes.get(id)
  }

  /** Whether the store cannot hold a node of this id. */
  isNew(id: string): boolean {
    return this.seen?.has(id) === false
  }

  keepNode(id: string, node: KnownNode): void {
    this.seen?.add(id)
    this.nodes.keep(id, node)
  }

  relationsOf(source: number): OpenRelations | undefined {
    return this.relations.get(source)
  }

  keepRelations(source: number, relations: OpenRelations): void {
    this.relations.keep(source, relations)
  }

  /** Forgets everything; of an empty store all that will be is known. */
  begin(empty: boolean): void {
    this.seen = empty ? new SeenIds(SEEN) : undefined
    this.nodes.clear()
    this.relations.clear()
  }
}
