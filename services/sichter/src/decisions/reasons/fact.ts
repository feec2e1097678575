/** A past fact that speaks against a change, with the events that it rests on. */
export interface Fact {
  readonly kind: string
  readonly text: string
  readonly events: readonly string[]
  /** How much it says, for the order of facts only. */
  readonly strength: number
  /** Log-odds that it adds to those of an average change; absent where how such changes turned out is not counted. */
  readonly adds?: number
}
