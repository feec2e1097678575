/** How far one question may go. */
export interface AskLimits {
  /** Longest wait for one whole answer, in milliseconds. */
  readonly timeoutMs: number
  /** Most tokens that a model may answer with. */
  readonly answerTokens: number
  /** Largest answer of a server, in bytes; more of it is not read. */
  readonly answerBytes: number
  /** Failures in a row after which a model is left alone. */
  readonly breakAfter: number
  /** How long it is left alone, in milliseconds; then one call is tried. */
  readonly restMs: number
}

/** The limits where nothing else is said. */
export const ASK_LIMITS: AskLimits = {
  timeoutMs: 60_000,
  answerTokens: 1500,
  answerBytes: 1_048_576,
  breakAfter: 3,
  restMs: 60_000,
}
