/** A node as the graph is told of it. */
export interface NodeDraft {
  readonly id: string
  readonly kind: string
  readonly title: string
  readonly state: string
  readonly repository: string
  /** True where it is only named: what is known of it already is kept. */
  readonly mention: boolean
}

/** A relation as the graph is told of it. */
export interface RelationDraft {
  readonly type: string
  readonly from: string
  readonly to: string
  /** 0 to 1; kept to two digits. */
  readonly confidence: number
  readonly added: number
  readonly deleted: number
}

/** The event that something rests on. */
export interface Evidence {
  /** Place of the event in the log. */
  readonly position: number
  readonly id: string
  readonly type: string
  /** When it happened, in Unix milliseconds. */
  readonly at: number
}

/** What one event adds to the graph. Every end of a relation is among the nodes. */
export interface Entry {
  readonly evidence: Evidence
  readonly nodes: readonly NodeDraft[]
  readonly relations: readonly RelationDraft[]
  /** Relations of this source and type that the entry does not name have ended. */
  readonly replaces: readonly { readonly from: string; readonly type: string }[]
}
