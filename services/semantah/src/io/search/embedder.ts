import { setTimeout as sleep } from 'node:timers/promises'
import type { EmbeddingProvider } from '@heimgewebe/embedding'
import { type Document, textOf } from './document.js'
import type { Spaces } from './spaces.js'
import type { TextIndex } from './text-index.js'
import type { Space, VectorStore } from './vector-store.js'

/** How vectors are made behind the text index. */
export interface EmbedderLimits {
  /** Documents at a time. */
  readonly batch: number
  /** Wait after a failure in milliseconds; doubled with each one that follows, up to a minute. */
  readonly retryDelayMs: number
}

/** What stands between the documents and their vectors. */
export interface EmbedderState {
  readonly provider: string
  readonly dimension: number
  /** Documents that still wait for a vector of this provider. */
  readonly waiting: number
  /** Why it does not go on; undefined where it does. */
  readonly failure: string | undefined
}

const LONGEST_DELAY_MS = 60_000

/**
 * Makes the vectors of what was changed, behind the text index: it follows the revisions of the documents and notes, after
 * each batch, how far it is. So it goes on after a restart, and begins anew for another provider while the vectors of the
 * one before still answer. A provider or a store that is down delays vectors, never the text index.
 */
export class Embedder {
  private running: Promise<void> | undefined
  private again = false
  private checked = false
  private failure: string | undefined
  private readonly ending = new AbortController()

  constructor(
    private readonly text: TextIndex,
    private readonly vectors: VectorStore,
    private readonly spaces: Spaces,
    private readonly provider: EmbeddingProvider,
    private readonly limits: EmbedderLimits,
  ) {}

  /** Says that documents may have changed. */
  kick(): void {
    this.again = true
    this.running ??= this.run().finally(() => (this.running = undefined))
  }

  /** Resolves when every document has its vector, or the embedder was ended. */
  async idle(): Promise<void> {
    while (this.running) await this.running
  }

  /** How far it is. */
  state(): EmbedderState {
    const { provider, dimension, revision } = this.spaces.open(this.space)
    return { provider, dimension, waiting: this.text.countAfter(revision), failure: this.failure }
  }

  /** Ends it after the batch under way. */
  async end(): Promise<void> {
    this.ending.abort()
    await this.running
  }

  /** The space that it fills. */
  get space(): Space {
    return { provider: this.provider.id, dimension: this.provider.dimension }
  }

  private async run(): Promise<void> {
    const { signal } = this.ending
    for (let failures = 0; this.again && !signal.aborted;) {
      this.again = false
      try {
        if (!this.checked) await this.checkHeld()
        this.checked = true
        while (!signal.aborted && (await this.step())) failures = 0
        this.failure = undefined
      } catch (error) {
        ;[this.again, this.checked] = [true, false]
        this.failure = String(error)
        const delay = Math.min(this.limits.retryDelayMs * 2 ** failures++, LONGEST_DELAY_MS)
        await sleep(delay, undefined, { signal, ref: false }).catch(() => undefined)
      }
    }
  }

  /** A store that lost vectors, as a server with a new disk has, gets all of them again. */
  private async checkHeld(): Promise<void> {
    const { revision } = this.spaces.open(this.space)
    const expected = this.text.count() - this.text.countAfter(revision)
    if (revision > 0 && (await this.vectors.count(this.space)) < expected) this.spaces.fill(this.space, 0)
  }

  /** One batch; false where nothing is left. */
  private async step(): Promise<boolean> {
    const { revision, active } = this.spaces.open(this.space)
    const next = this.text.after(revision, this.limits.batch)
    if (next.length === 0) {
      if (!active) await this.takeOver()
      return false
    }
    const generation = this.text.generation()
    const documents = next.map(({ document }) => document)
    const vectors = await this.provider.embed(documents.map(textOf))
    await this.vectors.put(
      this.space,
      documents.map((document, at) => pointOf(document, vectors[at]!)),
    )
    // What was emptied meanwhile begins anew.
    if (this.text.generation() === generation) this.spaces.fill(this.space, next.at(-1)!.revision)
    // Reads have their turn between two batches.
    await sleep(0)
    return true
  }

  private async takeOver(): Promise<void> {
    this.spaces.activate(this.space)
    for (const { active, ...space } of this.spaces.all()) {
      if (active) continue
      await this.vectors.drop(space)
      this.spaces.forget(space)
    }
  }
}

const pointOf = (document: Document, vector: Float32Array) => {
  const { subject, kind, repository, at } = document
  return { subject, kind, repository, at, text: textOf(document), vector }
}
