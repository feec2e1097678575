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
const SHORTEST = 3
const LONGEST = 60

const PLUS = 43
const DIGIT = 2
/** By byte: 0 for what is no part of an identifier, 1 for what begins one, 2 for a digit. */
const KIND = Uint8Array.from({ length: 256 }, (_, byte) => {
  const letter = String.fromCharCode(byte)
  return /[A-Za-z_]/.test(letter) ? 1 : /[0-9]/.test(letter) ? DIGIT : 0
})

interface Counted {
  readonly name: string
  count: number
}

const isSame = (name: string, bytes: Buffer, at: number, length: number): boolean => {
  if (name.length !== length) return false
  for (let index = 0; index < length; index++) if (name.charCodeAt(index) !== bytes[at + index]) return false
  return true
}

/** Counts names by a hash of their bytes: a text is made of a name only when it is met first. */
class Counts {
  private readonly byHash = new Map<number, Counted>()

  add(bytes: Buffer, at: number, length: number, hash: number): void {
    for (let key = hash; ; key = (key + 1) | 0) {
      const known = this.byHash.get(key)
      if (known === undefined) {
        if (this.byHash.size < MAX_COUNTED)
          this.byHash.set(key, { name: bytes.toString('latin1', at, at + length), count: 1 })
        return
      }
      if (isSame(known.name, bytes, at, length)) {
        known.count++
        return
      }
    }
  }

  /** The most frequent names. */
  first(most: number): string[] {
    return [...this.byHash.values()]
      .sort((one, other) => other.count - one.count)
      .slice(0, most)
      .map(({ name }) => name)
  }
}

/** Counts the identifiers of the lines that a diff adds and deletes, in whatever language: what looks like one is one. */
export class Identifiers {
  private added = new Counts()
  private deleted = new Counts()
  private bytesLeft = MAX_BYTES

  /** @param most identifiers that are kept of each side. */
  constructor(private readonly most: number) {}

  /** Takes one line of a hunk, with the sign before it. */
  line(bytes: Buffer, from: number, end: number): void {
    if (this.bytesLeft <= 0) return
    this.bytesLeft -= end - from
    const counts = bytes[from] === PLUS ? this.added : this.deleted
    for (let at = from + 1; at < end; at++) {
      // A number may not stand at the beginning, but what follows it may: of `0x1f`, that is `x1f`.
      if (KIND[bytes[at] as number] !== 1) continue
      const start = at
      let hash = 0x811c9dc5
      for (; at < end && KIND[bytes[at] as number] !== 0; at++)
        hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193)
      const length = at - start
      if (length >= SHORTEST && length <= LONGEST) counts.add(bytes, start, length, hash)
    }
  }

  /** What was counted, and a fresh start. */
  take(): ChangedIdentifiers {
    const taken = { added: this.added.first(this.most), deleted: this.deleted.first(this.most) }
    this.added = new Counts()
    this.deleted = new Counts()
    this.bytesLeft = MAX_BYTES
    return taken
  }
}
