import type { Msg, MsgHdrs, NatsConnection } from '@nats-io/nats-core'

/** Longest wait for JetStream's word in milliseconds. */
const TIMEOUT_MS = 5000

/** What JetStream answers. */
interface PubAck {
  readonly seq?: number
  readonly error?: { readonly description?: string }
}

/**
 * Publishes into JetStream and waits for its word, one message at a time. A request of the library for each costs a timer,
 * a race and an error with its stack, also where all went well: at one event a commit that was a part of the append.
 */
export class StreamAcks {
  private waiting: { readonly reply: string; readonly settle: (refusal: string | undefined) => void } | undefined

  constructor(
    private readonly nats: NatsConnection,
    private readonly inbox: string,
  ) {
    nats.subscribe(`${inbox}.*`, { callback: (error, message) => this.hear(error, message) })
  }

  /** Resolves when JetStream has the message at this position. Throws where it refuses it, or says nothing for 5 s. */
  async publish(subject: string, body: Uint8Array, headers: MsgHdrs, position: number): Promise<void> {
    const reply = `${this.inbox}.${position}`
    const { promise, resolve: settle } = Promise.withResolvers<string | undefined>()
    this.waiting = { reply, settle }
    const timer = setTimeout(() => settle('no answer'), TIMEOUT_MS)
    try {
      this.nats.publish(subject, body, { headers, reply })
      const refusal = await promise
      if (refusal !== undefined) throw new Error(`JetStream does not take position ${position}: ${refusal}`)
    } finally {
      clearTimeout(timer)
      this.waiting = undefined
    }
  }

  /** NOTE: an answer that comes too late is to another subject than the one that is waited for. */
  private hear(error: Error | null, message: Msg): void {
    if (error) return this.waiting?.settle(error.message)
    if (message.subject !== this.waiting?.reply) return
    this.waiting.settle(refusalOf(message))
  }
}

const refusalOf = (message: Msg): string | undefined => {
  if (message.data.length === 0) return 'nobody keeps the stream'
  const { seq, error } = message.json<PubAck>()
  if (error) return error.description ?? 'refused'
  return seq === undefined ? 'it names no sequence' : undefined
}
