import type { CommitNode } from '@heimgewebe/git'

interface Waiting {
  readonly parents: readonly string[]
  readonly order: number
}

/** Most commits outside the main line that are remembered. Beyond that, merges name none. */
const MAX_WAITING = 500_000

/**
 * Which commits each merge of the main line brought in. Fed with every commit, parents first, it remembers those that no
 * merge has claimed yet: all work is done once, where asking git for each merge would start thousands of processes.
 */
export class ImportLineage {
  private readonly waiting = new Map<string, Waiting>()
  private count = 0

  /** Takes a commit; for one of the main line, gives what it brought in, oldest first, without itself. */
  take({ sha, parents }: CommitNode, onMainLine: boolean): string[] {
    if (!onMainLine) {
      if (this.waiting.size < MAX_WAITING) this.waiting.set(sha, { parents, order: this.count++ })
      return []
    }
    const claimed: [string, Waiting][] = []
    const open = [...parents]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const found = this.waiting.get(next)
      if (!found) continue
      this.waiting.delete(next)
      claimed.push([next, found])
      open.push(...found.parents)
    }
    return claimed.sort(([, one], [, other]) => one.order - other.order).map(([name]) => name)
  }
}
