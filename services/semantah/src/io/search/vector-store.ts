import type { Filter, Hit } from './document.js'

/** Vectors of one model: only these may be compared with each other. */
export interface Space {
  /** Id of the provider that made them. */
  readonly provider: string
  /** Numbers in each. */
  readonly dimension: number
}

/** The vector of a document, with what it can be narrowed by. */
export interface Point {
  readonly subject: string
  readonly kind: string
  readonly repository: string
  /** Unix milliseconds. */
  readonly at: number
  /** Beginning of the text that it was made of, for whoever reads the store by other means. */
  readonly text: string
  /** Of length 1. */
  readonly vector: Float32Array
}

/** The store of vectors cannot be used as asked. */
export class VectorError extends Error {
  override readonly name = 'VectorError'

  constructor(
    message: string,
    /** `dimension`: a vector of another length than its space; `unreachable`: the store does not answer. */
    readonly code: 'dimension' | 'unreachable',
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** Where vectors are kept. Spaces never mix; in each a subject has one vector. What was put is found as soon as `put` resolves. */
export interface VectorStore {
  /** Puts vectors, replacing those of the same subjects; all or none. Rejects with `VectorError` at another length. */
  put(space: Space, points: readonly Point[]): Promise<void>
  /** The nearest by cosine, best first, equals by subject. Nothing where the space is unknown. */
  near(space: Space, vector: Float32Array, filter: Filter, limit: number): Promise<Hit[]>
  /** Vectors of subjects; those that are unknown are left out. */
  vectorsOf(space: Space, subjects: readonly string[]): Promise<Map<string, Float32Array>>
  /** How many vectors a space holds. */
  count(space: Space): Promise<number>
  /** Forgets a space. */
  drop(space: Space): Promise<void>
  /** Throws, with what and where, when the store cannot be used. */
  check(): Promise<void>
}

/** Throws where a vector is of another length than its space. */
export const checkLength = ({ provider, dimension }: Space, subject: string, vector: Float32Array): void => {
  if (vector.length !== dimension)
    throw new VectorError(
      `the vector of ${subject} has ${vector.length} numbers; those of ${provider} have ${dimension}`,
      'dimension',
    )
}
