import type { World } from './fake-world.js'

/** What an answer of a route may be: a list is cut into pages, `undefined` is 404. */
export interface Reply {
  readonly status?: number
  readonly json?: unknown
  /** Where the list stands in the answer; the answer itself, if not said. */
  readonly list?: string
}

/** A request as a route sees it. */
export interface Asked {
  readonly world: World
  readonly parts: readonly string[]
  readonly query: URLSearchParams
  readonly body: Record<string, unknown>
}

/** Method and path with its variable parts, and what it answers. */
export type Route = readonly [method: string, path: RegExp, answer: (asked: Asked) => Reply | undefined]
