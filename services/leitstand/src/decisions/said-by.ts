import type { EventData, EventType } from '@heimgewebe/contracts'
import type { Detailed } from './room.js'

/** An event of one type with what was kept of it. */
export type SaidBy<T extends EventType> = Detailed & { readonly detail: Partial<EventData[T]> }

/** The events of one type, in their order, with details that are named as in the contract. */
export const saidBy = <T extends EventType>(events: readonly Detailed[], type: T): SaidBy<T>[] =>
  events.filter((event): event is SaidBy<T> => event.type === type && event.detail !== undefined)
