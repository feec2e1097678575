import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { Recent } from '../recent.js'

/** Words whose counts are kept: some 8 MB when full. */
const MOST = 50_000

/**
 * In how many documents words stand. Asking the index costs as much as the word is
 * common, so the counts of words that were asked for last are kept, and follow what is written.
 */
export class TermCounts {
  private readonly counts = new Recent<string, number>(MOST)
  private readonly one: StatementSync

  constructor(db: DatabaseSync) {
    this.one = db.prepare('select doc from vocabulary where term = ?')
  }

  /** Whether no count is kept, so that there is nothing to follow. */
  get empty(): boolean {
    return this.counts.empty
  }

  /** Documents in which a word stands. */
  of(word: string): number {
    const known = this.counts.get(word)
    if (known !== undefined) return known
    const found = this.one.get(word) as { doc: number } | undefined
    this.counts.keep(word, found?.doc ?? 0)
    return found?.doc ?? 0
  }

  /** Follows one document whose words were others before; a new one had none. */
  changed(before: ReadonlyMap<string, unknown> | undefined, after: ReadonlyMap<string, unknown>): void {
    for (const word of after.keys()) if (!before?.has(word)) this.move(word, 1)
    for (const word of before?.keys() ?? []) if (!after.has(word)) this.move(word, -1)
  }

  /** Forgets all, as after a write that was undone. */
  clear(): void {
    this.counts.clear()
  }

  private move(word: string, by: number): void {
    const known = this.counts.get(word)
    if (known !== undefined) this.counts.keep(word, known + by)
  }
}
