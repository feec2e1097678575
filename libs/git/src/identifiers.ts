/** Identifiers of the changed lines of a diff, the most frequent first; of equal ones the first met. */
export interface ChangedIdentifiers {
  readonly added: readonly string[]
  readonly deleted: readonly string[]
}

/** Bytes of one line, and of all lines of one diff, that are looked at: what is generated has long ones, and many. */
export const MAX_LINE = 2000
const MAX_BYTES = 1_048_576
/** Different identifiers that are counted on one side; later ones are passed over. */
const MAX_COUNTED = 5000
const LONGEST = 60
const IDENTIFIER = /[A-Za-z_][A-Za-z0-9_]{2,}/g

/** Counts the identifiers of the lines that a diff adds and deletes, in whatever language: what looks like one is one. */
export class Identifiers {
  private added = new Map<string, number>()
  private deleted = new Map<string, number>()
  private bytesLeft = MAX_BYTES

  /** @param most identifiers that are kept of each side. */
  constructor(private readonly most: number) {}

  /** Takes one line of a hunk, with the sign before it. */
  line(bytes: Buffer, at: number, end: number): void {
    if (this.bytesLeft <= 0) return
    this.bytesLeft -= end - at
    const counts = bytes[at] === PLUS ? this.added : this.deleted
    for (const [name] of bytes.toString('latin1', at + 1, end).matchAll(IDENTIFIER)) {
      if (name.length > LONGEST) continue
      const count = counts.get(name)
      if (count !== undefined || counts.size < MAX_COUNTED) counts.set(name, (count ?? 0) + 1)
    }
  }

  /** What was counted, and a fresh start. */
  take(): ChangedIdentifiers {
    const taken = { added: this.first(this.added), deleted: this.first(this.deleted) }
    this.added = new Map()
    this.deleted = new Map()
    this.bytesLeft = MAX_BYTES
    return taken
  }

  private first(counts: ReadonlyMap<string, number>): string[] {
    return [...counts]
      .sort((one, other) => other[1] - one[1])
      .slice(0, this.most)
      .map(([name]) => name)
  }
}

const PLUS = 43
