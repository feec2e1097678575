import { Injectable } from '@nestjs/common'
import type { Delivery } from '@heimgewebe/mesh'
import { LiveStream } from './live-stream.js'
import { ViewBuffer } from './view-buffer.js'
import type { Changes, MomentRow } from './view-rows.js'
import { writeView } from './view-writer.js'

/**
 * What the page knows of the log. Handlers hand in what an event says; it is written at the end of their transaction.
 * Nothing is kept in memory between transactions, so a restart or a rollback has nothing to repair.
 */
@Injectable()
export class View {
  private buffer = new ViewBuffer()

  constructor(private readonly live: LiveStream) {}

  /** Takes one event: its moment for the lists and the stream, and what it changes besides. */
  take(delivery: Delivery, moment: MomentRow, says: Changes = {}): [] {
    this.buffer.add(moment, says)
    this.live.push(moment)
    delivery.beforeCommit(this, () => this.write(delivery))
    delivery.onRollback(this, () => {
      this.buffer = new ViewBuffer()
    })
    return []
  }

  /** Writes what was handed in so far, so that it can be read within the transaction. */
  async write(delivery: Delivery): Promise<void> {
    const { buffer } = this
    this.buffer = new ViewBuffer()
    await writeView(delivery.db, buffer)
  }
}
