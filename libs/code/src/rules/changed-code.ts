/** A file of a change in a language that rules are made for. */
export interface ChangedText {
  readonly path: string
  /** Text before; absent where the change added the file, or it was not read. */
  readonly before?: string
  /** Text after; absent where the change deleted it, or it was not read. */
  readonly after?: string
  /** Lines of `before` that the change took away, from 1. */
  readonly removed: ReadonlySet<number>
  /** Lines of `after` that it wrote, from 1. */
  readonly added: ReadonlySet<number>
}

/** A place where a rule fires. */
export interface Finding {
  readonly rule: string
  readonly path: string
  readonly line: number
  /** The line itself. Hostile. */
  readonly text: string
}
