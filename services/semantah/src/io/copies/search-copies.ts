import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Document, type Entry, textOf } from '../search/document.js'
import type { Embedder } from '../search/embedder.js'
import type { Spaces, SpaceState } from '../search/spaces.js'
import type { TextIndex } from '../search/text-index.js'
import type { Point, Space, VectorStore } from '../search/vector-store.js'
import { type CopiedDocument, type CopiedPart, isCopy, type Outcome, placeOfCopy } from './copied.js'

/** Longest wait for own vectors that are being made, in milliseconds. */
const IDLE_MS = 10_000
/** Numbers that differ by less are the same: a server of vectors may round what it keeps. */
const ROUNDED = 1e-6

/** Most text of one page, in characters: less than what one request may carry, with the vectors. */
const PAGE_CHARACTERS = 1_000_000

/** Copies cannot be taken or handed over now, or not here. */
export class CopyError extends Error {
  override readonly name = 'CopyError'

  constructor(
    message: string,
    /** `provider`: the vectors are of another provider or dimension; `busy`: own vectors are being made; `malformed`. */
    readonly code: 'provider' | 'busy' | 'malformed',
  ) {
    super(message)
  }
}

/** Documents with their vectors, out of one search and into another without making a vector anew (ADR 0029). */
export class SearchCopies {
  constructor(
    private readonly db: DatabaseSync,
    private readonly text: TextIndex,
    private readonly vectors: VectorStore,
    private readonly spaces: Spaces,
    private readonly embedder: Embedder,
  ) {}

  /** The space that answers here; undefined where nothing has a vector yet and nobody has asked for one. */
  space(): SpaceState | undefined {
    return this.spaces.active()
  }

  /** A page of documents that have a vector, after an own number, and the number of the last one; no number at the end. */
  async page(after: number, limit: number): Promise<{ documents: CopiedDocument[]; next: number | null }> {
    const space = this.spaces.active()
    const rows = this.db
      .prepare('select id, subject from document where id > ? order by id limit ?')
      .all(after, limit) as { id: number; subject: string }[]
    if (!space || rows.length === 0) return { documents: [], next: null }
    const held = await this.vectors.vectorsOf(
      space,
      rows.map(({ subject }) => subject),
    )
    const documents: CopiedDocument[] = []
    let next = after
    let size = 0
    for (const { id, subject } of rows) {
      const vector = held.get(subject)
      const parts = this.partsOf(subject)
      size += parts.reduce((sum, part) => sum + part.title.length + part.body.length + part.names.length, 0)
      if (documents.length > 0 && size > PAGE_CHARACTERS) break
      if (vector) documents.push({ subject, parts, vector: toText(vector) })
      next = id
    }
    return { documents, next }
  }

  /** Takes documents with their vectors over. All of them or none; those that this log speaks of itself are left alone. */
  async adopt(space: Space, documents: readonly CopiedDocument[]): Promise<Outcome> {
    const points = documents.map((document) => ({ document, vector: vectorOf(document, space) }))
    await this.rest()
    const active = this.spaces.open(this.embedder.space)
    if (!active.active || active.provider !== space.provider || active.dimension !== space.dimension)
      throw new CopyError(
        `the vectors are of ${space.provider} with ${space.dimension} numbers; here ${active.provider} with ${active.dimension} numbers answers`,
        'provider',
      )
    const held = await this.vectors.vectorsOf(
      space,
      documents.map(({ subject }) => subject),
    )
    const own = points.filter(({ document }) =>
      this.partsOf(document.subject).some(({ position }) => !isCopy(position)),
    )
    const others = points.filter((point) => !own.includes(point))
    const fresh = others.filter(
      ({ document, vector }) => this.isNew(document) || !same(held.get(document.subject), vector),
    )
    if (fresh.length > 0) await this.write(space, fresh)
    return { written: fresh.length, unchanged: others.length - fresh.length, own: own.length }
  }

  /** Vectors first: one without its document is never shown, a document without its vector would be made one. */
  private async write(
    space: Space,
    fresh: readonly { document: CopiedDocument; vector: Float32Array }[],
  ): Promise<void> {
    await this.vectors.put(
      space,
      fresh.map(({ document, vector }) => pointOf(document, vector)),
    )
    await this.rest()
    if (this.embedder.state().waiting > 0)
      throw new CopyError('this search is behind with its own vectors; see /readyz, and try again later', 'busy')
    // Nothing waits and nothing runs: the documents and that they have their vectors become true together.
    this.text.transaction(() => {
      this.text.apply(fresh.flatMap(({ document }) => entriesOf(document)))
      this.spaces.fill(space, this.text.revision())
    })
  }

  /** Waits for own vectors; a provider that is down is not waited for long. */
  private async rest(): Promise<void> {
    await Promise.race([this.embedder.idle(), sleep(IDLE_MS, undefined, { ref: false })])
  }

  private isNew({ subject, parts }: CopiedDocument): boolean {
    const here = new Map(this.partsOf(subject).map(({ part, position }) => [part, position]))
    return parts.some(({ part, position }) => placeOfCopy(position) > (here.get(part) ?? -Infinity))
  }

  private partsOf(subject: string): CopiedPart[] {
    return this.db
      .prepare(
        `select part, position, event, at, kind, repository, title, body, names from part where subject = ? order by position`,
      )
      .all(subject) as unknown as CopiedPart[]
  }
}

const entriesOf = ({ subject, parts }: CopiedDocument): Entry[] =>
  parts.map(({ position, event, at, ...part }) => ({
    evidence: { position: placeOfCopy(position), id: event, at },
    part: { subject, ...part },
  }))

const pointOf = ({ subject, parts }: CopiedDocument, vector: Float32Array): Point => {
  const [first] = parts
  const { kind, repository, at } = first!
  const joined = (of: (part: CopiedPart) => string): string => parts.map(of).filter(Boolean).join('\n')
  const texts: Pick<Document, 'title' | 'body' | 'names'> = {
    title: joined(({ title }) => title),
    body: joined(({ body }) => body),
    names: joined(({ names }) => names),
  }
  return {
    subject,
    kind,
    repository: parts.find((one) => one.repository !== '')?.repository ?? repository,
    at,
    text: textOf(texts),
    vector,
  }
}

const toText = ({ buffer, byteOffset, byteLength }: Float32Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64')

const vectorOf = ({ subject, vector, parts }: CopiedDocument, { dimension }: Space): Float32Array => {
  const bytes = Buffer.from(vector, 'base64')
  if (bytes.length !== dimension * Float32Array.BYTES_PER_ELEMENT)
    throw new CopyError(`the vector of ${subject} has ${bytes.length / 4} numbers instead of ${dimension}`, 'provider')
  if (parts.length === 0) throw new CopyError(`${subject} has no part`, 'malformed')
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
}

const same = (one: Float32Array | undefined, other: Float32Array): boolean =>
  one !== undefined &&
  one.length === other.length &&
  one.every((number, at) => Math.abs(number - other[at]!) <= ROUNDED)
