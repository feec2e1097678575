/**
 * A bounded map that forgets what was not used for a long time: the half of it that was used last is always kept. Two maps
 * that take turns cost far less than one in which each use moves an entry to the end.
 */
export class Recent<Key, Value> {
  private young = new Map<Key, Value>()
  private old = new Map<Key, Value>()
  private readonly half: number

  /** `most`: entries kept. */
  constructor(most: number) {
    this.half = Math.ceil(most / 2)
  }

  get empty(): boolean {
    return this.young.size === 0 && this.old.size === 0
  }

  get(key: Key): Value | undefined {
    const value = this.young.get(key)
    if (value !== undefined) return value
    const older = this.old.get(key)
    if (older !== undefined) this.keep(key, older)
    return older
  }

  keep(key: Key, value: Value): void {
    if (this.half === 0) return
    this.young.set(key, value)
    if (this.young.size < this.half) return
    this.old = this.young
    this.young = new Map()
  }

  clear(): void {
    this.young.clear()
    this.old.clear()
  }
}
