/** A request made to break something. */
export interface Mutant {
  /** What is wrong with it, in a few words. */
  readonly kind: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: Buffer
  /** Sent in chunks, without its length. */
  readonly chunked: boolean
  /** Whether it may be taken; else an answer below 400 is a fault. */
  readonly mayEnter: boolean
}
