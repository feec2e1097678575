import { Inject, Injectable } from '@nestjs/common'
import { type AnyDraft, type AnyMeshEvent, type CloudEvent, complete } from '@heimgewebe/contracts'
import { type Appended, type ExpectedVersion, isOutOfReach, MAX_BATCH_EVENTS } from '@heimgewebe/mesh'
import { EventLog } from './event-log.js'
import type { WriteReply } from './log-writer.js'
import { POLL_RULES, type PollRules } from '../polls/poll-rules.js'
import { PollStore } from '../polls/poll-store.js'

/** Newest events of a stream among which a fact is looked for. */
const KNOWN_EVENTS = 1000
/** Times that a decision is made anew because its stream moved meanwhile. */
const MAX_TRIES = 20

/** A stream as it was looked at. */
interface Stream {
  readonly expected: ExpectedVersion
  readonly known: readonly AnyMeshEvent[]
}

/**
 * Two doors tell the same facts: webhooks and the poller. Each looks at the stream of the subject, appends what it does not
 * have at the version that it saw, and looks anew when the other was quicker. Until a host is polled there is one door only,
 * and nothing to look for: what a webhook tells again is known by its id.
 */
@Injectable()
export class AppendOnce {
  /** Whether a poll may have told anything; once true, it stays so. */
  private polls = false

  constructor(
    private readonly log: EventLog,
    private readonly cursors: PollStore,
    @Inject(POLL_RULES) private readonly rules: PollRules,
  ) {}

  /** Appends the events of a delivery but for those that a poll told already; these are answered as known. */
  async delivered(events: readonly CloudEvent[]): Promise<WriteReply> {
    return this.anew(async () => {
      this.polls ||= await this.cursors.any()
      if (!this.polls) return this.write(events, [])
      const subjects = [...new Set(events.filter((one) => this.rules.types.has(one.type)).map((one) => one.subject))]
      const streams = new Map<string, Stream>()
      for (const subject of subjects) streams.set(subject, await this.look(subject))
      const told = events.map((event) => this.toldBefore(event, streams.get(event.subject)))
      const left = events.filter((_, index) => told[index] === undefined)
      if (left.length === 0 && events.length > 0) return { ok: true, appended: told.flatMap((one) => one ?? []) }
      const reply = await this.write(
        left,
        subjects.map((subject) => streams.get(subject)!.expected),
      )
      if (!reply.ok) return reply
      const appended = [...reply.appended]
      return { ok: true, appended: told.map((one) => one ?? appended.shift()!) }
    })
  }

  /** Appends what a poll found about one subject and the log does not have; gives how many events that were. */
  async polled(host: string, subject: string, drafts: readonly AnyDraft[]): Promise<number> {
    this.polls = true
    let count = 0
    const reply = await this.anew(async () => {
      const { expected, known } = await this.look(subject)
      const news = this.rules.untold(host, known, drafts)
      count = news.length
      if (count === 0) return { ok: true, appended: [] }
      const now = new Date()
      return this.write(
        news.map((draft) => complete(draft, 'heimgewebe/chronik', now)),
        [expected],
      )
    })
    if (!reply.ok) throw new Error(`${subject} cannot be appended now: ${reply.refusal.message}`)
    return count
  }

  private toldBefore(event: CloudEvent, stream: Stream | undefined): Appended | undefined {
    const found = stream && this.rules.toldByPoll(stream.known, event as AnyDraft)
    return found && { id: found.id, position: found.position, streamversion: found.streamversion, duplicate: true }
  }

  private async look(subject: string): Promise<Stream> {
    const newest = await this.log.reader.find({ subject, order: 'desc', limit: KNOWN_EVENTS })
    const version = newest[0]?.streamversion ?? 'none'
    return { expected: { stream: subject, version }, known: newest.reverse() as AnyMeshEvent[] }
  }

  private write(events: readonly CloudEvent[], expected: readonly ExpectedVersion[]): Promise<WriteReply> {
    return this.log.write(events, { maxEvents: MAX_BATCH_EVENTS, maySpeakAs: () => true }, expected)
  }

  private async anew(decide: () => Promise<WriteReply>): Promise<WriteReply> {
    for (let tries = 1; ; tries++) {
      try {
        const reply = await decide()
        if (reply.ok || reply.refusal.code !== 'conflict') return reply
        if (tries === MAX_TRIES)
          return { ok: false, refusal: { code: 'unavailable', message: 'the stream moves too fast; try again' } }
      } catch (error) {
        if (!isOutOfReach(error)) throw error
        return { ok: false, refusal: { code: 'unavailable', message: 'the database does not answer' } }
      }
    }
  }
}
