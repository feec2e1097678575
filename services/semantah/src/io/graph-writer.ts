import type { Entry } from './graph-entry.js'
import type { GraphMemory } from './graph-memory.js'
import { GraphRows } from './graph-rows.js'
import { GraphMovedError, type GraphStore, type Place } from './graph-store.js'
import { KnownGraph, type KnownNode, openKey, type OpenRelations } from './known-graph.js'

/** Nodes and sources kept in memory: some 20 MB when full. */
const KNOWN_NODES = 50_000
const KNOWN_SOURCES = 30_000
/** Things whose relations are said again and again by later events: it pays to keep those in memory. */
const STANDING = /^(?:file|area)\//

/** Writes entries: what it needs to know first it asks in bulk, then everything goes into one transaction. */
export class GraphWriter {
  private readonly known = new KnownGraph({ nodes: KNOWN_NODES, sources: KNOWN_SOURCES })
  private at: Place = { position: 0, keys: 0 }

  constructor(
    private readonly store: GraphStore,
    private readonly memory: GraphMemory,
  ) {}

  /** Last place in the log that is in the store. */
  get position(): number {
    return this.at.position
  }

  /** Whether the store holds nothing. */
  get isEmpty(): boolean {
    return this.at.position === 0 && this.at.keys === 0
  }

  /** Reads from the store where it stands; what was known before is forgotten. */
  async load(): Promise<void> {
    this.known.begin(false)
    this.memory.begin(false)
    this.at = await this.store.place()
    this.known.begin(this.at.keys === 0)
    this.memory.begin(this.at.keys === 0)
  }

  /** Applies entries; those that the store holds are left out. Returns how many came after later ones. */
  async apply(entries: readonly Entry[]): Promise<number> {
    try {
      return await this.write(entries)
    } catch (error) {
      await this.load().catch(() => undefined)
      // A commit whose answer was lost looks like another writer: now that the place is known, the rest can follow.
      if (!(error instanceof GraphMovedError)) throw error
      return this.write(entries)
    }
  }

  private async write(entries: readonly Entry[]): Promise<number> {
    const from = this.at
    const fresh = await this.withoutHeld(entries)
    if (fresh.length === 0) return 0
    const { rows, keys } = await this.rowsOf(fresh)
    const position = fresh.reduce((most, { evidence }) => Math.max(most, evidence.position), from.position)
    const to = { position, keys }
    const { nodes, evidence, ended, relations } = rows
    const batch = { nodes, changed: [...rows.changed.values()], evidence, ended, relations, from, to }
    await this.store.write(batch)
    this.memory.written(batch)
    this.at = to
    this.keep(rows)
    return fresh.filter((entry) => entry.evidence.position <= from.position).length
  }

  /** An event that was parked and let go later comes after its place: only the evidence says whether it is held. */
  private async withoutHeld(entries: readonly Entry[]): Promise<Entry[]> {
    const positions = entries
      .map(({ evidence }) => evidence.position)
      .filter((position) => position <= this.at.position)
    if (positions.length === 0) return [...entries]
    const held = new Set(await this.store.held(positions))
    return entries.filter(({ evidence }) => !held.has(evidence.position))
  }

  private async rowsOf(entries: readonly Entry[]): Promise<{ rows: GraphRows; keys: number }> {
    const nodes = await this.findNodes(entries)
    const relations = await this.findRelations(entries, nodes)
    let { keys } = this.at
    const rows = new GraphRows({
      node: (id) => nodes.get(id),
      relationsOf: (source) => relations.get(source),
      makeKey: () => ++keys,
    })
    for (const entry of entries) rows.add(entry)
    return { rows, keys }
  }

  private async findNodes(entries: readonly Entry[]): Promise<Map<string, KnownNode>> {
    const nodes = new Map<string, KnownNode>()
    const unknown = new Set<string>()
    for (const { nodes: drafts } of entries)
      for (const { id } of drafts) {
        if (nodes.has(id) || unknown.has(id)) continue
        const node = this.known.node(id)
        if (node) nodes.set(id, node)
        else if (!this.known.isNew(id)) unknown.add(id)
      }
    if (unknown.size === 0) return nodes
    for (const node of await this.store.known([...unknown])) {
      nodes.set(node.id, node)
      this.known.keepNode(node.id, node)
    }
    return nodes
  }

  /** What holds from the old nodes about which the entries may say something that is known or has ended. */
  private async findRelations(
    entries: readonly Entry[],
    nodes: ReadonlyMap<string, KnownNode>,
  ): Promise<Map<number, OpenRelations>> {
    const found = new Map<number, OpenRelations>()
    const wanted = new Map<number, string>()
    const want = (id: string): void => {
      const node = nodes.get(id)
      if (!node || found.has(node.key) || wanted.has(node.key)) return
      const relations = STANDING.test(id) ? this.known.relationsOf(node.key) : undefined
      if (relations) found.set(node.key, relations)
      else wanted.set(node.key, id)
    }
    for (const { relations, replaces } of entries) {
      for (const { from } of replaces) want(from)
      for (const { from, to } of relations) if (nodes.has(to)) want(from)
    }
    if (wanted.size === 0) return found
    for (const key of wanted.keys()) found.set(key, new Map())
    for (const row of this.memory.standing([...wanted.keys()]) ?? (await this.store.standing([...wanted.keys()])))
      found.get(row.source)?.set(openKey(row.type, row.target), row)
    for (const [key, id] of wanted) if (STANDING.test(id)) this.known.keepRelations(key, found.get(key)!)
    return found
  }

  private keep(rows: GraphRows): void {
    for (const [id, node] of rows.made) {
      this.known.keepNode(id, node)
      const relations = STANDING.test(id) ? rows.open.get(node.key) : undefined
      if (relations) this.known.keepRelations(node.key, relations)
    }
    for (const [source, relations] of rows.open)
      if (this.known.relationsOf(source)) this.known.keepRelations(source, relations)
  }
}
