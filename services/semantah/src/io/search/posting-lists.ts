import { PostingList } from './posting-list.js'

/** A list that is being read, and what was written meanwhile. */
interface Loading {
  readonly list: Promise<PostingList>
  changes: [document: number, frequency: number][]
}

/**
 * The lists of the words that were asked for last, in memory. A word's list is read once, and then follows what is written:
 * a change says how a document stands afterwards, so that it may be applied to what saw it already.
 */
export class PostingLists {
  // A Map keeps the order of insertion: what was used is put at its end, what is at its beginning goes first.
  private readonly lists = new Map<string, PostingList>()
  private readonly loading = new Map<string, Loading>()
  private generation = 0
  private held = 0

  /** `read` gives the list of a word as it was committed before the call or later; `most`: bytes kept. */
  constructor(
    private readonly read: (word: string) => Promise<PostingList>,
    private readonly most: number,
  ) {}

  /** Bytes of the lists in memory. */
  get bytes(): number {
    return this.held
  }

  /** Whether no list is kept or being read, so that there is nothing to follow. */
  get empty(): boolean {
    return this.lists.size === 0 && this.loading.size === 0
  }

  /** The lists of words, all of one moment. */
  async of(words: readonly string[]): Promise<PostingList[]> {
    for (;;) {
      const { generation } = this
      const found = await Promise.all(words.map(async (word) => this.known(word) ?? this.load(word)))
      if (generation === this.generation) return found
    }
  }

  /** Follows one document in which words stood as often as `before` says, and now as `after` says. */
  changed(document: number, before: ReadonlyMap<string, number> | undefined, after: ReadonlyMap<string, number>): void {
    for (const [word, frequency] of after) if (before?.get(word) !== frequency) this.move(word, document, frequency)
    for (const word of before?.keys() ?? []) if (!after.has(word)) this.move(word, document, 0)
  }

  /** Forgets all, as after a write that was undone. */
  clear(): void {
    this.generation++
    this.lists.clear()
    this.held = 0
  }

  private known(word: string): PostingList | undefined {
    const list = this.lists.get(word)
    if (list) {
      this.lists.delete(word)
      this.lists.set(word, list)
    }
    return list
  }

  private load(word: string): Promise<PostingList> {
    const under = this.loading.get(word)
    if (under) return under.list
    const loading: Loading = { changes: [], list: this.readWhole(word, () => loading) }
    this.loading.set(word, loading)
    return loading.list
  }

  private async readWhole(word: string, loading: () => Loading): Promise<PostingList> {
    try {
      for (;;) {
        const { generation } = this
        const list = await this.read(word)
        if (generation === this.generation) {
          for (const [document, frequency] of loading().changes) list.set(document, frequency)
          this.keep(word, list)
          return list
        }
        // What was noted may have been undone: what is read from now on is what is true.
        loading().changes = []
      }
    } finally {
      this.loading.delete(word)
    }
  }

  private keep(word: string, list: PostingList): void {
    this.lists.set(word, list)
    this.held += list.bytes
    for (const [oldest, one] of this.lists) {
      if (this.held <= this.most) break
      this.lists.delete(oldest)
      this.held -= one.bytes
    }
  }

  private move(word: string, document: number, frequency: number): void {
    this.loading.get(word)?.changes.push([document, frequency])
    const list = this.lists.get(word)
    if (!list) return
    this.held -= list.bytes
    list.set(document, frequency)
    this.held += list.bytes
  }
}
