/** Bytes of output that are kept of one run. The end is kept, because that is where a failure is told. */
export const OUTPUT_KEPT_BYTES = 1_000_000

/** Takes an unbounded stream of bytes and keeps its end. */
export class CapturedOutput {
  readonly #kept: Buffer[] = []
  #keptBytes = 0
  #totalBytes = 0

  constructor(private readonly limit: number = OUTPUT_KEPT_BYTES) {}

  /** Bytes that were written in all, kept or not. */
  get totalBytes(): number {
    return this.#totalBytes
  }

  /** Adds what was read, and lets go of what no longer belongs to the end. */
  add(chunk: Buffer): void {
    this.#totalBytes += chunk.length
    this.#keptBytes += chunk.length
    this.#kept.push(chunk)
    while (this.#kept.length > 1 && this.#keptBytes - this.#kept[0]!.length >= this.limit) {
      this.#keptBytes -= this.#kept.shift()!.length
    }
  }

  /** The end of the stream as text; bytes that are not UTF-8 become U+FFFD. */
  text(): string {
    const bytes = Buffer.concat(this.#kept)
    return bytes.subarray(Math.max(0, bytes.length - this.limit)).toString('utf8')
  }
}
