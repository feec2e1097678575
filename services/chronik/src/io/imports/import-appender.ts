import type { Draft } from '@heimgewebe/contracts'

/** Where an import puts its events. An abstract class, so that it is its own injection token. */
export abstract class EventAppender {
  /** Appends drafts in their order. Fulfilled when they are in the log; drafts that it has already are no error. */
  abstract append(drafts: readonly Draft[]): Promise<unknown>
}
