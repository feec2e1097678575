import type { Replacement } from '../rig/bundles.js'

/** A bug that is put into a copy of the product, and the campaign that must turn red over it. */
export interface Plant {
  readonly name: string
  /** Promise whose campaign is run. */
  readonly campaign: string
  /** How many faults it is given to show. */
  readonly n: number
  /** Invariants of which one must break: red for another reason is no catch. */
  readonly caughtBy: RegExp
  /** Whether it is quick enough for the short form. */
  readonly quick: boolean
  readonly replacements: readonly Replacement[]
  readonly postgres?: readonly string[]
  readonly only?: readonly string[]
}
