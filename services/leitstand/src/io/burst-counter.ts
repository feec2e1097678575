import type { Burst, EventSummary } from '../api.js'

/** Types that come by the thousand in an import: the first to be counted instead of sent. */
const BULK = new Set([
  'change.recorded.v1',
  'risk.assessed.v1',
  'outcome.recorded.v1',
  'outcome.counted.v1',
  'decision.made.v1',
])

/** Shortest time between two bursts, in milliseconds. */
const BURST_MS = 1000

/** Chooses what is sent one by one, and counts the rest. */
export class BurstCounter {
  private count = 0
  private first = 0
  private last = 0
  private types: Record<string, number> = {}
  private since = 0

  /** Whether something counted has not been told yet. */
  get pending(): boolean {
    return this.count > 0
  }

  /** Splits a tick's events: at most `room` to send, in log order, notable and rare ones before the routine. */
  sift(events: readonly EventSummary[], room: number): { sent: EventSummary[]; counted: number } {
    if (events.length <= room) return { sent: [...events], counted: 0 }
    const rare = events.filter((event) => event.notable || !BULK.has(event.type))
    const chosen = new Set(rare.slice(0, room))
    for (const event of events) {
      if (chosen.size >= room) break
      chosen.add(event)
    }
    const left = events.filter((event) => !chosen.has(event))
    for (const event of left) this.add(event)
    return { sent: [...chosen].sort((a, b) => a.position - b.position), counted: left.length }
  }

  /** The burst so far, at most once a second; nothing where nothing was counted. */
  take(now: number): Burst | undefined {
    if (this.count === 0) return undefined
    if (this.since === 0) this.since = now
    const ms = now - this.since
    if (ms < BURST_MS) return undefined
    const burst = { count: this.count, first: this.first, last: this.last, ms, types: this.types }
    this.count = 0
    this.types = {}
    this.since = 0
    return burst
  }

  private add({ position, type }: EventSummary): void {
    if (this.count === 0) this.first = position
    this.count++
    this.last = position
    this.types[type] = (this.types[type] ?? 0) + 1
  }
}
