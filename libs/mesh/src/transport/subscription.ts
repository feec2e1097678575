import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import { Logger } from '@nestjs/common'
import { STREAM } from '@heimgewebe/contracts'
import { type ConsumerMessages, type JsMsg, jetstream } from '@nats-io/jetstream'
import { type ConsumerReply, consumerSubject } from '../append/protocol.js'
import type { MeshConfig } from '../config/mesh-config.js'
import type { Connection } from './connection.js'
import type { LogSource, Stretch } from './log-source.js'
import { Wakeup } from './wakeup.js'

/** Messages asked for at a time. */
const PULL_MESSAGES = 500
const FIRST_DELAY_MS = 50
const LONGEST_DELAY_MS = 2000
/** Longest wait for a delivery to end, in milliseconds. */
const CLOSE_MS = 1000
/** One acknowledgement stands for all before it: it waits for others this long, in milliseconds, unless it is for so many. */
const ACK_MS = 100
const ACK_MESSAGES = 250

/** The stream, the consumer or a message is gone: the subscription has to be opened again, and then goes on. */
export class SubscriptionLostError extends Error {
  override readonly name = 'SubscriptionLostError'
}

/**
 * The log from a position on, without gap, repetition or end. JetStream may lose messages, the stream or the consumer:
 * stream sequence and position are the same number, so a gap is seen at once, and chronik is asked for a consumer anew.
 */
export class Subscription implements LogSource {
  private readonly log = new Logger('subscription')
  private messages: ConsumerMessages | undefined
  private queue: JsMsg[] = []
  private expected = 1
  private readonly arrival = new Wakeup()
  private broken: Error | undefined
  /** The last message that is in effect and not acknowledged yet. */
  private due: JsMsg | undefined
  private acknowledged = 0
  private timer: NodeJS.Timeout | undefined

  constructor(
    private readonly connection: Connection,
    private readonly config: MeshConfig,
  ) {
    // Messages that were on their way into the old connection count as delivered; nobody else would ask for them again.
    connection.onReturn(() => this.lose(new SubscriptionLostError('the connection was lost')))
  }

  /** Opens the log at a position, waiting for chronik and JetStream as long as it takes. Returns how far the log goes now. */
  async open(from: number, signal: AbortSignal): Promise<number> {
    await this.close()
    this.expected = from
    this.acknowledged = from - 1
    for (let delay = FIRST_DELAY_MS; ; delay = Math.min(delay * 2, LONGEST_DELAY_MS)) {
      signal.throwIfAborted()
      try {
        return await this.consume(from)
      } catch (error) {
        if (delay >= LONGEST_DELAY_MS) this.log.warn(`no consumer from position ${from}: ${String(error)}`)
        await sleep(delay, undefined, { signal })
      }
    }
  }

  /** The next messages in order, at least one and at most `most`. Throws when the subscription has to be opened again. */
  async next(most: number, signal: AbortSignal): Promise<Stretch> {
    while (this.queue.length === 0) {
      if (this.broken) throw this.broken
      signal.throwIfAborted()
      await this.arrival.wait()
      // What came in the same piece of the connection is taken together.
      await turn()
    }
    const messages = this.queue.length <= most ? this.queue : this.queue.slice(0, most)
    this.queue = this.queue.slice(messages.length)
    const last = messages.at(-1)!
    return {
      messages,
      count: messages.length,
      last: last.seq,
      behind: last.info.pending,
      done: () => this.acknowledge(last),
    }
  }

  /** Lets a waiting `next` look at its signal. */
  interrupt(): void {
    this.arrival.ring()
  }

  /** Stops the delivery. */
  async close(): Promise<void> {
    const { messages } = this
    this.flush()
    this.messages = undefined
    this.queue = []
    this.broken = undefined
    // Closing may wait for a server that is away; the process that ends need not wait for the rest of that time.
    await Promise.race([messages?.close().catch(() => undefined), sleep(CLOSE_MS, undefined, { ref: false })])
  }

  private acknowledge(last: JsMsg): void {
    this.due = last
    if (last.seq - this.acknowledged >= ACK_MESSAGES) this.flush()
    else this.timer ??= setTimeout(() => this.flush(), ACK_MS).unref()
  }

  private flush(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.due === undefined) return
    this.due.ack()
    this.acknowledged = this.due.seq
    this.due = undefined
  }

  private lose(why: SubscriptionLostError): void {
    if (!this.messages) return
    this.broken = why
    this.arrival.ring()
  }

  private async consume(from: number): Promise<number> {
    const nats = await this.connection.nats()
    const answer = await nats.request(consumerSubject(this.config.service), JSON.stringify({ from }), { timeout: 3000 })
    const reply = answer.json<ConsumerReply>()
    if (!reply.ok) throw new Error(reply.message)
    const consumer = await jetstream(nats, { apiPrefix: this.config.natsApiPrefix }).consumers.get(
      STREAM,
      reply.durable,
    )
    const messages = await consumer.consume({
      max_messages: PULL_MESSAGES,
      expires: 30_000,
      idle_heartbeat: 10_000,
      abort_on_missing_resource: true,
    })
    this.messages = messages
    this.broken = undefined
    void this.pump(messages)
    return reply.head
  }

  private async pump(messages: ConsumerMessages): Promise<void> {
    try {
      for await (const message of messages) {
        if (this.messages !== messages) return
        if (message.seq < this.expected) continue
        if (message.seq > this.expected)
          throw new Error(`positions ${this.expected} to ${message.seq - 1} are missing in the stream`)
        this.expected++
        this.queue.push(message)
        this.arrival.ring()
      }
      throw new Error('the consumer ended')
    } catch (error) {
      if (this.messages !== messages) return
      this.lose(new SubscriptionLostError(error instanceof Error ? error.message : String(error), { cause: error }))
    }
  }
}
