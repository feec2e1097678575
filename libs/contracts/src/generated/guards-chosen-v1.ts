// Generated from contracts/guards.chosen.v1/schema.json. Do not edit.
/**
 * Which guards run for a change, which do not, and why.
 */
export interface GuardsChosenV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
   */
  change: string
  /**
   * Event id of the request.
   */
  request: string
  /**
   * Kind of run.
   */
  kind: 'guard' | 'smoke'
  /**
   * What the choice rests on: learned (which guards found faults in such changes), areas (no signal yet: the touched areas), asked (an area was asked for by name).
   */
  basis: 'learned' | 'areas' | 'asked'
  /**
   * One sentence: why on this basis.
   */
  reason: string
  /**
   * Share of the cost of all guards that may be spent, 0–1.
   */
  share: number
  /**
   * Usual wall time of what was chosen, in seconds, as far as it is known.
   */
  cost_seconds?: number
  /**
   * Usual wall time of all guards of the kind, in seconds, as far as it is known.
   */
  whole_seconds?: number
  /**
   * What runs, in order.
   *
   * Items: One guard.
   */
  chosen: {
    /**
     * Name of the guard.
     */
    guard: string
    /**
     * Why it runs: learned (the past speaks for it), area (the change touches its area), sample (drawn by lot from those left out, so that misses are seen), asked (its area was asked for by name).
     */
    by: 'learned' | 'area' | 'sample' | 'asked'
    /**
     * Why it runs.
     */
    reason: string
    /**
     * Its usual wall time, in seconds, where it is known.
     */
    seconds?: number
    /**
     * Test files that it runs; all of its own when absent.
     *
     * Items: Path of a test file.
     */
    tests?: string[]
    /**
     * Events that this rests on.
     *
     * Items: Event id.
     */
    events?: string[]
  }[]
  /**
   * What does not run.
   *
   * Items: One guard.
   */
  left_out: {
    /**
     * Name of the guard.
     */
    guard: string
    /**
     * Why it does not run.
     */
    reason: string
    /**
     * Its usual wall time, in seconds, where it is known.
     */
    seconds?: number
  }[]
}
