/** A problem that a person can do something about: what and where, then what next. */
export class Problem extends Error {
  constructor(message, next, exitCode = 3) {
    super(message)
    this.next = next
    this.exitCode = exitCode
  }
}
