import { Inject, Injectable } from '@nestjs/common'
import { Graph } from '../graph.js'
import { SearchIndex } from '../search/search-index.js'
import type { Space } from '../search/vector-store.js'
import { SETTINGS, type Settings } from '../settings.js'
import { adoptNodes, type CopiedDocument, type Outcome } from './copied.js'

/** What a stack has to give or to be given. */
export interface CopyState {
  /** Who made the vectors that answer here, and how many numbers each has. */
  readonly provider: string
  readonly dimension: number
  readonly documents: number
  /** Documents without a vector yet: they are not copied. */
  readonly waiting: number
  /** Where vectors and graph are kept: two stacks that say the same of either are not two. */
  readonly vectors: string
  readonly graph: string
}

/** Documents, vectors and nodes as another stack takes them over. */
@Injectable()
export class Copies {
  constructor(
    private readonly graph: Graph,
    private readonly search: SearchIndex,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  state(): CopyState {
    const { provider, dimension, waiting } = this.search.state()
    const space = this.search.copies.space() ?? { provider, dimension }
    return {
      provider: space.provider,
      dimension: space.dimension,
      documents: this.search.text.count(),
      waiting,
      ...this.settings.places,
    }
  }

  /** A page of documents, each with the node that it is about. */
  async page(after: number, limit: number): Promise<{ documents: CopiedDocument[]; next: number | null }> {
    const { documents, next } = await this.search.copies.page(after, limit)
    const nodes = await this.graph.ask((reader) => reader.named(documents.map(({ subject }) => subject)))
    const byId = new Map(nodes.map(({ key: _, ...node }) => [node.id, node]))
    return { documents: documents.map((document) => ({ ...document, node: byId.get(document.subject) })), next }
  }

  /** Takes documents over, and then the nodes: what is refused leaves nothing, and what breaks off is made whole next time. */
  async adopt(space: Space, documents: readonly CopiedDocument[]): Promise<{ vectors: Outcome; nodes: Outcome }> {
    const vectors = await this.search.copies.adopt(space, documents)
    const nodes = documents.flatMap(({ node }) => (node ? [node] : []))
    return { vectors, nodes: await this.graph.adopt((store) => adoptNodes(store, nodes)) }
  }
}
