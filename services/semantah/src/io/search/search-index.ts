import type { DatabaseSync } from 'node:sqlite'
import { cached, type CachedProvider, type EmbeddingProvider } from '@heimgewebe/embedding'
import { Recent } from '../recent.js'
import { SearchCopies } from '../copies/search-copies.js'
import { findClusters } from './clusters.js'
import type { Document, Entry, Filter, Hit } from './document.js'
import { Embedder, type EmbedderLimits } from './embedder.js'
import { fuse } from './fuse.js'
import type { Clusters, Found, Likeness, SearchAnswer } from './search-answers.js'
import { Spaces, type SpaceState } from './spaces.js'
import { TextIndex } from './text-index.js'
import type { VectorStore } from './vector-store.js'

/** Bounds and weights of the search. */
export interface SearchLimits extends EmbedderLimits {
  /** Hits by words and by vectors that are joined, each. */
  readonly candidates: number
  /** How much of a score comes from the vectors, 0 to 1. */
  readonly vectorWeight: number
  /** Answers and vectors of questions that are kept, each. */
  readonly kept: number
  /** Most documents that are put into clusters. */
  readonly clustered: number
  /** Bytes of lists of places of words in memory. */
  readonly wordBytes: number
}

/** Longest part of a body that is shown, in characters. */
const SNIPPET = 300

/** What happened, found by words and by likeness. */
export class SearchIndex {
  readonly text: TextIndex
  /** What other stacks take over from here, or gave. */
  readonly copies: SearchCopies
  private readonly spaces: Spaces
  private readonly embedder: Embedder
  private readonly answers: Recent<string, SearchAnswer>
  private readonly providers: readonly CachedProvider[]

  /** `provider` makes the vectors; `others` are known besides, so that those of one before can still answer. */
  constructor(
    private readonly db: DatabaseSync,
    private readonly vectors: VectorStore,
    provider: EmbeddingProvider,
    others: readonly EmbeddingProvider[],
    private readonly limits: SearchLimits,
  ) {
    this.text = new TextIndex(db, limits.wordBytes)
    this.spaces = new Spaces(db)
    this.embedder = new Embedder(this.text, vectors, this.spaces, provider, limits)
    this.copies = new SearchCopies(db, this.text, vectors, this.spaces, this.embedder)
    this.answers = new Recent(limits.kept)
    this.providers = [provider, ...others].map((one) => cached(one, limits.kept))
    this.embedder.kick()
  }

  /** Who makes the vectors, with those of the texts that were asked for last in memory. */
  get provider(): CachedProvider {
    return this.providers[0]!
  }

  /** Applies entries in the order of the log, all or none; the vectors follow. */
  apply(entries: readonly Entry[]): void {
    this.text.apply(entries)
    this.embedder.kick()
  }

  /** What fits a question, by words and vectors; by words alone where no vectors can be had, and it says so. */
  async search(question: string, filter: Filter, limit: number, least = 0): Promise<SearchAnswer> {
    const key = JSON.stringify([question, filter, limit, least, this.text.revision(), this.spaces.active()])
    const kept = this.answers.get(key)
    if (kept) return kept
    const answer = await this.join(question, filter, { limit, least }, (space) => this.vectorOf(question, space))
    // An answer without vectors is not kept: the next one may have them.
    if (answer.likeness.state !== 'unavailable') this.answers.keep(key, answer)
    return answer
  }

  /** What is like a document; undefined where it is unknown. */
  async like(subject: string, filter: Filter, limit: number, least: number): Promise<SearchAnswer | undefined> {
    const document = this.text.document(subject)
    if (!document) return undefined
    const { title, body, names } = document
    return this.join(`${title}\n${body}\n${names}`, { ...filter, except: subject }, { limit, least }, async (space) => {
      const held = await this.vectors.vectorsOf(space, [subject])
      return held.get(subject) ?? this.vectorOf(`${title}\n${body}\n${names}`, space)
    })
  }

