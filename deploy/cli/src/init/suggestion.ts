/** A step of `prepare` that is suggested. */
export interface SuggestedStep {
  readonly name: string
  /** Why it is there; printed as a comment above it. */
  readonly why: readonly string[]
  readonly command: string
  /** Hosts that it fetches from; none where nobody could say them. Absent where it fetches nothing. */
  readonly network?: readonly string[]
  readonly keyedBy: readonly string[]
  /** Entries of `keeps`, as YAML. */
  readonly keeps: readonly string[]
}

/** A guard that is suggested. */
export interface SuggestedGuard {
  readonly name: string
  readonly why: string
  readonly command: string
  /** Name of its step. */
  readonly prepare?: string
}

/** What one language or tool gives. */
export interface Suggestion {
  readonly steps: readonly SuggestedStep[]
  readonly guards: readonly SuggestedGuard[]
}

/** Nothing was found. */
export const NONE: Suggestion = { steps: [], guards: [] }
