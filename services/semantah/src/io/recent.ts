/** A bounded map that forgets what was not used for the longest time. */
export class Recent<Key, Value> {
  // A Map keeps the order of insertion: what was used goes to its end, what is at its beginning goes first.
  private readonly values = new Map<Key, Value>()

  /** `most`: entries kept. */
  constructor(private readonly most: number) {}

  get(key: Key): Value | undefined {
    const value = this.values.get(key)
    if (value === undefined) return undefined
    this.values.delete(key)
    this.values.set(key, value)
    return value
  }

  keep(key: Key, value: Value): void {
    this.values.delete(key)
    this.values.set(key, value)
    if (this.values.size > this.most) this.values.delete(this.values.keys().next().value!)
  }

  clear(): void {
    this.values.clear()
  }
}
