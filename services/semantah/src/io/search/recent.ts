/** Keeps the values that were asked for last. */
export class Recent<T> {
  // A Map keeps the order of insertion: what was asked for goes to its end, what is at its beginning goes first.
  private readonly values = new Map<string, T>()

  constructor(private readonly most: number) {}

  get(key: string): T | undefined {
    const value = this.values.get(key)
    if (value === undefined) return undefined
    this.values.delete(key)
    this.values.set(key, value)
    return value
  }

  keep(key: string, value: T): void {
    this.values.delete(key)
    this.values.set(key, value)
    if (this.values.size > this.most) this.values.delete(this.values.keys().next().value!)
  }
}
