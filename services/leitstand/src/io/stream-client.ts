import type { ServerResponse } from 'node:http'
import type { EventSummary } from '../api.js'

/** One person who watches. */
export interface Client {
  /** Sends an event. */
  send(event: EventSummary): void
  /** Sends a message of another kind; with a position, the client resumes after it. */
  say(name: string, data: object, position?: number): void
  /** Calls back once, when the connection is gone. */
  onClose(gone: () => void): void
  /** True when it has not read for so long that it must go. */
  readonly isSlow: boolean
  end(): void
}

/** Most bytes that may wait for a client before it is dropped. */
const MAX_WAITING_BYTES = 1_048_576

/** Time between two heartbeats in milliseconds: proxies and laptops close what is silent. */
const BEAT_MS = 15_000

/** A client over server-sent events. */
export class StreamClient implements Client {
  private readonly beat: NodeJS.Timeout

  constructor(private readonly response: ServerResponse) {
    this.beat = setInterval(() => this.write(': beat\n\n'), BEAT_MS)
    this.onClose(() => clearInterval(this.beat))
  }

  get isSlow(): boolean {
    return this.response.writableLength > MAX_WAITING_BYTES
  }

  onClose(gone: () => void): void {
    this.response.once('close', gone)
  }

  send(event: EventSummary): void {
    this.say('event', event, event.position)
  }

  say(name: string, data: object, position?: number): void {
    const id = position === undefined ? '' : `id: ${position}\n`
    // NOTE: JSON has no line breaks, so the text of an event cannot end its own frame.
    this.write(`${id}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
  }

  end(): void {
    clearInterval(this.beat)
    this.response.end()
    // NOTE: a client that does not read would keep its buffer for ever.
    if (this.response.writableLength > 0) this.response.destroy()
  }

  private write(text: string): void {
    if (!this.response.writableEnded && !this.response.destroyed) this.response.write(text)
  }
}
