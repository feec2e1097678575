/** How much each part of a memory's worth counts. */
export interface MemoryWeights {
  readonly semantic: number
  readonly recency: number
  readonly importance: number
  /** Days after which a memory's recency is half. Default 30. */
  readonly halfLifeDays: number
}

/** The defaults: 0.5, 0.3, 0.2, and 30 days. */
export const MEMORY_WEIGHTS: MemoryWeights = { semantic: 0.5, recency: 0.3, importance: 0.2, halfLifeDays: 30 }

/** A memory as its worth is reckoned. */
export interface Memory {
  /** Cosine to the question, -1 to 1. */
  readonly cosine: number
  /** Age in days; what lies in the future counts as new. */
  readonly ageDays: number
  /** 0 to 1, given when it was stored. */
  readonly importance: number
}

/** Decay of a memory with its age: 1 when new, 0.5 after a half-life. */
export const recencyOf = (ageDays: number, halfLifeDays: number): number => 2 ** (-Math.max(0, ageDays) / halfLifeDays)

/** Worth of a memory for a question: the weighted sum of its likeness, recency and importance. */
export const memoryScore = ({ ageDays, cosine, importance }: Memory, weights: MemoryWeights): number =>
  weights.semantic * cosine +
  weights.recency * recencyOf(ageDays, weights.halfLifeDays) +
  weights.importance * importance
