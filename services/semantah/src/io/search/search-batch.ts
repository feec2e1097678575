import { Injectable } from '@nestjs/common'
import type { MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, Metrics } from '@heimgewebe/mesh'
import type { Tables } from '../tables.js'
import type { Entry, Part } from './document.js'
import { SearchIndex } from './search-index.js'

/** Name of the row that says how far the search has been filled. */
export const SEARCH_PLACE = 'search'

/**
 * Gathers what the events of one transaction add to the search, and hands it over in one batch before the commit. The
 * search commits first and a part that it holds changes nothing, so that a kill between the two commits costs nothing.
 */
@Injectable()
export class SearchBatch {
  private entries: Entry[] = []
  private readonly duration

  constructor(
    private readonly search: SearchIndex,
    metrics: Metrics,
  ) {
    this.duration = metrics.histogram({
      name: 'heimgewebe_search_batch_duration_seconds',
      help: 'Time to write one batch of events to the text index.',
    })
  }

  /** Adds what an event says; nothing of it where there is no part, but its place. */
  add(event: MeshEvent, part: Part | undefined, delivery: Delivery<Tables>): void {
    this.entries.push({ evidence: { position: event.position, id: event.id, at: Date.parse(event.time) }, part })
    delivery.onRollback(this, () => (this.entries = []))
    delivery.beforeCommit(this, () => this.flush(delivery))
  }

  private async flush({ db }: Delivery<Tables>): Promise<void> {
    const entries = this.entries
    this.entries = []
    const end = this.duration.startTimer()
    this.search.apply(entries)
    end()
    const position = this.search.text.position()
    await db
      .insertInto('graph_place')
      .values({ name: SEARCH_PLACE, position })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ position }))
      .execute()
  }
}
