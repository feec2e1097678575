import type { ServiceClient } from '../client/service-client.js'

/** What a stack has to give or to be given. */
export interface CopyState {
  readonly provider: string
  readonly dimension: number
  readonly documents: number
  /** Documents that have no vector yet. */
  readonly waiting: number
  /** Where vectors and graph are kept. */
  readonly vectors: string
  readonly graph: string
}

/** What became of the things that were handed over. */
export interface Outcome {
  readonly written: number
  readonly unchanged: number
  /** Left alone, because the log of the target speaks of it itself. */
  readonly own: number
}

/** Vectors with their documents, and the nodes that they are about. */
export interface Copied {
  readonly vectors: Outcome
  readonly nodes: Outcome
}

/** Documents of one round. */
const PAGE = 100
/** Longest wait for a round to be taken over, in milliseconds. */
const TIMEOUT_MS = 60_000

const NONE: Outcome = { written: 0, unchanged: 0, own: 0 }

/** Copies page by page. What was copied stays where it breaks off; the next run goes on with the rest. */
export const copyRag = async (
  from: ServiceClient,
  to: ServiceClient,
  { provider, dimension }: Pick<CopyState, 'provider' | 'dimension'>,
  progress: (done: number) => void,
): Promise<Copied> => {
  let [vectors, nodes] = [NONE, NONE]
  for (let after: number | null = 0; after !== null;) {
    const page: { documents: unknown[]; next: number | null } = await from.get('/copies/documents', {
      after,
      limit: PAGE,
    })
    if (page.documents.length > 0) {
      const body = { provider, dimension, documents: page.documents }
      const taken = await to.post<Copied>('/copies/documents', body, 'application/json', TIMEOUT_MS)
      vectors = plus(vectors, taken.vectors)
      nodes = plus(nodes, taken.nodes)
      progress(vectors.written + vectors.unchanged + vectors.own)
    }
    after = page.next
  }
  return { vectors, nodes }
}

const plus = (one: Outcome, other: Outcome): Outcome => ({
  written: one.written + other.written,
  unchanged: one.unchanged + other.unchanged,
  own: one.own + other.own,
})
