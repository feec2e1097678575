/** A part of a document with its place in the log. */
export interface Entry {
  /** Event that says it, in the order of the log. */
  readonly evidence: { readonly position: number; readonly id: string; readonly at: number }
  /** Undefined: an event that adds nothing, whose place is kept all the same. */
  readonly part: Part | undefined
}

/** See `DocumentPart` of the decisions. */
export interface Part {
  readonly subject: string
  readonly part: string
  readonly kind: string
  readonly repository: string
  readonly title: string
  readonly body: string
  readonly names: string
}

/** A whole document, its parts joined in the order of the log. */
export interface Document {
  /** Own number of the document in its index. */
  readonly id: number
  readonly subject: string
  readonly kind: string
  readonly repository: string
  /** Time of the first event about it, in Unix milliseconds. */
  readonly at: number
  /** Id of the first event about it: the evidence. */
  readonly event: string
  readonly title: string
  readonly body: string
  readonly names: string
}

/** What may be found. Empty: everything. */
export interface Filter {
  readonly repository?: string | undefined
  readonly kind?: string | undefined
  /** Not before this time, in Unix milliseconds. */
  readonly since?: number | undefined
  /** Before this time, in Unix milliseconds. */
  readonly until?: number | undefined
  /** Subject that is not to be found, as the one whose likes are looked for. */
  readonly except?: string | undefined
}

/** A subject with how well it fits; more is better. */
export interface Hit {
  readonly subject: string
  readonly score: number
}

/** The text that is made a vector of. */
export const textOf = ({ title, body, names }: Pick<Document, 'title' | 'body' | 'names'>): string =>
  [title, body, names].filter((text) => text !== '').join('\n')