  /** Groups of documents that are alike, the largest first. */
  async clusters(filter: Filter, limit: number): Promise<Clusters> {
    const { documents, truncated } = this.text.latest(filter, this.limits.clustered)
    const space = this.spaces.active()
    const held = space
      ? await this.vectors.vectorsOf(
          space,
          documents.map(({ subject }) => subject),
        )
      : new Map()
    const clusters = findClusters(documents, held as Map<string, Float32Array>).slice(0, limit)
    return { clusters, documents: documents.length, truncated, likeness: this.likeness(space, undefined) }
  }

  /** How far vectors are behind, and why. */
  state(): ReturnType<Embedder['state']> {
    return this.embedder.state()
  }

  /** Throws, with what and where, when texts cannot be searched. A provider that is down is no reason. */
  check(): void {
    this.text.position()
  }

  /** Resolves when every document has its vector. */
  idle(): Promise<void> {
    return this.embedder.idle()
  }

  /** Empties all of it. */
  async wipe(): Promise<void> {
    this.text.wipe()
    for (const space of this.spaces.all()) {
      // What stays in a store that is down is put again later, under the same ids.
      await this.vectors.drop(space).catch(() => undefined)
      if (!space.active) this.spaces.forget(space)
    }
  }

  async close(): Promise<void> {
    await this.embedder.end()
    await this.text.close()
    this.db.close()
  }

  private async join(
    question: string,
    filter: Filter,
    { limit, least }: { readonly limit: number; readonly least: number },
    vectorIn: (space: SpaceState) => Promise<Float32Array>,
  ): Promise<SearchAnswer> {
    // Lists of words that are not in memory are read in a thread of their own while the vectors are compared here.
    const words = this.text.find(question, filter, this.limits.candidates)
    words.catch(() => undefined)
    const space = this.spaces.active()
    let byVectors: Hit[] = []
    let failure: unknown
    if (space)
      try {
        byVectors = await this.vectors.near(space, await vectorIn(space), filter, this.limits.candidates)
      } catch (error) {
        failure = error
      }
    const byWords = await words
    const alike = byVectors.filter(({ score }) => score > 0)
    const near = new Map(alike.map(({ subject, score }) => [subject, score]))
    const { vectorWeight: weight, candidates: full } = this.limits
    const fused = fuse(byWords, alike, { weight, full })
    const fitting = fused.filter(({ score }) => score >= least)
    const hits = fitting.slice(0, limit).flatMap((hit): Found[] => {
      const document = this.text.document(hit.subject)
      return document ? [found(document, hit.score, near.get(hit.subject))] : []
    })
    return { hits, truncated: fitting.length > limit, likeness: this.likeness(space, failure) }
  }

  private async vectorOf(question: string, { provider, dimension }: SpaceState): Promise<Float32Array> {
    const known = this.providers.find((one) => one.id === provider && one.dimension === dimension)
    if (!known) throw new Error(`the settings no longer say how ${provider} is asked`)
    return (await known.embed([question]))[0]!
  }

  private likeness(space: SpaceState | undefined, failure: unknown): Likeness {
    const { waiting, failure: embedding } = this.embedder.state()
    const names = space ? { provider: space.provider, dimension: space.dimension } : {}
    if (failure !== undefined || !space)
      return { state: 'unavailable', ...names, waiting, reason: String(failure ?? 'there are no vectors yet') }
    const reason = embedding === undefined ? {} : { reason: embedding }
    return { state: waiting === 0 ? 'complete' : 'filling', ...names, waiting, ...reason }
  }
}

const found = (document: Document, score: number, likeness: number | undefined): Found => {
  const { subject, kind, repository, at, event, title, body } = document
  const snippet = body.slice(0, SNIPPET).toWellFormed()
  const rounded = likeness === undefined ? {} : { likeness: round(likeness) }
  return {
    subject,
    kind,
    repository,
    at: new Date(at).toISOString(),
    event,
    title,
    snippet,
    score: round(score),
    ...rounded,
  }
}

const round = (number: number): number => Math.round(number * 10_000) / 10_000
