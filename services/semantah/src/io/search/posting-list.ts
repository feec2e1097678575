const FIRST_ROOM = 16
/** Bytes of one place: the number of a document and how often the word stands in it. */
const PLACE_BYTES = 6
/** What an empty list takes besides, about. */
const LIST_BYTES = 300
/** Largest frequency that is kept; a longer text is not indexed. */
const MOST = 65_535

/** The documents in which one word stands, in the order of their numbers, and how often, each place weighed. */
export class PostingList {
  documents = new Uint32Array(FIRST_ROOM)
  frequencies = new Uint16Array(FIRST_ROOM)
  size = 0

  /** Bytes that it takes. */
  get bytes(): number {
    return LIST_BYTES + this.documents.length * PLACE_BYTES
  }

  /** Notes how often the word stands in a document now; 0 where it does not any more. */
  set(document: number, frequency: number): void {
    const at = this.find(document)
    const held = at < this.size && this.documents[at] === document
    if (frequency === 0) {
      if (held) this.move(at + 1, at)
    } else {
      if (!held) this.move(at, at + 1)
      this.documents[at] = document
      this.frequencies[at] = Math.min(frequency, MOST)
    }
  }

  /** Adds to what the last document has, or a document behind it: how a whole list is read. */
  append(document: number, frequency: number): void {
    const last = this.size - 1
    if (last >= 0 && this.documents[last] === document)
      this.frequencies[last] = Math.min(this.frequencies[last]! + frequency, MOST)
    else this.set(document, frequency)
  }

  /** Gives back the room that is not used. */
  trim(): void {
    this.documents = this.documents.slice(0, this.size)
    this.frequencies = this.frequencies.slice(0, this.size)
  }

  /** First place whose document is not before one. New documents come last, so that the end is looked at first. */
  private find(document: number): number {
    if (this.size === 0 || this.documents[this.size - 1]! < document) return this.size
    let [low, high] = [0, this.size]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.documents[middle]! < document) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Moves what begins at one place to another one, and the end with it. */
  private move(from: number, to: number): void {
    const size = this.size + to - from
    if (size > this.documents.length) {
      const [documents, frequencies] = [this.documents, this.frequencies]
      const room = Math.max(FIRST_ROOM, Math.ceil(size * 1.5))
      this.documents = new Uint32Array(room)
      this.frequencies = new Uint16Array(room)
      this.documents.set(documents)
      this.frequencies.set(frequencies)
    }
    if (from < this.size) {
      this.documents.copyWithin(to, from, this.size)
      this.frequencies.copyWithin(to, from, this.size)
    }
    this.size = size
  }
}
