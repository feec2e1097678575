/** How far one host may go. Every bound has a default. */
export interface NetLimits {
  /** Longest try of one call, connection included, in milliseconds. Default 20,000. */
  readonly timeoutMs: number
  /** Largest body of an answer, in bytes. Default 8 MiB. */
  readonly maxBytes: number
  /** Most pages of one list. Default 50. */
  readonly maxPages: number
  /** Tries after the first, of calls that may be repeated. Default 3. */
  readonly retries: number
  /** Longest wait before a try, in milliseconds; a host that asks for more is asked again later by the caller. Default 10,000. */
  readonly maxWaitMs: number
  /** First wait, in milliseconds, from which the others grow. Default 250. */
  readonly firstWaitMs: number
}

/** The limits where nothing else is said. */
export const NET_LIMITS: NetLimits = {
  timeoutMs: 20_000,
  maxBytes: 8 * 1_048_576,
  maxPages: 50,
  retries: 3,
  maxWaitMs: 10_000,
  firstWaitMs: 250,
}
