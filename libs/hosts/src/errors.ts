/** Why a host, or a check before it was asked, said no. Callers decide by this word, never by the text. */
export type HostProblem =
  | 'unsupported' // this kind of host cannot do it, and says so in its capabilities
  | 'refused' // an address, redirect or value that must not be followed
  | 'unauthorized' // no token, or one that the host does not know
  | 'forbidden' // a token that may not do this
  | 'not_found'
  | 'conflict'
  | 'invalid' // the host understood and declined what was sent
  | 'rate_limited'
  | 'unavailable' // down, unreachable, or answering 5xx
  | 'timeout'
  | 'too_large'
  | 'unreadable' // an answer that is not what the host documents
  | 'cancelled'
  | 'no_program' // a program that the adapter needs is not installed

/** Something that a host could not do. `code` says what kind it is; the message says what, at which host. Holds no token. */
export class HostError extends Error {
  override readonly name = 'HostError'
  /** Status of the answer, where there was one. */
  readonly status: number | undefined
  /** Time until the host wants to be asked again, in milliseconds. */
  readonly retryAfterMs: number | undefined

  constructor(
    readonly code: HostProblem,
    message: string,
    options: ErrorOptions & { readonly status?: number; readonly retryAfterMs?: number } = {},
  ) {
    super(message, options)
    this.status = options.status
    this.retryAfterMs = options.retryAfterMs
  }
}

/** Outside text in a message: short and on one line. */
export const shown = (text: string): string => JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text)
