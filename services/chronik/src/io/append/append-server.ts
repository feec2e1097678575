import { Logger } from '@nestjs/common'
import { type CloudEvent, STREAM } from '@heimgewebe/contracts'
import {
  type AppendReply,
  type AppendRequest,
  type ConsumerReply,
  type ConsumerRequest,
  type ExpectedVersion,
  failpoint,
  MAX_BATCH_EVENTS,
} from '@heimgewebe/mesh'
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream'
import type { Msg, NatsConnection, Subscription } from '@nats-io/nats-core'
import { checkAppend } from './check-append.js'
import type { LogWriter } from './log-writer.js'
import type { Relay } from '../stream/relay.js'
import { createConsumer, hasNoStore, holds } from '../stream/stream.js'

/** Least time between two new streams for a consumer that cannot be stored: on a full disk a new one helps as little, in milliseconds. */
const MAKE_ANEW_AFTER_MS = 5_000

/** Answers the services over NATS: appends, and consumers of the log from a position. */
export class AppendServer {
  private readonly log = new Logger('append')
  private subscriptions: Subscription[] = []
  /** When the stream was last thrown away here, in Unix milliseconds. */
  private madeAnew = 0

  constructor(
    private readonly writer: LogWriter,
    private readonly relay: Relay,
  ) {}

  /** Listens from now on. The subjects carry the asker's name, and NATS permissions keep it honest. */
  start(nats: NatsConnection): void {
    this.subscriptions = [
      nats.subscribe('chronik.append.*', {
        queue: 'chronik',
        callback: (error, message) => void (error ?? this.append(message)),
      }),
      nats.subscribe('chronik.consumer.*', {
        queue: 'chronik',
        callback: (error, message) => void (error ?? this.consumer(nats, message)),
      }),
    ]
  }

  /** Takes no further requests; those under way are answered. */
  async stop(): Promise<void> {
    await Promise.all(this.subscriptions.map((subscription) => subscription.drain().catch(() => undefined)))
  }

  private async append(message: Msg): Promise<void> {
    const reply = await this.appended(message).catch((error: unknown): AppendReply => {
      this.log.error(error)
      return { ok: false, refusal: { code: 'batch', message: String(error) } }
    })
    failpoint('append-before-reply')
    message.respond(JSON.stringify(reply))
  }

  private async appended(message: Msg): Promise<AppendReply> {
    const service = message.subject.split('.')[2]!
    const request = message.json<AppendRequest>()
    if (!Array.isArray(request.events))
      return { ok: false, refusal: { code: 'batch', message: 'events is not a list' } }
    const checked = checkAppend(request.events, {
      maxEvents: MAX_BATCH_EVENTS,
      maySpeakAs: (source) => source === `heimgewebe/${service}`,
    })
    if (!checked.ok) return checked
    const expected = request.expected ?? []
    if (!isExpectation(expected))
      return {
        ok: false,
        refusal: {
          code: 'batch',
          field: '/expected',
          message: "expected lists { stream, version: a number from 0, 'none' or 'any' }",
        },
      }
    // A service that tries again after a crash may word an event anew: unless it asks otherwise, the first one counts.
    return this.writer.append({
      events: request.events as CloudEvent[],
      bodies: checked.bodies,
      expected,
      strict: request.strict === true,
    })
  }

  private async consumer(nats: NatsConnection, message: Msg): Promise<void> {
    const reply = await this.consumerFrom(nats, message).catch((error: unknown): ConsumerReply => ({
      ok: false,
      message: String(error),
    }))
    message.respond(JSON.stringify(reply))
  }

  private async consumerFrom(nats: NatsConnection, message: Msg): Promise<ConsumerReply> {
    const durable = message.subject.split('.')[2]!
    const { from } = message.json<ConsumerRequest>()
    if (!Number.isSafeInteger(from) || from < 1) return { ok: false, message: `no position to start from: ${from}` }
    const manager = await jetstreamManager(nats, { checkAPI: false })
    // JetStream lost a message in the middle, in silence: only a new stream has it again.
    if (!(await holds(manager, from)))
      return this.makeAnew(manager, `the stream has no message for position ${from}, asked for by ${durable}`)
    try {
      await createConsumer(manager, durable, from)
    } catch (error) {
      if (!hasNoStore(error) || Date.now() - this.madeAnew < MAKE_ANEW_AFTER_MS) throw error
      return await this.makeAnew(manager, `no consumer can be made for ${durable}: ${String(error)}`)
    }
    return { ok: true, durable, head: await this.writer.head() }
  }

  /** Throws the stream away; the relay fills a new one. */
  private async makeAnew(manager: JetStreamManager, why: string): Promise<ConsumerReply> {
    this.log.warn(`${why}: it is made anew`)
    this.madeAnew = Date.now()
    await manager.streams.delete(STREAM)
    this.relay.resync()
    return { ok: false, message: 'the stream is being filled again' }
  }
}

const isExpectation = (value: unknown): value is readonly ExpectedVersion[] =>
  Array.isArray(value) &&
  value.every((one: unknown) => {
    const { stream, version } = (one ?? {}) as Partial<Record<keyof ExpectedVersion, unknown>>
    const known = version === 'none' || version === 'any' || (Number.isSafeInteger(version) && (version as number) >= 0)
    return typeof stream === 'string' && stream !== '' && !stream.includes('\0') && known
  })
