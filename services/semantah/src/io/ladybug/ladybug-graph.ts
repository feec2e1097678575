import {
  type Counts,
  type Entry,
  Graph,
  type GraphRelation,
  type NeighbourQuery,
  type PathQuery,
  type RelatedChanges,
  type Subgraph,
} from '../graph.js'
import { digestOf } from './digest.js'
import { READS } from './queries.js'
import { LadybugReader } from './reader.js'
import { type LadybugLimits, LadybugStore, type Row } from './store.js'
import { LadybugWriter } from './writer.js'

/** The graph in a file of this process: no server, one process at a time. */
export class LadybugGraph extends Graph {
  private reader: LadybugReader
  private writer: LadybugWriter
  private writing: Promise<unknown> = Promise.resolve()
  private opening: Promise<unknown> = Promise.resolve()
  private readonly reads = new Set<Promise<unknown>>()

  private constructor(
    private readonly limits: LadybugLimits,
    private store: LadybugStore,
  ) {
    super()
    this.reader = new LadybugReader(store)
    this.writer = new LadybugWriter(store)
  }

  /** Opens the store of a folder. Throws `ConfigError` when another process holds it. */
  static async open(limits: LadybugLimits): Promise<LadybugGraph> {
    const graph = new LadybugGraph(limits, await LadybugStore.open(limits))
    await graph.writer.load()
    return graph
  }

  override apply(entries: readonly Entry[]): Promise<void> {
    return this.inTurn(() => this.writer.apply(entries))
  }

  override position(): number {
    return this.writer.position
  }

  override neighbours(query: NeighbourQuery): Promise<Subgraph | undefined> {
    return this.reading(() => this.reader.neighbours(query))
  }

  override path(query: PathQuery): Promise<Subgraph | undefined> {
    return this.reading(() => this.reader.path(query))
  }

  override related(change: string, limit: number): Promise<RelatedChanges | undefined> {
    return this.reading(() => this.reader.related(change, limit))
  }

  override relation(id: string): Promise<GraphRelation | undefined> {
    return this.reading(() => this.reader.relation(id))
  }

  override counts(): Promise<Counts> {
    return this.reading(async () => ({
      nodes: countsOf(await this.store.read(READS.nodeCounts)),
      relations: countsOf(await this.store.read(READS.relationCounts)),
      position: this.position(),
    }))
  }

  override digest(): Promise<string> {
    return this.reading(() => digestOf(this.store))
  }

  override async check(): Promise<void> {
    try {
      await this.reading(() => this.store.read(READS.place))
    } catch (error) {
      throw new Error(`the graph store in ${this.limits.folder} does not answer: ${String(error)}`, { cause: error })
    }
  }

  override wipe(): Promise<void> {
    return this.inTurn(async () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.opening = promise
      try {
        await Promise.allSettled(this.reads)
        await this.store.close()
        await LadybugStore.remove(this.limits.folder)
        this.store = await LadybugStore.open(this.limits)
        this.reader = new LadybugReader(this.store)
        this.writer = new LadybugWriter(this.store)
        await this.writer.load()
      } finally {
        resolve()
      }
    })
  }

  override close(): Promise<void> {
    return this.inTurn(async () => {
      await Promise.allSettled(this.reads)
      await this.store.close()
    })
  }

  /** One writer at a time: the store has one writing connection. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.writing.then(work, work)
    this.writing = turn.catch(() => undefined)
    return turn
  }

  /** Reads wait while the store is emptied, and are waited for before that. */
  private async reading<T>(work: () => Promise<T>): Promise<T> {
    await this.opening
    const read = work()
    this.reads.add(read)
    try {
      return await read
    } finally {
      this.reads.delete(read)
    }
  }
}

const countsOf = (rows: readonly Row[]): Record<string, number> =>
  Object.fromEntries(
    rows
      .map((row): [string, number] => [String(row['name']), Number(row['count'])])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
