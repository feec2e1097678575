import type { Entry } from '../graph.js'
import { GraphRows } from '../graph-rows.js'
import { KnownGraph, type KnownNode, openKey, type OpenRelations } from '../known-graph.js'
import { READS, WRITES } from './queries.js'
import { relationOf } from './rows.js'
import type { LadybugStore } from './store.js'

/** A row as the store takes it: whole numbers and texts. */
type Plain = Record<string, number | string>

/** Rows handed over at a time: more use more memory and are no faster. */
const CHUNK = 1000
/** Nodes and sources kept in memory: some 20 MB when full. */
const KNOWN_NODES = 50_000
const KNOWN_SOURCES = 30_000
/** Things whose relations are said again and again by later events: it pays to keep those in memory. */
const STANDING = /^(?:file|area)\//

/** Writes entries: what it needs to know first it asks in bulk, then everything goes into one transaction. */
export class LadybugWriter {
  private readonly known = new KnownGraph({ nodes: KNOWN_NODES, sources: KNOWN_SOURCES })
  private keys = 0
  private last = 0

  constructor(private readonly store: LadybugStore) {}

  /** Last place in the log that is in the store. */
  get position(): number {
    return this.last
  }

  /** Reads from the store where it stands; what was known before is forgotten. */
  async load(): Promise<void> {
    this.known.clear()
    const [row] = await this.store.write(READS.place)
    this.last = Number(row!['position'])
    this.keys = Number(row!['keys'])
  }

  async apply(entries: readonly Entry[]): Promise<void> {
    const fresh = await this.withoutHeld(entries)
    if (fresh.length === 0) return
    try {
      const rows = await this.rowsOf(fresh)
      const position = fresh.reduce((most, { evidence }) => Math.max(most, evidence.position), this.last)
      await this.store.transaction(() => this.write(rows, position))
      this.last = position
      this.keep(rows)
    } catch (error) {
      await this.load()
      throw error
    }
  }

  /** An event that was parked and let go later comes after its place: only the evidence says whether it is held. */
  private async withoutHeld(entries: readonly Entry[]): Promise<Entry[]> {
    const positions = entries.map(({ evidence }) => evidence.position).filter((position) => position <= this.last)
    if (positions.length === 0) return [...entries]
    const rows = await this.store.write(READS.held, { positions })
    const held = new Set(rows.map((row) => Number(row['position'])))
    return entries.filter(({ evidence }) => !held.has(evidence.position))
  }

  private async rowsOf(entries: readonly Entry[]): Promise<GraphRows> {
    const nodes = await this.findNodes(entries)
    const relations = await this.findRelations(entries, nodes)
    const rows = new GraphRows({
      node: (id) => nodes.get(id),
      relationsOf: (source) => relations.get(source),
      makeKey: () => ++this.keys,
    })
    for (const entry of entries) rows.add(entry)
    return rows
  }

  private async findNodes(entries: readonly Entry[]): Promise<Map<string, KnownNode>> {
    const nodes = new Map<string, KnownNode>()
    const unknown = new Set<string>()
    for (const { nodes: drafts } of entries)
      for (const { id } of drafts) {
        if (nodes.has(id) || unknown.has(id)) continue
        const node = this.known.node(id)
        if (node) nodes.set(id, node)
        else unknown.add(id)
      }
    for (const ids of chunks([...unknown]))
      for (const row of await this.store.write(READS.known, { ids })) {
        const node = { key: Number(row['key']), title: String(row['title']), state: String(row['state']) }
        nodes.set(String(row['id']), node)
        this.known.keepNode(String(row['id']), node)
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
    for (const [key, id] of wanted) {
      const rows = (await this.store.write(READS.open, { key })).map(relationOf)
      const relations: OpenRelations = new Map(rows.map((row) => [openKey(row.type, row.target), row]))
      found.set(key, relations)
      if (STANDING.test(id)) this.known.keepRelations(key, relations)
    }
    return found
  }

  private async write(rows: GraphRows, position: number): Promise<void> {
    await this.writeAll(
      WRITES.subjects,
      rows.nodes.map(({ id, key }) => ({ id, key })),
    )
    await this.writeAll(WRITES.nodes, rows.nodes)
    await this.writeAll(WRITES.changed, [...rows.changed.values()])
    await this.writeAll(WRITES.evidence, rows.evidence)
    for (const { source, position: place, n, until } of rows.ended)
      await this.store.write(WRITES.ended, { source, position: place, n, until })
    await this.writeAll(WRITES.relations, rows.relations)
    await this.store.write(WRITES.place, { position, keys: this.keys })
  }

  private async writeAll(statement: string, rows: readonly object[]): Promise<void> {
    for (const part of chunks(rows)) await this.store.write(statement, { rows: part as Plain[] })
  }

  private keep(rows: GraphRows): void {
    for (const [id, { node }] of rows.made) {
      this.known.keepNode(id, node)
      const relations = STANDING.test(id) ? rows.open.get(node.key) : undefined
      if (relations) this.known.keepRelations(node.key, relations)
    }
    for (const [source, relations] of rows.open)
      if (this.known.relationsOf(source)) this.known.keepRelations(source, relations)
  }
}

const chunks = function* <T>(rows: readonly T[]): Generator<T[]> {
  for (let start = 0; start < rows.length; start += CHUNK) yield rows.slice(start, start + CHUNK)
}
