import type { CloudEvent } from './event.js'
import { dataSchemaOf } from './names.js'

/** How data of an older version of a type reads in the next one. Pure; what the old version did not know gets its plain default. */
export interface Upcaster {
  /** Type that it reads as, such as pr.opened.v2. */
  readonly to: string
  readonly data: (old: unknown) => unknown
}

/** Upcasters by the type that they read. */
export type Upcasters = Readonly<Record<string, Upcaster>>

/** Those of the mesh: one for each contract that got a successor. None has yet. */
const known: Upcasters = {}

/** Reads stored events in the newest form of their type: the log keeps what was said, readers know one form only. */
export interface Upcast {
  /** The event in its newest form; the same object where it is in it already. */
  event<Event extends CloudEvent>(event: Event): Event
  /** The newest type that a stored type reads as. */
  type(stored: string): string
  /** All stored types that read as this one, itself first: what a query for it has to look for. */
  sources(type: string): readonly string[]
}

/** Makes a reader of a table of upcasters. Throws where a chain of them comes back to its start. */
export const upcastWith = (table: Upcasters): Upcast => {
  const newest = new Map(Object.keys(table).map((type) => [type, endOf(type, table)]))
  return {
    event(event) {
      if (!newest.has(event.type)) return event
      let type: string = event.type
      let data: unknown = event.data
      for (let step = table[type]; step; step = table[type]) {
        data = step.data(data)
        type = step.to
      }
      return { ...event, type, dataschema: dataSchemaOf(type), data }
    },
    type: (stored) => newest.get(stored) ?? stored,
    sources: (type) => [type, ...[...newest].flatMap(([stored, end]) => (end === type ? [stored] : []))],
  }
}

const endOf = (type: string, table: Upcasters): string => {
  const met = new Set<string>()
  let at = type
  for (let step = table[at]; step; step = table[at]) {
    if (met.has(at)) throw new Error(`the upcasters of ${type} lead in a circle`)
    met.add(at)
    at = step.to
  }
  return at
}

/** How this version of the mesh reads stored events. */
export const upcast = upcastWith(known)
