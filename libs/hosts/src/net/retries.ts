import {
  DelegateBackoff,
  fullJitterGenerator,
  handleWhen,
  type IRetryBackoffContext,
  retry,
  type RetryPolicy,
} from 'cockatiel'
import { HostError, type HostProblem } from '../errors.js'
import type { NetLimits } from './limits.js'

const PASSING: readonly HostProblem[] = ['unavailable', 'timeout', 'rate_limited']
/** Retries in reserve: a host that is down costs these once, not with every call. */
const RESERVE = 10
/** What a call that went well adds to the reserve. */
const EARNED = 0.2

/** The one place where calls are tried again: with full jitter, as late as the host asks, and within a reserve. */
export class Retries {
  private reserve = RESERVE
  private readonly policy: RetryPolicy

  /** `harmless`: whether a call that ended so may be made again. Default: what passes by itself. */
  constructor(
    limits: NetLimits,
    private readonly harmless: (error: HostError) => boolean = () => true,
  ) {
    const growth = { generator: fullJitterGenerator, maxDelay: limits.maxWaitMs, exponent: 2 }
    this.policy = retry(
      handleWhen((error) => this.passes(error, limits.maxWaitMs)),
      {
        maxAttempts: limits.retries,
        backoff: new DelegateBackoff<IRetryBackoffContext<unknown>, number>(({ result }, state) => {
          const [delay, next] = fullJitterGenerator(state, { ...growth, initialDelay: limits.firstWaitMs })
          const asked = 'error' in result && result.error instanceof HostError ? result.error.retryAfterMs : undefined
          return { delay: (asked ?? 0) + delay, state: next }
        }),
      },
    )
  }

  /** Runs a call that may be repeated. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    const result = await this.policy.execute(call)
    this.reserve = Math.min(RESERVE, this.reserve + EARNED)
    return result
  }

  private passes(error: unknown, longestMs: number): boolean {
    if (!(error instanceof HostError) || !PASSING.includes(error.code) || !this.harmless(error)) return false
    if ((error.retryAfterMs ?? 0) > longestMs || this.reserve < 1) return false
    this.reserve--
    return true
  }
}
