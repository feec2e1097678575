import type { Filter, Hit } from './document.js'
import { spread, spreadLength } from './spread.js'
import type { Point } from './vector-store.js'

/** Vectors compared in full at least, and for each hit that is wanted: signs alone order the nearest only roughly. */
const COMPARED = 2000
const COMPARED_A_HIT = 10
const FIRST_ROOM = 1024

/**
 * The vectors of one space in memory, each as bytes and as the signs of its numbers once these are spread evenly. A question is compared with all signs,
 * 32 at a time, and with the bytes of the best of these. Per vector of 512 numbers: 64 + 512 bytes and about 150 for its
 * subject and what it is narrowed by.
 */
export class VectorTable {
  private readonly width: number
  private size = 0
  private signs: Uint32Array
  private bytes: Int8Array
  private lengths: Float32Array
  private points: Omit<Point, 'vector' | 'text'>[] = []
  private readonly places = new Map<string, number>()

  constructor(private readonly dimension: number) {
    this.width = Math.ceil(spreadLength(dimension) / 32)
    this.signs = new Uint32Array(FIRST_ROOM * this.width)
    this.bytes = new Int8Array(FIRST_ROOM * dimension)
    this.lengths = new Float32Array(FIRST_ROOM)
  }

  get count(): number {
    return this.size
  }

  /** Puts a vector in the place of the subject's old one, or at the end. */
  put({ subject, kind, repository, at, vector }: Omit<Point, 'text'>): void {
    const place = this.places.get(subject) ?? this.size++
    this.makeRoom()
    this.places.set(subject, place)
    this.points[place] = { subject, kind, repository, at }
    this.signs.set(signsOf(vector, this.width), place * this.width)
    const bytes = bytesOf(vector)
    this.bytes.set(bytes, place * this.dimension)
    this.lengths[place] = lengthOf(bytes)
  }

  /** The nearest that a filter lets through. */
  near(vector: Float32Array, filter: Filter, limit: number): Hit[] {
    const bytes = bytesOf(vector)
    const length = lengthOf(bytes)
    return this.roughly(signsOf(vector, this.width), filter, Math.max(COMPARED, limit * COMPARED_A_HIT))
      .map((place) => ({ subject: this.points[place]!.subject, score: this.cosine(bytes, length, place) }))
      .sort((one, other) => other.score - one.score || (one.subject < other.subject ? -1 : 1))
      .slice(0, limit)
  }

  /** Places of the vectors with the fewest differing signs: by counting, since there are only so many differences. */
  private roughly(signs: Uint32Array, filter: Filter, most: number): number[] {
    const allowed = allowing(filter)
    const free = Object.values(filter).every((value) => value === undefined)
    const own = this.signs
    const differences = new Uint16Array(this.size)
    const bits = this.width * 32
    const counts = new Uint32Array(bits + 2)
    const { width } = this
    for (let place = 0; place < this.size; place++) {
      if (!free && !allowed(this.points[place]!)) {
        differences[place] = bits + 1
        continue
      }
      let sum = 0
      for (let at = 0, from = place * width; at < width; at++) sum += ones(signs[at]! ^ own[from + at]!)
      differences[place] = sum
      counts[sum]!++
    }
    let border = 0
    for (let sum = 0; border <= bits && sum + counts[border]! <= most; border++) sum += counts[border]!
    border = Math.min(border, bits)
    const found: number[] = []
    for (let place = 0; place < this.size; place++) if (differences[place]! <= border) found.push(place)
    return found
  }

  private cosine(bytes: Int8Array, length: number, place: number): number {
    const own = this.bytes
    let dot = 0
    for (let at = 0, from = place * this.dimension; at < bytes.length; at++, from++)
      dot = (dot + bytes[at]! * own[from]!) | 0
    const scale = length * this.lengths[place]!
    return scale === 0 ? 0 : dot / scale
  }

  private makeRoom(): void {
    if (this.size <= this.lengths.length) return
    const grown = Math.ceil(this.size * 1.5)
    const [signs, bytes, lengths] = [this.signs, this.bytes, this.lengths]
    this.signs = new Uint32Array(grown * this.width)
    this.bytes = new Int8Array(grown * this.dimension)
    this.lengths = new Float32Array(grown)
    this.signs.set(signs)
    this.bytes.set(bytes)
    this.lengths.set(lengths)
  }
}

const allowing =
  ({ repository, kind, since, until, except }: Filter) =>
  (point: Omit<Point, 'vector' | 'text'>): boolean =>
    (repository === undefined || point.repository === repository) &&
    (kind === undefined || point.kind === kind) &&
    (since === undefined || point.at >= since) &&
    (until === undefined || point.at < until) &&
    point.subject !== except

const signsOf = (vector: Float32Array, width: number): Uint32Array => {
  const signs = new Uint32Array(width)
  for (const [at, one] of spread(vector).entries()) if (one > 0) signs[at >> 5]! |= 1 << (at & 31)
  return signs
}

const bytesOf = (vector: Float32Array): Int8Array => {
  let largest = 0
  for (const one of vector) largest = Math.max(largest, Math.abs(one))
  const bytes = new Int8Array(vector.length)
  if (largest > 0) for (let at = 0; at < vector.length; at++) bytes[at] = Math.round((vector[at]! / largest) * 127)
  return bytes
}

const lengthOf = (bytes: Int8Array): number => Math.sqrt(bytes.reduce((sum, one) => sum + one * one, 0))

/** How many bits of a word are set. */
const ones = (word: number): number => {
  const pairs = (word - ((word >>> 1) & 0x55555555)) | 0
  const fours = ((pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)) | 0
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
