import { Injectable, type OnModuleDestroy } from '@nestjs/common'
import { Metrics } from '@heimgewebe/mesh'
import type { EventSummary } from '../api.js'
import { BurstCounter } from './burst-counter.js'
import type { Client } from './stream-client.js'
import type { MomentRow } from './view-rows.js'

/** Bounds of the live stream. */
export interface LiveLimits {
  /** Events kept in memory for clients that come back. */
  readonly ring: number
  /** Events sent to each client per second; the rest is counted in bursts. */
  readonly perSecond: number
  /** Clients at the same time. */
  readonly clients: number
}

/** Time between two looks at what came, in milliseconds; runs only while something waits. */
const TICK_MS = 100

/**
 * Hands events to the people who watch. Every event counts: what comes faster than a person reads is counted in a
 * burst, the rare types first among those sent. An event may be heard twice after a rollback and is sent once.
 */
@Injectable()
export class LiveStream implements OnModuleDestroy {
  private readonly ring: EventSummary[] = []
  private readonly clients = new Set<Client>()
  private waiting: EventSummary[] = []
  private readonly bursts: BurstCounter
  private tokens: number
  private timer: NodeJS.Timeout | undefined
  private last = 0
  private dropped = 0
  private readonly droppedTotal

  constructor(
    private readonly limits: LiveLimits,
    metrics: Metrics,
  ) {
    this.tokens = limits.perSecond
    this.bursts = new BurstCounter()
    metrics.gauge({ name: 'heimgewebe_leitstand_stream_clients', help: 'People watching the live stream.' }, (gauge) =>
      gauge.set(this.clients.size),
    )
    this.droppedTotal = metrics.counter({
      name: 'heimgewebe_leitstand_stream_clients_dropped_total',
      help: 'Clients of the live stream that were cut off because they read too slowly.',
    })
  }

  /** Clients now, clients dropped since the start, and the last position heard. */
  get state(): { clients: number; dropped: number; position: number } {
    return { clients: this.clients.size, dropped: this.dropped, position: this.last }
  }

  /** Whether one more client may come. */
  get hasRoom(): boolean {
    return this.clients.size < this.limits.clients
  }

  /** Fills the ring after a start, oldest first, so that the first visitor does not look at nothing. */
  remember(events: readonly EventSummary[]): void {
    const older = events.filter(({ position }) => position < (this.ring[0]?.position ?? Infinity))
    this.ring.unshift(...older)
    this.last = Math.max(this.last, this.ring.at(-1)?.position ?? 0)
    this.ring.splice(0, Math.max(0, this.ring.length - this.limits.ring))
  }

  /** Takes an event in log order. */
  push(moment: MomentRow): void {
    if (moment.position <= this.last) return
    this.last = moment.position
    const summary = summaryOf(moment)
    this.ring.push(summary)
    if (this.ring.length > this.limits.ring * 2) this.ring.splice(0, this.limits.ring)
    if (this.clients.size === 0) return
    this.waiting.push(summary)
    this.schedule()
  }

  /** Adds a client: first what it missed after `after`, or the newest `tail` events, then everything live. */
  join(client: Client, after: number | undefined, tail: number): void {
    this.clients.add(client)
    client.onClose(() => this.clients.delete(client))
    client.say('hello', { position: this.last })
    // What waits for the next tick reaches this client then; it must not get it twice.
    const waits = this.waiting[0]?.position ?? Infinity
    const known = this.ring.filter(({ position }) => position < waits)
    const missed =
      after === undefined
        ? known.slice(Math.max(0, known.length - tail))
        : known.filter(({ position }) => position > after).slice(-this.limits.ring)
    const next = missed[0]?.position ?? this.last + 1
    if (after !== undefined && next > after + 1 && after < this.last)
      client.say('skipped', { after, resumed: next, count: next - after - 1 })
    for (const event of missed) client.send(event)
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer)
    for (const client of this.clients) client.end()
    this.clients.clear()
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined
      this.flush()
    }, TICK_MS)
  }

  private flush(): void {
    this.tokens = Math.min(this.limits.perSecond, this.tokens + (this.limits.perSecond * TICK_MS) / 1000)
    const { sent, counted } = this.bursts.sift(this.waiting, Math.floor(this.tokens))
    this.waiting = []
    this.tokens -= sent.length
    for (const event of sent) this.each((client) => client.send(event))
    const burst = this.bursts.take(Date.now())
    if (burst) this.each((client) => client.say('burst', burst, burst.last))
    if (counted > 0 || this.bursts.pending) this.schedule()
  }

  private each(act: (client: Client) => void): void {
    for (const client of this.clients) {
      act(client)
      if (!client.isSlow) continue
      this.dropped++
      this.droppedTotal.inc()
      this.clients.delete(client)
      client.end()
    }
  }
}

/** The part of a moment that everyone may see in a list. */
export const summaryOf = ({ detail: _, ...summary }: MomentRow): EventSummary => summary
