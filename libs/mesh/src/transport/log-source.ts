import type { JsMsg } from '@nats-io/jetstream'

/** A message of the log, wherever it comes from: `seq` is the position of its event. */
export type LogMessage = Pick<JsMsg, 'seq' | 'subject' | 'json' | 'string'> & {
  /** With `ce-streamversion`, and the trace of the message where it has one. */
  readonly headers?: JsMsg['headers']
}

/** A piece of the log without a gap. */
export interface Stretch {
  /** In order. A source that knows what concerns the service may leave out the rest. */
  readonly messages: readonly LogMessage[]
  /** Positions of the piece, also those that are left out. */
  readonly count: number
  /** Position that the piece ends with. */
  readonly last: number
  /** Events of the log beyond it, as far as is known. */
  readonly behind: number
  /** Called when all of it is in effect. */
  readonly done: () => void
}

/** Where a service reads the log: its consumer of JetStream; chronik, which has the log, reads its own. */
export interface LogSource {
  /**
   * Begins at a position, waiting as long as it takes, and returns how far the log goes now. A source may leave out the
   * types that the service does not hear; that is only right where the service carries out no acts.
   */
  open(from: number, signal: AbortSignal, hears: (type: string) => boolean): Promise<number>
  /** The next piece, of at most `most` messages. Throws when the source has to be opened again. */
  next(most: number, signal: AbortSignal): Promise<Stretch>
  /** Lets a waiting `next` look at its signal. */
  interrupt(): void
  close(): Promise<void>
}
