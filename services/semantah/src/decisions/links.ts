import type { NodeKind, RelationType } from './vocabulary.js'

/** A node that an event speaks of. */
export interface NodeDraft {
  readonly id: string
  readonly kind: NodeKind
  /** What a person calls it; empty where the event does not say. */
  readonly title: string
  /** open, merged, failure and the like; empty where it has none. */
  readonly state: string
  readonly repository: string
  /** True where the event only names it: what is known about it already is then kept. */
  readonly mention: boolean
}

/** A relation that an event shows. */
export interface RelationDraft {
  readonly type: RelationType
  readonly from: string
  readonly to: string
  /** How sure the event makes it, 0 to 1. */
  readonly confidence: number
  /** Lines added, of touches. */
  readonly added: number
  /** Lines deleted, of touches. */
  readonly deleted: number
}

/** Relations of which the event tells the whole: those of the same source and type that it does not name have ended. */
export interface Replacement {
  readonly from: string
  readonly type: RelationType
}

/** What one event adds to the graph. */
export interface Links {
  readonly nodes: readonly NodeDraft[]
  readonly relations: readonly RelationDraft[]
  readonly replaces: readonly Replacement[]
}

/** Longest title kept, in characters. */
const MAX_TITLE = 300

/** Gathers the links of one event. A node comes before the relations that name it, each node once. */
export class LinkDraft implements Links {
  readonly nodes: NodeDraft[] = []
  readonly relations: RelationDraft[] = []
  readonly replaces: Replacement[] = []
  private readonly places = new Map<string, number>()

  constructor(private readonly repository: string) {}

  /** The thing that the event is about: what it says replaces what was known. */
  about(kind: NodeKind, id: string, title = '', state = ''): string {
    return this.put(kind, id, title, state, false)
  }

  /** A thing that the event names in passing; of another repository where one is given. */
  named(kind: NodeKind, id: string, title = '', repository?: string): string {
    return this.put(kind, id, title, '', true, repository)
  }

  relate(type: RelationType, from: string, to: string, confidence = 1, added = 0, deleted = 0): void {
    if (from !== to) this.relations.push({ type, from, to, confidence, added, deleted })
  }

  replace(from: string, type: RelationType): void {
    this.replaces.push({ from, type })
  }

  private put(
    kind: NodeKind,
    id: string,
    title: string,
    state: string,
    mention: boolean,
    repository = this.repository,
  ): string {
    const place = this.places.get(id)
    const node = {
      id,
      kind,
      title: title.slice(0, MAX_TITLE),
      state,
      repository: kind === 'person' ? '' : repository,
      mention,
    }
    if (place === undefined) {
      this.places.set(id, this.nodes.length)
      this.nodes.push(node)
    } else if (this.nodes[place]!.mention && !mention) {
      this.nodes[place] = node
    }
    return id
  }
}
