import { setTimeout as sleep } from 'node:timers/promises'
import { Logger } from '@nestjs/common'
import { findNeighbours } from './find-neighbours.js'
import { findPath } from './find-path.js'
import { findRelated } from './find-related.js'
import type { Counts, GraphRelation, NeighbourQuery, PathQuery, RelatedChanges, Subgraph } from './graph-answers.js'
import { digestOf } from './graph-digest.js'
import { GraphMemory, type MemoryLimits } from './graph-memory.js'
import { GraphReader } from './graph-reader.js'
import type { GraphStore, Moment } from './graph-store.js'
import { GraphWriter } from './graph-writer.js'

import type { Entry } from './graph-entry.js'

/** Held in memory where nothing else is said. */
const LIMITS: MemoryLimits = { relations: 1_000_000, rows: 200_000 }

/**
 * The graph: what the log says is linked to what. The store keeps the last place in the log itself, in the transaction
 * that applies the entries, and knows which places it holds, so that a second delivery changes nothing.
 */
export class Graph {
  private readonly reader: GraphReader
  private readonly writer: GraphWriter
  private writing: Promise<unknown> = Promise.resolve()
  private opening: Promise<unknown> = Promise.resolve()
  private reading: Promise<void> | undefined
  private closing = false
  private readonly reads = new Set<Promise<unknown>>()

  private constructor(
    private readonly store: GraphStore,
    private readonly memory: GraphMemory,
  ) {
    this.reader = new GraphReader(store, memory)
    this.writer = new GraphWriter(store, memory)
  }

  /** A graph on an open store, with so much of it in memory besides. */
  static async on(store: GraphStore, limits: MemoryLimits = LIMITS): Promise<Graph> {
    const graph = new Graph(store, new GraphMemory(store, limits))
    await graph.writer.load()
    void graph.readIn()
    return graph
  }

  /** Applies entries in the order of the log, all or none. Resolves with how many of them came after later ones. */
  async apply(entries: readonly Entry[]): Promise<number> {
    try {
      return await this.inTurn(() => this.writer.apply(entries))
    } finally {
      void this.readIn()
    }
  }

  /** Relations in memory, and the bytes that they take. */
  get held(): GraphMemory['size'] {
    return this.memory.size
  }

  /** Resolves once all relations are in memory, or it is known that they will not be. */
  ready(): Promise<void> {
    return this.readIn()
  }

  /** Last place in the log of which the store holds anything; 0 when it is empty. */
  position(): number {
    return this.writer.position
  }

  /** Whether it holds nothing, not even a copy. */
  isEmpty(): boolean {
    return this.writer.isEmpty
  }

  /** What is around a node; undefined where it is unknown. */
  neighbours(query: NeighbourQuery): Promise<Subgraph | undefined> {
    return this.ask((reader) => findNeighbours(reader, query))
  }

  /** A shortest path, in order; undefined where an end is unknown, no relations where there is no path. */
  path(query: PathQuery): Promise<Subgraph | undefined> {
    return this.ask((reader) => findPath(reader, query))
  }

  /** Changes that touched what this one touches; undefined where it is unknown. */
  related(change: string, limit: number, moment?: Moment): Promise<RelatedChanges | undefined> {
    return this.ask((reader) => findRelated(reader, change, limit, moment))
  }

  /** One relation, ended ones too; with a moment only where it held then. */
  relation(id: string, moment?: Moment): Promise<GraphRelation | undefined> {
    return this.ask((reader) => reader.relation(id, moment))
  }

  /** How much there is, now or at a moment. */
  counts(moment?: Moment): Promise<Counts> {
    return this.ask(async () => {
      const { nodes, relations } = await this.store.counts(moment)
      return { nodes: inOrder(nodes), relations: inOrder(relations), position: this.position() }
    })
  }

  /** SHA-256 over all that the graph says, in an order of its own: equal content gives an equal digest. */
  digest(): Promise<string> {
    return this.ask(() => digestOf(this.store))
  }

  /** Runs a question while nobody empties the store. */
  async ask<T>(question: (reader: GraphReader) => Promise<T>): Promise<T> {
    await this.opening
    if (this.store.shared && this.memory.holds) await this.noticeOthers()
    const read = question(this.reader)
    this.reads.add(read)
    try {
      return await read
    } finally {
      this.reads.delete(read)
    }
  }

  /** Throws, with what and where, when the store cannot be used. */
  check(): Promise<void> {
    return this.ask(() => this.store.check())
  }

  /** Lets something else write to the store in its turn, such as copies; what the writer knew is read anew. */
  async adopt<T>(work: (store: GraphStore) => Promise<T>): Promise<T> {
    try {
      return await this.inTurn(() => work(this.store).finally(() => this.writer.load()))
    } finally {
      void this.readIn()
    }
  }

  /** Empties the store: reads wait, those under way are waited for. */
  wipe(): Promise<void> {
    return this.inTurn(async () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.opening = promise
      try {
        await Promise.allSettled(this.reads)
        await this.store.wipe()
        await this.writer.load()
      } finally {
        resolve()
      }
    })
  }

  close(): Promise<void> {
    this.closing = true
    return this.inTurn(async () => {
      await Promise.allSettled(this.reads)
      await this.store.close()
    })
  }

  /** Another process that writes to the store, as one does that this one stands by for, makes what is in memory old. */
  private async noticeOthers(): Promise<void> {
    const moved = async (): Promise<boolean> => (await this.store.place()).position !== this.writer.position
    if (!(await moved())) return
    // It may have been a write of our own that is not done here yet.
    await this.inTurn(async () => {
      if (await moved()) this.memory.leave()
    })
  }

  /** Reads relations into memory, page by page between the writes. After a failure the next write begins it again. */
  private readIn(): Promise<void> {
    const work = async (): Promise<void> => {
      while (this.memory.waits && !this.closing) {
        const start = performance.now()
        await this.inTurn(async () => {
          if (!this.closing) await this.memory.readIn()
        })
        // Half of the time is left to whoever else has work.
        if (this.memory.waits) await sleep(performance.now() - start)
      }
    }
    this.reading ??= work()
      .catch((error: unknown) => new Logger('graph').warn(`neighbours are read from the store: ${String(error)}`))
      .finally(() => (this.reading = undefined))
    return this.reading
  }

  /** One writer at a time. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.writing.then(work, work)
    this.writing = turn.catch(() => undefined)
    return turn
  }
}

const inOrder = (counts: readonly [string, number][]): Record<string, number> =>
  Object.fromEntries(counts.toSorted(([a], [b]) => (a < b ? -1 : 1)))
