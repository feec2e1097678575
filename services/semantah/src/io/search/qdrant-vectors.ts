import { createHash } from 'node:crypto'
import { QdrantClient } from '@qdrant/js-client-rest'
import type { Filter, Hit } from './document.js'
import { checkLength, type Point, type Space, VectorError, type VectorStore } from './vector-store.js'

/** How Qdrant is reached. */
export interface QdrantOptions {
  /** http:// or https:// address, such as http://127.0.0.1:6333. */
  readonly url: string
  /** Key of the server; undefined where it asks for none. */
  readonly apiKey?: string | undefined
  /** Longest wait for one answer, in milliseconds. */
  readonly timeoutMs: number
  /** First part of the names of the collections. Default `semantah`. */
  readonly prefix?: string
}

/** Longest text in a payload, in characters. */
const MAX_TEXT = 2000

/**
 * Vectors in Qdrant, a collection for each provider and dimension. The id of a point is derived from subject and provider,
 * so that a second put of the same is one point; every write waits until it is applied.
 */
export class QdrantVectors implements VectorStore {
  private readonly client: QdrantClient
  private readonly known = new Set<string>()

  constructor(private readonly options: QdrantOptions) {
    const { url, apiKey, timeoutMs: timeout } = options
    this.client = new QdrantClient({ url, timeout, checkCompatibility: false, ...(apiKey ? { apiKey } : {}) })
  }

  async put(space: Space, points: readonly Point[]): Promise<void> {
    for (const { subject, vector } of points) checkLength(space, subject, vector)
    if (points.length === 0) return
    await this.asking(async () => {
      await this.makeCollection(space)
      await this.client.upsert(this.collectionOf(space), {
        wait: true,
        points: points.map(({ subject, kind, repository, at, text, vector }) => ({
          id: idOf(subject, space.provider),
          vector: [...vector],
          payload: { scope: 'doc', ref_id: subject, text: text.slice(0, MAX_TEXT), kind, repository, at, ...space },
        })),
      })
    })
  }

  async near(space: Space, vector: Float32Array, filter: Filter, limit: number): Promise<Hit[]> {
    checkLength(space, 'the question', vector)
    return this.asking(async () => {
      if (!(await this.isThere(space))) return []
      const { points } = await this.client.query(this.collectionOf(space), {
        query: [...vector],
        filter: conditionsOf(filter),
        limit,
        with_payload: ['ref_id'],
      })
      return points
        .map(({ payload, score }) => ({ subject: String(payload?.['ref_id']), score }))
        .sort((one, other) => other.score - one.score || (one.subject < other.subject ? -1 : 1))
    })
  }

  async vectorsOf(space: Space, subjects: readonly string[]): Promise<Map<string, Float32Array>> {
    return this.asking(async () => {
      if (subjects.length === 0 || !(await this.isThere(space))) return new Map<string, Float32Array>()
      const points = await this.client.retrieve(this.collectionOf(space), {
        ids: subjects.map((subject) => idOf(subject, space.provider)),
        with_payload: ['ref_id'],
        with_vector: true,
      })
      return new Map(
        points.map(({ payload, vector }) => [String(payload?.['ref_id']), Float32Array.from(vector as number[])]),
      )
    })
  }

  async count(space: Space): Promise<number> {
    return this.asking(async () => {
      if (!(await this.isThere(space))) return 0
      return (await this.client.count(this.collectionOf(space), { exact: true })).count
    })
  }

  async drop(space: Space): Promise<void> {
    await this.asking(() => this.client.deleteCollection(this.collectionOf(space)))
    this.known.delete(this.collectionOf(space))
  }

  async check(): Promise<void> {
    await this.asking(() => this.client.versionInfo())
  }

  private async makeCollection(space: Space): Promise<void> {
    const name = this.collectionOf(space)
    if (this.known.has(name)) return
    if (!(await this.client.collectionExists(name)).exists) {
      await this.client.createCollection(name, { vectors: { size: space.dimension, distance: 'Cosine' } })
      for (const field_name of ['kind', 'repository', 'ref_id'])
        await this.client.createPayloadIndex(name, { field_name, field_schema: 'keyword', wait: true })
      await this.client.createPayloadIndex(name, { field_name: 'at', field_schema: 'integer', wait: true })
    }
    this.known.add(name)
  }

  private async isThere(space: Space): Promise<boolean> {
    return (await this.client.collectionExists(this.collectionOf(space))).exists
  }

  /** A provider's id may hold what a collection's name may not. */
  private collectionOf({ provider, dimension }: Space): string {
    const { prefix = 'semantah' } = this.options
    return `${prefix}-${createHash('sha256').update(provider).digest('hex').slice(0, 16)}-${dimension}`
  }

  private async asking<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question()
    } catch (error) {
      // A collection may be gone since it was last seen: look again next time.
      this.known.clear()
      throw new VectorError(`Qdrant at ${this.options.url} does not answer as asked: ${String(error)}`, 'unreachable', {
        cause: error,
      })
    }
  }
}

const idOf = (subject: string, provider: string): string => {
  const hex = createHash('sha256').update(`${provider}\0${subject}`).digest('hex')
  const variant = ((parseInt(hex[16]!, 16) & 3) | 8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-')
}

const conditionsOf = ({ repository, kind, since, until, except }: Filter): object => ({
  must: [
    ...(repository === undefined ? [] : [{ key: 'repository', match: { value: repository } }]),
    ...(kind === undefined ? [] : [{ key: 'kind', match: { value: kind } }]),
    ...(since === undefined ? [] : [{ key: 'at', range: { gte: since } }]),
    ...(until === undefined ? [] : [{ key: 'at', range: { lt: until } }]),
  ],
  must_not: except === undefined ? [] : [{ key: 'ref_id', match: { value: except } }],
})
