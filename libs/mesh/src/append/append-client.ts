import { setTimeout as sleep } from 'node:timers/promises'
import { Logger } from '@nestjs/common'
import type { CloudEvent } from '@heimgewebe/contracts'
import { headers } from '@nats-io/nats-core'
import { ContractError } from '../errors.js'
import { inject } from '../trace/tracing.js'
import type { Connection } from '../transport/connection.js'
import { type AppendReply, type Appended, appendSubject, MAX_BATCH_BYTES, MAX_BATCH_EVENTS } from './protocol.js'

/** Longest wait for one answer in milliseconds. */
const TIMEOUT_MS = 5000
const FIRST_DELAY_MS = 50
const LONGEST_DELAY_MS = 2000

/** Appends the events of one service to the log, in order, and waits for chronik's yes however long that takes. */
export class AppendClient {
  private readonly log = new Logger('append')

  constructor(
    private readonly connection: Connection,
    private readonly service: string,
  ) {}

  /**
   * Appends events as they are, in as few requests as the limits allow. An event that the log has already counts as
   * appended. Waits through every outage of chronik and NATS; ends early only by `signal` or a refusal (`ContractError`).
   */
  async append(events: readonly CloudEvent[], signal: AbortSignal): Promise<Appended[]> {
    const appended: Appended[] = []
    for (const chunk of chunks(events.map((event) => JSON.stringify(event))))
      appended.push(...(await this.request(chunk, appended.length, signal)))
    return appended
  }

  private async request(chunk: readonly string[], offset: number, signal: AbortSignal): Promise<readonly Appended[]> {
    const body = `{"events":[${chunk.join(',')}]}`
    for (let delay = FIRST_DELAY_MS; ; delay = Math.min(delay * 2, LONGEST_DELAY_MS)) {
      signal.throwIfAborted()
      const reply = await this.ask(body).catch((error: unknown) => {
        if (delay >= LONGEST_DELAY_MS) this.log.warn(`chronik does not answer: ${String(error)}`)
        return undefined
      })
      if (reply?.ok) return reply.appended
      if (reply && reply.refusal.code !== 'unavailable')
        throw new ContractError(reply.refusal.message, reply.refusal.code, offset + (reply.refusal.index ?? 0))
      await sleep(delay, undefined, { signal })
    }
  }

  private async ask(body: string): Promise<AppendReply> {
    const nats = await this.connection.nats()
    const hop = inject(headers())
    const answer = await nats.request(appendSubject(this.service), body, { timeout: TIMEOUT_MS, headers: hop })
    return answer.json<AppendReply>()
  }
}

/** Splits serialised events into requests that keep both limits; a single event may fill one alone. */
const chunks = function* (texts: readonly string[]): Iterable<string[]> {
  let chunk: string[] = []
  let bytes = 0
  for (const text of texts) {
    const size = Buffer.byteLength(text)
    if (chunk.length > 0 && (chunk.length >= MAX_BATCH_EVENTS || bytes + size > MAX_BATCH_BYTES)) {
      yield chunk
      chunk = []
      bytes = 0
    }
    chunk.push(text)
    bytes += size
  }
  if (chunk.length > 0) yield chunk
}
