import type { CloudEvent, Draft, MeshEvent } from '@heimgewebe/contracts'
import { complete, deriveId, timeOfId, violationOf } from '@heimgewebe/contracts'
import type { MessageHandler } from '@nestjs/microservices'
import { isObservable, lastValueFrom } from 'rxjs'
import { PoisonMessageError } from '../errors.js'
import { patternOf } from './on-event.js'

/** The handlers of a service as Nest bound them, called by event. */
export class Routes {
  constructor(
    private readonly handlers: ReadonlyMap<string, MessageHandler>,
    /** Source of the events that the service appends. */
    readonly source: string,
  ) {
    for (const [pattern, handler] of handlers)
      if (handler.next) throw new Error(`two handlers for ${pattern} in ${source}: one event type has one handler`)
  }

  /** Whether the service does anything with this type. */
  handles(type: string): boolean {
    return this.handlers.has(patternOf.event(type))
  }

  /** Whether the service carries out intents of this type. */
  performs(type: string): boolean {
    return this.handlers.has(patternOf.act(type))
  }

  /** Whether the service acts on the world at all. */
  get acts(): boolean {
    return [...this.handlers.keys()].some((pattern) => pattern.startsWith(patternOf.act('')))
  }

  /** Whether an event is an intent that this service itself stated, so that the act is its own to do. */
  isOwnIntent(event: MeshEvent): boolean {
    return event.source === this.source && this.performs(event.type)
  }

  /** Whether an event is the first of those that say how an act of this service ended; its cause is the intent. */
  isResult({ id, source, causationid: intent }: CloudEvent): boolean {
    if (source !== this.source || intent === undefined) return false
    return id === deriveId(timeOfId(intent), `${intent}|${source}|${ACT_INDEX}`)
  }

  /** Most acts of this type at the same time. */
  concurrencyOf(type: string): number {
    return this.extrasOf(type).concurrency ?? 1
  }

  /** Acts with the same lane wait for each other; nothing where only their number counts. */
  laneOf(event: MeshEvent): string | undefined {
    return this.extrasOf(event.type).lane?.(event)
  }

  /** Whether nobody waits for an act of this type. */
  isUnhurried(type: string): boolean {
    return this.extrasOf(type).unhurried ?? false
  }

  private extrasOf(type: string): {
    concurrency?: number
    lane?: (event: MeshEvent) => string
    unhurried?: boolean
  } {
    return this.handlers.get(patternOf.act(type))?.extras ?? {}
  }

  /** The drafts that an event leads to here, completed. */
  event(event: MeshEvent, delivery: unknown): Promise<CloudEvent[]> {
    return this.call(patternOf.event(event.type), event, delivery, event)
  }

  /** The drafts of an act's result; their time is the end of the act. */
  act(event: MeshEvent, act: unknown): Promise<CloudEvent[]> {
    return this.call(patternOf.act(event.type), event, act, undefined)
  }

  /** The drafts that say that nobody knows what became of an act. */
  unknown(event: MeshEvent): Promise<CloudEvent[]> {
    return this.call(patternOf.unknown(event.type), event, undefined, undefined)
  }

  private async call(
    pattern: string,
    event: MeshEvent,
    context: unknown,
    timed: MeshEvent | undefined,
  ): Promise<CloudEvent[]> {
    const handler = this.handlers.get(pattern)
    if (!handler) throw new PoisonMessageError(`${this.source} has no handler for ${pattern}`)
    const result: unknown = await handler(event, context)
    const drafts = (isObservable(result) ? await lastValueFrom(result) : result) as Draft[] | undefined
    const now = new Date()
    return (drafts ?? []).map((draft, index) => {
      const dated = timed || draft.time !== undefined ? draft : { ...draft, time: now.toISOString() }
      return checked(
        complete(dated, this.source, now, { event, index: pattern === event.type ? index : index + ACT_INDEX }),
      )
    })
  }
}

/** Drafts of acts are numbered from here, so that their ids differ from those of the handler of the same event. */
const ACT_INDEX = 10_000

/** What a service would append must keep its contract: chronik would refuse it, and the input would wait for ever. */
const checked = (event: CloudEvent): CloudEvent => {
  const violation = violationOf(event)
  if (violation)
    throw new PoisonMessageError(
      `${event.type} for ${event.subject} breaks its contract at ${violation.field}: ${violation.message}`,
    )
  return event
}
