/** A set of commits in 8 bytes each: a million commits in 8 MB, where a Set of texts takes over 100. */
export class CommitSet {
  private constructor(private readonly sorted: BigUint64Array) {}

  static async from(commits: AsyncIterable<{ readonly sha: string }>): Promise<CommitSet> {
    let keys = new BigUint64Array(1024)
    let size = 0
    for await (const { sha } of commits) {
      if (size === keys.length) {
        const larger = new BigUint64Array(size * 2)
        larger.set(keys)
        keys = larger
      }
      keys[size++] = keyOf(sha)
    }
    return new CommitSet(keys.slice(0, size).sort())
  }

  get size(): number {
    return this.sorted.length
  }

  /** Whether a full commit id is in it. The first 64 bits decide: among a million commits, wrong once in 10^7 repositories. */
  has(sha: string): boolean {
    const key = keyOf(sha)
    let low = 0
    let high = this.sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.sorted[middle]! < key) low = middle + 1
      else high = middle
    }
    return this.sorted[low] === key
  }
}

const keyOf = (sha: string): bigint => BigInt(`0x${sha.slice(0, 16)}`)
