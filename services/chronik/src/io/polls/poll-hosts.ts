/** How the polls of a host stand. */
export interface PollState {
  readonly host: string
  readonly kind: string
  /** Watched repositories that are there. */
  repositories: readonly string[]
  /** `polling` while a look is under way, `waiting` after a good one, `failing` after one that the host refused. */
  state: 'new' | 'polling' | 'waiting' | 'failing'
  /** When all its repositories were last looked at without a failure, RFC 3339. */
  last_success?: string
  /** When it is asked next, RFC 3339. */
  next?: string
  problem?: string
  /** Events that no webhook had told, since chronik started. */
  found: number
  /** Looks in a row that failed. */
  failures: number
}

const FIRST_WAIT_MS = 5000
const LONGEST_WAIT_MS = 15 * 60_000

/** Time until a host that failed is asked again, in milliseconds: what it asked for, and longer with each failure. */
export const waitAfter = (failures: number, everyMs: number, retryAfterMs = 0): number => {
  const grown = Math.min(everyMs, FIRST_WAIT_MS) * 2 ** Math.min(failures - 1, 20)
  return Math.max(retryAfterMs, Math.min(grown, Math.max(LONGEST_WAIT_MS, everyMs)))
}
