import type { Draft } from '@heimgewebe/contracts'
import type { EventAppender } from './import-appender.js'

/** Most events in one append. */
const MAX_EVENTS = 500
/** Most bytes in one append, roughly. */
const MAX_BYTES = 1_048_576

/**
 * Gathers drafts into appends, and reads on while one is under way: one batch is being written, the next one filled, and
 * never a third waits. `written` is told what was noted last before each batch that is in the log.
 */
export class ImportBatches<Place> {
  private drafts: Draft[] = []
  private bytes = 0
  private place: Place | undefined
  private underWay: Promise<void> = Promise.resolve()

  constructor(
    private readonly appender: EventAppender,
    private readonly written: (place: Place) => Promise<void>,
  ) {}

  /** Adds a draft of about so many bytes. */
  async add(draft: Draft, bytes = 2000): Promise<void> {
    if (this.drafts.length > 0 && (this.drafts.length >= MAX_EVENTS || this.bytes + bytes > MAX_BYTES))
      await this.send()
    this.drafts.push(draft)
    this.bytes += bytes
  }

  /** Notes a place to go on from: everything before it has been added. */
  note(place: Place): void {
    this.place = place
  }

  /** Appends what is left, and waits until all is in the log. */
  async end(): Promise<void> {
    await this.send()
    await this.underWay
  }

  private async send(): Promise<void> {
    await this.underWay
    const { drafts, place } = this
    this.drafts = []
    this.bytes = 0
    this.place = undefined
    this.underWay = this.write(drafts, place)
    // The failure is told by whoever waits for it next.
    this.underWay.catch(() => undefined)
  }

  private async write(drafts: readonly Draft[], place: Place | undefined): Promise<void> {
    if (drafts.length > 0) await this.appender.append(drafts)
    if (place !== undefined) await this.written(place)
  }
}
