import { Recent } from './recent.js'
import type { NodeRow, RelationRow } from './stored-rows.js'

/** What the store holds of a node. */
export type KnownNode = NodeRow

/** The relations that hold from one node, by type and target. */
export type OpenRelations = Map<string, RelationRow>

export const openKey = (type: string, target: number): string => `${type}|${target}`

/** Nodes and standing relations kept in memory, so that a batch seldom asks the store. Oldest use goes first. */
export class KnownGraph {
  private readonly nodes: Recent<string, KnownNode>
  private readonly relations: Recent<number, OpenRelations>

  /** `nodes` and `sources`: most entries of each. */
  constructor(limits: { readonly nodes: number; readonly sources: number }) {
    this.nodes = new Recent(limits.nodes)
    this.relations = new Recent(limits.sources)
  }

  node(id: string): KnownNode | undefined {
    return this.nodes.get(id)
  }

  keepNode(id: string, node: KnownNode): void {
    this.nodes.keep(id, node)
  }

  relationsOf(source: number): OpenRelations | undefined {
    return this.relations.get(source)
  }

  keepRelations(source: number, relations: OpenRelations): void {
    this.relations.keep(source, relations)
  }

  clear(): void {
    this.nodes.clear()
    this.relations.clear()
  }
}
