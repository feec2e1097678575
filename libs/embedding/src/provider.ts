/** Makes vectors of texts. One interface for what runs in this process and for what is asked over HTTP. */
export interface EmbeddingProvider {
  /** Names the model so exactly that vectors of equal id and dimension may be compared, such as `ollama/nomic-embed-text`. */
  readonly id: string
  /** Numbers in a vector. */
  readonly dimension: number
  /**
   * A vector of length 1 for each text, in order; of a text without words all zeros. Rejects with `EmbeddingError`: all or
   * nothing.
   */
  embed(texts: readonly string[]): Promise<Float32Array[]>
}

/** Why a provider gave no vectors. */
export type EmbeddingFailure = 'unreachable' | 'timeout' | 'refused' | 'answer' | 'dimension'

/** A provider gave no vectors, or none that can be used. Trying again later helps for `unreachable` and `timeout`. */
export class EmbeddingError extends Error {
  override readonly name = 'EmbeddingError'

  constructor(
    message: string,
    /** Machine-readable kind. */
    readonly code: EmbeddingFailure,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** Scales a vector to length 1, in place; one without length stays as it is. */
export const toUnitLength = (vector: Float32Array): Float32Array => {
  const length = Math.hypot(...vector)
  if (length > 0) for (let at = 0; at < vector.length; at++) vector[at]! /= length
  return vector
}
