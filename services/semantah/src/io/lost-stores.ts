type Store = 'graph' | 'search'

/**
 * Which stores need the log from its beginning. Reading it again fills all, but only these are emptied first: to the others
 * what they hold already changes nothing, and they answer meanwhile.
 */
export class LostStores {
  private readonly lost = new Set<Store>()

  /** `all`: a person asked for everything to be built anew. */
  constructor(private readonly all: boolean) {}

  /** Says that a store is empty, behind or wrong. */
  note(store: Store): void {
    this.lost.add(store)
  }

  /** Whether a store can stay as it is while another one is filled. */
  spares(store: Store): boolean {
    return !this.all && this.lost.size > 0 && !this.lost.has(store)
  }
}
