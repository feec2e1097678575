/** One waiter and many ringers: a ring before the wait is not lost, and rings in a row count once. */
export class Wakeup {
  private rung = false
  private resume: (() => void) | undefined

  /** Lets the waiter go on, or the next wait return at once. */
  ring(): void {
    this.rung = true
    this.resume?.()
  }

  /** Returns after the next ring. */
  async wait(): Promise<void> {
    if (!this.rung) await new Promise<void>((resolve) => (this.resume = resolve))
    this.resume = undefined
    this.rung = false
  }
}
