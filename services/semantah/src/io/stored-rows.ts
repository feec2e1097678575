// NOTE: rows hold only whole numbers and texts, never null or fractions: the embedded store guesses the type of a column
// from the rows and mixes whole and broken numbers up without a word.

/** A node as a store keeps it. */
export interface NodeRow {
  readonly key: number
  readonly id: string
  readonly kind: string
  title: string
  state: string
  readonly repository: string
  /** When the graph first heard of it, Unix milliseconds: the earliest of the events that name it. */
  at: number
  /** Place in the log of the event that named it first. */
  readonly position: number
  /** What it was called and how it stood before; see `node-history.ts`. Empty where that never changed. */
  history: string
}

/** A relation as a store keeps it. Confidence is in hundredths. */
export interface RelationRow {
  readonly type: string
  readonly source: number
  readonly target: number
  readonly at: number
  /** When it ended, Unix milliseconds; 0 while it holds. */
  until: number
  /** Place in the log of the event that ended it; 0 while it holds. */
  ended: number
  readonly confidence: number
  readonly position: number
  readonly n: number
  readonly added: number
  readonly deleted: number
}

/** An event that was applied. `sources` finds the source of its n-th relation: `n:key` for every n where the key changes. */
export interface EvidenceRow {
  readonly position: number
  readonly id: string
  readonly type: string
  readonly at: number
  sources: string
}
