import { Injectable, Logger } from '@nestjs/common'
import type { MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, Metrics } from '@heimgewebe/mesh'
import { Graph } from './graph.js'
import type { Entry } from './graph-entry.js'
import type { Tables } from './tables.js'

/** Name of the row that says how far the graph store has been filled; another one where the same events give another graph. */
export const PLACE = 'graph 2'
/** Names that the row had before. */
export const FORMER_PLACES: readonly string[] = ['graph']
/** Name of the row that says that events were applied out of their order. */
export const LATE = 'late'

/**
 * Gathers what the events of one transaction add to the graph, and hands it over in one batch before the commit. The
 * graph store commits first and knows which events it holds: when the process dies between the two commits, the events
 * come again and change nothing there.
 */
@Injectable()
export class GraphBatch {
  private entries: Entry[] = []
  private readonly duration

  constructor(
    private readonly graph: Graph,
    metrics: Metrics,
  ) {
    this.duration = metrics.histogram({
      name: 'heimgewebe_graph_batch_duration_seconds',
      help: 'Time to write one batch of events to the graph store.',
    })
  }

  /** Adds what an event says. */
  add(event: MeshEvent, links: Omit<Entry, 'evidence'>, delivery: Delivery<Tables>): void {
    const evidence = { position: event.position, id: event.id, type: event.type, at: Date.parse(event.time) }
    this.entries.push({ ...links, evidence })
    delivery.onRollback(this, () => (this.entries = []))
    delivery.beforeCommit(this, () => this.flush(delivery))
  }

  private async flush({ db }: Delivery<Tables>): Promise<void> {
    const entries = this.entries
    this.entries = []
    const end = this.duration.startTimer()
    const late = await this.graph.apply(entries)
    end()
    if (late > 0) await this.noteLate(db, late)
    const position = this.graph.position()
    await db
      .insertInto('graph_place')
      .values({ name: PLACE, position })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ position }))
      .execute()
  }

  /**
   * An event that was parked and released later is in the graph, but not as if it had come in its turn: which relation
   * an event gave first, and how a node stood last, depend on the order. The next start builds the graph anew.
   */
  private async noteLate(db: Delivery<Tables>['db'], late: number): Promise<void> {
    new Logger('graph').warn(`${late} events came after later ones: the next start builds the graph anew from the log`)
    await db
      .insertInto('graph_place')
      .values({ name: LATE, position: late })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ position: late }))
      .execute()
  }
}
