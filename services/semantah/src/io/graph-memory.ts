import { Logger } from '@nestjs/common'
import type { Around, Batch, GraphStore } from './graph-store.js'
import { Recent } from './recent.js'
import { RelationTable } from './relation-table.js'
import type { EvidenceRow, NodeRow, RelationRow } from './stored-rows.js'

/** Bounds of what is held. */
export interface MemoryLimits {
  /** Relations held at most, some 80 bytes each; of a graph that has more none are. */
  readonly relations: number
  /** Nodes and events held at most, each: some 300 and 100 bytes each. Those not used for the longest time go. */
  readonly rows: number
}

/** Places in the log that are read at a time when a store is read in: writes have their turn in between. */
const PAGE = 4000

/**
 * What questions ask most, in memory: all relations, as long as they are few enough, and the nodes and events that were
 * asked for last. It says the same as the store and never more: it learns of a batch once that is written, and after a
 * batch that failed, whose commit may have happened all the same, it begins anew.
 */
export class GraphMemory {
  private relations = new RelationTable()
  private readonly nodes: Recent<number, NodeRow>
  /** The key of a node by its id, which never changes. */
  private readonly keys: Recent<string, number>
  private readonly events: Recent<number, EvidenceRow>
  /** Up to this place in the log the relations are held; Infinity once all are, undefined where they are too many. */
  private filled: number | undefined
  private writes = 0

  constructor(
    private readonly store: GraphStore,
    private readonly limits: MemoryLimits,
  ) {
    this.nodes = new Recent(limits.rows)
    this.keys = new Recent(limits.rows)
    this.events = new Recent(limits.rows)
  }

  /** Relations held, and the bytes that they take. */
  get size(): { readonly relations: number; readonly bytes: number } {
    return { relations: this.relations.count, bytes: this.relations.bytes }
  }

  /** Whether it answers anything. */
  get holds(): boolean {
    return this.filled !== undefined
  }

  /** Whether relations are still to be read in. */
  get waits(): boolean {
    return this.filled !== undefined && this.filled < Infinity
  }

  /** Forgets everything. An empty store is known at once, any other is to be read in. */
  begin(empty: boolean): void {
    this.writes++
    this.relations = new RelationTable()
    this.nodes.clear()
    this.keys.clear()
    this.events.clear()
    this.filled = this.limits.relations === 0 ? undefined : empty ? Infinity : 0
  }

  /** Holds nothing until it begins again: somebody else writes to the store. */
  leave(): void {
    this.begin(false)
    this.filled = undefined
  }

  /** Reads the next page in. No write is under way. */
  async readIn(): Promise<void> {
    const from = this.filled
    if (from === undefined || from === Infinity) return
    const { position, keys } = await this.store.place()
    const to = Math.min(from + PAGE, position)
    const rows = to > from ? await this.store.said(from, to) : []
    if (to > Math.max(from, position - this.limits.rows)) {
      // Nodes are numbered in the order of the log, so that these are about those of the page.
      const numberAt = (place: number): number => Math.round((place / position) * keys)
      const nodes = await this.store.nodes(between(numberAt(from), numberAt(to)))
      for (const node of nodes) this.keepNode(node)
      for (const event of await this.store.evidence(between(from, to))) this.events.keep(event.position, event)
    }
    this.filled = to >= position ? Infinity : to
    this.takeIn(rows)
  }

  /** Learns what was written. */
  written({ nodes, changed, evidence, relations, ended }: Batch): void {
    this.writes++
    // Copies: the writer goes on with its own rows before the next batch is written.
    for (const row of [...nodes, ...changed]) this.keepNode({ ...row })
    for (const row of evidence) this.events.keep(row.position, { ...row })
    const { filled } = this
    if (filled === undefined) return
    this.takeIn(relations.filter(({ position }) => position <= filled))
    for (const row of ended) this.relations.end(row)
  }

  /** Relations of nodes; undefined where the store must be asked. */
  around({ keys, ...query }: Around): Map<number, RelationRow[]> | undefined {
    if (this.filled !== Infinity) return undefined
    return new Map(keys.map((key) => [key, this.relations.around(key, query)]))
  }

  /** The relations that hold from nodes, all of them; undefined where the store must be asked. */
  standing(keys: readonly number[]): RelationRow[] | undefined {
    const found = this.around({ keys, direction: 'out', limit: Infinity })
    return found && [...found.values()].flat()
  }

  /** Keys of the nodes with these ids, in any order; unknown ones are left out. */
  async keysOf(ids: readonly string[]): Promise<number[]> {
    // A question begins here: a server is asked always, so that one that is out of reach is noticed.
    if (this.store.shared) return this.store.keysOf(ids)
    const held = ids.map((id) => this.keys.get(id))
    const missing = ids.filter((_, at) => held[at] === undefined)
    const found = missing.length === 0 ? [] : await this.store.keysOf(missing)
    return [...held.filter((key) => key !== undefined), ...found]
  }

  /** Nodes by key; those that do not exist are left out. */
  nodesOf(keys: readonly number[]): Promise<NodeRow[]> {
    return this.through(
      keys,
      (key) => this.nodes.get(key),
      (missing) => this.store.nodes(missing),
      (row) => this.keepNode(row),
    )
  }

  /** Events by place; those that are not held are left out. */
  eventsAt(positions: readonly number[]): Promise<EvidenceRow[]> {
    return this.through(
      positions,
      (position) => this.events.get(position),
      (missing) => this.store.evidence(missing),
      (row) => this.events.keep(row.position, row),
    )
  }

  private takeIn(rows: readonly RelationRow[]): void {
    if (this.relations.count + rows.length > this.limits.relations) {
      new Logger('graph').log(`more than ${this.limits.relations} relations: neighbours are read from the store`)
      this.relations = new RelationTable()
      this.filled = undefined
      return
    }
    // Oldest first, so that each is the newest of its nodes when it comes.
    for (const row of rows.toSorted((one, other) => one.position - other.position || other.n - one.n))
      this.relations.add(row)
  }

  private keepNode(row: NodeRow): void {
    this.nodes.keep(row.key, row)
    this.keys.keep(row.id, row.key)
  }

  private async through<Row>(
    wanted: readonly number[],
    get: (key: number) => Row | undefined,
    ask: (missing: readonly number[]) => Promise<Row[]>,
    keep: (row: Row) => void,
  ): Promise<Row[]> {
    const held: Row[] = []
    const missing: number[] = []
    for (const key of wanted) {
      const row = get(key)
      if (row === undefined) missing.push(key)
      else held.push(row)
    }
    if (missing.length === 0) return held
    const { writes } = this
    const found = await ask(missing)
    // What was read beside a write may be of before it; and where somebody else writes, nothing is kept.
    if (writes === this.writes && (this.holds || !this.store.shared)) for (const row of found) keep(row)
    return [...held, ...found]
  }
}

/** The numbers after one and up to another. */
const between = (after: number, upTo: number): number[] =>
  Array.from({ length: upTo - after }, (_, at) => after + at + 1)
