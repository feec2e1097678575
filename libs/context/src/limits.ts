/** Bounds of a context, all in tokens unless they say otherwise. */
export interface ContextLimits {
  /** Candidates that are chosen by rank. Default 12. */
  readonly topK: number
  /** Least score of a candidate that is chosen by rank, 0 to 1. Default 0.12. */
  readonly minScore: number
  /** All that may be sent and answered. Default 64,000. */
  readonly budget: number
  /** Kept free for the answer. Default 8,000. */
  readonly outputReserve: number
  /** Share of the available budget beyond which candidates are made shorter. Default 0.6. */
  readonly compactRatio: number
  /** Length that a candidate is made shorter to, in characters. Default 1,000. */
  readonly compactCharacters: number
  /** Nothing above this is ever returned. Default 70,000. */
  readonly hardCap: number
  /** Items dropped to come below the cap before it is an error. Default 100. */
  readonly dropIterations: number
}

/** The defaults. */
export const CONTEXT_LIMITS: ContextLimits = {
  topK: 12,
  minScore: 0.12,
  budget: 64_000,
  outputReserve: 8_000,
  compactRatio: 0.6,
  compactCharacters: 1_000,
  hardCap: 70_000,
  dropIterations: 100,
}
