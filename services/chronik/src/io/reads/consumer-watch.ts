import { setTimeout as sleep } from 'node:timers/promises'
import { Logger } from '@nestjs/common'
import { STREAM } from '@heimgewebe/contracts'
import { jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/nats-core'
import { isMissing } from '../stream/stream.js'

/**
 * Watches how far each consumer of the log is, also one whose service is down and says nothing itself. One that is further
 * behind than the bound at two looks in a row, and came no nearer, is an alarm.
 */
export class ConsumerWatch {
  private readonly log = new Logger('consumers')
  private lags = new Map<string, number>()
  private readonly stuck = new Set<string>()

  constructor(
    private readonly head: () => Promise<number>,
    /** Events behind that are worth an alarm. */
    private readonly bound: number,
    /** How often they are looked at, in milliseconds. */
    private readonly everyMs: number,
  ) {}

  /** Events that each consumer has not acknowledged yet, as last seen. */
  get lag(): ReadonlyMap<string, number> {
    return this.lags
  }

  /** Consumers that are an alarm now. */
  get behind(): ReadonlySet<string> {
    return this.stuck
  }

  /** Where they stand, in words. */
  describe(): string {
    if (this.stuck.size === 0) return `${this.lags.size} consumers, none far behind`
    return `behind: ${[...this.stuck].map((name) => `${name} by ${this.lags.get(name) ?? 0} events`).join(', ')}`
  }

  /** Looks until the signal. */
  async run(nats: NatsConnection, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // A server that is away is told of elsewhere; what was seen last stays.
      await this.look(nats).catch(() => undefined)
      await sleep(this.everyMs, undefined, { signal }).catch(() => undefined)
    }
  }

  private async look(nats: NatsConnection): Promise<void> {
    const head = await this.head()
    const seen = new Map<string, number>()
    for (const [name, at] of await placesOfConsumers(nats)) seen.set(name, Math.max(0, head - at))
    for (const [name, lag] of seen) this.judge(name, lag)
    for (const name of this.stuck) if (!seen.has(name)) this.stuck.delete(name)
    this.lags = seen
  }

  private judge(name: string, lag: number): void {
    const before = this.lags.get(name)
    if (lag <= this.bound) {
      if (this.stuck.delete(name)) this.log.log(`${name} has caught up`)
    } else if (before !== undefined && before > this.bound && lag >= before && !this.stuck.has(name)) {
      this.stuck.add(name)
      this.log.warn(`${name} is ${lag} events behind the log and comes no nearer: is it running?`)
    }
  }
}

/** Last position that each consumer of the stream has acknowledged. Throws where the server does not answer. */
export const placesOfConsumers = async (nats: NatsConnection): Promise<Map<string, number>> => {
  const manager = await jetstreamManager(nats, { checkAPI: false })
  const places = new Map<string, number>()
  try {
    for await (const { name, ack_floor } of manager.consumers.list(STREAM)) places.set(name, ack_floor.stream_seq)
  } catch (error) {
    if (!isMissing(error)) throw error
  }
  return places
}
